import { kinds, seededRandom, silentLogger, SteppedClock, type core, type globalscheduler } from '../../../../api';
import { openRegistry, openStorage, type Registry } from '../../../../registry';
import type { ConfigDirectory } from '../config';
import type { Policy, Site, WorldRecords } from '../engine';
import { edgeCloudPolicy } from '../engine';
import { flavorRecord, host, hostsOf, records, siteRecord } from '../engine/testing/worlds';
import { Books } from '../ledger/books';
import { Sites } from './sites';

const clock = new SteppedClock();
const deps = { clock, log: silentLogger };
let registry: Registry;
let books: Books;
let sites: Sites | undefined;
beforeEach(async () => {
  registry = await openRegistry({ kv: await openStorage('memory:', deps), random: seededRandom(1), freeze: true, ...deps });
  books = new Books(registry.store(kinds.allocations), deps);
});
afterEach(async () => {
  await Promise.all([sites?.stop(), books.stop()]);
  sites = undefined;
  await registry.close();
});

interface Files extends ConfigDirectory { records: WorldRecords; policyNow: { policy: Policy; faults: readonly string[] }; touch(): void }

function files(given: WorldRecords): Files {
  const listeners = new Set<() => void>();
  const settings = { address: '', port: 0, componentVersion: 'v1', spotFake: true, policyPath: '', intervals: {} };
  const state: Files = {
    records: given, policyNow: { policy: edgeCloudPolicy, faults: [] },
    current: () => ({ records: state.records, settings, regions: [] }),
    policy: () => state.policyNow,
    onChange: (listener) => { listeners.add(listener); return () => listeners.delete(listener); },
    stop: () => undefined,
    touch: () => listeners.forEach((listener) => listener()),
  };
  return state;
}

const open = (config?: ConfigDirectory, faithful = false): Sites => (sites = new Sites({ registry, books, faithful, ...deps, ...(config && { config }) }));
const siteNamed = async (id: string): Promise<Site | undefined> => (await sites!.current()).world.sites.get(id);
const meta = { apiVersion: 'globalscheduler.com/v1' } as const;
const makeCluster = (name: string, spec: globalscheduler.ClusterSpec, metadata: object = {}) =>
  registry.of(kinds.clusters).create({ ...meta, kind: 'Cluster', metadata: { name, ...metadata }, spec });
const makeFlavor = (name: string, spec: Partial<globalscheduler.FlavorSpec> = {}, metadata: object = {}) =>
  registry.of(kinds.flavors).create({ ...meta, kind: 'Flavor', metadata: { name, ...metadata }, spec: { vcpus: 2, ram: 4096, ...spec } });

const north = { region: { region: 'north', availabilityzone: 'n-a' } };

describe('clusters that people make', () => {
  test('are sites, with what they say that they have', async () => {
    open();
    await makeFlavor('small', { region: 'north' });
    await makeFlavor('gpu', { region: 'north', id: 'g.1', os_extra_specs: { resource_type: 'gpu' } });
    await makeFlavor('elsewhere', { region: 'south' });
    await makeFlavor('anywhere');
    await makeCluster('oslo', {
      ...north, cpucapacity: 96, memcapacity: 1000, eipcapacity: 5, storage: [{ typeid: 'SSD', storagecapacity: 70 }],
      operator: { operator: 'telmar' }, geolocation: { city: 'oslo', country: 'no' }, status: 'Sellout',
    });
    expect(await siteNamed('oslo')).toMatchObject({
      id: 'oslo', region: 'north', zone: 'n-a', status: 'Sellout', operator: 'telmar', geography: { city: 'oslo', country: 'no', area: '', province: '' }, addressPool: 'cluster/oslo',
      total: new Map([['general||gpu', { vcpu: 96, mem: 1000 }]]), volumes: new Map([['SSD', { total: 70, provisioned: 0 }]]),
    });
    expect([...(await siteNamed('oslo'))!.flavors.keys()].sort()).toEqual(['anywhere', 'g.1', 'small']);
    const { world, policy, options, own } = await sites!.current();
    expect([world.addressPools.get('north')?.get('cluster/oslo'), world.volumeTypes.has('SSD'), world.flavorIds.has('elsewhere'), own.size]).toEqual([{ size: 5, used: 0 }, true, true, 0]);
    expect([policy, options]).toEqual([edgeCloudPolicy, { faithful: false }]);

    await registry.of(kinds.clusters).delete({ name: 'oslo' });
    expect(await siteNamed('oslo')).toBeUndefined();
  });

  test('may list flavors, with how many of each there is room for', async () => {
    open();
    await makeFlavor('small', { region: 'north' });
    await makeFlavor('large', { region: 'north', vcpus: 8, ram: 8192 });
    await makeFlavor('other', { region: 'north' });
    await makeCluster('oslo', { ...north, flavors: [{ flavorid: 'small', totalcapacity: 10 }, { flavorid: 'large', totalcapacity: 3 }] });
    const site = await siteNamed('oslo');
    expect([...site!.flavors.keys()].sort()).toEqual(['large', 'small']);
    expect(site!.total).toEqual(new Map([['general', { vcpu: 24, mem: 40960 }]]));
  });

  test('of two with one id the older one is the site', async () => {
    open();
    await makeFlavor('small', { region: 'north' });
    await makeCluster('z', { ...north, cpucapacity: 1 }, { annotations: { 'globalscheduler.com/id': 'Oslo/1' } });
    await clock.step(2000);
    await makeCluster('a', { ...north, cpucapacity: 2 }, { annotations: { 'globalscheduler.com/id': 'Oslo/1' } });
    expect((await siteNamed('Oslo/1'))?.total.get('general')?.vcpu).toBe(1);
    expect([sites!.latest().shadowed, sites!.latest().joined]).toEqual([new Set(['a']), new Map([['z', 'Oslo/1']])]);
  });

  test('that do not change stay the same sites', async () => {
    open();
    await makeFlavor('small', { region: 'north' });
    await makeCluster('a', north);
    await makeCluster('b', { region: { region: 'north', availabilityzone: 'n-b' } });
    const before = await siteNamed('a');
    const clusters = registry.of(kinds.clusters);
    await clusters.update({ name: 'b' }, (current) => ({ ...current, spec: { ...current.spec, cpucapacity: 7 } }));
    expect((await siteNamed('b'))?.total).toEqual(new Map([['general', { vcpu: 7, mem: 0 }]]));
    expect(await siteNamed('a')).toBe(before);
    const { world } = await sites!.current();
    // What a status says is no news.
    await clusters.update({ name: 'b' }, (current) => ({ ...current, status: { state: 'Normal' } }), { subresource: 'status' });
    expect((await sites!.current()).world).toBe(world);
  });
});

describe('beside the configuration directory', () => {
  const site = siteRecord('site1', { zone: 'az1' });
  const given = records({ sites: [site], siteNodes: [hostsOf(site, host(10, 100))], flavors: [flavorRecord('m', 1, 1)] });

  test('its sites win, and mirrors of them are no sites', async () => {
    const config = files(given);
    open(config);
    await makeCluster('site1', { ...north, cpucapacity: 9999 });
    await makeCluster('mirror', { ...north, cpucapacity: 9999 }, { labels: { 'globalscheduler.com/source': 'config' } });
    await makeFlavor('m', { region: 'region1', vcpus: 5 });
    const { world, options } = await sites!.current();
    expect([...world.sites.keys()]).toEqual(['site1']);
    expect(world.sites.get('site1')).toMatchObject({ region: 'region1', total: new Map([['general', { vcpu: 10, mem: 100 }]]) });
    expect(world.sites.get('site1')?.flavors.get('m')?.vcpus).toBe(1);
    expect(sites!.latest().shadowed).toEqual(new Set(['site1']));
    expect(options.spotFake).toBe(true);
  });

  test('what changes in it is seen', async () => {
    const config = files(given);
    open(config);
    let told = 0;
    sites!.onChange(() => { told++; });
    expect((await siteNamed('site1'))?.total.get('general')?.vcpu).toBe(10);
    config.records = { ...given, siteNodes: [hostsOf(site, host(20, 100))] };
    config.touch();
    expect((await siteNamed('site1'))?.total.get('general')?.vcpu).toBe(20);
    expect(told).toBe(1);
  });

  test('a policy that cannot be read is none in the document\'s own way', async () => {
    const config = files(given);
    config.policyNow = { policy: edgeCloudPolicy, faults: ['no'] };
    open(config, true);
    await expect(sites!.current()).rejects.toThrow();
    await sites!.stop();
    open(config);
    expect((await sites!.current()).policy).toBe(edgeCloudPolicy);
  });
});

describe('sites made of nodes of this cluster', () => {
  const node = (name: string, labels: Record<string, string>, spec: core.NodeSpec = {}, ready = 'True'): core.Node => ({
    apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec, status: {
      allocatable: { cpu: '3500m', memory: '4Gi' }, capacity: { cpu: '4', memory: '4Gi' },
      conditions: [{ type: 'Ready', status: ready, lastHeartbeatTime: null as unknown as string, lastTransitionTime: '2026-01-01T00:00:00Z', reason: '', message: '' }],
    },
  } as core.Node);
  const makeNode = async (...given: Parameters<typeof node>): Promise<void> => {
    const { status, ...object } = node(...given);
    await registry.of(kinds.nodes).create(object as core.Node);
    await registry.of(kinds.nodes).update({ name: given[0] }, (current) => ({ ...current, status: status! }), { subresource: 'status' });
  };
  const makePod = (name: string, nodeName: string, cpu: string, metadata: object = {}) => registry.of(kinds.pods).create({
    apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', ...metadata },
    spec: { nodeName, containers: [{ name: 'c', image: 'i', resources: { requests: { cpu, memory: '1Gi' } } }] },
  } as unknown as core.Pod);
  const machine = (uid: string, site: string) => ({ labels: { 'globalscheduler.com/allocation-uid': uid }, annotations: { 'globalscheduler.com/site': site } });

  test('have what is left on nodes that are ready', async () => {
    const own = siteRecord('own', { region: 'north', zone: 'z', attributes: new Map([['minikapi_node_selector', 'site=a']]) });
    open(files(records({ sites: [own], flavors: [flavorRecord('m', 1, 1, { region: 'north' })] })));
    await makeNode('one', { site: 'a' });
    await makeNode('two', { site: 'a' });
    await makeNode('cordoned', { site: 'a' }, { unschedulable: true });
    await makeNode('tainted', { site: 'a' }, { taints: [{ key: 'k', effect: 'NoSchedule' }] });
    await makeNode('away', { site: 'a' }, {}, 'Unknown');
    await makeNode('other', { site: 'b' });
    expect(await siteNamed('own')).toMatchObject({ total: new Map([['general', { vcpu: 7, mem: 8192 }]]), used: new Map([['general', { vcpu: 0, mem: 0 }]]) });
    expect([(await sites!.current()).own, sites!.nodesOf('site=a')]).toEqual([new Map([['own', 'site=a']]), 2]);

    await makePod('web', 'one', '250m');
    await makePod('elsewhere', 'other', '1');
    expect((await siteNamed('own'))?.used).toEqual(new Map([['general', { vcpu: 1, mem: 1024 }]]));
    await registry.of(kinds.pods).update({ namespace: 'default', name: 'web' }, (current) => ({ ...current, status: { ...current.status, phase: 'Succeeded' } }), { subresource: 'status' });
    expect((await siteNamed('own'))?.used).toEqual(new Map([['general', { vcpu: 0, mem: 0 }]]));
    await registry.of(kinds.nodes).delete({ name: 'one' });
    expect((await siteNamed('own'))?.total).toEqual(new Map([['general', { vcpu: 3, mem: 4096 }]]));
  });

  test('machines of allocations are counted once: by the ledger while it has them', async () => {
    open();
    await makeFlavor('m', { region: 'north' });
    await makeCluster('own', { ...north, nodeSelector: 'site=a' });
    await makeCluster('twin', { ...north, nodeSelector: 'site in (a)' });
    await makeNode('one', { site: 'a' });
    const { metadata } = await registry.of(kinds.allocations).create({
      ...meta, kind: 'Allocation', metadata: { name: 'x', namespace: 'default' },
      spec: { replicas: 1, resource_group: { name: 'g', resources: [{ name: 'vm', count: 1, flavors: [{ flavor_id: 'm' }] }] } },
    });
    await makePod('machine', 'one', '1', machine(metadata.uid ?? '', 'own'));
    // It has no place yet: whoever made the pod, it takes something.
    expect((await siteNamed('own'))?.used.get('general')?.vcpu).toBe(1);
    await registry.of(kinds.allocations).update({ namespace: 'default', name: 'x' }, (current) => ({
      ...current, status: { sequence: 1, resource_groups: [{ name: 'g', resources: [], charge: {}, selected: [{ node_id: 'own', region: '', availability_zone: '', copies: 1 }] }] },
    }), { subresource: 'status', user: { name: 'system:global-scheduler', groups: [] } });
    await books.current();
    await makePod('late', 'one', '500m');
    expect((await siteNamed('own'))?.used.get('general')?.vcpu).toBe(1);
    // Another site on the same nodes has that much less.
    expect((await siteNamed('twin'))?.used.get('general')?.vcpu).toBe(2);
    await registry.of(kinds.allocations).delete({ namespace: 'default', name: 'x' });
    await books.current();
    expect((await siteNamed('own'))?.used.get('general')?.vcpu).toBe(2);
  });
});
