/** Endpoints on a real registry. */
import { ApiError, kinds, type core } from '../../api';
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

test('a service that is a name elsewhere has none', async () => {
  await addPod('a');
  await services().create({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default' }, spec: { type: 'ExternalName', externalName: 'example.com', selector: { app: 'web' } }, status: {} });
  await services().create({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'later', namespace: 'default' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] }, status: {} });
  await until(endpoints(), { namespace: 'default', name: 'later' }, (found) => found !== undefined);
  await expect(endpoints().get(key)).rejects.toMatchObject({ reason: 'NotFound' });
});

test('they say since when what they tell is so', async () => {
  const triggered = 'endpoints.kubernetes.io/last-change-trigger-time';
  runPods(cluster);
  await create({ app: 'web' });
  expect((await until(endpoints(), key, (found) => found !== undefined))?.metadata.annotations).toEqual({ [triggered]: '2026-01-01T00:00:00Z' });
  await cluster.clock.step(5000);
  await addPod('a');
  expect((await until(endpoints(), key, (found) => addressesOf(found).join() === 'a'))?.metadata.annotations).toEqual({ [triggered]: '2026-01-01T00:00:05Z' });
  await cluster.registry.of(kinds.pods).delete({ namespace: 'default', name: 'a' });
  expect((await until(endpoints(), key, (found) => addressesOf(found).length === 0))?.metadata.annotations).toBeUndefined();
});

test('a failure is told about the endpoints', async () => {
  await cluster.stop();
  cluster = await startCluster({ admission: [{
    name: 'NoEndpoints',
    validate({ definition }) { if (definition.names.plural === 'endpoints') throw ApiError.forbidden({ group: '', plural: 'endpoints' }, 'web', 'not today'); },
  }] });
  await create({ app: 'web' });
  const events = await untilAll(cluster.registry.of(kinds.events), 'default', (all) => all.some(({ reason }) => reason === 'FailedToCreateEndpoint'));
  expect(events.find(({ reason }) => reason === 'FailedToCreateEndpoint')).toMatchObject({
    type: 'Warning', message: 'Failed to create endpoint for service default/web: endpoints "web" is forbidden: not today',
    involvedObject: { kind: 'Endpoints', name: 'web', namespace: 'default' }, source: { component: 'endpoint-controller' },
  });
});
