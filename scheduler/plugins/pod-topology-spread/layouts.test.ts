/** How pods lie over the nodes, where the next one may go and where it had best go (the situations of kube-scheduler's own tables). */
import { selectorOf, type core } from '../../../api';
import type { NodeInfo } from '../../framework';
import { cycleOf, info, nodeInfo, within, type PodSketch } from '../../testing/objects';
import { podTopologySpread } from './index';

const plugin = podTopologySpread({ args: {} });
const hostname = 'kubernetes.io/hostname';

/** Each letter is a label of the pod. */
const lettered = (letters: string): Record<string, string> => Object.fromEntries([...letters].map((letter) => [letter, '']));

/** Pods by node, such as { a: 'w wd' }: one with the label w and one with w and d. Nodes a and b are in the north, others in the south, each in a rack of its own. */
type Layout = Record<string, string>;

interface NodeDetails { readonly without?: string; readonly labels?: Record<string, string>; readonly tainted?: boolean }

function nodesOf(layout: Layout, details: Record<string, NodeDetails> = {}): NodeInfo[] {
  return Object.entries(layout).map(([name, pods]) => {
    const { without, labels, tainted } = details[name] ?? {};
    const all: Record<string, string> = { zone: 'ab'.includes(name) ? 'north' : 'south', rack: `rack-${name}`, ...labels };
    const there = Object.fromEntries(Object.entries(all).filter(([key]) => key !== without));
    const letters = pods.split(' ').filter(Boolean);
    return nodeInfo({ name, labels: there, spec: tainted ? { taints: [{ key: 'broken', effect: 'NoSchedule' }] } : {} },
      letters.map((each, i) => info({ name: `${name}-${i}`, labels: lettered(each) })));
  });
}

type Constraint = core.TopologySpreadConstraint;
type Wish = [key: string, letter: string, more?: Partial<Constraint>];

const having = (letter: string) => ({ matchExpressions: [{ key: letter, operator: 'Exists' as const }] });
const wishing = (letters: string, whenUnsatisfiable: Constraint['whenUnsatisfiable'], wishes: readonly Wish[], spec: Partial<core.PodSpec> = {}): PodSketch => ({
  labels: lettered(letters),
  spec: { ...spec, topologySpreadConstraints: wishes.map(([topologyKey, letter, more]) => ({ maxSkew: 1, topologyKey, whenUnsatisfiable, labelSelector: having(letter), ...more })) },
});

/** The nodes that fit; in brackets those that never will. */
function fitting(sketch: PodSketch, nodes: NodeInfo[]): string {
  const cycle = cycleOf(sketch, ...nodes);
  plugin.preFilter?.(cycle);
  return nodes.flatMap((one) => {
    const code = plugin.filter?.(cycle, one)?.code;
    if (!code) return [one.name];
    return code === 'Unschedulable' ? [] : [`(${one.name})`];
  }).join(' ');
}

const uneven = { a: 'w w', b: 'w', x: '', y: 'w w w' };
const fast = { labels: { fast: '' } };
const onFast = { nodeSelector: { fast: '' } };
const [anyAffinity, taintsToo] = [{ nodeAffinityPolicy: 'Ignore' } as const, { nodeTaintsPolicy: 'Honor' } as const];

test.each<[string, string, Wish[], Layout, string, Record<string, NodeDetails>?, Partial<core.PodSpec>?]>([
  ['3 and 3 in the zones', 'w', [['zone', 'w']], uneven, 'a b x y'],
  ['3 and 4 in the zones', 'w', [['zone', 'w']], { ...uneven, y: 'w w w w' }, 'a b'],
  ['2, 1, 0 and 3 in the racks', 'w', [['rack', 'w']], uneven, 'x'],
  ['2, 1, 0 and 3, two apart at most', 'w', [['rack', 'w', { maxSkew: 2 }]], uneven, 'b x'],
  ['2, 1, 0 and 3, the pod itself is not counted', 'd', [['rack', 'w']], uneven, 'b x'],
  ['a node whose label is misspelt takes its pods out of the count', 'w', [['zone', 'w']], { a: 'w', b: 'w', x: 'w', y: 'w' }, 'a (b)', { b: { without: 'zone', labels: { zon: 'north' } } }],
  ['a label that no node has', 'w', [['room', 'w']], { a: '', x: '' }, '(a) (x)'],
  ['nodes that an expression rules out do not count', 'w', [['zone', 'w']], { a: '', b: 'w w', x: '', y: 'w' }, 'a b', undefined,
    { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'rack', operator: 'NotIn', values: ['rack-b'] }] }] } } } }],
  ['2, 2 and 1, fewer racks than asked for', 'w', [['rack', 'w', { maxSkew: 2, minDomains: 4 }]], { a: 'w w', b: 'w w', x: 'w' }, 'x'],
  ['2, 2 and 1, more racks than asked for', 'w', [['rack', 'w', { maxSkew: 2, minDomains: 2 }]], { a: 'w w', b: 'w w', x: 'w' }, 'a b x'],
  ['2 and 1 in the zones, fewer than asked for', 'w', [['zone', 'w', { maxSkew: 2, minDomains: 3 }]], { a: 'w', b: 'w', x: '', y: 'w' }, 'x y'],
  ['2 and 1 in the zones, more than asked for', 'w', [['zone', 'w', { maxSkew: 2, minDomains: 1 }]], { a: 'w', b: 'w', x: '', y: 'w' }, 'a b x y'],
  ['a node ruled out by the selector', 'w', [['rack', 'w']], { a: 'w', b: 'w', x: '', y: 'w' }, 'x y', { a: fast, b: fast, x: fast }, onFast],
  ['the same, but it counts', 'w', [['rack', 'w', anyAffinity]], { a: 'w', b: 'w', x: '', y: 'w' }, 'x', { a: fast, b: fast, x: fast }, onFast],
  ['a tainted node', 'w', [['rack', 'w', taintsToo]], { a: 'w', b: 'w', x: '', y: 'w' }, 'x y', { y: { tainted: true } }],
  ['the same, but it counts', 'w', [['rack', 'w']], { a: 'w', b: 'w', x: '', y: 'w' }, 'x', { y: { tainted: true } }],
  ['zones and racks: 3 and 3, 2, 1, 0 and 3', 'w', [['zone', 'w'], ['rack', 'w']], uneven, 'x'],
  ['zones and racks: 3 and 4, 2, 1, 0 and 4', 'w', [['zone', 'w'], ['rack', 'w']], { ...uneven, y: 'w w w w' }, ''],
  ['different pods: 1 and 0, 0, 0, 0 and 1', 'wd', [['zone', 'w'], ['rack', 'd']], { a: 'w', b: '', x: '', y: 'd' }, 'x'],
  ['different pods: 1 and 0, 0, 0, 1 and 1', 'wd', [['zone', 'w'], ['rack', 'd']], { a: 'w', b: '', x: 'd', y: 'd' }, ''],
  ['different pods: 2 and 3, 1, 0, 0 and 1', 'wd', [['zone', 'w'], ['rack', 'd']], { a: 'w wd', b: '', x: '', y: 'w wd w' }, 'b'],
  ['different pods, and itself none of the first', 'd', [['zone', 'w'], ['rack', 'd']], { a: 'w', b: '', x: 'd', y: 'd' }, 'a b'],
  ['a node that lacks one of two labels', 'w', [['zone', 'w'], ['rack', 'w']], { a: 'w', b: '', x: '', y: 'w' }, 'b (x)', { x: { without: 'rack' } }],
  ['affinity counts for the zones alone', 'w', [['zone', 'w'], ['rack', 'w', anyAffinity]], { a: 'w', b: 'w', x: '', y: 'w' }, 'x', { a: fast, b: fast, x: fast }, onFast],
  ['taints count for the zones alone', 'w', [['zone', 'w', taintsToo], ['rack', 'w']], { a: 'w', b: 'w', x: '', y: 'w' }, 'x', { y: { tainted: true } }],
  ['affinity counts for both, taints for none', 'w', [['zone', 'w'], ['rack', 'w']], { a: 'w', b: 'w', x: '', y: 'w' }, 'b x', { a: fast, x: fast, y: { ...fast, tainted: true } }, onFast],
  ['both count for the zones, none for the racks', 'w', [['zone', 'w', taintsToo], ['rack', 'w', anyAffinity]], { a: 'w', b: 'w', x: '', y: 'w' }, 'x', { a: fast, x: fast, y: { ...fast, tainted: true } }, onFast],
  ['the zones twice: 2 and 1, 3 and 3', 'wd', [['zone', 'd'], ['zone', 'w']], { a: 'wd w', b: 'wd', x: '', y: 'w wd w' }, 'x y'],
  ['the zones twice: 2 and 1, 3 and 4', 'wd', [['zone', 'd'], ['zone', 'w']], { a: 'wd w', b: 'wd', x: '', y: 'w wd w w' }, ''],
])('may go: %s', (_, letters, wishes, layout, expected, details = {}, spec = {}) =>
  expect(fitting(wishing(letters, 'DoNotSchedule', wishes, spec), nodesOf(layout, details))).toBe(expected));

interface Scene { readonly ruledOut?: string; readonly details?: Record<string, NodeDetails>; readonly spec?: Partial<core.PodSpec>; readonly siblings?: string }

function scores(sketch: PodSketch, nodes: NodeInfo[], { ruledOut = '', siblings }: Scene): number[] {
  const cycle = within({ siblings: () => (siblings ? selectorOf(having(siblings)) : undefined) }, cycleOf(sketch, ...nodes));
  const left = nodes.filter(({ name }) => !ruledOut.includes(name));
  plugin.preScore?.(cycle, left);
  const raw = Float64Array.from(left, (one) => plugin.score?.(cycle, one) ?? NaN);
  plugin.normalize?.(cycle, raw, left);
  return [...raw];
}

const spread = { a: 'w w', b: 'w', c: '', d: 'w w w' };
const falling = { a: 'w w w w', b: 'w w w', c: 'w w', d: 'w' };
const filling = { a: 'w w w w', b: 'w w', x: 'w', y: 'w w w' };

test.each<[string, string, Wish[], Layout, number[], Scene?]>([
  ['nobody there', 'w', [[hostname, 'w']], { a: '', b: '' }, [100, 100]],
  ['one node left', 'w', [[hostname, 'w']], { a: 'w w', b: 'w' }, [100], { ruledOut: 'b' }],
  ['as many on each', 'w', [[hostname, 'w']], { a: 'w', b: 'w' }, [100, 100]],
  ['2, 1, 0 and 3', 'w', [[hostname, 'w']], spread, [20, 60, 100, 0]],
  ['2, 1, 0 and 3, by a selector of nobody', 'w', [[hostname, 'w', { labelSelector: undefined }]], spread, [100, 100, 100, 100]],
  ['2, 1, 0 and 3, two apart', 'w', [[hostname, 'w', { maxSkew: 2 }]], spread, [33, 66, 100, 16]],
  ['4, 3, 2 and 1, three apart', 'w', [[hostname, 'w', { maxSkew: 3 }]], falling, [44, 66, 77, 100]],
  ['4, 3, 2 and 1, by default, without zones', 'w', [], falling, [44, 66, 77, 100], { siblings: 'w' }],
  ['4, 2 and 1, one node out', 'w', [[hostname, 'w']], filling, [33, 83, 100], { ruledOut: 'y' }],
  ['4 and 1, one node out and one without the label', 'w', [['rack', 'w']], filling, [16, 0, 100], { ruledOut: 'y', details: { b: { without: 'rack' } } }],
  ['zones: 6 and 4, one node out', 'w', [['zone', 'w']], filling, [75, 75, 100], { ruledOut: 'y' }],
  ['zones and nodes: 3 and 6, 2 and 2', 'w', [['zone', 'w'], [hostname, 'w']], { a: 'w w', b: 'w', x: 'w w', y: 'w w w w' }, [100, 63], { ruledOut: 'by' }],
  ['zones twice: 3 and 3, 2 and 1', 'wd', [['zone', 'w'], ['zone', 'd']], { a: 'wd w', b: 'wd', x: '', y: 'w wd w' }, [85, 100], { ruledOut: 'by' }],
  ['zones and nodes by different pods: 2 and 1, 0, 1, 0 and 1', 'wd', [['zone', 'w'], [hostname, 'd']], { a: 'w', b: 'wd', x: '', y: 'w d' }, [60, 20, 100, 60]],
  ['zones and nodes by different pods: 0 and 2, 0, 1, 0 and 1', 'wd', [['zone', 'w'], [hostname, 'd']], { a: '', b: 'd', x: 'w', y: 'wd' }, [100, 60, 40, 0]],
  ['zones and nodes by different pods, one node out', 'wd', [['zone', 'w'], [hostname, 'd']], { a: 'w', b: 'wd', x: '', y: 'w d' }, [50, 25, 100], { ruledOut: 'y' }],
  ['minDomains says nothing here', 'w', [['rack', 'w', { maxSkew: 2, minDomains: 10 }]], { a: 'w w', b: 'w w', x: 'w' }, [75, 75, 100]],
  ['a node ruled out by the selector counts as empty', 'w', [['rack', 'w']], { a: 'w w', b: 'w', x: 'w' }, [0, 33, 100], { details: { a: fast, b: fast }, spec: onFast }],
  ['the same, but it counts', 'w', [['rack', 'w', anyAffinity]], { a: 'w w', b: 'w', x: 'w' }, [66, 100, 100], { details: { a: fast, b: fast }, spec: onFast }],
  ['a tainted node counts as empty', 'w', [['rack', 'w', taintsToo]], { a: 'w w', b: 'w', x: 'w' }, [0, 33, 100], { details: { x: { tainted: true } } }],
  ['the same, but it counts', 'w', [['rack', 'w']], { a: 'w w', b: 'w', x: 'w' }, [66, 100, 100], { details: { x: { tainted: true } } }],
  ['label keys and a selector of all', 'wd', [['zone', 'w', { labelSelector: {}, matchLabelKeys: ['w'] }], [hostname, 'd', { labelSelector: {}, matchLabelKeys: ['d'] }]],
    { a: 'w', b: 'wd', x: 'w d', y: '' }, [60, 20, 60, 100]],
  ['label keys and a selector', 'wdn', [['zone', 'w'], [hostname, 'd', { matchLabelKeys: ['n'] }]], { a: 'w', b: 'wdn', x: 'w d dn', y: '' }, [60, 20, 60, 100]],
])('had best go: %s', (_, letters, wishes, layout, expected, scene = {}) =>
  expect(scores(wishing(letters, 'ScheduleAnyway', wishes, scene.spec), nodesOf(layout, scene.details), scene)).toEqual(expected));
