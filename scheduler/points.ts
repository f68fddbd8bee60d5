/**
 * Which plugins run at which point, and in which order (kube-scheduler framework/runtime/framework.go, updatePluginList
 * and expandMultiPointPlugins): plugins that a profile names for all of their points, and what it says of single ones.
 */
import type { SchedulerPlugin } from './framework';

/** As a KubeSchedulerConfiguration calls them, in its order. */
export const points = [
  'preEnqueue', 'queueSort', 'preFilter', 'filter', 'postFilter', 'preScore', 'score', 'reserve', 'permit', 'preBind', 'bind', 'postBind',
] as const;

export type Point = (typeof points)[number];

export interface PluginName { readonly name: string }

export interface WeighedPlugin extends PluginName {
  /** Of its score; absent and 0 mean 1. */
  readonly weight?: number;
}

/** What is said of one point: who runs there beside the rest, and whom of the rest it leaves out (`*`: all). */
export interface PluginSet {
  readonly enabled?: readonly WeighedPlugin[];
  readonly disabled?: readonly PluginName[];
}

export type PluginSets = Readonly<Partial<Record<Point, PluginSet>>>;

/** A plugin that has the point. */
export type With<K extends keyof SchedulerPlugin> = SchedulerPlugin & Required<Pick<SchedulerPlugin, K>>;

export const having = <K extends keyof SchedulerPlugin>(plugins: readonly SchedulerPlugin[], point: K): readonly With<K>[] =>
  plugins.filter((plugin): plugin is With<K> => plugin[point] !== undefined);

/** Whoever notes that a pod takes a node, or only that it does not, is a plugin of this point. */
type Reserving = SchedulerPlugin;

/** In the order in which they run. */
export type PluginsAt = { readonly [P in Exclude<Point, 'reserve'>]: readonly With<P>[] } & { readonly reserve: readonly Reserving[] };

/** A profile that cannot work: which part of it, and why in upstream's words. */
export class ProfileFault extends Error {
  /** `field`: from the profile on. */
  constructor(readonly field: string, readonly value: unknown, message: string) {
    super(message);
    this.name = 'ProfileFault';
  }
}

/** Upstream's name of the interface. */
const interfaceOf = (point: Point): string => `${point.slice(0, 1).toUpperCase()}${point.slice(1)}Plugin`;

const extendsPoint = (plugin: SchedulerPlugin, point: Point): boolean =>
  plugin[point] !== undefined || (point === 'reserve' && plugin.unreserve !== undefined);

/** In which upstream looks at them: what is wrong is told of the first one. */
const checkingOrder: readonly Point[] = ['preFilter', 'filter', 'postFilter', 'reserve', 'preScore', 'score', 'preBind', 'bind', 'postBind', 'permit', 'preEnqueue', 'queueSort'];

type Built = ReadonlyMap<string, SchedulerPlugin>;

/** Throws ProfileFault. */
export function pluginsAt(multiPoint: readonly PluginName[], sets: PluginSets, built: Built): PluginsAt {
  const lists = checkingOrder.map((point) => [point, orderAt(point, multiPoint, sets[point] ?? {}, built)] as const);
  // Each list has been checked to extend its point.
  return Object.fromEntries(lists) as unknown as PluginsAt;
}

/** First those that replace an entry for all points, then what is left of those entries, then the point's others. */
function orderAt(point: Point, multiPoint: readonly PluginName[], { enabled = [], disabled = [] }: PluginSet, built: Built): SchedulerPlugin[] {
  const own = enabled.map(({ name }) => ownAt(point, name, built));
  noneTwice(own, point, `plugins.${point}.enabled`);
  const out = new Set(disabled.map(({ name }) => name));
  if (out.has('*')) return own;
  const general = multiPoint.map(({ name }) => known(point, name, 'plugins.multiPoint.enabled', built)).filter((plugin) => extendsPoint(plugin, point) && !out.has(plugin.name));
  const inherited = general.filter((plugin) => !own.includes(plugin));
  noneTwice(inherited, point, 'plugins.multiPoint.enabled');
  return [...own.filter((plugin) => general.includes(plugin)), ...inherited, ...own.filter((plugin) => !general.includes(plugin))];
}

function ownAt(point: Point, name: string, built: Built): SchedulerPlugin {
  const field = `plugins.${point}.enabled`;
  const plugin = known(point, name, field, built);
  if (!extendsPoint(plugin, point)) throw new ProfileFault(`${field}[${name}]`, name, `plugin ${JSON.stringify(name)} does not extend ${interfaceOf(point)} plugin`);
  return plugin;
}

function known(point: Point, name: string, field: string, built: Built): SchedulerPlugin {
  const plugin = built.get(name);
  if (!plugin) throw new ProfileFault(`${field}[${name}]`, name, `${interfaceOf(point)} ${JSON.stringify(name)} does not exist`);
  return plugin;
}

function noneTwice(plugins: readonly SchedulerPlugin[], point: Point, field: string): void {
  const twice = plugins.find((plugin, i) => plugins.indexOf(plugin) !== i)?.name;
  if (twice !== undefined) throw new ProfileFault(`${field}[${twice}]`, twice, `plugin ${JSON.stringify(twice)} already registered as ${JSON.stringify(interfaceOf(point))}`);
}

/** What a point says of its weight counts before what is said for all points. */
export function weightOf(name: string, multiPoint: readonly WeighedPlugin[], { score }: PluginSets): number {
  return [...(score?.enabled ?? []), ...multiPoint].find((plugin) => plugin.name === name)?.weight || 1;
}
