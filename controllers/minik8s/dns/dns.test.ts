/** Dns objects, by what there is of their services. */
import { kinds, type core, type minik8s } from '../../../api';
import { startCluster, until, type TestCluster } from '../../testing/cluster';
import { dnsStatus, freshPaths } from './resolved';

const service = (name: string, clusterIP: string | undefined, ...ports: core.ServicePort[]): core.Service =>
  ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'default' }, spec: { ...(clusterIP && { clusterIP }), ports: ports.length ? ports : [{ port: 80 }] } }) as core.Service;

const dns = (paths: minik8s.DnsPath[], status?: minik8s.DnsStatus): minik8s.Dns =>
  ({ apiVersion: 'minik8s.io/v1', kind: 'Dns', metadata: { name: 'shop', namespace: 'default', generation: 3 }, spec: { host: 'shop.internal', paths }, ...(status && { status }) });

const path = (svcName: string, svcPort = '80', svcIp?: string): minik8s.DnsPath => ({ subPath: `/${svcName}`, svcName, svcPort, ...(svcIp && { svcIp }) });

const there = new Map([
  ['web', service('web', '10.96.0.20')], ['heads', service('heads', 'None')], ['udp', service('udp', '10.96.0.21', { port: 80, protocol: 'UDP' })],
  ['away', { ...service('away', undefined), spec: { type: 'ExternalName', externalName: 'example.com' } } as core.Service],
]);
const named = (name: string): core.Service | undefined => there.get(name);
const alone = { serviceNamed: named, sameHost: [] };

test.each<[string, minik8s.DnsPath[], (string | undefined)[]]>([
  ['what is not known yet is filled in', [path('web')], ['10.96.0.20']],
  ['what has changed is kept fresh', [path('web', '80', '10.96.0.9'), path('web', '81', '10.96.0.20')], ['10.96.0.20', '10.96.0.20']],
  ['what is gone is taken out', [path('none', '80', '10.96.0.9'), path('heads', '80', '10.96.0.9'), path('away', '80', '1.2.3.4')], [undefined, undefined, undefined]],
])('%s', (_what, paths, expected) => expect(freshPaths(paths, named).map(({ svcIp }) => svcIp)).toEqual(expected));

test('what is right is left alone', () => {
  const paths = [path('web', '80', '10.96.0.20'), path('none')];
  expect(freshPaths(paths, named)).toBe(paths);
});

const at = Date.parse('2026-01-01T00:00:00Z');

test.each<[minik8s.DnsPath[], string, string, string]>([
  [[path('web')], 'Ready', 'ServicesFound', 'every path leads to a service'],
  [[path('heads')], 'Ready', 'ServicesFound', 'every path leads to a service'],
  [[], 'Ready', 'NoPaths', 'the host leads nowhere: it has no paths'],
  [[path('none')], 'Pending', 'ServiceNotFound', 'service "none" not found'],
  [[path('none'), path('web'), path('nor-this'), path('none', '81')], 'Pending', 'ServiceNotFound', 'services "none", "nor-this" not found'],
  [[path('web', '81'), path('udp')], 'Pending', 'PortNotFound', 'service "web" has no TCP port 81, service "udp" has no TCP port 80'],
])('%j: %s, %s', (paths, phase, reason, message) => {
  const status = dnsStatus(dns(paths), alone, at);
  expect(status).toEqual({
    phase, updateTime: '2026-01-01T00:00:00Z',
    conditions: [{ type: 'Ready', status: phase === 'Ready' ? 'True' : 'False', reason, message, observedGeneration: 3, lastTransitionTime: '2026-01-01T00:00:00Z' }],
  });
  expect(dnsStatus(dns(paths, status), alone, at + 60_000)).toBe(status);
});

test('the time of the transition is that of the transition', () => {
  const status = dnsStatus(dns([path('none')]), alone, at);
  const later = dnsStatus(dns([path('nor-this')], status), alone, at + 60_000);
  expect([later.updateTime, later.conditions?.[0]?.lastTransitionTime]).toEqual(['2026-01-01T00:01:00Z', '2026-01-01T00:00:00Z']);
  expect(dnsStatus(dns([path('web')], later), alone, at + 120_000).conditions?.[0]?.lastTransitionTime).toBe('2026-01-01T00:02:00Z');
});

const sibling = (name: string, namespace: string, creationTimestamp: string, ...paths: minik8s.DnsPath[]): minik8s.Dns => ({ ...dns(paths), metadata: { name, namespace, creationTimestamp } });

test('of two that say the same path the older one has it', () => {
  const older = sibling('first', 'shop', '2026-01-01T00:00:00Z', { ...path('web'), subPath: 'web/' });
  const younger = sibling('second', 'default', '2026-01-02T00:00:00Z', path('web'), path('heads'));
  const reasons = [older, younger].map((object) => dnsStatus(object, { serviceNamed: named, sameHost: [younger, older] }, at).conditions?.[0]);
  expect(reasons.map((condition) => [condition?.reason, condition?.message])).toEqual([['ServicesFound', 'every path leads to a service'], ['PathTaken', 'path "/web" is that of Dns shop/first']]);
});

describe('in a cluster', () => {
  let cluster: TestCluster;
  beforeEach(async () => { cluster = await startCluster(); });
  afterEach(() => cluster.stop());

  test('a service comes, changes its address, and goes', async () => {
    const objects = cluster.registry.of(kinds.dns);
    const services = cluster.registry.of(kinds.services);
    const key = { namespace: 'default', name: 'shop' };
    const reason = (wanted: string) => (found: minik8s.Dns | undefined): boolean => found?.status?.conditions?.[0]?.reason === wanted;
    await objects.create(dns([path('web')]));
    expect((await until(objects, key, reason('ServiceNotFound')))?.status?.phase).toBe('Pending');
    await services.create(service('web', '10.96.0.30'));
    expect((await until(objects, key, reason('ServicesFound')))?.spec.paths?.[0]?.svcIp).toBe('10.96.0.30');
    await services.delete({ namespace: 'default', name: 'web' });
    await until(objects, key, reason('ServiceNotFound'));
    await services.create(service('web', '10.96.0.31'));
    expect((await until(objects, key, (found) => found?.spec.paths?.[0]?.svcIp === '10.96.0.31' && reason('ServicesFound')(found)))?.status?.phase).toBe('Ready');
    expect(cluster.errors).toEqual([]);
  });

  test('what one leaves free another one has', async () => {
    const objects = cluster.registry.of(kinds.dns);
    const reason = (name: string, wanted: string) => until(objects, { namespace: 'default', name }, (found) => found?.status?.conditions?.[0]?.reason === wanted);
    await cluster.registry.of(kinds.services).create(service('web', undefined));
    await objects.create({ ...dns([path('web')]), metadata: { name: 'a', namespace: 'default' } });
    await objects.create({ ...dns([path('web')]), metadata: { name: 'b', namespace: 'default' } });
    await reason('a', 'ServicesFound');
    await reason('b', 'PathTaken');
    await objects.update({ namespace: 'default', name: 'a' }, (current) => ({ ...current, spec: { ...current.spec, host: 'other.internal' } }));
    await reason('b', 'ServicesFound');
    await objects.update({ namespace: 'default', name: 'a' }, (current) => ({ ...current, spec: { ...current.spec, host: 'SHOP.internal' } }));
    await reason('b', 'PathTaken');
    await objects.delete({ namespace: 'default', name: 'a' });
    await reason('b', 'ServicesFound');
    expect(cluster.errors).toEqual([]);
  });
});
