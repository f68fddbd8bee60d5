/** Pods that nobody takes away, on a real registry; time is stepped. */
import { kinds, type core } from '../../api';
import { startCluster, until, whilePassing, type TestCluster } from '../testing/cluster';
import { pod, template } from '../testing/objects';
import { surplus } from './surplus';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startCluster();
  await addNode('n1');
});
afterEach(async () => {
  await cluster.stop();
  expect(cluster.errors).toEqual([]);
});

const pods = () => cluster.registry.of(kinds.pods);
const nodes = () => cluster.registry.of(kinds.nodes);
const key = (name: string) => ({ namespace: 'default', name });
const addNode = (name: string) => nodes().create({ apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: {}, status: { conditions: [{ type: 'Ready', status: 'True' }] } });
const addPod = (name: string, nodeName: string | undefined, metadata: core.Pod['metadata'] = {}) =>
  pods().create(pod({ metadata: { ...metadata, name, uid: undefined }, spec: { ...template.spec, nodeName, tolerations: [{ operator: 'Exists' }] } }));
const gone = (name: string) => until(pods(), key(name), (found) => found === undefined);
const conditionsOf = ({ status: { conditions = [] } }: core.Pod) => conditions.map(({ type, reason, message }) => [type, reason, message]);

test('pods of a node that is gone go, after it had time to come back', async () => {
  await addPod('web', 'n1', { finalizers: ['example.com/hold'] });
  await nodes().delete({ name: 'n1' });
  await cluster.clock.step(39_000);
  expect((await pods().get(key('web'))).metadata.deletionTimestamp).toBeUndefined();
  await whilePassing(cluster, 1000, until(pods(), key('web'), (found) => found?.metadata.deletionTimestamp !== undefined));
  const left = await pods().get(key('web'));
  expect([left.status.phase, conditionsOf(left)]).toEqual(['Failed', [['DisruptionTarget', 'DeletionByPodGC', 'PodGC: node no longer exists']]]);
  await pods().update(key('web'), (current) => ({ ...current, metadata: { ...current.metadata, finalizers: [] } }));
  await gone('web');
});

test('they stay when it comes back', async () => {
  await addPod('web', 'n1');
  await nodes().delete({ name: 'n1' });
  await cluster.clock.step(30_000);
  await addNode('n1');
  await cluster.clock.step(60_000);
  expect((await pods().get(key('web'))).status.phase).toBe('Pending');
});

test('a pod of a node that never was', async () => {
  await addPod('web', 'nowhere');
  await whilePassing(cluster, 5000, gone('web'));
});

test('a pod that was to go before it had a node', async () => {
  await addPod('waits', undefined, { finalizers: ['example.com/hold'] });
  await pods().delete(key('waits'));
  await until(pods(), key('waits'), (found) => found?.status.phase === 'Failed');
});

test('pods that leave a node that is out of service do not wait for its kubelet', async () => {
  await addPod('leaves', 'n1');
  await addPod('stays', 'n1');
  await pods().delete(key('leaves'));
  await nodes().update({ name: 'n1' }, (node) => ({ ...node, spec: { ...node.spec, taints: [{ key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoSchedule' }] } }));
  await cluster.clock.step(1000);
  expect((await pods().get(key('leaves'))).metadata.deletionTimestamp).toBeDefined();
  await nodes().update({ name: 'n1' }, (node) => ({ ...node, status: { conditions: [{ type: 'Ready', status: 'False' }] } }), { subresource: 'status' });
  await gone('leaves');
  expect((await pods().get(key('stays'))).metadata.deletionTimestamp).toBeUndefined();
});

test('of too many that have ended, evicted ones go first, then the oldest', () => {
  const ended = (name: string, second: number, reason?: string): core.Pod => pod({ metadata: { name, creationTimestamp: `2026-01-01T00:00:0${second}Z` }, status: { phase: 'Failed', reason } });
  const all = [ended('c', 3), ended('a', 1), ended('b', 2), ended('e', 9, 'Evicted'), ended('d', 3)];
  const names = (most: number) => surplus(all, most).map(({ metadata }) => metadata.name);
  expect([names(5), names(4), names(2), names(0)]).toEqual([[], ['e'], ['e', 'a', 'b'], ['e', 'a', 'b', 'c', 'd']]);
});
