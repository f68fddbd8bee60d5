import { kinds, seededRandom, silentLogger, SteppedClock, type globalscheduler } from '../../../../api';
import { openRegistry, openStorage, type Registry } from '../../../../registry';
import { Sites } from '../clusters/sites';
import type { ConfigDirectory } from '../config';
import { edgeCloudPolicy, type WorldRecords } from '../engine';
import { flavorRecord, host, hostsOf, records, siteRecord } from '../engine/testing/worlds';
import { Books } from '../ledger/books';
import { Ledger } from '../ledger/ledger';
import { LedgerService } from '../ledger/service';
import { asked, uuid } from '../ledger/testing/servers';
import { Publisher } from './publisher';

const clock = new SteppedClock();
const deps = { clock, random: seededRandom(1), log: silentLogger };
let registry: Registry;
let ends: (() => Promise<void>)[];
beforeEach(async () => {
  registry = await openRegistry({ kv: await openStorage('memory:', deps), freeze: true, ...deps });
  ends = [() => registry.close()];
});
afterEach(async () => {
  for (const end of ends.reverse()) await end();
});

interface Server { readonly service: LedgerService; setRecords(next: WorldRecords): void }

function open(given?: WorldRecords): Server {
  let now = given;
  const listeners = new Set<() => void>();
  const settings = { componentVersion: 'v1', spotFake: false, policyPath: '', intervals: {} } as never;
  const config: ConfigDirectory = {
    current: () => ({ settings, records: now!, regions: [] }), policy: () => ({ policy: edgeCloudPolicy, faults: [] }), stop: () => undefined,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const books = new Books(registry.store(kinds.allocations), deps);
  const sites = new Sites({ registry, books, faithful: false, ...deps, ...(given && { config }) });
  const ledger = new Ledger({ registry, books, grounds: sites, ...deps });
  const publisher = new Publisher({ registry, books, sites, ...deps });
  ends.push(async () => {
    await publisher.stop();
    await Promise.all([ledger.stop(), sites.stop(), books.stop()]);
  });
  return {
    service: new LedgerService({ registry, books, ledger, grounds: sites, namespace: 'default', faithful: false, ...deps }),
    setRecords: (next) => {
      now = next;
      listeners.forEach((listener) => listener());
    },
  };
}

const clusters = () => registry.of(kinds.clusters);
const flavors = () => registry.of(kinds.flavors);

/** Time goes by until it holds. */
async function until<T>(look: () => Promise<T>, holds: (found: T) => boolean): Promise<T> {
  for (;;) {
    const found = await look();
    if (holds(found)) return found;
    await clock.step(100);
  }
}
const cluster = (name: string, holds: (found: globalscheduler.Cluster | undefined) => boolean) =>
  until(async () => (await clusters().list()).items.find(({ metadata }) => metadata.name === name), holds);

const site = siteRecord('oslo-a', { zone: 'n-a', operator: 'telmar', addressPool: 'v4', geography: { country: 'no', area: '', province: '', city: 'oslo' } });
const odd = siteRecord('region1--Z|1', { zone: 'Z|1' });
const given = records({
  sites: [site, odd], siteNodes: [hostsOf(site, host(96, 1000, { used: { vcpu: 32, mem: 100 } })), hostsOf(odd, host(1, 1))],
  flavors: [flavorRecord('m', 2, 4), flavorRecord('none', 0, 0)], volumeTypes: [{ name: 'SSD' }],
  volumePools: [{ region: 'region1', zone: 'n-a', volumeType: 'SSD', totalCapacity: 1000, provisionedCapacity: 300, maxOverSubscriptionRatio: 1.5 }],
  addressPools: [{ region: 'region1', pools: [{ name: 'v4', size: 64, used: 9 }] }],
});

test('sites and flavours of the files are objects, which say what is free', async () => {
  const { service } = open(given);
  const shown = await cluster('oslo-a', (found) => found?.status !== undefined);
  expect(shown).toMatchObject({
    metadata: { labels: { 'globalscheduler.com/source': 'config' } },
    spec: {
      region: { region: 'region1', availabilityzone: 'n-a' }, geolocation: { country: 'no', city: 'oslo' }, operator: { operator: 'telmar' }, flavors: [{ flavorid: 'm' }],
      storage: [{ typeid: 'SSD', storagecapacity: 1500 }], eipcapacity: 64, cpucapacity: 96, memcapacity: 1000, status: 'Normal',
    },
    status: {
      state: 'Normal', total: { vcpus: 96, memory: 1000, storage: 1500, addresses: 64 }, free: { vcpus: 64, memory: 900, storage: 1200, addresses: 55 },
      flavors: [{ flavorid: 'm', allocatable: 32 }], conditions: [{ type: 'Ready', status: 'True', reason: 'Joined' }],
    },
  });
  const all = await until(async () => (await clusters().list()).items, (items) => items.length === 2);
  expect(all.map(({ metadata }) => metadata.annotations?.['globalscheduler.com/id'])).toContain('region1--Z|1');
  expect((await flavors().list()).items).toMatchObject([{ metadata: { name: 'region1.m' }, spec: { id: 'm', region: 'region1', vcpus: 2, ram: 4, os_extra_specs: { resource_type: 'general' } } }]);
  expect((await until(() => registry.of(kinds.schedulers).get({ name: 'default' }), ({ status }) => status !== undefined)).status).toMatchObject({
    state: 'Active', clusters: 2, cluster_names: ['oslo-a', 'region1--Z|1'], union: { operators: ['telmar'], flavors: ['m'], geolocations: [{ country: 'no', city: 'oslo' }] },
  });

  await service.allocate(asked(uuid(1), 2));
  expect((await cluster('oslo-a', (found) => found?.status?.free?.vcpus === 60))?.status).toMatchObject({ free: { vcpus: 60, memory: 892 }, flavors: [{ allocatable: 30 }] });
  await service.release(uuid(1));
  await cluster('oslo-a', (found) => found?.status?.free?.vcpus === 64);
});

test('what is taken of an address pool is missing wherever it is shared', async () => {
  const next = siteRecord('oslo-b', { zone: 'n-b', addressPool: 'v4' });
  const { service } = open({ ...given, sites: [...given.sites, next], siteNodes: [...given.siteNodes, hostsOf(next, host(9, 90))] });
  await cluster('oslo-b', (found) => found?.status?.free?.addresses === 55);
  const one = asked(uuid(1), 2, { node_id: 'oslo-a' });
  await service.allocate({ ...one, resource_group: { ...one.resource_group, resources: one.resource_group.resources.map((resource) => ({ ...resource, need_eip: true })) } });
  await cluster('oslo-a', (found) => found?.status?.free?.addresses === 53);
  await cluster('oslo-b', (found) => found?.status?.free?.addresses === 53);
});

test('they follow the files, and come back where people change them', async () => {
  const server = open(given);
  await cluster('oslo-a', (found) => found?.status !== undefined);
  await clusters().update({ name: 'oslo-a' }, (current) => ({ ...current, spec: { cpucapacity: 1 } }));
  await cluster('oslo-a', (found) => found?.spec.cpucapacity === 96);
  await clusters().delete({ name: 'oslo-a' });
  await cluster('oslo-a', (found) => found !== undefined);
  server.setRecords({ ...given, sites: [odd], siteNodes: [given.siteNodes[1]!], flavors: [flavorRecord('n', 1, 1)] });
  await cluster('oslo-a', (found) => found === undefined);
  await until(async () => (await flavors().list()).items.map(({ metadata }) => metadata.name), (names) => names.join() === 'region1.n');
});

test('what people made is theirs; what has the id of a configured site takes nothing, and says so', async () => {
  const make = (name: string) => clusters().create({ apiVersion: 'globalscheduler.com/v1', kind: 'Cluster', metadata: { name }, spec: { region: { region: 'region1', availabilityzone: 'mine' }, cpucapacity: 8, memcapacity: 80 } });
  await make('oslo-a');
  await make('mine');
  open(given);
  expect((await cluster('mine', (found) => found?.status !== undefined))?.status).toMatchObject({ state: 'Normal', free: { vcpus: 8, memory: 80 }, flavors: [{ flavorid: 'm', allocatable: 4 }] });
  const taken = await cluster('oslo-a', (found) => found?.status?.conditions?.[0]?.status === 'False');
  expect([taken?.spec.cpucapacity, taken?.status?.conditions?.[0]?.reason, taken?.status?.free]).toEqual([8, 'IdTaken', undefined]);
});

test('several servers come to the same, and one without files takes nothing away', async () => {
  open(given);
  open(given);
  open();
  await until(async () => (await clusters().list()).items, (items) => items.length === 2 && items.every(({ status }) => status?.free !== undefined));
  await clock.step(10_000);
  const before = (await clusters().list()).items.map(({ metadata }) => metadata.resourceVersion);
  await clock.step(10_000);
  expect((await clusters().list()).items.map(({ metadata }) => metadata.resourceVersion)).toEqual(before);
});
