/** Which plugins run, in which order, with which weights: data, and how it becomes running plugins. */
import type { PluginFactory, PluginIngredients, SchedulerPlugin } from './framework';
import { builtInPlugins } from './plugins';
import type { Book } from './records/book';
import { recorded } from './records/recorded';

export interface PluginChoice {
  readonly name: string;
  /** Of its score; default 1. */
  readonly weight?: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

export interface Profile {
  /** Whose pods (spec.schedulerName); absent: `default-scheduler`. */
  readonly schedulerName?: string;
  /** In the order in which each point runs them. */
  readonly plugins: readonly PluginChoice[];
  /** Share of the nodes after which the search for feasible ones stops; absent: less the more nodes there are. */
  readonly percentageOfNodesToScore?: number;
}

export const defaultSchedulerName = 'default-scheduler';

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
    { name: 'DefaultPreemption' },
    { name: 'NodeResourcesBalancedAllocation', weight: 1 },
    { name: 'ImageLocality', weight: 1 },
    { name: 'DefaultBinder' },
  ],
};

/** A plugin that has the point. */
export type With<K extends keyof SchedulerPlugin> = SchedulerPlugin & Required<Pick<SchedulerPlugin, K>>;

export const having = <K extends keyof SchedulerPlugin>(plugins: readonly SchedulerPlugin[], point: K): readonly With<K>[] =>
  plugins.filter((plugin): plugin is With<K> => plugin[point] !== undefined);

export interface Scorer { readonly plugin: With<'score'>; readonly weight: number }

/** A profile's plugins by point. */
export interface Framework {
  readonly schedulerName: string;
  readonly plugins: readonly SchedulerPlugin[];
  readonly preFilters: readonly With<'preFilter'>[];
  readonly filters: readonly With<'filter'>[];
  readonly postFilters: readonly With<'postFilter'>[];
  readonly scorers: readonly Scorer[];
  readonly percentageOfNodesToScore: number | undefined;
  /** Where attempts are written down; absent: nowhere, and the plugins are as they came. */
  readonly book?: Book;
}

/** What all plugins are made from, beside their own arguments. */
export interface ProfileIngredients extends Omit<PluginIngredients, 'args'> {
  /** Plugins beside the built-in ones. */
  readonly factories?: Readonly<Record<string, PluginFactory>>;
  /** Absent: nothing is recorded. */
  readonly book?: Book;
}

/** Throws for a profile that cannot work. */
export function buildFramework(profile: Profile, ingredients: ProfileIngredients): Framework {
  const known = { ...builtInPlugins, ...ingredients.factories };
  const plugins = profile.plugins.map((choice) => build(choice, known, ingredients));
  checkProfile(plugins, profile);
  const weights = new Map(profile.plugins.map(({ name, weight }) => [name, weight ?? 1]));
  return {
    schedulerName: profile.schedulerName ?? defaultSchedulerName,
    plugins,
    preFilters: having(plugins, 'preFilter'),
    filters: having(plugins, 'filter'),
    postFilters: having(plugins, 'postFilter'),
    scorers: having(plugins, 'score').map((plugin) => ({ plugin, weight: weights.get(plugin.name) ?? 1 })),
    percentageOfNodesToScore: profile.percentageOfNodesToScore,
    ...(ingredients.book && { book: ingredients.book }),
  };
}

function build(choice: PluginChoice, known: Readonly<Record<string, PluginFactory>>, ingredients: ProfileIngredients): SchedulerPlugin {
  const factory = known[choice.name];
  if (!factory) throw new Error(`plugin ${JSON.stringify(choice.name)} does not exist; there are ${Object.keys(known).sort().join(', ')}`);
  const plugin = factory({ ...ingredients, args: choice.args ?? {} });
  return ingredients.book ? recorded(plugin, ingredients.book.attemptOf) : plugin;
}

function checkProfile(plugins: readonly SchedulerPlugin[], profile: Profile): void {
  const names = plugins.map((plugin) => plugin.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) throw new Error(`plugin ${JSON.stringify(twice)} is named twice`);
  const sorters = having(plugins, 'queueSort').length;
  if (sorters !== 1) throw new Error(`a profile needs exactly one queueSort plugin, not ${sorters}`);
  if (!having(plugins, 'bind').length) throw new Error('a profile needs a bind plugin');
  const weightless = profile.plugins.find(({ weight = 1 }) => !Number.isInteger(weight) || weight < 1);
  if (weightless) throw new Error(`the weight of plugin ${JSON.stringify(weightless.name)} must be a whole number above 0`);
}
