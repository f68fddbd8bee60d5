/** What Cluster and Flavor objects say, as the records that the configuration files have. Pure. */
import { idAnnotation, type globalscheduler, type KubeObject } from '../../../../api';
import type { FlavorRecord, HostRecord, SiteRecord, VolumePoolRecord } from '../engine';

/** The resource type of flavours that name none. */
const generalType = 'general';

export const siteIdOf = ({ metadata: { name = '', annotations } }: KubeObject): string => annotations?.[idAnnotation] ?? name;

/** One pool of addresses of its own. */
export const poolNameOf = (siteId: string): string => `cluster/${siteId}`;

export function siteRecordOf(cluster: globalscheduler.Cluster): SiteRecord {
  const { geolocation: { country = '', area = '', province = '', city = '' } = {}, region: { region = '', availabilityzone = '' } = {}, operator, status, eipcapacity } = cluster.spec;
  const id = siteIdOf(cluster);
  return {
    id, region, zone: availabilityzone, status: status ?? 'Normal', geography: { country, area, province, city }, operator: operator?.operator ?? '',
    addressPool: eipcapacity === undefined ? '' : poolNameOf(id), attributes: new Map(),
  };
}

/** Without a region it is offered in all of `regions`. */
export function flavorRecordsOf(flavor: globalscheduler.Flavor, regions: Iterable<string>): FlavorRecord[] {
  const { id = flavor.metadata.name ?? '', region, vcpus, ram, os_extra_specs: extra = {} } = flavor.spec;
  const of = (offeredIn: string): FlavorRecord => ({
    key: `${offeredIn}|${id}`, region: offeredIn, id, vcpus, ram, resourceType: extra.resource_type ?? generalType,
    operationStatus: extra['cond:operation:status'] ?? '', operationZones: extra['cond:operation:az'] ?? '',
  });
  return region === undefined ? [...regions].map(of) : [of(region)];
}

/** Its vCPUs and memory are of any type that its flavours want. */
export function hostsOf({ spec }: globalscheduler.Cluster, { region, zone }: SiteRecord, offered: readonly FlavorRecord[]): HostRecord[] {
  if (offered.length === 0) return [];
  const roomFor = (size: (flavor: FlavorRecord) => number): number =>
    offered.reduce((most, flavor) => Math.max(most, (spec.flavors?.find(({ flavorid }) => flavorid === flavor.id)?.totalcapacity ?? 0) * size(flavor)), 0);
  const total = { vcpu: spec.cpucapacity ?? roomFor(({ vcpus }) => vcpus), mem: spec.memcapacity ?? roomFor(({ ram }) => ram) };
  return [{ region, zone, total, used: { vcpu: 0, mem: 0 }, cpuAllocationRatio: 1, resourceType: typesText(offered) }];
}

export const typesText = (flavors: readonly FlavorRecord[]): string => [...new Set(flavors.map(({ resourceType }) => resourceType))].join('||');

export const poolsOf = ({ spec }: globalscheduler.Cluster, { region, zone }: SiteRecord): VolumePoolRecord[] =>
  (spec.storage ?? []).map(({ typeid, storagecapacity }) => ({ region, zone, volumeType: typeid, totalCapacity: storagecapacity, provisionedCapacity: 0, maxOverSubscriptionRatio: 1 }));

/** Of those that its region has, by what it lists; it lists none: all. */
export function offeredBy({ spec }: globalscheduler.Cluster, inRegion: readonly FlavorRecord[]): readonly FlavorRecord[] {
  if (!spec.flavors?.length) return inRegion;
  const listed = new Set(spec.flavors.map(({ flavorid }) => flavorid));
  return inRegion.filter(({ id }) => listed.has(id));
}
