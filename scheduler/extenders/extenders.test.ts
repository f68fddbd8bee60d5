/** The whole scheduler with extenders, which listen on loopback. Time stands still unless a test steps it. */
import { kinds, seededRandom, SteppedClock, type core } from '../../api';
import { openConfigurations } from '../configuration/configurations';
import { SchedulerSlot } from '../control-slot';
import type { SchedulerOptions } from '../scheduler';
import { startExtender, type Answerer, type ExtenderServer } from '../testing/extender-server';
import { conditionOf, isBound, isRejected, start, stopAll, type Bench } from '../testing/running';

const servers: ExtenderServer[] = [];

afterEach(async () => {
  await stopAll();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const extender = async (verbs: Record<string, Answerer>): Promise<ExtenderServer> => {
  const server = await startExtender(verbs);
  servers.push(server);
  return server;
};

const classes = ['low', 'middle', 'high'];

const run = (...extenders: object[]): Promise<Bench> => runWith({}, ...extenders);

async function runWith(options: SchedulerOptions, ...extenders: object[]): Promise<Bench> {
  const configuration = { kind: 'KubeSchedulerConfiguration', apiVersion: 'kubescheduler.config.k8s.io/v1', extenders };
  const configurations = await openConfigurations({ configuration, directory: '.', clock: new SteppedClock(), random: seededRandom(1) });
  const bench = await start({ ...options, configurations });
  const priorities = bench.registry.of(kinds.priorityclasses);
  for (const [value, name] of classes.entries()) await priorities.create({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value });
  return bench;
}

interface Question { Pod: core.Pod; Nodes: { items: core.Node[] } | null; NodeNames: string[] | null }

const nodesIn = (question: unknown): string[] => {
  const { Nodes, NodeNames } = question as Question;
  return NodeNames ?? (Nodes?.items ?? []).map(({ metadata }) => metadata.name ?? '');
};

const without = (...names: string[]): Answerer => (question) => {
  const { Nodes, NodeNames } = question as unknown as Question;
  const failed = Object.fromEntries(names.map((name) => [name, 'not of its liking']));
  return {
    Nodes: Nodes && { items: Nodes.items.filter(({ metadata }) => !names.includes(metadata.name ?? '')) },
    NodeNames: NodeNames?.filter((name) => !names.includes(name)) ?? null, FailedNodes: failed, Error: '',
  };
};

test.each([[true], [false]])('filter: nodes that it does not name are left out (only names: %s)', async (nodeCacheCapable) => {
  const server = await extender({ f: without('a', 'b') });
  const { addNode, addPod, until } = await run({ urlPrefix: `${server.url}/`, filterVerb: 'f', nodeCacheCapable });
  for (const name of ['a', 'b', 'c']) await addNode({ name });
  await addPod();
  expect((await until('web', isBound)).spec.nodeName).toBe('c');
  const question = server.asked[0]?.question as unknown as Question;
  expect(Object.keys(question)).toEqual(['Pod', 'Nodes', 'NodeNames']);
  expect(question.Pod.metadata.name).toBe('web');
  expect(nodesIn(question).sort()).toEqual(['a', 'b', 'c']);
  expect(question.NodeNames === null).toBe(!nodeCacheCapable);
});

test('filter: why nodes were left out is told; any change wakes the pod', async () => {
  let open = false;
  const server = await extender({ f: (question) => (open ? without('a')(question) : without('a', 'b')(question)) });
  const { addNode, addPod, until, event } = await run({ urlPrefix: server.url, filterVerb: 'f' });
  await addNode({ name: 'a' });
  await addNode({ name: 'b' });
  await addPod();
  expect(conditionOf(await until('web', isRejected))?.message).toMatch(/^0\/2 nodes are available: 2 not of its liking\. preemption: /);
  expect(await event('FailedScheduling')).toContain('2 not of its liking');
  open = true;
  await addNode({ name: 'c' });
  expect(['b', 'c']).toContain((await until('web', isBound)).spec.nodeName);
});

test('filters are asked one after the other, each about what is left', async () => {
  const [first, second] = [await extender({ f: without('a') }), await extender({ f: without('b') })];
  const { addNode, addPod, until } = await run({ urlPrefix: first.url, filterVerb: 'f' }, { urlPrefix: second.url, filterVerb: 'f' });
  for (const name of ['a', 'b', 'c']) await addNode({ name });
  await addPod();
  expect((await until('web', isBound)).spec.nodeName).toBe('c');
  expect(nodesIn(second.asked[0]?.question).sort()).toEqual(['b', 'c']);
});

test('prioritize: scores from 0 to 10 count ten times their weight', async () => {
  // The scheduler itself rather has the empty node, by less than that.
  const server = await extender({ p: (question) => nodesIn(question).map((Host) => ({ Host, Score: Host === 'busy' ? 10 : 0 })) });
  const { addNode, addPod, until } = await run({ urlPrefix: server.url, prioritizeVerb: 'p', weight: 5 });
  await addNode({ name: 'busy' });
  await addPod({ name: 'first', requests: { cpu: '2' } });
  await until('first', isBound);
  await addNode({ name: 'idle' });
  await addPod();
  expect((await until('web', isBound)).spec.nodeName).toBe('busy');
});

test('prioritize: one that fails gives no score, and does no harm', async () => {
  const server = await extender({ p: () => 500 });
  const { addNode, addPod, until } = await run({ urlPrefix: server.url, prioritizeVerb: 'p', weight: 1 });
  await addNode({ name: 'a' });
  await addNode({ name: 'b' });
  await addPod();
  await until('web', isBound);
  expect(server.asked).toHaveLength(1);
});

test('bind: it binds in the place of the scheduler', async () => {
  const benches: Bench[] = [];
  const server = await extender({
    b: ({ PodName, PodNamespace, PodUID, Node }) => {
      const key = { namespace: String(PodNamespace), name: String(PodName) };
      const binding: core.Binding = { apiVersion: 'v1', kind: 'Binding', metadata: { ...key, uid: String(PodUID) }, target: { kind: 'Node', name: String(Node) } };
      for (const { registry } of benches) void registry.of(kinds.pods).invoke(key, 'binding', binding);
      return {};
    },
  });
  const bench = await run({ urlPrefix: server.url, bindVerb: 'b' });
  benches.push(bench);
  await bench.addNode({ name: 'a' });
  await bench.addPod();
  await bench.until('web', isBound);
  expect(Object.keys(server.asked[0]?.question ?? {})).toEqual(['PodName', 'PodNamespace', 'PodUID', 'Node']);
  expect(await bench.event('Scheduled')).toBe('Successfully assigned default/web to a');
});

const urgent = { requests: { cpu: '4' }, spec: { priorityClassName: 'high' } };

test.each([[true], [false]])('preempt: it may strike out nodes and name other victims (only names: %s)', async (nodeCacheCapable) => {
  const server = await extender({
    v: ({ NodeNameToVictims, NodeNameToMetaVictims }) => {
      const pods = nodeCacheCapable
        ? (NodeNameToMetaVictims as Record<string, { Pods: { UID: string }[] }>).b?.Pods
        : (NodeNameToVictims as Record<string, { Pods: core.Pod[] }>).b?.Pods.map(({ metadata }) => ({ UID: metadata.uid }));
      return { NodeNameToMetaVictims: { b: { Pods: pods, NumPDBViolations: 0 } } };
    },
  });
  const { addNode, addPod, until } = await run({ urlPrefix: server.url, preemptVerb: 'v', nodeCacheCapable });
  for (const name of ['a', 'b']) {
    await addNode({ name });
    // Whoever is of lower priority would be taken without the extender: the one on a.
    await addPod({ name: `on-${name}`, requests: { cpu: '4' }, spec: { nodeSelector: { 'kubernetes.io/hostname': name }, priorityClassName: name === 'a' ? 'low' : 'middle' } });
    await until(`on-${name}`, isBound);
  }
  await addPod(urgent);
  expect((await until('web', (pod) => Boolean(pod.status.nominatedNodeName))).status.nominatedNodeName).toBe('b');
  const question = server.asked[0]?.question ?? {};
  expect(Object.keys(question)).toEqual(['Pod', 'NodeNameToVictims', 'NodeNameToMetaVictims']);
  expect(Object.keys((question.NodeNameToVictims ?? question.NodeNameToMetaVictims) as object).sort()).toEqual(['a', 'b']);
});

test('preempt: with all nodes struck out nobody goes', async () => {
  const server = await extender({ v: () => ({ NodeNameToMetaVictims: {} }) });
  const { addNode, addPod, until, registry } = await run({ urlPrefix: server.url, preemptVerb: 'v' });
  await addNode({ name: 'a' });
  await addPod({ name: 'low', requests: { cpu: '4' }, spec: { priorityClassName: 'low' } });
  await until('low', isBound);
  await addPod(urgent);
  expect(conditionOf(await until('web', isRejected))?.message).toContain('no candidate node for preemption');
  expect((await registry.of(kinds.pods).get({ namespace: 'default', name: 'low' })).metadata.deletionTimestamp).toBeUndefined();
});

test('pods that ask for none of its resources are none of its business; the scheduler does not count what it counts', async () => {
  const server = await extender({ f: (question) => without()(question) });
  const managedResources = [{ name: 'example.com/gpu', ignoredByScheduler: true }];
  const { addNode, addPod, until } = await run({ urlPrefix: server.url, filterVerb: 'f', managedResources });
  await addNode({ name: 'a' });
  await addPod({ name: 'plain' });
  await until('plain', isBound);
  expect(server.asked).toHaveLength(0);
  const container = { name: 'main', image: 'i', resources: { requests: { 'example.com/gpu': '1' }, limits: { 'example.com/gpu': '1' } } };
  await addPod({ spec: { containers: [container] } });
  await until('web', isBound);
  expect(server.asked).toHaveLength(1);
});

test.each<[string, Answerer, string]>([
  ['an error of its own', () => ({ Error: 'out of order' }), 'out of order'],
  ['another code', () => 503, 'failed f with extender at URL {url}/f, code 503'],
  ['no JSON', () => 'oops', 'extender at URL {url}/f answered what cannot be understood: Unexpected token'],
  ['another type', () => [], 'extender at URL {url}/f answered what cannot be understood: ExtenderFilterResult must be an object, not array'],
  ['members of another type', () => ({ NodeNames: [1] }), 'answered what cannot be understood: NodeNames[0] must be a string, not number'],
  ['nodes without a name', () => ({ Nodes: { items: [{}] } }), 'answered what cannot be understood: Nodes.items[0].metadata must be an object, not undefined'],
  ['nodes that it was not asked about', () => ({ NodeNames: ['z'] }), 'extender "{url}" claims a filtered node "z" which is not found in the input node list'],
])('what it gets wrong is told, and does no harm: %s', async (_what, answer, message) => {
  let broken = true;
  const server = await extender({ f: (question) => (broken ? answer(question) : without()(question)) });
  const { addNode, addPod, until, clock } = await run({ urlPrefix: server.url, filterVerb: 'f' });
  await addNode({ name: 'a' });
  await addPod();
  const condition = conditionOf(await until('web', isRejected));
  expect(condition?.reason).toBe('SchedulerError');
  expect(condition?.message).toContain(message.replaceAll('{url}', server.url));
  broken = false;
  await clock.step(1000);
  await until('web', isBound);
});

test('one that does not answer in time', async () => {
  const server = await extender({ f: () => undefined });
  const { addNode, addPod, until, clock } = await run({ urlPrefix: server.url, filterVerb: 'f', httpTimeout: '300ms' });
  await addNode({ name: 'a' });
  await addPod();
  while (!server.asked.length) await new Promise((resolve) => { setImmediate(resolve); });
  await clock.step(300);
  expect(conditionOf(await until('web', isRejected))?.message)
    .toBe(`Post "${server.url}/f": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`);
});

test('one that is ignorable is passed over, and asked last', async () => {
  const [absent, there] = [await extender({}), await extender({ f: without('a') })];
  await absent.close();
  const { addNode, addPod, until } = await run({ urlPrefix: absent.url, filterVerb: 'f', ignorable: true }, { urlPrefix: there.url, filterVerb: 'f' });
  await addNode({ name: 'a' });
  await addNode({ name: 'b' });
  await addPod();
  expect((await until('web', isBound)).spec.nodeName).toBe('b');
});

test('a pod that is deleted while an extender thinks is not placed', async () => {
  const server = await extender({ f: () => undefined });
  const { addNode, addPod, until, registry, clock } = await run({ urlPrefix: server.url, filterVerb: 'f', ignorable: true, httpTimeout: '1s' });
  await addNode({ name: 'a', allocatable: { pods: '1' } });
  await addPod({ name: 'gone' });
  while (!server.asked.length) await new Promise((resolve) => { setImmediate(resolve); });
  await registry.of(kinds.pods).delete({ namespace: 'default', name: 'gone' });
  await clock.step(1000);
  await addPod();
  while (server.asked.length < 2) await new Promise((resolve) => { setImmediate(resolve); });
  await clock.step(1000);
  // Were the deleted pod on the node, there would be no room.
  expect((await until('web', isBound)).spec.nodeName).toBe('a');
});

test('what they answer is recorded as it came', async () => {
  const slot = new SchedulerSlot();
  const server = await extender({ f: () => ({ nodenames: ['a', 'b'] }), p: () => [{ Host: 'a', Score: 3 }] });
  const { addNode, addPod, until } = await runWith({ slot, records: { level: 'explain' } }, { urlPrefix: server.url, filterVerb: 'f', prioritizeVerb: 'p', weight: 1 });
  await addNode({ name: 'a' });
  await addNode({ name: 'b' });
  await addPod();
  await until('web', isBound);
  expect((await slot.explain({ namespace: 'default', name: 'web' }))?.extenders).toEqual({ [server.url]: { filter: { nodenames: ['a', 'b'] }, prioritize: [{ Host: 'a', Score: 3 }] } });
});
