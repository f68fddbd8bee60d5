/** Which plugins run where, by configuration (kube-scheduler framework/runtime expandMultiPointPlugins, apis/config/v1 mergePlugins). */
import { ApiError } from '../../api';
import { unschedulable, type PluginFactory, type SchedulerPlugin } from '../framework';
import { points, type Point } from '../points';
import { defaultProfile, type Framework } from '../profile';
import { ingredients } from '../testing/ingredients';
import { frameworksOf } from './frameworks';
import { planOf } from './plan';

const no = (): ReturnType<typeof unschedulable> => unschedulable('no');

/** Filters, scores and reserves. */
const many = (name: string): PluginFactory => (): SchedulerPlugin => ({ name, filter: no, score: () => 0, reserve: no, unreserve: () => undefined, wakeOn: [] });
const factories = { A: many('A'), B: many('B'), C: many('C') };

const whole = (...profiles: object[]): object => ({ kind: 'KubeSchedulerConfiguration', apiVersion: 'kubescheduler.config.k8s.io/v1', profiles });

const built = (...profiles: object[]): readonly Framework[] => frameworksOf(planOf(whole(...profiles)), { ...ingredients(), factories });

const at = (plugins: object, point: Point): string[] => (built({ plugins })[0] as Framework).at[point].map(({ name }) => name);
const weights = (plugins: object): Record<string, number> =>
  Object.fromEntries((built({ plugins })[0] as Framework).scorers.map(({ plugin, weight }) => [plugin.name, weight]));

const names = (...some: string[]): { name: string }[] => some.map((name) => ({ name }));

/** Everything but what is needed. */
const bare = { disabled: names('*'), enabled: names('PrioritySort', 'DefaultBinder') };
const with_ = (...some: (string | { name: string; weight?: number })[]): object =>
  ({ ...bare, enabled: [...bare.enabled, ...some.map((one) => (typeof one === 'string' ? { name: one } : one))] });

const defaultFilters = [
  'NodeUnschedulable', 'NodeName', 'TaintToleration', 'NodeAffinity', 'NodePorts', 'NodeResourcesFit', 'VolumeRestrictions', 'NodeVolumeLimits',
  'VolumeBinding', 'VolumeZone', 'PodTopologySpread', 'InterPodAffinity', 'DynamicResources',
];

test.each<[Point, string[]]>([
  ['preEnqueue', ['SchedulingGates', 'DynamicResources']],
  ['queueSort', ['PrioritySort']],
  ['filter', defaultFilters],
  ['postFilter', ['DynamicResources', 'DefaultPreemption']],
  ['score', ['TaintToleration', 'NodeAffinity', 'NodeResourcesFit', 'PodTopologySpread', 'InterPodAffinity', 'NodeResourcesBalancedAllocation', 'ImageLocality']],
  ['permit', []],
  ['bind', ['DefaultBinder']],
  ['postBind', []],
])('without a word, %s runs the default plugins that have it', (point, expected) => {
  const found = at({}, point);
  expect(found.filter((name) => expected.includes(name))).toEqual(expected);
  if (point !== 'score' && point !== 'preEnqueue') expect(found).toEqual(expected);
});

test('every plugin runs at every point that it has', () => {
  const { at: lists, plugins } = built({})[0] as Framework;
  expect(plugins.map(({ name }) => name)).toEqual(defaultProfile.plugins.map(({ name }) => name));
  for (const point of points) expect(lists[point].map(({ name }) => name)).toEqual(plugins.filter((plugin) => plugin[point] !== undefined).map(({ name }) => name));
});

test.each<[string, object, Point, string[]]>([
  ['a plugin of one\'s own comes behind the defaults', { filter: { enabled: names('A') } }, 'filter', [...defaultFilters, 'A']],
  ['and nowhere else', { filter: { enabled: names('A') } }, 'reserve', ['VolumeBinding', 'DynamicResources']],
  ['enabled for all points, it is at each that it has', { multiPoint: { enabled: names('A') } }, 'reserve', ['VolumeBinding', 'DynamicResources', 'A']],
  ['disabled at a point, it is gone there', { filter: { disabled: names('NodeResourcesFit') } }, 'filter', defaultFilters.filter((name) => name !== 'NodeResourcesFit')],
  ['disabled for all points, it is gone', { multiPoint: { disabled: names('NodeResourcesFit') } }, 'filter', defaultFilters.filter((name) => name !== 'NodeResourcesFit')],
  ['* at a point takes all away there', { filter: { disabled: names('*') } }, 'filter', []],
  ['and leaves those that the point enables', { filter: { disabled: names('*'), enabled: names('B', 'NodeName') } }, 'filter', ['B', 'NodeName']],
  ['* for all points takes all defaults away', { multiPoint: bare }, 'filter', []],
  ['one that is disabled and enabled is enabled', { multiPoint: { disabled: names('NodeName'), enabled: names('NodeName') } }, 'filter', [...defaultFilters.filter((name) => name !== 'NodeName'), 'NodeName']],
  ['a default that is enabled once more stays where it is', { multiPoint: { enabled: [{ name: 'NodeName', weight: 1 }] } }, 'filter', defaultFilters],
  ['what a point enables among those for all points comes first', { multiPoint: with_('A', 'B', 'C'), filter: { enabled: names('C') } }, 'filter', ['C', 'A', 'B']],
  ['in the order of the point', { multiPoint: with_('A', 'B', 'C'), filter: { enabled: names('C', 'A') } }, 'filter', ['C', 'A', 'B']],
  ['others behind those for all points', { multiPoint: with_('A', 'B'), filter: { enabled: names('C', 'B') } }, 'filter', ['B', 'A', 'C']],
  ['the other points keep their order', { multiPoint: with_('A', 'B', 'C'), filter: { enabled: names('C') } }, 'score', ['A', 'B', 'C']],
  ['disabled for one point, enabled for all', { multiPoint: with_('A', 'B'), score: { disabled: names('A') } }, 'score', ['B']],
])('%s', (_what, plugins, point, expected) => expect(at(plugins, point)).toEqual(expected));

test.each<[string, object, Record<string, number>]>([
  ['those of the default profile', {}, { TaintToleration: 3, NodeAffinity: 2, NodeResourcesFit: 1, PodTopologySpread: 2, InterPodAffinity: 2, DynamicResources: 2, NodeResourcesBalancedAllocation: 1, ImageLocality: 1 }],
  ['none and zero mean one', { multiPoint: with_('A', { name: 'B', weight: 0 }, { name: 'C', weight: 7 }) }, { A: 1, B: 1, C: 7 }],
  ['the point counts before all points', { multiPoint: with_({ name: 'A', weight: 2 }), score: { enabled: [{ name: 'A', weight: 5 }] } }, { A: 5 }],
  ['a default gets another one in its place', { multiPoint: { enabled: [{ name: 'NodeAffinity', weight: 9 }] } },
    { TaintToleration: 3, NodeAffinity: 9, NodeResourcesFit: 1, PodTopologySpread: 2, InterPodAffinity: 2, DynamicResources: 2, NodeResourcesBalancedAllocation: 1, ImageLocality: 1 }],
])('weights: %s', (_what, plugins, expected) => expect(weights(plugins)).toEqual(expected));

const causesOf = (make: () => unknown): [string | undefined, string | undefined][] => {
  try {
    make();
  } catch (error) {
    if (ApiError.is(error, 'Invalid')) return (error.details?.causes ?? []).map(({ field, message }) => [field, message]);
    throw error;
  }
  throw new Error('nothing is wrong with it');
};

test.each<[string, object, [string, string]]>([
  ['for all points', { multiPoint: { enabled: names('Nope') } }, ['profiles[0].plugins.multiPoint.enabled[Nope]', 'Invalid value: "Nope": PreFilterPlugin "Nope" does not exist']],
  ['at a point', { score: { enabled: names('Nope') } }, ['profiles[0].plugins.score.enabled[Nope]', 'Invalid value: "Nope": ScorePlugin "Nope" does not exist']],
  ['at a point that it has not', { score: { enabled: names('NodeName') } }, ['profiles[0].plugins.score.enabled[NodeName]', 'Invalid value: "NodeName": plugin "NodeName" does not extend ScorePlugin plugin']],
  ['twice at a point', { filter: { enabled: names('A', 'A') } }, ['profiles[0].plugins.filter.enabled[A]', 'Invalid value: "A": plugin "A" already registered as "FilterPlugin"']],
  ['twice for all points', { multiPoint: { enabled: names('A', 'A') } }, ['profiles[0].plugins.multiPoint.enabled[A]', 'Invalid value: "A": plugin "A" already registered as "FilterPlugin"']],
  ['no order of the queue', { queueSort: { disabled: names('*') } }, ['profiles[0].plugins.queueSort', 'Invalid value: only one queue sort plugin required for profile with scheduler name "default-scheduler", but got 0']],
  ['nobody who binds', { bind: { disabled: names('*') } }, ['profiles[0].plugins.bind', 'Invalid value: at least one bind plugin is needed for profile with scheduler name "default-scheduler"']],
  ['a weight below zero', { score: { enabled: [{ name: 'NodeAffinity', weight: -1 }] } }, ['profiles[0].plugins.score.enabled[NodeAffinity].weight', 'Invalid value: -1: must be a whole number that is not negative; 0 means 1']],
])('plugins that cannot go together: %s', (_what, plugins, [field, message]) => {
  expect(causesOf(() => built({ plugins }))).toEqual([[field, message]]);
});
