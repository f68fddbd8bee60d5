/** Which flavours the hosts of a site support (specification, section 6). */
import type { FlavorRecord, HostRecord } from '../records';
import type { Flavor } from '../world';
import { typesOf } from './hosts';
import { operation } from './operation';

interface Offer {
  readonly flavor: Flavor;
  readonly offeredIn: (zone: string) => boolean;
}

/** By region and resource type, so that a site looks only at what may concern it. */
export type Catalogue = ReadonlyMap<string, ReadonlyMap<string, readonly Offer[]>>;

export function catalogueOf(records: readonly FlavorRecord[]): Catalogue {
  const catalogue = new Map<string, Map<string, Offer[]>>();
  for (const record of new Map(records.map((each) => [each.key, each])).values()) {
    const { id, vcpus, ram, region, resourceType } = record;
    if (vcpus < 1 || ram < 1) continue;
    const inRegion = catalogue.get(region) ?? new Map<string, Offer[]>();
    catalogue.set(region, inRegion);
    const offers = inRegion.get(resourceType) ?? [];
    inRegion.set(resourceType, offers);
    offers.push({ flavor: { id, vcpus, ram, resourceType }, offeredIn: operation(record) });
  }
  return catalogue;
}

/** By id, each once; where hosts of several regions support one, that of the site's own region. */
export function supportedFlavors(region: string, hosts: readonly HostRecord[], catalogue: Catalogue): ReadonlyMap<string, Flavor> {
  const supported = new Map<string, Flavor>();
  for (const host of [...distinct(hosts)].sort((a, b) => Number(b.region === region) - Number(a.region === region))) {
    const offers = catalogue.get(host.region);
    for (const type of offers ? typesOf(host.resourceType) : []) {
      for (const { flavor, offeredIn } of offers?.get(type) ?? []) {
        if (!supported.has(flavor.id) && offeredIn(host.zone)) supported.set(flavor.id, flavor);
      }
    }
  }
  return supported;
}

/** Fifty hosts alike are asked once. */
const distinct = (hosts: readonly HostRecord[]): Iterable<HostRecord> =>
  new Map(hosts.map((host) => [JSON.stringify([host.region, host.zone, host.resourceType]), host])).values();
