/** minik8s' scheduling policies as profiles of the whole scheduler. */
import { nodeWishAnnotation, schedulerNameFor, schedulingPolicies, seededRandom, type SchedulingPolicy } from '../api';
import { frameworksOf } from './configuration/frameworks';
import type { NodeInfo } from './framework';
import { Placer } from './placing';
import { configured } from './testing/configured';
import { ingredients } from './testing/ingredients';
import { cycleOf, info, nodeInfo, type PodSketch } from './testing/objects';
import { conditionOf, isBound, isRejected, start, stopAll } from './testing/running';
import { withPolicies } from './policies';
import { buildFramework, defaultProfile } from './profile';
import { queueRules } from './queue-rules';
import { WakeRules } from './wake-rules';

afterEach(stopAll);

/** Places one pod after the other, each noted as a running scheduler notes it. */
function placerBy(policy: SchedulingPolicy, seed = 1): (sketch: PodSketch, ...nodes: NodeInfo[]) => string | undefined {
  const framework = frameworksOf({ profiles: [defaultProfile] }, ingredients({ random: seededRandom(seed) })).find(({ schedulerName }) => schedulerName === schedulingPolicies[policy]);
  if (!framework) throw new Error('no such profile');
  const placer = new Placer(framework, seededRandom(seed));
  return (sketch, ...nodes) => {
    const cycle = cycleOf(sketch, ...nodes);
    const { node } = placer.place(cycle);
    if (node !== undefined) for (const plugin of framework.at.reserve) plugin.reserve?.(cycle, node);
    return node;
  };
}

const [a, b, c] = ['a', 'b', 'c'].map((name) => nodeInfo({ name })) as [NodeInfo, NodeInfo, NodeInfo];
const times = <T>(count: number, work: () => T): T[] => Array.from({ length: count }, work);

test('round robin: one node after the other, by name, however they are listed', () => {
  const place = placerBy('RoundRobin');
  expect(times(7, () => place({}, c, a, b))).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a']);
});

test('round robin goes on behind the last one when nodes come, go, or have no room', () => {
  const place = placerBy('RoundRobin');
  const full = nodeInfo({ name: 'b', allocatable: { pods: '0' } });
  expect([place({}, a, b, c), place({}, a, full, c), place({}, a, b), place({}, b, c), place({}, c)]).toEqual(['a', 'c', 'a', 'b', 'c']);
});

test('random: every node has its turn, and the seed tells which', () => {
  const place = placerBy('Random');
  const places = times(60, () => place({}, a, b, c));
  for (const name of ['a', 'b', 'c']) expect(places.filter((one) => one === name).length).toBeGreaterThan(8);
  const again = placerBy('Random');
  expect(times(60, () => again({}, a, b, c))).toEqual(places);
});

const small: PodSketch = { requests: { cpu: '100m', memory: '64Mi' } };
const hungry = info({ name: 'hungry', requests: { cpu: '3', memory: '64Mi' } });
const fat = info({ name: 'fat', requests: { cpu: '100m', memory: '6Gi' } });
const crumbs = [1, 2, 3].map((i) => info({ name: `crumb-${i}`, requests: { cpu: '10m', memory: '1Mi' } }));

test.each<[SchedulingPolicy, NodeInfo[], string]>([
  ['LeastPods', [nodeInfo({ name: 'a' }, crumbs), nodeInfo({ name: 'b' }, [hungry]), nodeInfo({ name: 'c' }, [hungry, fat])], 'b'],
  ['LeastCPU', [nodeInfo({ name: 'a' }, [hungry]), nodeInfo({ name: 'b' }, crumbs), nodeInfo({ name: 'c' }, [fat])], 'b'],
  ['LeastMemory', [nodeInfo({ name: 'a' }, [fat]), nodeInfo({ name: 'b' }, [hungry]), nodeInfo({ name: 'c' }, [...crumbs])], 'c'],
  // A share: half of a large node is less than all of a small one.
  ['LeastCPU', [nodeInfo({ name: 'a', allocatable: { cpu: '4' } }, [hungry]), nodeInfo({ name: 'b', allocatable: { cpu: '32' } }, [hungry, info({ name: 'more', requests: { cpu: '3' } })])], 'b'],
  ['LeastPods', [c, b, a], 'a'],
  ['LeastCPU', [c, b], 'b'],
  ['LeastMemory', [c, a], 'a'],
])('%s: the least of all, and of equals the first by name', (policy, nodes, expected) => {
  expect(placerBy(policy)(small, ...nodes)).toBe(expected);
});

/** As the minik8s API keeps what a node's status says. */
const saying = (info: NodeInfo, annotations: Record<string, string>): NodeInfo =>
  ({ ...info, facts: { ...info.facts, node: { ...info.facts.node, metadata: { ...info.facts.node.metadata, annotations } } } });

test.each<[SchedulingPolicy, NodeInfo[], string]>([
  ['LeastPods', [saying(a, { 'minik8s.io/num-pods': '2' }), saying(nodeInfo({ name: 'b' }, [hungry]), { 'minik8s.io/num-pods': '0' })], 'b'],
  // Of four cores.
  ['LeastCPU', [saying(a, { 'minik8s.io/cpu-percent': '380' }), nodeInfo({ name: 'b' }, [hungry])], 'b'],
  ['LeastCPU', [saying(a, { 'minik8s.io/cpu-percent': 'a lot' }), nodeInfo({ name: 'b' }, [hungry])], 'a'],
  ['LeastMemory', [saying(a, { 'minik8s.io/mem-percent': '61.2' }), saying(nodeInfo({ name: 'b' }, [fat]), { 'minik8s.io/mem-percent': '7' })], 'b'],
])('%s: what a node says of itself counts', (policy, nodes, expected) => {
  expect(placerBy(policy)(small, ...nodes)).toBe(expected);
});

test('the best of hundreds of nodes is found, not of enough of them', () => {
  const nodes = Array.from({ length: 300 }, (_, i) => nodeInfo({ name: `n-${i}` }, i === 299 ? [] : [crumbs[0] as ReturnType<typeof info>]));
  const place = placerBy('LeastPods');
  expect(times(3, () => place({}, ...nodes))).toEqual(['n-299', 'n-299', 'n-299']);
});

test('a node that the pod wishes for comes first where it fits', () => {
  const wish = (name: string): PodSketch => ({ meta: { annotations: { [nodeWishAnnotation]: name } } });
  const place = placerBy('RoundRobin');
  expect(place(wish('c'), a, b, c)).toBe('c');
  expect(place(wish('nowhere'), a, b, c)).toBe('a');
  const down = nodeInfo({ name: 'c', spec: { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] } });
  expect(place(wish('c'), a, b, down)).toBe('b');
});

test.each<[Record<string, string> | undefined, string | undefined]>([
  [undefined, 'minik8s-round-robin'],
  [{ 'minik8s.io/scheduling-policy': 'LeastMemory' }, 'minik8s-least-memory'],
  [{ 'minik8s.io/scheduling-policy': 'constructor' }, undefined],
])('what pods say of their policy: %j', (annotations, expected) => expect(schedulerNameFor(annotations)).toBe(expected));

test('they wake nobody of their own: what wakes pods is asked once for all of them', () => {
  const made = ingredients();
  const { wakes, opens } = queueRules(withPolicies([buildFramework(defaultProfile, made)], made));
  expect([wakes, opens].map(({ constructor }) => constructor)).toEqual([WakeRules, WakeRules]);
});

test('pods wait for a node, and are placed when there is one', async () => {
  const { addNode, addPod, until } = await start();
  await addNode({ name: 'small', allocatable: { cpu: '100m' } });
  await addPod({ name: 'web', requests: { cpu: '1' }, spec: { schedulerName: 'minik8s-least-pods' } });
  expect(conditionOf(await until('web', isRejected))?.message).toMatch(/^0\/1 nodes are available: 1 Insufficient cpu\./);
  await addNode({ name: 'large' });
  expect((await until('web', isBound)).spec.nodeName).toBe('large');
});

test('a profile of one of these names is the user\'s own', async () => {
  const own = { schedulerName: 'minik8s-random', plugins: { score: { disabled: [{ name: '*' }], enabled: [{ name: 'LeastPods' }] } } };
  const { initial } = await configured({ profiles: [{ schedulerName: 'default-scheduler' }, own] });
  const found = frameworksOf(initial, ingredients()).filter(({ schedulerName }) => schedulerName === 'minik8s-random');
  expect(found.map(({ at }) => at.score.map(({ name }) => name))).toEqual([['LeastPods']]);
});
