import { ApiError, kinds, type Resources, type core } from '../../api';
import type { Attempt, Admission } from '../admission';
import { closeAll, openTest } from '../testing/harness';
import { configMap, namespace, service } from '../testing/objects';

afterEach(closeAll);

const a = { namespace: 'default', name: 'a' };

describe('namespaces', () => {
  it('must be there', async () => {
    const { registry } = await openTest();
    await expect(registry.of(kinds.configmaps).create(configMap('a', {}, { namespace: 'nowhere' }))).rejects.toMatchObject({ code: 404, message: 'namespaces "nowhere" not found' });
  });

  it('that end take nothing more, but let go', async () => {
    const { registry } = await openTest();
    const maps = registry.of(kinds.configmaps);
    await registry.of(kinds.namespaces).create(namespace('ending'));
    await maps.create(configMap('a', {}, { namespace: 'ending' }));
    await registry.of(kinds.namespaces).delete({ name: 'ending' });
    await expect(maps.create(configMap('b', {}, { namespace: 'ending' }))).rejects.toMatchObject({
      code: 403, message: 'configmaps "b" is forbidden: unable to create new content in namespace ending because it is being terminated',
      details: { causes: [{ reason: 'NamespaceTerminating', message: 'namespace ending is being terminated', field: 'metadata.namespace' }] },
    });
    await maps.update({ namespace: 'ending', name: 'a' }, (map) => ({ ...map, data: { k: 'v' } }));
    await maps.delete({ namespace: 'ending', name: 'a' });
  });

  it('cost a create no question to the store while the cache shows them alive', async () => {
    const { registry, kv } = await openTest();
    await registry.of(kinds.configmaps).create(configMap('a'));
    const { get, list } = kv.calls;
    await Promise.all(Array.from({ length: 20 }, (_, i) => registry.of(kinds.configmaps).create(configMap(`m${i}`))));
    expect(kv.calls).toMatchObject({ get, list });
  });

  it('made or deleted by another server count at once where it matters', async () => {
    const { registry, put, clock } = await openTest();
    await registry.of(kinds.namespaces).list();
    await put('/registry/namespaces/new', {});
    await registry.of(kinds.configmaps).create(configMap('a', {}, { namespace: 'new' }));
    await put('/registry/namespaces/new', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } });
    await registry.of(kinds.namespaces).list();
    await expect(registry.of(kinds.configmaps).create(configMap('b', {}, { namespace: 'new' }))).rejects.toMatchObject({ code: 403 });
    // Deleted and made again.
    await registry.of(kinds.namespaces).create(namespace('again'));
    await registry.of(kinds.namespaces).delete({ name: 'again' });
    await clock.step(60_000);
    await put('/registry/namespaces/again', {});
    await registry.of(kinds.configmaps).create(configMap('a', {}, { namespace: 'again' }));
  });

  it.each(['default', 'kube-system', 'kube-public'])('%s stays', async (name) => {
    const { registry } = await openTest();
    await expect(registry.of(kinds.namespaces).delete({ name })).rejects.toMatchObject({
      code: 403, message: `namespaces "${name}" is forbidden: this namespace may not be deleted`,
    });
  });
});

describe('cluster IPs', () => {
  const claims = async ({ registry }: Awaited<ReturnType<typeof openTest>>): Promise<string[]> =>
    (await registry.of(kinds.ipaddresses).list()).items.map(({ metadata }) => metadata.name ?? '');
  const address = (s: core.Service): string => s.spec.clusterIP ?? '';
  const taken = (ip: string) => ({
    code: 422, message: `Service "b" is invalid: spec.clusterIPs: Invalid value: ["${ip}"]: failed to allocate IP ${ip}: provided IP is already allocated`,
  });

  it('are unique, also when many are asked for at once', async () => {
    const test = await openTest();
    const services = test.registry.of(kinds.services);
    const made = await Promise.all(Array.from({ length: 100 }, (_, i) => services.create(service(`s${i}`))));
    expect(new Set(made.map(address)).size).toBe(100);
    expect(made[0]?.spec).toMatchObject({ clusterIP: expect.stringMatching(/^10\.(9[6-9]|10\d|11[01])\.\d+\.\d+$/), clusterIPs: [made[0]?.spec.clusterIP], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' });
    expect((await claims(test)).sort()).toEqual(made.map(address).sort());
  });

  it('can be named, once, and are free again when the service has gone', async () => {
    const test = await openTest();
    const services = test.registry.of(kinds.services);
    expect(address(await services.create(service('a', { clusterIP: '10.96.0.10' })))).toBe('10.96.0.10');
    await expect(services.create(service('b', { clusterIP: '10.96.0.10' }))).rejects.toMatchObject(taken('10.96.0.10'));
    await services.delete(a);
    expect(await claims(test)).toEqual([]);
    expect(address(await services.create(service('b', { clusterIP: '10.96.0.10' })))).toBe('10.96.0.10');
  });

  it('that are refused do not shake those they were refused for', async () => {
    const test = await openTest();
    const services = test.registry.of(kinds.services);
    const results = await Promise.allSettled(['a', 'b', 'c', 'd'].map((name) => services.create(service(name, { clusterIP: '10.96.0.10' }))));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await services.create(service('e', { clusterIP: '10.96.0.10' }), { dryRun: true });
    expect(await claims(test)).toEqual(['10.96.0.10']);
    await expect(services.create(service('b', { clusterIP: '10.96.0.10' }))).rejects.toMatchObject({ code: expect.any(Number) });
  });

  it.each(['10.95.0.1', '10.96.0.0', '10.111.255.255', '300.1.1.1', 'x'])('%s is none of ours', async (clusterIP) => {
    const { registry } = await openTest();
    await expect(registry.of(kinds.services).create(service('a', { clusterIP }))).rejects.toMatchObject({ code: 422, reason: 'Invalid' });
    await expect(registry.of(kinds.services).create(service('a', { clusterIP }), { dryRun: true })).rejects.toMatchObject({ code: 422 });
  });

  it('are given back when the create fails or is a dry run', async () => {
    const test = await openTest();
    const services = test.registry.of(kinds.services);
    await expect(services.create(service('a', { ports: [] }))).rejects.toMatchObject({ code: 422 });
    await services.create(service('a'), { dryRun: true });
    await services.create(service('a'));
    await expect(services.create(service('a'))).rejects.toMatchObject({ reason: 'AlreadyExists' });
    expect(await claims(test)).toEqual([address(await services.get(a))]);
  });

  it('come and go with the type, and when the last finalizer goes', async () => {
    const test = await openTest();
    const services = test.registry.of(kinds.services);
    const change = (spec: Partial<core.ServiceSpec>) => services.update(a, (s) => ({ ...s, spec: { ...s.spec, ...spec } }));
    await services.create({ ...service('a', { type: 'ExternalName', externalName: 'example.com', ports: undefined }), metadata: { name: 'a', namespace: 'default', finalizers: ['test.dev/hold'] } });
    expect(await claims(test)).toEqual([]);
    const given = await change({ type: 'ClusterIP', externalName: undefined, ports: [{ port: 80 } as core.ServicePort] });
    expect(await claims(test)).toEqual([address(given)]);
    expect(address(await change({ sessionAffinity: 'ClientIP' }))).toBe(address(given));
    await change({ type: 'ExternalName', externalName: 'example.com' });
    expect(await claims(test)).toEqual([]);
    await change({ type: 'ClusterIP', externalName: undefined });
    await services.delete(a);
    expect(await claims(test)).toHaveLength(1);
    await services.update(a, (s) => ({ ...s, metadata: { ...s.metadata, finalizers: [] } }));
    expect(await claims(test)).toEqual([]);
  });

  it('headless services have none', async () => {
    const test = await openTest();
    expect(address(await test.registry.of(kinds.services).create(service('a', { clusterIP: 'None' })))).toBe('None');
    expect(await claims(test)).toEqual([]);
  });

  it('are objects that say whose they are', async () => {
    const { registry } = await openTest();
    await registry.of(kinds.services).create(service('a', { clusterIP: '10.96.0.10' }));
    expect(await registry.of(kinds.ipaddresses).get({ name: '10.96.0.10' })).toMatchObject({
      metadata: { labels: { 'ipaddress.kubernetes.io/ip-family': 'IPv4', 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' } },
      spec: { parentRef: { resource: 'services', namespace: 'default', name: 'a' } },
    });
  });

  it('claimed for a create that never finished are free after a minute', async () => {
    const { registry, clock } = await openTest();
    const services = registry.of(kinds.services);
    const addresses = registry.of(kinds.ipaddresses);
    const leaked = (name: string, labels: Record<string, string> = {}) => addresses.create({
      apiVersion: 'networking.k8s.io/v1', kind: 'IPAddress', metadata: { name, labels }, spec: { parentRef: { group: '', resource: 'services', namespace: 'default', name: 'never' } },
    });
    await leaked('10.96.0.10', { 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' });
    await leaked('10.96.0.11');
    await expect(services.create(service('b', { clusterIP: '10.96.0.10' }))).rejects.toMatchObject(taken('10.96.0.10'));
    await clock.step(60_000);
    await services.create(service('b', { clusterIP: '10.96.0.10' }));
    // One whose service lives stays, however old, and so does what a user has made.
    await clock.step(600_000);
    await expect(services.create(service('b', { clusterIP: '10.96.0.10' }))).rejects.toMatchObject({ code: 422 });
    await expect(services.create(service('b', { clusterIP: '10.96.0.11' }))).rejects.toMatchObject(taken('10.96.0.11'));
  });

  it('are not lost when the release fails: a delete is a delete', async () => {
    const { registry, kv, clock, lines } = await openTest();
    const services: Resources<core.Service> = registry.of(kinds.services);
    await services.create(service('a', { clusterIP: '10.96.0.10' }));
    const original = kv.delete.bind(kv);
    kv.delete = (key, expected) => (key.includes('ipaddresses') ? Promise.reject(new Error('lost')) : original(key, expected));
    expect((await services.delete(a)).gone).toBe(true);
    kv.delete = original;
    expect(lines).toContainEqual(expect.stringContaining('admission could not settle a write'));
    await clock.step(60_000);
    await services.create(service('b', { clusterIP: '10.96.0.10' }));
  });

  describe('come from the ranges of ServiceCIDRs', () => {
    const range = (name: string, cidr: string, ready?: 'True' | 'False') => ({
      apiVersion: 'networking.k8s.io/v1', kind: 'ServiceCIDR', metadata: { name }, spec: { cidrs: [cidr] }, status: {},
      ...(ready && { status: { conditions: [{ type: 'Ready', status: ready, reason: '', message: '', lastTransitionTime: '2026-01-01T00:00:00Z' }] } }),
    });
    const withRange = async (cidr: string, ready?: 'True' | 'False'): Promise<Awaited<ReturnType<typeof openTest>>> => {
      const test = await openTest();
      const cidrs = test.registry.of(kinds.servicecidrs);
      const { status, ...made } = range('more', cidr, ready);
      await cidrs.create({ ...made, status: {} });
      if (ready) await cidrs.update({ name: 'more' }, (found) => ({ ...found, status }), { subresource: 'status' });
      return test;
    };

    it('of which the cluster has one from the start', async () => {
      const { registry } = await openTest();
      expect((await registry.of(kinds.servicecidrs).list()).items.map(({ metadata, spec }) => [metadata.name, spec.cidrs])).toEqual([['kubernetes', ['10.96.0.0/12']]]);
    });

    it.each<['True' | undefined]>([[undefined], ['True']])('of others too (ready: %s)', async (ready) => {
      const { registry } = await withRange('172.30.0.0/28', ready);
      expect(address(await registry.of(kinds.services).create(service('a', { clusterIP: '172.30.0.14' })))).toBe('172.30.0.14');
    });

    it('that are ready', async () => {
      const { registry } = await withRange('172.30.0.0/28', 'False');
      await expect(registry.of(kinds.services).create(service('a', { clusterIP: '172.30.0.14' }))).rejects.toMatchObject({
        code: 422, message: 'Service "a" is invalid: spec.clusterIPs: Invalid value: ["172.30.0.14"]: failed to allocate IP 172.30.0.14: the provided network does not match the current range',
      });
    });

    it('to the last of them', async () => {
      const { registry } = await withRange('172.30.0.0/28');
      await registry.of(kinds.servicecidrs).delete({ name: 'kubernetes' });
      const services = registry.of(kinds.services);
      const made = await Promise.all(Array.from({ length: 14 }, (_, i) => services.create(service(`s${i}`))));
      expect(made.map(address).sort()).toEqual(Array.from({ length: 14 }, (_, i) => `172.30.0.${i + 1}`).sort());
      await expect(services.create(service('one-more'))).rejects.toMatchObject({ code: 500, message: expect.stringContaining('failed to allocate a serviceIP: range is full') });
    });
  });
});

describe('a plugin of one’s own', () => {
  it('sees every write, may change or refuse it, and learns how it ended', async () => {
    const seen: string[] = [];
    const tell = (what: string) => ({ operation, key, subresource }: Attempt): void => { seen.push(`${what} ${operation} ${key.name}${subresource && `/${subresource}`}`); };
    const plugin: Admission = {
      name: 'Test',
      mutate(attempt) {
        if (attempt.definition.kind !== 'ConfigMap') return;
        tell('mutate')(attempt);
        if (attempt.object) attempt.object.metadata.labels = { ...attempt.object.metadata.labels, touched: 'yes' };
      },
      validate(attempt) {
        if (attempt.key.name === 'forbidden') throw ApiError.forbidden({ group: '', plural: 'configmaps' }, 'forbidden', 'by test');
      },
      settled(attempt, settlement) {
        if (attempt.definition.kind === 'ConfigMap') tell(settlement)(attempt);
      },
    };
    const { registry, kv, put, stored } = await openTest({ admission: [plugin] });
    const maps = registry.of(kinds.configmaps);
    expect((await maps.create(configMap('a'))).metadata.labels).toEqual({ touched: 'yes' });
    await expect(maps.create(configMap('forbidden'))).rejects.toMatchObject({ code: 403, message: 'configmaps "forbidden" is forbidden: by test' });
    const text = await stored('/registry/configmaps/default/a');
    kv.interference = () => put('/registry/configmaps/default/a', text);
    await maps.update(a, (map) => ({ ...map, data: { k: 'v' } }));
    await maps.delete(a);
    expect(seen).toEqual([
      'mutate CREATE a', 'stored CREATE a', 'mutate CREATE forbidden', 'failed CREATE forbidden',
      'mutate UPDATE a', 'failed UPDATE a', 'mutate UPDATE a', 'stored UPDATE a', 'deleted DELETE a',
    ]);
  });
});
