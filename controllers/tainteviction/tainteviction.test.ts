/** Pods on nodes with NoExecute taints, on a real registry; time is stepped. */
import { kinds, type core } from '../../api';
import { startCluster, until, type TestCluster } from '../testing/cluster';
import { pod, template } from '../testing/objects';
import { mayStay } from './verdict';

const taint = (key: string, value?: string): core.Taint => ({ key, effect: 'NoExecute', ...(value && { value }) });
const exists = (key: string, tolerationSeconds?: number): core.Toleration => ({ key, operator: 'Exists', effect: 'NoExecute', ...(tolerationSeconds !== undefined && { tolerationSeconds }) });

test.each<[string, core.Taint[], core.Toleration[], number]>([
  ['no taint', [], [], Infinity],
  ['not tolerated', [taint('a')], [], 0],
  ['tolerated for good', [taint('a')], [exists('a')], Infinity],
  ['tolerated for a while', [taint('a')], [exists('a', 30)], 30_000],
  ['one of two', [taint('a'), taint('b')], [exists('a')], 0],
  ['the shortest of those that are used', [taint('a'), taint('b')], [exists('a', 30), exists('b', 20), exists('c', 10)], 20_000],
  ['the first that fits', [taint('a')], [exists('a', 30), exists('a', 10)], 30_000],
  ['a negative time is none', [taint('a')], [exists('a', -1)], 0],
  ['all taints', [taint('a'), taint('b')], [{ operator: 'Exists' }], Infinity],
  ['another value', [taint('a', 'x')], [{ key: 'a', value: 'y', effect: 'NoExecute' }], 0],
])('%s', (_, taints, tolerations, ms) => {
  expect(mayStay(taints, tolerations)).toBe(ms);
});

describe('on a cluster', () => {
  let cluster: TestCluster;
  beforeEach(async () => {
    cluster = await startCluster();
    await cluster.registry.of(kinds.nodes).create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' }, spec: {}, status: { conditions: [{ type: 'Ready', status: 'True' }] } });
  });
  afterEach(async () => {
    await cluster.stop();
    expect(cluster.errors).toEqual([]);
  });

  const key = { namespace: 'default', name: 'web' };
  const pods = () => cluster.registry.of(kinds.pods);
  const addPod = (...tolerations: core.Toleration[]) => pods().create(pod({ metadata: { name: 'web', uid: undefined }, spec: { ...template.spec, nodeName: 'n1', tolerations } }));
  const setTaints = (...taints: core.Taint[]) => cluster.registry.of(kinds.nodes).update({ name: 'n1' }, (node) => ({ ...node, spec: { ...node.spec, taints } }));
  const leaving = () => until(pods(), key, (found) => found?.metadata.deletionTimestamp !== undefined);
  const isLeaving = async () => (await pods().get(key)).metadata.deletionTimestamp !== undefined;
  const told = async () => {
    await cluster.clock.step(1);
    return (await cluster.registry.of(kinds.events).list()).items.filter(({ reason }) => reason === 'TaintManagerEviction').map(({ type, message, source }) => `${source?.component ?? ''} ${type ?? ''} ${message ?? ''}`);
  };

  test('a pod that does not tolerate a taint goes at once, and says why', async () => {
    await addPod();
    await setTaints(taint('example.com/broken'));
    const found = await leaving();
    expect(found?.status.conditions).toMatchObject([{ type: 'DisruptionTarget', status: 'True', reason: 'DeletionByTaintManager', message: 'Taint manager: deleting due to NoExecute taint' }]);
    expect(await told()).toEqual(['taint-eviction-controller Normal Marking for deletion Pod default/web']);
  });

  test('one that tolerates it for a while goes when the time is over', async () => {
    await addPod(exists('example.com/broken', 300));
    await setTaints(taint('example.com/broken'));
    await cluster.clock.step(299_000);
    expect(await isLeaving()).toBe(false);
    await cluster.clock.step(2000);
    await leaving();
  });

  test('it stays when the taint goes in time', async () => {
    await addPod(exists('example.com/broken', 300));
    await setTaints(taint('example.com/broken'));
    await cluster.clock.step(200_000);
    await setTaints();
    await cluster.clock.step(200_000);
    expect(await isLeaving()).toBe(false);
    expect(await told()).toEqual(['taint-eviction-controller Normal Cancelling deletion of Pod default/web']);
  });

  test('a pod that comes to such a node', async () => {
    await setTaints(taint('example.com/broken'));
    await addPod(exists('example.com/broken', 10));
    await cluster.clock.step(9000);
    expect(await isLeaving()).toBe(false);
    await cluster.clock.step(2000);
    await leaving();
  });

  test('taints that keep pods away do not drive them off', async () => {
    await addPod();
    await setTaints({ key: 'example.com/full', effect: 'NoSchedule' });
    await cluster.clock.step(1000);
    expect(await isLeaving()).toBe(false);
  });
});
