import { seededRandom } from '../api';
import { unresolvable, type NodeInfo, type SchedulerPlugin } from './framework';
import { withPod } from './node-info';
import { feasibleNodesToFind, Placer } from './placing';
import { PluginFailure } from './plugin-failure';
import { buildFramework, defaultProfile, type Profile } from './profile';
import { ingredients } from './testing/ingredients';
import { cycleOf, info, nodeInfo, type PodSketch } from './testing/objects';

/** The default profile with some more plugins. */
const placerWith = (...extra: SchedulerPlugin[]): Placer => {
  const profile: Profile = { ...defaultProfile, plugins: [...defaultProfile.plugins, ...extra.map(({ name }) => ({ name }))] };
  const factories = Object.fromEntries(extra.map((plugin) => [plugin.name, () => plugin]));
  return new Placer(buildFramework(profile, { ...ingredients(), factories }), seededRandom(7));
};

const message = (sketch: PodSketch, ...nodes: NodeInfo[]): string => {
  const placement = placerWith().place(cycleOf(sketch, ...nodes));
  return placement.node === undefined ? placement.diagnosis.message() : `placed on ${placement.node}`;
};

test.each([[1, 1], [99, 99], [100, 100], [200, 100], [1000, 420], [5000, 500], [6000, 300], [10_000, 500]])(
  'of %d nodes, %d feasible ones are enough', (nodes, enough) => expect(feasibleNodesToFind(nodes, undefined)).toBe(enough));

test('percentageOfNodesToScore is obeyed, but 100 nodes are always looked at', () => {
  expect(feasibleNodesToFind(1000, 30)).toBe(300);
  expect(feasibleNodesToFind(1000, 1)).toBe(100);
});

test('the emptiest node wins', () => {
  const full = nodeInfo({ name: 'full' }, [info({ name: 'a', requests: { cpu: '3' } })]);
  expect(message({ requests: { cpu: '1' } }, full, nodeInfo({ name: 'empty' }))).toBe('placed on empty');
});

test('says what each node lacks', () => {
  const small = { allocatable: { cpu: '1' } };
  expect(message({ requests: { cpu: '2' } }, nodeInfo({ name: 'a', ...small }), nodeInfo({ name: 'b', ...small }), nodeInfo({ name: 'c', spec: { unschedulable: true } }))).toBe(
    '0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient cpu. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.');
});

test('a node that is only busy has no victims', () => {
  expect(message({ requests: { cpu: '2' } }, nodeInfo({ name: 'a' }, [info({ name: 'x', requests: { cpu: '3' } })]))).toBe(
    '0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.');
});

test('nodes that preFilter left out are named by plugin', () => {
  const requirement = { key: 'metadata.name', operator: 'In' as const, values: ['b', 'gone'] };
  const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: [requirement] }] } } };
  const nodes = ['a', 'b', 'c'].map((name) => nodeInfo({ name, allocatable: { cpu: '1' } }));
  expect(message({ spec: { affinity } }, ...nodes)).toBe('placed on b');
  expect(message({ spec: { affinity }, requests: { cpu: '2' } }, ...nodes)).toContain(
    "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]. preemption: 0/3");
});

test('a preFilter rejection is said once', () => {
  const picky: SchedulerPlugin = { name: 'Picky', preFilter: () => unresolvable('the moon is wrong') };
  const placement = placerWith(picky).place(cycleOf({}, nodeInfo({ name: 'a' }), nodeInfo({ name: 'b' })));
  if (placement.node !== undefined) throw new Error('placed');
  expect(placement.diagnosis.message()).toBe(
    '0/2 nodes are available: the moon is wrong. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.');
  expect([...placement.diagnosis.rejectedBy]).toEqual(['Picky']);
});

test('a failing plugin is named', () => {
  const broken: SchedulerPlugin = { name: 'Broken', filter: () => { throw new Error('boom'); } };
  const place = (): unknown => placerWith(broken).place(cycleOf({}, nodeInfo()));
  expect(place).toThrow(PluginFailure);
  expect(place).toThrow('running Filter plugin "Broken": boom');
  const erring: SchedulerPlugin = { name: 'Erring', preFilter: () => ({ code: 'Error', reasons: ['no luck'] }) };
  expect(() => placerWith(erring).place(cycleOf({}, nodeInfo()))).toThrow('running PreFilter plugin "Erring": no luck');
});

test('weights decide between scores', () => {
  const likes = (name: string, node: string): SchedulerPlugin => ({ name, score: (_cycle, { name: candidate }) => (candidate === node ? 100 : 0) });
  const [light, heavy] = [likes('Light', 'a'), likes('Heavy', 'b')];
  const profile: Profile = { plugins: [...defaultProfile.plugins, { name: 'Light' }, { name: 'Heavy', weight: 2 }] };
  const framework = buildFramework(profile, { ...ingredients(), factories: { Light: () => light, Heavy: () => heavy } });
  expect(new Placer(framework, seededRandom(1)).place(cycleOf({}, nodeInfo({ name: 'a' }), nodeInfo({ name: 'b' }))).node).toBe('b');
});

test('the search goes on where the last one stopped, and ties fall to chance, by seed', () => {
  const nodes = Array.from({ length: 300 }, (_, i) => nodeInfo({ name: `n${i}` }));
  const places = (): (string | undefined)[] => {
    const placer = placerWith();
    return Array.from({ length: 200 }, () => placer.place(cycleOf({ requests: { cpu: '1' } }, ...nodes)).node);
  };
  const first = places();
  expect(new Set(first).size).toBeGreaterThan(100);
  expect(places()).toEqual(first);
});

test('no node is ever overcommitted', () => {
  const random = seededRandom(3);
  const placer = placerWith();
  let nodes = Array.from({ length: 20 }, (_, i) => nodeInfo({ name: `n${i}`, allocatable: { cpu: '4', memory: '8Gi', pods: '10' } }));
  for (let i = 0; i < 400; i++) {
    const sketch = { name: `p${i}`, requests: { cpu: `${random.int(1500)}m`, memory: `${random.int(3000)}Mi` } };
    const { node } = placer.place(cycleOf(sketch, ...nodes));
    if (node) nodes = nodes.map((one) => (one.name === node ? withPod(one, info(sketch)) : one));
  }
  for (const { requested, facts, pods } of nodes) {
    expect(requested.milliCpu).toBeLessThanOrEqual(facts.allocatable.milliCpu);
    expect(requested.memory).toBeLessThanOrEqual(facts.allocatable.memory);
    expect(pods.length).toBeLessThanOrEqual(10);
  }
});

test.each([
  [{ plugins: [...defaultProfile.plugins, { name: 'Nope' }] }, 'PreFilterPlugin "Nope" does not exist'],
  [{ plugins: [...defaultProfile.plugins, { name: 'NodeName' }] }, 'plugin "NodeName" already registered as "PreFilterPlugin"'],
  [{ plugins: [{ name: 'DefaultBinder' }] }, 'only one queue sort plugin required for profile with scheduler name "default-scheduler", but got 0'],
  [{ plugins: [{ name: 'PrioritySort' }] }, 'at least one bind plugin is needed for profile with scheduler name "default-scheduler"'],
  [{ plugins: [{ name: 'PrioritySort' }, { name: 'DefaultBinder' }, { name: 'NodeResourcesFit', weight: -1 }] }, 'must be a whole number that is not negative'],
])('a profile that cannot work is refused (%#)', (profile, message_) => expect(() => buildFramework(profile, ingredients())).toThrow(message_));
