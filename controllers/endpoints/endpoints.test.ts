/** Endpoints on a real registry. */
import { kinds, type core } from '../../api';
import { runPods, startCluster, until, untilAll, whilePassing, type TestCluster } from '../testing/cluster';
import { pod, template } from '../testing/objects';

const key = { namespace: 'default', name: 'web' };
let cluster: TestCluster;
beforeEach(async () => { cluster = await startCluster(); });
afterEach(() => cluster.stop());

const services = () => cluster.registry.of(kinds.services);
const endpoints = () => cluster.registry.of(kinds.endpoints);
const create = (selector: Record<string, string> | undefined) => services().create({
  apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default', labels: { tier: 'front' } },
  spec: { ...(selector && { selector }), ports: [{ port: 80, protocol: 'TCP' }] }, status: {},
});
const addressesOf = (found: core.Endpoints | undefined) => (found?.subsets ?? []).flatMap(({ addresses = [] }) => addresses.map(({ targetRef }) => targetRef?.name));
const addPod = (name: string) => cluster.registry.of(kinds.pods).create(pod({ metadata: { name, uid: undefined, labels: { app: 'web' } }, spec: template.spec }));

test('endpoints follow the pods and go with the service', async () => {
  runPods(cluster);
  await create({ app: 'web' });
  await until(endpoints(), key, (found) => found !== undefined);
  await addPod('a');
  const one = await until(endpoints(), key, (found) => addressesOf(found).join() === 'a');
  expect(one?.metadata.labels).toEqual({ tier: 'front', 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' });
  await addPod('b');
  await until(endpoints(), key, (found) => addressesOf(found).length === 2);
  await cluster.registry.of(kinds.pods).delete({ namespace: 'default', name: 'a' });
  await until(endpoints(), key, (found) => addressesOf(found).join() === 'b');
  await services().delete(key);
  await until(endpoints(), key, (found) => found === undefined);
  expect(cluster.errors).toEqual([]);
});

test('a large service is written at intervals, and is right in the end', async () => {
  runPods(cluster);
  await create({ app: 'web' });
  await Promise.all(Array.from({ length: 150 }, (_, i) => addPod(`p${i}`)));
  await untilAll(cluster.registry.of(kinds.pods), 'default', (all) => all.filter((one) => one.status.podIP).length === 150);
  await whilePassing(cluster, 10, until(endpoints(), key, (found) => addressesOf(found).length === 150));
});

test('endpoints kept by hand are left alone', async () => {
  await create(undefined);
  const subsets = [{ addresses: [{ ip: '192.0.2.1' }], ports: [{ port: 80, protocol: 'TCP' as const }] }];
  await endpoints().create({ apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'web', namespace: 'default' }, subsets });
  await services().update(key, (current) => ({ ...current, metadata: { ...current.metadata, labels: { tier: 'back' } } }));
  await addPod('a');
  expect((await endpoints().get(key)).subsets).toMatchObject([{ addresses: [{ ip: '192.0.2.1' }] }]);
});
