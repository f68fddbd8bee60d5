/** Garbage collection on a real registry, with objects that no other controller cares for. */
import { kinds, type core, type meta } from '../../api';
import { startCluster, until, untilAll, type TestCluster } from '../testing/cluster';

let cluster: TestCluster;
beforeEach(async () => { cluster = await startCluster(); });
afterEach(() => cluster.stop());

const maps = () => cluster.registry.of(kinds.configmaps);
const key = (name: string, namespace = 'default') => ({ namespace, name });
const refTo = (owner: core.ConfigMap, blockOwnerDeletion = true): meta.OwnerReference =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', name: owner.metadata.name ?? '', uid: owner.metadata.uid ?? '', blockOwnerDeletion });
const create = (name: string, ownerReferences: meta.OwnerReference[] = [], more: Partial<meta.ObjectMeta> = {}) =>
  maps().create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default', ...(ownerReferences.length > 0 && { ownerReferences }), ...more } });
const gone = (name: string) => until(maps(), key(name), (found) => found === undefined);

test('background: dependents go after their owner, all the way down', async () => {
  const a = await create('a');
  const b = await create('b', [refTo(a)]);
  await create('c', [refTo(b)]);
  const { gone: atOnce } = await maps().delete(key('a'), { propagationPolicy: 'Background' });
  expect(atOnce).toBe(true);
  await gone('b');
  await gone('c');
  expect(cluster.errors).toEqual([]);
});

test('foreground: the owner goes after its dependents, all the way up', async () => {
  const a = await create('a');
  const b = await create('b', [refTo(a)]);
  await create('c', [refTo(b)], { finalizers: ['example.com/hold'] });
  await maps().delete(key('a'), { propagationPolicy: 'Foreground' });
  await until(maps(), key('c'), (found) => found?.metadata.deletionTimestamp !== undefined);
  expect((await maps().get(key('a'))).metadata.finalizers).toEqual(['foregroundDeletion']);
  expect((await maps().get(key('b'))).metadata.finalizers).toEqual(['foregroundDeletion']);
  await maps().update(key('c'), (current) => ({ ...current, metadata: { ...current.metadata, finalizers: undefined } }));
  await gone('a');
  await gone('b');
});

test('foreground: a dependent that does not block is not waited for', async () => {
  const a = await create('a');
  await create('b', [refTo(a, false)], { finalizers: ['example.com/hold'] });
  await maps().delete(key('a'), { propagationPolicy: 'Foreground' });
  await gone('a');
  await until(maps(), key('b'), (found) => found?.metadata.deletionTimestamp !== undefined);
});

test('orphan: dependents stay, without their owner', async () => {
  const a = await create('a');
  await create('b', [refTo(a)]);
  await maps().delete(key('a'), { propagationPolicy: 'Orphan' });
  await gone('a');
  const b = await until(maps(), key('b'), (found) => !found?.metadata.ownerReferences);
  expect(b?.metadata.deletionTimestamp).toBeUndefined();
});

test('an object with two owners loses the reference to the one that goes', async () => {
  const [a, b] = [await create('a'), await create('b')];
  await create('c', [refTo(a), refTo(b)]);
  await maps().delete(key('a'), { propagationPolicy: 'Background' });
  const c = await until(maps(), key('c'), (found) => found?.metadata.ownerReferences?.length === 1);
  expect(c?.metadata.ownerReferences?.[0]?.uid).toBe(b.metadata.uid);
  await maps().delete(key('b'), { propagationPolicy: 'Background' });
  await gone('c');
});

test('an owner that never was: the dependent goes; a namesake with another uid does not save it', async () => {
  const a = await create('a');
  await create('b', [{ ...refTo(a), uid: '00000000-0000-4000-8000-000000000000' }]);
  await gone('b');
  expect((await maps().get(key('a'))).metadata.name).toBe('a');
});

test('an owner in another namespace does not count, and this is said', async () => {
  const a = await create('a');
  await cluster.registry.of(kinds.namespaces).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' }, spec: {}, status: {} });
  await create('b', [refTo(a)], { namespace: 'other', finalizers: ['example.com/hold'] });
  await until(maps(), key('b', 'other'), (found) => found?.metadata.deletionTimestamp !== undefined);
  await untilAll(cluster.registry.of(kinds.events), 'other', (events) => events.some(({ reason }) => reason === 'OwnerRefInvalidNamespace'));
});

test('an owner of a kind nobody knows keeps its dependents', async () => {
  await create('b', [{ apiVersion: 'example.com/v1', kind: 'Thing', name: 'x', uid: '1' }]);
  const a = await create('a');
  await create('c', [refTo(a)]);
  await maps().delete(key('a'), { propagationPolicy: 'Background' });
  await gone('c');
  expect((await maps().get(key('b'))).metadata.deletionTimestamp).toBeUndefined();
});

test('owners in a circle can be deleted in the foreground', async () => {
  const a = await create('a');
  const b = await create('b', [refTo(a)]);
  await maps().update(key('a'), (current) => ({ ...current, metadata: { ...current.metadata, ownerReferences: [refTo(b)] } }));
  await maps().delete(key('a'), { propagationPolicy: 'Foreground' });
  await gone('a');
  await gone('b');
});
