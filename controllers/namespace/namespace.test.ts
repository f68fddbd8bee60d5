/** Namespaces on a real registry: their default service account, and their end. */
import { kinds, type core } from '../../api';
import { runPods, startCluster, until, whilePassing, type TestCluster } from '../testing/cluster';
import { deployment } from '../testing/objects';
import { deleteContent } from './content';

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

const condition = (found: core.Namespace | undefined, type: string): string => {
  const { status, reason, message } = found?.status.conditions?.find((each) => each.type === type) ?? {};
  return `${status} ${reason} ${message}`;
};

test('pods that nobody ends are expected for as long as they may take, and then told of', async () => {
  await create('team');
  await cluster.registry.of(kinds.pods).create({
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'lost', namespace: 'team' }, spec: { nodeName: 'n1', terminationGracePeriodSeconds: 40, containers: [{ name: 'c', image: 'i' }] }, status: {},
  });
  await cluster.registry.of(kinds.nodes).create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' }, spec: {}, status: {} });
  await namespaces().delete({ name: 'team' });
  const early = await until(namespaces(), { name: 'team' }, (found) => condition(found, 'NamespaceContentRemaining').includes('pods. has 1 resource instances'));
  expect(condition(early, 'NamespaceDeletionContentFailure')).toBe('False ContentDeleted All content successfully deleted, may be waiting on finalization');
  const late = await whilePassing(cluster, 5000, until(namespaces(), { name: 'team' }, (found) => condition(found, 'NamespaceDeletionContentFailure').startsWith('True')));
  expect(condition(late, 'NamespaceDeletionContentFailure'))
    .toBe('True ContentDeletionFailed Failed to delete all resource types, 1 remaining: unexpected items still remain in namespace: team for gvr: /v1, Resource=pods');
  await cluster.registry.of(kinds.pods).delete({ namespace: 'team', name: 'lost' }, { gracePeriodSeconds: 0 });
  await whilePassing(cluster, 1000, until(namespaces(), { name: 'team' }, (found) => found === undefined));
});

test('pods that have ended on their way out are still about to be taken away', async () => {
  const pods = cluster.registry.of(kinds.pods);
  const key = { namespace: 'default', name: 'ended' };
  await cluster.registry.of(kinds.nodes).create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' }, spec: {}, status: {} });
  await pods.create({ apiVersion: 'v1', kind: 'Pod', metadata: key, spec: { nodeName: 'n1', terminationGracePeriodSeconds: 40, containers: [{ name: 'c', image: 'i' }] }, status: {} });
  await pods.delete(key);
  await pods.update(key, (pod) => ({ ...pod, status: { ...pod.status, phase: 'Succeeded' } }), { subresource: 'status' });
  expect(await deleteContent(cluster.registry, [kinds.pods], { name: 'default', goingMs: 1000 })).toMatchObject({ errors: [], graceMs: 39000 });
  expect((await deleteContent(cluster.registry, [kinds.pods], { name: 'default', goingMs: 40000 })).errors)
    .toEqual(['unexpected items still remain in namespace: default for gvr: /v1, Resource=pods']);
});

test('a server that does not answer may hold something: nothing is let go until it does, or is given up', async () => {
  const services = cluster.registry.of(kinds.apiservices);
  const name = 'v1beta1.metrics.k8s.io';
  await services.create({
    apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: { name },
    spec: { group: 'metrics.k8s.io', version: 'v1beta1', groupPriorityMinimum: 100, versionPriority: 100, insecureSkipTLSVerify: true, service: { name: 'metrics', namespace: 'default' } }, status: {},
  });
  const says = (status: string) => services.update({ name }, (current) => ({ ...current, status: { conditions: [{ type: 'Available', status }] } }), { subresource: 'status' });
  await says('False');
  await create('team');
  await namespaces().delete({ name: 'team' });
  const held = await until(namespaces(), { name: 'team' }, (found) => condition(found, 'NamespaceDeletionDiscoveryFailure').startsWith('True'));
  expect(condition(held, 'NamespaceDeletionDiscoveryFailure')).toContain('DiscoveryFailed Discovery failed for some groups, 1 failing: ');
  expect(condition(held, 'NamespaceContentRemaining')).toBe('False ContentRemoved All content successfully removed');
  await says('True');
  await until(namespaces(), { name: 'team' }, (found) => found === undefined);
  await says('False');
  await create('again');
  await namespaces().delete({ name: 'again' });
  await until(namespaces(), { name: 'again' }, (found) => condition(found, 'NamespaceDeletionDiscoveryFailure').startsWith('True'));
  await services.delete({ name });
  await until(namespaces(), { name: 'again' }, (found) => found === undefined);
});
