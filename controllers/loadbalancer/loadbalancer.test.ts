/** Services of type LoadBalancer on a real registry. */
import { kinds, type core } from '../../api';
import { startCluster, until, untilAll, whilePassing, type TestCluster } from '../testing/cluster';

let cluster: TestCluster;
beforeEach(async () => { cluster = await startCluster(); });
afterEach(async () => {
  await cluster.stop();
  expect(cluster.errors).toEqual([]);
});

const services = () => cluster.registry.of(kinds.services);
const key = (name: string) => ({ namespace: 'default', name });
const create = (name: string, spec: Partial<core.ServiceSpec> = {}) => services().create({
  apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'default' }, spec: { type: 'LoadBalancer', ports: [{ port: 80, protocol: 'TCP' }], ...spec }, status: {},
});
const change = (name: string, spec: Partial<core.ServiceSpec>) => services().update(key(name), (current) => ({ ...current, spec: { ...current.spec, ...spec } }));
const addressOf = (service: core.Service | undefined): string | undefined => service?.status.loadBalancer?.ingress?.[0]?.ip;
const served = (name: string, ip?: string) => until(services(), key(name), (found) => (ip ? addressOf(found) === ip : addressOf(found) !== undefined));
const told = (count: number) => untilAll(cluster.registry.of(kinds.events), 'default', (all) => all.length >= count)
  .then((all) => all.map(({ type, reason, message, source }) => `${source?.component ?? ''} ${type ?? ''} ${reason ?? ''}: ${message ?? ''}`));

test('an address, a finalizer and events', async () => {
  await create('web');
  const service = await served('web');
  expect(service?.status.loadBalancer).toEqual({ ingress: [{ ip: '203.0.113.1', ipMode: 'VIP' }] });
  expect(service?.metadata.finalizers).toEqual(['service.kubernetes.io/load-balancer-cleanup']);
  expect(await told(2)).toEqual(['service-controller Normal EnsuringLoadBalancer: Ensuring load balancer', 'service-controller Normal EnsuredLoadBalancer: Ensured load balancer']);
});

test('no two have the same', async () => {
  await Promise.all(Array.from({ length: 40 }, (_, i) => create(`web-${i}`)));
  const all = await untilAll(services(), 'default', (found) => found.filter(addressOf).length === 40);
  expect(new Set(all.map(addressOf)).size).toBe(40);
});

test('a deleted service gives its address back', async () => {
  await create('a');
  await served('a', '203.0.113.1');
  await services().delete(key('a'));
  await until(services(), key('a'), (found) => found === undefined);
  await create('b');
  await served('b', '203.0.113.1');
  expect(await told(6)).toEqual(expect.arrayContaining(['service-controller Normal DeletingLoadBalancer: Deleting load balancer', 'service-controller Normal DeletedLoadBalancer: Deleted load balancer']));
});

test('so does one that becomes another type', async () => {
  await create('a');
  await served('a');
  await change('a', { type: 'ClusterIP' });
  const service = await until(services(), key('a'), (found) => !found?.metadata.finalizers?.length);
  expect(service?.status).toEqual({ loadBalancer: {} });
  await create('b');
  await served('b', '203.0.113.1');
});

test('the address that is asked for, now and later', async () => {
  await create('a', { loadBalancerIP: '203.0.113.77' });
  await served('a', '203.0.113.77');
  await change('a', { loadBalancerIP: '203.0.113.78' });
  await served('a', '203.0.113.78');
});

test('an address in use is waited for', async () => {
  await create('a', { loadBalancerIP: '203.0.113.9' });
  await served('a');
  await create('b', { loadBalancerIP: '203.0.113.9' });
  expect(await told(4)).toContain('service-controller Warning SyncLoadBalancerFailed: Error syncing load balancer: failed to ensure load balancer: address 203.0.113.9 is in use by another service');
  await services().delete(key('a'));
  await whilePassing(cluster, 1000, served('b', '203.0.113.9'));
});

test('one with a class is another\'s', async () => {
  await create('a', { loadBalancerClass: 'example.com/other' });
  await create('b');
  await served('b', '203.0.113.1');
  const [a] = (await services().list()).items.filter(({ metadata }) => metadata.name === 'a');
  expect([a?.metadata.finalizers, a?.status]).toEqual([undefined, { loadBalancer: {} }]);
});
