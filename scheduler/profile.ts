/** Which plugins run, in which order, with which weights: data, and how it becomes running plugins. */
import type { PluginFactory, PluginIngredients, SchedulerPlugin } from './framework';
import { builtInPlugins } from './plugins';
import type { Book } from './records/book';
import { recorded } from './records/recorded';
import { defaultSchedulerName } from './scheduler-name';
import { pluginsAt, ProfileFault, weightOf, type PluginsAt, type PluginSets, type WeighedPlugin, type With } from './points';

type Args = Readonly<Record<string, unknown>>;

export interface PluginChoice extends WeighedPlugin {
  readonly args?: Args;
}

export interface Profile {
  /** Whose pods (spec.schedulerName); absent: `default-scheduler`. */
  readonly schedulerName?: string;
  /** At every point that they have, in this order (`multiPoint`). */
  readonly plugins: readonly PluginChoice[];
  /** What is otherwise at single points. */
  readonly points?: PluginSets;
  /** Arguments by plugin, where the choice has none. */
  readonly args?: Readonly<Record<string, Args>>;
  /** Plugins beside the built-in ones. */
  readonly factories?: Readonly<Record<string, PluginFactory>>;
  /** Share of the nodes after which the search for feasible ones stops; absent: less the more nodes there are. */
  readonly percentageOfNodesToScore?: number;
}

/** Order and weights of kube-scheduler's default profile (apis/config/v1/default_plugins.go), as far as built. */
export const defaultProfile: Profile = {
  plugins: [
    { name: 'SchedulingGates' },
    { name: 'PrioritySort' },
    { name: 'NodeUnschedulable' },
    { name: 'NodeName' },
    { name: 'TaintToleration', weight: 3 },
    { name: 'NodeAffinity', weight: 2 },
    { name: 'NodePorts' },
    { name: 'NodeResourcesFit', weight: 1 },
    { name: 'VolumeRestrictions' },
    { name: 'NodeVolumeLimits' },
    { name: 'VolumeBinding' },
    { name: 'VolumeZone' },
    { name: 'PodTopologySpread', weight: 2 },
    { name: 'InterPodAffinity', weight: 2 },
    // Before preemption: an idle claim is given up rather than a pod.
    { name: 'DynamicResources', weight: 2 },
    { name: 'DefaultPreemption' },
    { name: 'NodeResourcesBalancedAllocation', weight: 1 },
    { name: 'ImageLocality', weight: 1 },
    { name: 'DefaultBinder' },
  ],
};

export interface Scorer { readonly plugin: With<'score'>; readonly weight: number }

/** A profile's plugins by point. */
export interface Framework {
  readonly schedulerName: string;
  /** All of them. */
  readonly plugins: readonly SchedulerPlugin[];
  readonly at: PluginsAt;
  readonly scorers: readonly Scorer[];
  readonly percentageOfNodesToScore: number | undefined;
  /** Where attempts are written down; absent: nowhere. */
  readonly book?: Book;
}

/** What all plugins are made from, beside their own arguments. */
export interface ProfileIngredients extends Omit<PluginIngredients, 'args'> {
  /** Plugins beside the built-in ones. */
  readonly factories?: Readonly<Record<string, PluginFactory>>;
  /** Where attempts are written down; absent: nowhere, and plugins are as they came. */
  readonly book?: Book;
}

/** The one place where plugins are made. Throws ProfileFault for a profile that cannot work. */
export function buildFramework(profile: Profile, ingredients: ProfileIngredients): Framework {
  const { schedulerName = defaultSchedulerName, plugins: multiPoint, points = {}, percentageOfNodesToScore } = profile;
  checkWeights(profile);
  const built = buildPlugins(profile, ingredients);
  const at = pluginsAt(multiPoint, points, built);
  const sorters = at.queueSort.length;
  if (sorters !== 1) {
    throw new ProfileFault('plugins.queueSort', undefined, `only one queue sort plugin required for profile with scheduler name ${JSON.stringify(schedulerName)}, but got ${sorters}`);
  }
  if (!at.bind.length) throw new ProfileFault('plugins.bind', undefined, `at least one bind plugin is needed for profile with scheduler name ${JSON.stringify(schedulerName)}`);
  return {
    schedulerName, at, percentageOfNodesToScore,
    ...(ingredients.book && { book: ingredients.book }),
    plugins: [...built.values()],
    scorers: at.score.map((plugin) => ({ plugin, weight: weightOf(plugin.name, multiPoint, points) })),
    ...(ingredients.book && { book: ingredients.book }),
  };
}

/** Each once, however many points name it; those that do not exist are told by the point that wants them. */
function buildPlugins({ plugins: multiPoint, points = {}, args, factories: own }: Profile, { factories, book, ...ingredients }: ProfileIngredients): Map<string, SchedulerPlugin> {
  const known = { ...builtInPlugins, ...factories, ...own };
  const choices: readonly PluginChoice[] = [...multiPoint, ...Object.values(points).flatMap(({ enabled = [] }) => enabled)];
  const built = new Map<string, SchedulerPlugin>();
  for (const { name, args: given } of choices) {
    const factory = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!factory || built.has(name)) continue;
    const plugin = build(name, () => factory({ ...ingredients, args: given ?? args?.[name] ?? {} }));
    built.set(name, book ? recorded(plugin, book.attemptOf) : plugin);
  }
  return built;
}

function build(name: string, make: () => SchedulerPlugin): SchedulerPlugin {
  let plugin: SchedulerPlugin;
  try {
    plugin = make();
  } catch (error) {
    throw new ProfileFault(`pluginConfig[${name}].args`, undefined, `initializing plugin ${JSON.stringify(name)}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (plugin.name !== name) throw new ProfileFault('plugins', name, `plugin ${JSON.stringify(name)} calls itself ${JSON.stringify(plugin.name)}`);
  return plugin;
}

function checkWeights({ plugins, points = {} }: Profile): void {
  for (const [point, enabled] of [['multiPoint', plugins] as const, ...Object.entries(points).map(([name, set]) => [name, set.enabled ?? []] as const)]) {
    const bad = enabled.find(({ weight = 1 }) => !Number.isInteger(weight) || weight < 0);
    if (bad) throw new ProfileFault(`plugins.${point}.enabled[${bad.name}].weight`, bad.weight, 'must be a whole number that is not negative; 0 means 1');
  }
}
