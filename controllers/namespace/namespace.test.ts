/** Namespaces on a real registry: their default service account, and their end. */
import { kinds, type core } from '../../api';
import { runPods, startCluster, until, type TestCluster } from '../testing/cluster';
import { deployment } from '../testing/objects';

let cluster: TestCluster;
beforeEach(async () => { cluster = await startCluster(); });
afterEach(() => cluster.stop());

const namespaces = () => cluster.registry.of(kinds.namespaces);
const accounts = () => cluster.registry.of(kinds.serviceaccounts);
const maps = () => cluster.registry.of(kinds.configmaps);
const create = (name: string) => namespaces().create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: {}, status: {} });

test('every namespace has a default service account, again after it was deleted', async () => {
  await create('team');
  const key = { namespace: 'team', name: 'default' };
  const first = await until(accounts(), key, (found) => found !== undefined);
  await accounts().delete(key);
  await until(accounts(), key, (found) => found !== undefined && found.metadata.uid !== first?.metadata.uid);
});

test('a deleted namespace takes everything with it', async () => {
  runPods(cluster);
  await create('team');
  await until(accounts(), { namespace: 'team', name: 'default' }, (found) => found !== undefined);
  await cluster.registry.of(kinds.deployments).create(deployment({ metadata: { namespace: 'team', uid: undefined }, spec: { replicas: 5 } }));
  await until(cluster.registry.of(kinds.deployments), { namespace: 'team', name: 'web' }, (found) => found?.status.availableReplicas === 5);
  await namespaces().delete({ name: 'team' });
  await until(namespaces(), { name: 'team' }, (found) => found === undefined);
  for (const definition of kinds.definitions.filter(({ scope, verbs }) => scope === 'Namespaced' && verbs.includes('list'))) {
    expect((await cluster.registry.of(definition).list({ namespace: 'team' })).items).toEqual([]);
  }
});

test('content that is held is named in the conditions, until it is let go', async () => {
  await create('team');
  const map: core.ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'held', namespace: 'team', finalizers: ['example.com/hold'] } };
  await maps().create(map);
  await namespaces().delete({ name: 'team' });
  const held = await until(namespaces(), { name: 'team' }, (found) => found?.status.conditions?.find(({ type }) => type === 'NamespaceFinalizersRemaining')?.status === 'True');
  expect(held?.status.conditions?.map(({ message }) => message)).toContain('Some resources are remaining: configmaps. has 1 resource instances');
  await maps().update({ namespace: 'team', name: 'held' }, (current) => ({ ...current, metadata: { ...current.metadata, finalizers: undefined } }));
  await until(namespaces(), { name: 'team' }, (found) => found === undefined);
});
