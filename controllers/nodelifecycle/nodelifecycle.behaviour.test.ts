/** Nodes that fall silent, on a real registry; time is stepped. */
import { formatMicroTime, formatTime, kinds, type core } from '../../api';
import { startCluster, until, whilePassing, type TestCluster } from '../testing/cluster';
import { pod, template } from '../testing/objects';

let cluster: TestCluster;
/** Nodes that renew their Lease. */
let alive: Set<string>;
beforeEach(async () => {
  cluster = await startCluster();
  alive = new Set();
});
afterEach(async () => {
  await cluster.stop();
  expect(cluster.errors).toEqual([]);
});

const nodes = () => cluster.registry.of(kinds.nodes);
const pods = () => cluster.registry.of(kinds.pods);
const condition = (type: string, status: string) => ({ type, status, lastHeartbeatTime: formatTime(cluster.clock.now()), lastTransitionTime: formatTime(cluster.clock.now()) });

async function addNode(name: string, parts: { ready?: string; zone?: string } = {}): Promise<void> {
  await nodes().create({
    apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { 'topology.kubernetes.io/zone': parts.zone ?? 'a' } }, spec: {},
    status: { conditions: parts.ready === '' ? [] : [condition('Ready', parts.ready ?? 'True')] },
  });
  await cluster.registry.of(kinds.leases).create({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, namespace: 'kube-node-lease' }, spec: {} });
  alive.add(name);
}

const renew = (name: string) => cluster.registry.of(kinds.leases).update({ namespace: 'kube-node-lease', name }, (lease) => ({ ...lease, spec: { renewTime: formatMicroTime(cluster.clock.now()) } }));

/** Lets time pass while nodes that are alive renew their Leases. */
async function pass(seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i += 5) {
    await cluster.clock.step(5000);
    await Promise.all([...alive].map(renew));
  }
  await cluster.clock.step(1);
}

const say = (name: string, ready: string) => nodes().update({ name }, (node) => ({ ...node, status: { ...node.status, conditions: [condition('Ready', ready)] } }), { subresource: 'status' });
const taints = async (name: string): Promise<string[]> => ((await nodes().get({ name })).spec.taints ?? []).map(({ key, effect }) => `${key.replace('node.kubernetes.io/', '')}:${effect}`);
const ready = async (name: string): Promise<string | undefined> => (await nodes().get({ name })).status.conditions?.find(({ type }) => type === 'Ready')?.status;
const addPod = async (name: string, nodeName: string): Promise<void> => {
  await pods().create(pod({ metadata: { name, uid: undefined }, spec: { ...template.spec, nodeName, tolerations: [{ operator: 'Exists' }] } }));
  await pods().update({ namespace: 'default', name }, (current) => ({ ...current, status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } }), { subresource: 'status' });
};
const told = async (name: string) => (await cluster.registry.of(kinds.events).list()).items.filter(({ involvedObject }) => involvedObject.name === name)
  .map(({ type, reason, message, source }) => `${source?.component ?? ''} ${type ?? ''} ${reason ?? ''} ${message ?? ''}`).sort();

test('nodes that are heard of stay as they are', async () => {
  await addNode('n1');
  await pass(300);
  expect([await ready('n1'), await taints('n1')]).toEqual(['True', []]);
  expect(await told('n1')).toEqual(['node-controller Normal RegisteredNode Node n1 event: Registered Node n1 in Controller']);
});

test('one that falls silent becomes Unknown, then its pods are driven off', async () => {
  await addNode('n1');
  await addNode('n2');
  await addPod('web', 'n2');
  await pass(20);
  alive.delete('n2');
  await pass(45);
  expect([await ready('n2'), await taints('n2')]).toEqual(['True', []]);
  await whilePassing(cluster, 100, until(nodes(), { name: 'n2' }, (node) => node?.spec.taints?.length === 1));
  const silent = await nodes().get({ name: 'n2' });
  expect(silent.status.conditions?.map(({ type, status, reason, message }) => [type, status, reason, message])).toEqual([
    ['Ready', 'Unknown', 'NodeStatusUnknown', 'Kubelet stopped posting node status.'],
    ...['MemoryPressure', 'DiskPressure', 'PIDPressure'].map((type) => [type, 'Unknown', 'NodeStatusNeverUpdated', 'Kubelet never posted node status.']),
  ]);
  expect(await taints('n2')).toEqual(['unreachable:NoSchedule']);
  await pass(10);
  expect(await taints('n2')).toEqual(['unreachable:NoSchedule', 'unreachable:NoExecute']);
  expect((await pods().get({ namespace: 'default', name: 'web' })).status.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('False');
  expect(await told('n2')).toContain('node-controller Normal NodeNotReady Node n2 status is now: NodeNotReady');
  expect(await told('web')).toEqual(['node-controller Warning NodeNotReady Node is not ready']);
  // It comes back.
  alive.add('n2');
  await say('n2', 'True');
  await until(nodes(), { name: 'n2' }, (node) => !node?.spec.taints?.length);
});

test('one that says that it is not ready', async () => {
  await addNode('n1');
  await addNode('n2');
  await say('n2', 'False');
  await until(nodes(), { name: 'n2' }, (node) => node?.spec.taints?.length === 1);
  expect(await taints('n2')).toEqual(['not-ready:NoSchedule']);
  await pass(5);
  expect(await taints('n2')).toEqual(['not-ready:NoSchedule', 'not-ready:NoExecute']);
});

test('one that never says anything has a minute', async () => {
  await addNode('n1');
  await addNode('n2', { ready: '' });
  alive.delete('n2');
  await pass(55);
  expect(await ready('n2')).toBeUndefined();
  await pass(15);
  expect(await ready('n2')).toBe('Unknown');
});

test('when all are silent, no pod is driven off, and who had been may stay', async () => {
  for (const name of ['n1', 'n2', 'n3']) await addNode(name);
  alive.delete('n1');
  await pass(70);
  expect(await taints('n1')).toEqual(['unreachable:NoSchedule', 'unreachable:NoExecute']);
  alive.clear();
  await pass(120);
  expect(await Promise.all(['n1', 'n2', 'n3'].map(taints))).toEqual([['unreachable:NoSchedule'], ['unreachable:NoSchedule'], ['unreachable:NoSchedule']]);
  // One is heard again: the others are given time anew.
  alive.add('n3');
  await say('n3', 'True');
  await pass(4);
  expect(await taints('n1')).toEqual(['unreachable:NoSchedule']);
  await pass(20);
  expect(await taints('n1')).toEqual(['unreachable:NoSchedule', 'unreachable:NoExecute']);
});

test('one node in ten seconds', async () => {
  for (let i = 1; i <= 5; i++) await addNode(`n${i}`);
  await Promise.all(['n1', 'n2'].map((name) => say(name, 'False')));
  await pass(10);
  const driven = async () => (await nodes().list()).items.filter(({ spec }) => spec.taints?.some(({ effect }) => effect === 'NoExecute')).length;
  expect(await driven()).toBe(1);
  await pass(10);
  expect(await driven()).toBe(2);
});

test('a small zone in trouble is left alone', async () => {
  for (let i = 1; i <= 3; i++) await addNode(`a${i}`);
  for (let i = 1; i <= 5; i++) await addNode(`b${i}`, { zone: 'b' });
  await Promise.all(['b1', 'b2', 'b3'].map((name) => say(name, 'False')));
  await pass(60);
  expect(await taints('b1')).toEqual(['not-ready:NoSchedule']);
  await say('b3', 'True');
  await pass(20);
  expect(await taints('b1')).toContain('not-ready:NoExecute');
});

test('a pod that comes to a node that is down is not ready', async () => {
  await addNode('n1');
  await addNode('n2', { ready: 'Unknown' });
  await addPod('late', 'n2');
  await until(pods(), { namespace: 'default', name: 'late' }, (found: core.Pod | undefined) => found?.status.conditions?.find(({ type }) => type === 'Ready')?.status === 'False');
});

test('a node that is removed is told', async () => {
  await addNode('n1');
  await pass(5);
  await nodes().delete({ name: 'n1' });
  await pass(5);
  expect(await told('n1')).toContain('node-controller Normal RemovingNode Node n1 event: Removing Node n1 from Controller');
});
