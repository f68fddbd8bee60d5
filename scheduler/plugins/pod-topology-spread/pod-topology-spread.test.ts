import { selectorOf, type core } from '../../../api';
import type { AssignedPodChange, Cycle, NodeChange, NodeInfo, OwnChange, PluginIngredients } from '../../framework';
import { nodeFacts } from '../../node-info';
import { cycleOf, info, node, nodeInfo, within, type PodSketch } from '../../testing/objects';
import { podTopologySpread } from './index';

const plugin = podTopologySpread({ args: {} });
const labels = { app: 'web' };
const uneven = "node(s) didn't match pod topology spread constraints";

type Constraint = Partial<core.TopologySpreadConstraint>;
const constraint = (more: Constraint = {}): core.TopologySpreadConstraint =>
  ({ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: labels }, ...more });
const spreading = (...constraints: Constraint[]): PodSketch => ({ labels, spec: { topologySpreadConstraints: constraints.map(constraint) } });

/** A node of a zone with so many pods of ours. */
const zoned = (name: string, zone: string | undefined, pods: number, more: Parameters<typeof nodeInfo>[0] = {}): NodeInfo =>
  nodeInfo({ name, ...more, labels: { ...(zone && { zone }), ...more.labels } }, Array.from({ length: pods }, (_, i) => info({ name: `${name}-${i}`, labels })));

function verdicts(sketch: PodSketch, ...nodes: NodeInfo[]): Record<string, string> | string {
  const cycle = cycleOf(sketch, ...nodes);
  const answer = plugin.preFilter?.(cycle);
  if (answer && 'code' in answer) return answer.code;
  return Object.fromEntries(nodes.map((one) => [one.name, told(cycle, one)]));
}

function told(cycle: Cycle, one: NodeInfo): string {
  const answer = plugin.filter?.(cycle, one);
  if (!answer) return 'fits';
  return answer.reasons[0] === uneven ? answer.code : answer.reasons[0]?.replace(uneven, '') ?? '';
}

const [no, yes] = ['Unschedulable', 'fits'];

test.each<[string, PodSketch, NodeInfo[], Record<string, string> | string]>([
  ['no constraints', { labels }, [zoned('a', 'north', 9)], 'Skip'],
  ['only soft ones', spreading({ whenUnsatisfiable: 'ScheduleAnyway' }), [zoned('a', 'north', 9)], 'Skip'],
  ['all alike', spreading({}), [zoned('a', 'north', 1), zoned('b', 'south', 1)], { a: yes, b: yes }],
  ['one more is too much', spreading({}), [zoned('a', 'north', 1), zoned('b', 'south', 0)], { a: no, b: yes }],
  ['zones are counted over their nodes', spreading({}), [zoned('a', 'north', 1), zoned('b', 'north', 1), zoned('c', 'south', 1)], { a: no, b: no, c: yes }],
  ['a skew of three', spreading({ maxSkew: 3 }), [zoned('a', 'north', 2), zoned('b', 'south', 0)], { a: yes, b: yes }],
  ['a node without the label', spreading({}), [zoned('a', undefined, 0), zoned('b', 'south', 3)], { a: ' (missing required label)', b: yes }],
  ['two constraints, both hold', spreading({}, { topologyKey: 'kubernetes.io/hostname' }),
    [zoned('a', 'north', 1), zoned('b', 'north', 0), zoned('c', 'south', 1)], { a: no, b: yes, c: no }],
  ['the pod itself is not selected', { ...spreading({}), labels: {} }, [zoned('a', 'north', 1), zoned('b', 'south', 0)], { a: yes, b: yes }],
  ['no selector selects nobody', spreading({ labelSelector: undefined }), [zoned('a', 'north', 5), zoned('b', 'south', 0)], { a: yes, b: yes }],
  ['fewer domains than asked for: the lowest is none', spreading({ minDomains: 3 }), [zoned('a', 'north', 1), zoned('b', 'south', 1)], { a: no, b: no }],
  ['as many domains as asked for', spreading({ minDomains: 2 }), [zoned('a', 'north', 1), zoned('b', 'south', 1)], { a: yes, b: yes }],
  ['nodes that affinity rules out are no part of it', { labels, spec: { ...spreading({}).spec, nodeSelector: { disk: 'ssd' } } },
    [zoned('a', 'north', 1, { labels: { disk: 'ssd' } }), zoned('b', 'south', 0)], { a: yes, b: yes }],
  ['unless they are asked for', { labels, spec: { ...spreading({ nodeAffinityPolicy: 'Ignore' }).spec, nodeSelector: { disk: 'ssd' } } },
    [zoned('a', 'north', 1, { labels: { disk: 'ssd' } }), zoned('b', 'south', 0)], { a: no, b: yes }],
  ['tainted nodes are part of it', spreading({}), [zoned('a', 'north', 1), zoned('b', 'south', 0, { spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } })], { a: no, b: yes }],
  ['unless taints are honoured', spreading({ nodeTaintsPolicy: 'Honor' }),
    [zoned('a', 'north', 1), zoned('b', 'south', 0, { spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } })], { a: yes, b: yes }],
  ['matchLabelKeys: only pods of this revision', { ...spreading({ matchLabelKeys: ['rev', 'none'] }), labels: { ...labels, rev: '2' } }, [zoned('a', 'north', 4), zoned('b', 'south', 0)], { a: yes, b: yes }],
])('%s', (_, sketch, nodes, expected) => expect(verdicts(sketch, ...nodes)).toEqual(expected));

test('pods of other namespaces and pods that are going do not count', () => {
  const others = nodeInfo({ name: 'a', labels: { zone: 'north' } }, [
    info({ name: 'x', labels, meta: { namespace: 'other' } }), info({ name: 'y', labels, meta: { deletionTimestamp: '2026-01-01T00:00:00Z' } })]);
  expect(verdicts(spreading({}), others, zoned('b', 'south', 0))).toEqual({ a: yes, b: yes });
});

test('what if: pods that come and go on a node, in a fork of the attempt', () => {
  const [a, b] = [zoned('a', 'north', 1), zoned('b', 'south', 0)];
  const cycle = cycleOf(spreading({}), a, b);
  plugin.preFilter?.(cycle);
  const other = info({ name: 'other', labels });
  const supposed = { ...cycle, state: cycle.state.fork() };
  plugin.addPod?.(supposed, other, b);
  expect([told(supposed, a), told(supposed, b), told(cycle, a)]).toEqual([yes, yes, no]);
  plugin.addPod?.(supposed, info({ name: 'stranger' }), b);
  plugin.addPod?.(supposed, other, b);
  expect([told(supposed, a), told(supposed, b)]).toEqual([yes, no]);
  const without = { ...cycle, state: cycle.state.fork() };
  plugin.removePod?.(without, other, a);
  expect([told(without, a), told(without, b), told(cycle, b)]).toEqual([yes, yes, yes]);
});

function scores(sketch: PodSketch, nodes: NodeInfo[], args: PluginIngredients['args'] = {}, surroundings: Parameters<typeof within>[0] = {}): unknown {
  const scorer = podTopologySpread({ args });
  const cycle = within(surroundings, cycleOf(sketch, ...nodes));
  const answer = scorer.preScore?.(cycle, nodes);
  if (answer) return answer.code;
  const raw = Float64Array.from(nodes, (one) => scorer.score?.(cycle, one) ?? NaN);
  scorer.normalize?.(cycle, raw, nodes);
  return [...raw];
}

const soft = (...constraints: Constraint[]) => spreading(...constraints.map((more) => ({ whenUnsatisfiable: 'ScheduleAnyway' as const, ...more })));
const four = [zoned('a', 'north', 2), zoned('b', 'north', 0), zoned('c', 'south', 1), zoned('d', undefined, 0)];

test.each<[string, PodSketch, unknown]>([
  ['nothing soft', spreading({}), 'Skip'],
  ['emptier zones are better, nodes without one worst', soft({}), [33, 33, 100, 0]], // 3 and 1, by ln 4, rounded
  ['emptier nodes are better', soft({ topologyKey: 'kubernetes.io/hostname' }), [0, 100, 50, 100]], // 4, 0, 2, 0 by ln 6
  ['nobody there: all alike', { ...soft({}), spec: { topologySpreadConstraints: [constraint({ whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: { app: 'none' } } })] } }, [100, 100, 100, 0]],
  ['a larger skew waters down', soft({ maxSkew: 5 }), [71, 71, 100, 0]],
])('score: %s', (_, sketch, expected) => expect(scores(sketch, four)).toEqual(expected));

test('defaults: pods with services or owners are spread over nodes and zones; nodes without a zone too', () => {
  const siblings = () => selectorOf({ matchLabels: labels });
  const zone = 'topology.kubernetes.io/zone';
  const nodes = [zoned('a', undefined, 2, { labels: { [zone]: 'n' } }), zoned('b', undefined, 0, { labels: { [zone]: 's' } }), zoned('c', undefined, 0)];
  expect(scores({ labels }, nodes)).toBe('Skip');
  expect(scores({ labels }, nodes, {}, { siblings })).toEqual([16, 66, 100]); // 12, 6 and 2
  expect(scores({ labels }, nodes, { defaultingType: 'List', defaultConstraints: [] }, { siblings })).toBe('Skip');
  const list = { defaultingType: 'List', defaultConstraints: [{ maxSkew: 1, topologyKey: zone, whenUnsatisfiable: 'ScheduleAnyway' }] };
  expect(scores({ labels }, nodes, list, { siblings })).toEqual([0, 100, 0]);
});

test('a default may be hard', () => {
  const hard = podTopologySpread({ args: { defaultingType: 'List', defaultConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }] } });
  const cycle = within({ siblings: () => selectorOf({ matchLabels: labels }) }, cycleOf({ labels }, zoned('a', 'north', 1), zoned('b', 'south', 0)));
  hard.preFilter?.(cycle);
  expect(cycle.snapshot.nodes.map((one) => hard.filter?.(cycle, one)?.code)).toEqual([no, undefined]);
});

type Change = AssignedPodChange | NodeChange | OwnChange;
const helps = (sketch: PodSketch, change: Change): boolean => {
  const rules = (plugin.wakeOn ?? []).filter((wake) => change.kinds.some((kind) => (wake.kinds as readonly string[]).includes(kind)));
  return rules.some((wake) => (wake.helps as ((pod: unknown, change: Change) => boolean) | undefined)?.(info(sketch), change) ?? true);
};
const assigned = (kind: AssignedPodChange['kinds'][number], sketch: PodSketch, old?: PodSketch): AssignedPodChange =>
  ({ subject: 'AssignedPod', kinds: [kind], pod: info({ name: 'other', ...sketch }), ...(old && { old: info({ name: 'other', ...old }) }) });
const factsOf = (more: Record<string, string>, spec?: core.NodeSpec) => nodeFacts(node({ labels: more, spec }));
const nodeChange = (kind: NodeChange['kinds'][number], now: ReturnType<typeof factsOf>, old?: ReturnType<typeof factsOf>): NodeChange => ({ subject: 'Node', kinds: [kind], node: now, old });

test.each<[string, Change, boolean]>([
  ['a counted pod came', assigned('PodAssigned', { labels }), true],
  ['a counted pod went', assigned('PodGone', { labels }), true],
  ['another pod came', assigned('PodAssigned', {}), false],
  ['a pod of another namespace came', assigned('PodAssigned', { labels, meta: { namespace: 'other' } }), false],
  ['a pod counts from now on', assigned('PodLabelsChanged', { labels }, {}), true],
  ['a pod counts as before', assigned('PodLabelsChanged', { labels: { ...labels, x: 'y' } }, { labels }), false],
  ['a node of a zone came', nodeChange('NodeAdded', factsOf({ zone: 'a' })), true],
  ['a node without zone came', nodeChange('NodeAdded', factsOf({})), false],
  ['a node of a zone went', nodeChange('NodeGone', factsOf({ zone: 'a' })), true],
  ['a node moved', nodeChange('NodeLabelsChanged', factsOf({ zone: 'a' }), factsOf({ zone: 'b' })), true],
  ['a node got another label', nodeChange('NodeLabelsChanged', factsOf({ zone: 'a', x: 'y' }), factsOf({ zone: 'a' })), false],
  ['a node got taints', nodeChange('NodeTaintsChanged', factsOf({ zone: 'a' }), factsOf({ zone: 'a' })), true],
  ['its own labels', { subject: 'Self', kinds: ['OwnLabelsChanged'], pod: info() }, true],
  ['its own tolerations, which do not matter', { subject: 'Self', kinds: ['OwnTolerationsChanged'], pod: info() }, false],
])('wakes: %s', (_, change, expected) => expect(helps(spreading({}), change)).toBe(expected));

test('wakes: tolerations matter where taints are honoured', () =>
  expect(helps(spreading({ nodeTaintsPolicy: 'Honor' }), { subject: 'Self', kinds: ['OwnTolerationsChanged'], pod: info() })).toBe(true));
