/** Worlds and requests for tests: the document's shipped samples, the specification's authored data, and short ways to say others. */
import { worldOf, type FlavorRecord, type HostRecord, type SiteNodesRecord, type SiteRecord, type WorldRecords } from '..';
import { anywhere, type AllocationRequest, type ResourceRequest, type Selector } from '../request';

export const siteRecord = (id: string, given: Partial<SiteRecord> = {}): SiteRecord => ({
  id,
  region: 'region1',
  zone: id,
  status: 'Normal',
  geography: { country: '', area: '', province: '', city: '' },
  operator: '',
  addressPool: '',
  attributes: new Map(),
  ...given,
});

export const host = (vcpu: number, mem: number, given: Partial<HostRecord> = {}): HostRecord => ({
  region: 'region1',
  zone: '',
  total: { vcpu, mem },
  used: { vcpu: 0, mem: 0 },
  cpuAllocationRatio: 1,
  resourceType: 'general',
  ...given,
});

export const hostsOf = (site: Pick<SiteRecord, 'region' | 'zone'>, ...hosts: readonly HostRecord[]): SiteNodesRecord =>
  ({ key: `${site.region}|${site.zone}`, region: site.region, zone: site.zone, hosts: hosts.map((each) => ({ ...each, region: site.region, zone: site.zone })) });

export const flavorRecord = (id: string, vcpus: number, ram: number, given: Partial<FlavorRecord> = {}): FlavorRecord => ({
  key: `${given.region ?? 'region1'}|${id}`,
  region: 'region1',
  id,
  vcpus,
  ram,
  resourceType: 'general',
  operationStatus: 'normal',
  operationZones: '',
  ...given,
});

export const records = (given: Partial<WorldRecords>): WorldRecords =>
  ({ sites: [], siteNodes: [], flavors: [], volumeTypes: [], volumePools: [], addressPools: [], ...given });

export const resource = (count: number, flavors: readonly string[], given: Partial<ResourceRequest> = {}): ResourceRequest => ({
  name: 'vm',
  flavors: flavors.map((flavorId) => ({ flavorId })),
  storage: new Map(),
  needsAddress: false,
  count,
  ...given,
});

export interface Wanted extends Partial<Selector> {
  readonly resources: readonly ResourceRequest[];
  readonly replicas?: number;
  readonly labels?: Readonly<Record<string, string>>;
}

export const wanted = ({ resources, replicas = 1, labels = {}, ...selector }: Wanted): AllocationRequest =>
  ({ resources, replicas, labels: new Map(Object.entries(labels)), selector: { ...anywhere, ...selector } });

const site1 = siteRecord('site1', {
  zone: 'az1', status: 'active', operator: 'unicom', addressPool: 'eip_network_name1',
  geography: { country: 'china', area: 'south', province: 'guangdong', city: 'shenzhen' },
});

/** As the document ships them (specification, 11.1). */
export const shippedRecords: WorldRecords = {
  sites: [site1],
  siteNodes: [hostsOf(site1, host(2000, 2000, { used: { vcpu: 1000, mem: 1000 }, cpuAllocationRatio: 2 }))],
  flavors: [flavorRecord('c6.large.2', 2, 2, { operationZones: 'az1' })],
  volumeTypes: [{ name: 'SAS' }],
  volumePools: [{ region: 'region1', zone: 'az1', volumeType: 'SAS', totalCapacity: 2000, provisionedCapacity: 0, maxOverSubscriptionRatio: 1 }],
  addressPools: [{ region: 'region1', pools: [{ name: 'common_pool1', size: 1000, used: 0 }] }],
};

export const shipped = worldOf(shippedRecords);

/** The request that it ships (5.10). */
export const shippedRequest = wanted({
  resources: [resource(1, ['c6.large.2'], { name: 'rtc-name', storage: new Map([['SAS', 40]]) })],
  regions: [{ region: 'region1', zones: [] }],
  locationStrategy: 'centralize',
});

const oslo = siteRecord('oslo-a', {
  region: 'north', zone: 'n-a', operator: 'telmar', addressPool: 'north-v4', geography: { country: 'no', area: 'east', province: 'oslo', city: 'oslo' },
});

/** The specification's own data (5.4 to 5.9). */
export const osloWorld = worldOf({
  sites: [oslo],
  siteNodes: [hostsOf(oslo, host(96, 393216, { used: { vcpu: 32, mem: 131072 }, cpuAllocationRatio: 1.5 }))],
  flavors: [flavorRecord('g1.small', 2, 4096, { region: 'north', operationZones: 'n-a(normal),n-b(sellout)' })],
  volumeTypes: [{ name: 'SSD' }],
  volumePools: [{ region: 'north', zone: 'n-a', volumeType: 'SSD', totalCapacity: 1000, provisionedCapacity: 300, maxOverSubscriptionRatio: 1.5 }],
  addressPools: [{ region: 'north', pools: [{ name: 'north-v4', size: 64, used: 9 }] }],
});

/** Sites of one region where each takes so many copies of one machine of flavour `m`. Among equally empty sites the lesser id is better. */
export const worldOfCapacities = (capacities: Readonly<Record<string, number>>, regionOf = (_id: string): string => 'region1') => {
  const sites = Object.keys(capacities).map((id) => siteRecord(id, { region: regionOf(id) }));
  return worldOf(records({
    sites,
    siteNodes: sites.map((site) => hostsOf(site, host(capacities[site.id] as number, 100 * (capacities[site.id] as number)))),
    flavors: [...new Set(sites.map(({ region }) => region))].map((region) => flavorRecord('m', 1, 1, { region })),
  }));
};
