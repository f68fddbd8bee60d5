/** Custom resources own and are owned like any others, and go with their namespace. */
import { kinds } from '../../api';
import { startCluster, until, type TestCluster } from '../testing/cluster';
import { serveThings, thing } from '../testing/custom';

let cluster: TestCluster;
beforeEach(async () => { cluster = await startCluster(); });
afterEach(() => cluster.stop());

test('what a custom resource owns goes after it, and it goes after its owner', async () => {
  const things = await serveThings(cluster);
  const maps = cluster.registry.of(kinds.configmaps);
  const refTo = ({ apiVersion, kind, metadata: { name = '', uid = '' } }: { apiVersion: string; kind: string; metadata: { name?: string; uid?: string } }) => ({ apiVersion, kind, name, uid });
  const root = await maps.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'root', namespace: 'default' } });
  const middle = await things.create(thing('middle', { ownerReferences: [refTo(root)] }));
  await maps.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'leaf', namespace: 'default', ownerReferences: [refTo(middle)] } });
  await maps.delete({ namespace: 'default', name: 'root' });
  await until(things, { namespace: 'default', name: 'middle' }, (found) => found === undefined);
  await until(maps, { namespace: 'default', name: 'leaf' }, (found) => found === undefined);
  expect(cluster.errors).toEqual([]);
});

test('a namespace takes its custom resources with it', async () => {
  const things = await serveThings(cluster);
  const namespaces = cluster.registry.of(kinds.namespaces);
  await namespaces.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' }, spec: {}, status: {} });
  await things.create(thing('one', { namespace: 'team' }));
  await namespaces.delete({ name: 'team' });
  await until(namespaces, { name: 'team' }, (found) => found === undefined);
  expect((await things.list()).items).toEqual([]);
});
