/** A world from records (specification, sections 5 and 6). */
import type { AddressPoolsRecord, HostRecord, SiteRecord, VolumePoolRecord, WorldRecords } from '../records';
import type { Addresses, Site, World } from '../world';
import { totalsOf, usedOf } from './hosts';
import { joinedSites, placeKey } from './joined-sites';
import { catalogueOf, supportedFlavors, type Catalogue } from './supported-flavors';
import { volumesOf } from './volumes';

export function worldOf({ sites, siteNodes, flavors, volumeTypes, volumePools, addressPools }: WorldRecords): World {
  const catalogue = catalogueOf(flavors);
  const pools = poolsByPlace(volumePools);
  return {
    sites: new Map(joinedSites(sites, siteNodes).map(({ record, hosts }) =>
      [record.id, siteOf(record, hosts, catalogue, pools.get(placeKey(record.region, record.zone)) ?? [])])),
    addressPools: new Map(addressPools.map((region) => [region.region, poolsOf(region)])),
    flavorIds: new Set(flavors.map(({ id }) => id)),
    volumeTypes: new Set(volumeTypes.map(({ name }) => name)),
  };
}

/** One site: whoever changes a few of a world's many sites makes these anew and keeps the others. */
export function siteOf(record: SiteRecord, hosts: readonly HostRecord[], catalogue: Catalogue, volumePools: readonly VolumePoolRecord[]): Site {
  return {
    ...record,
    total: totalsOf(hosts),
    used: usedOf(hosts),
    flavors: supportedFlavors(record.region, hosts, catalogue),
    volumes: volumesOf(volumePools),
  };
}

function poolsByPlace(pools: readonly VolumePoolRecord[]): ReadonlyMap<string, readonly VolumePoolRecord[]> {
  const byPlace = new Map<string, VolumePoolRecord[]>();
  for (const pool of pools) {
    const key = placeKey(pool.region, pool.zone);
    const others = byPlace.get(key);
    if (others) others.push(pool);
    else byPlace.set(key, [pool]);
  }
  return byPlace;
}

const poolsOf = ({ pools }: AddressPoolsRecord): ReadonlyMap<string, Addresses> =>
  new Map(pools.map(({ name, size, used }) => [name, { size, used }]));
