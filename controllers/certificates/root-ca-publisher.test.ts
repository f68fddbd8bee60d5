import { authorityOf, clusterAuthority, kinds, seededRandom, type core } from '../../api';
import { startCluster, until, type TestCluster } from '../testing/cluster';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startCluster();
  await certificate();
});
afterEach(() => cluster.stop());

const name = 'kube-root-ca.crt';
const annotation = 'kubernetes.io/description';
const namespaceNamed = (namespace: string): core.Namespace => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace }, spec: {}, status: {} });
const maps = () => cluster.registry.of(kinds.configmaps);
const certificate = async (): Promise<string> => (await authorityOf(cluster.registry, clusterAuthority, { clock: cluster.clock, random: seededRandom(2) })).certificate;

test('every namespace is told the certificate of the cluster', async () => {
  await cluster.registry.of(kinds.namespaces).create(namespaceNamed('shop'));
  for (const namespace of ['default', 'kube-system', 'shop']) {
    const map = await until(maps(), { namespace, name }, (found) => found !== undefined);
    expect(map?.data).toEqual({ 'ca.crt': await certificate() });
    expect(map?.metadata.annotations?.[annotation]).toMatch(/^Contains a CA bundle that can be used to verify the kube-apiserver .* across distributions of Kubernetes clusters\.$/);
  }
});

test('it is there again when it was deleted, and as it was when it was changed', async () => {
  const key = { namespace: 'default', name };
  const before = await until(maps(), key, (found) => found !== undefined);
  await maps().delete(key);
  const again = await until(maps(), key, (found) => found !== undefined && found.metadata.uid !== before?.metadata.uid);
  expect(again?.data).toEqual(before?.data);
  await maps().update(key, (current) => ({ ...current, metadata: { ...current.metadata, annotations: { mine: 'x' } }, data: { 'ca.crt': 'y', more: 'z' } }));
  const restored = await until(maps(), key, (found) => found?.data?.['ca.crt'] !== 'y');
  expect(restored).toMatchObject({ data: before?.data, metadata: { annotations: { mine: 'x', ...before?.metadata.annotations } } });
});

test('who says what it is for in other words is left alone', async () => {
  const key = { namespace: 'default', name };
  await until(maps(), key, (found) => found !== undefined);
  const { metadata } = await maps().update(key, (current) => ({ ...current, metadata: { ...current.metadata, annotations: { [annotation]: 'ours' } } }));
  await cluster.registry.of(kinds.namespaces).create(namespaceNamed('later'));
  await until(maps(), { namespace: 'later', name }, (found) => found !== undefined);
  expect((await maps().get(key)).metadata.resourceVersion).toBe(metadata.resourceVersion);
});

test('another authority is told everywhere', async () => {
  const before = await until(maps(), { namespace: 'default', name }, (found) => found !== undefined);
  await cluster.registry.of(kinds.secrets).delete({ namespace: 'kube-system', name: clusterAuthority.name });
  await certificate();
  for (const namespace of ['default', 'kube-public']) {
    const after = await until(maps(), { namespace, name }, (found) => found !== undefined && found.data?.['ca.crt'] !== before?.data?.['ca.crt']);
    expect(after?.data).toEqual({ 'ca.crt': await certificate() });
  }
});

test('a namespace on its way out gets none, and is not in the way of it', async () => {
  const namespaces = cluster.registry.of(kinds.namespaces);
  await namespaces.create(namespaceNamed('short'));
  await namespaces.delete({ name: 'short' });
  await until(namespaces, { name: 'short' }, (found) => found === undefined);
  await expect(maps().get({ namespace: 'short', name })).rejects.toMatchObject({ reason: 'NotFound' });
  expect(cluster.errors).toEqual([]);
});
