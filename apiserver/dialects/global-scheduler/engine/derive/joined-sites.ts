/** Sites with their hosts: who is a candidate at all (specification, 5.5). */
import type { HostRecord, SiteNodesRecord, SiteRecord } from '../records';

export interface JoinedSite {
  readonly record: SiteRecord;
  readonly hosts: readonly HostRecord[];
}

/** One text for a region's zone. */
export const placeKey = (region: string, zone: string): string => JSON.stringify([region, zone]);

/** Hosts belong to the first site of their region and zone; a site without hosts is no candidate, hosts without a site are one. */
export function joinedSites(sites: readonly SiteRecord[], siteNodes: readonly SiteNodesRecord[]): readonly JoinedSite[] {
  const firstAt = new Map<string, SiteRecord>();
  for (const site of new Map(sites.map((each) => [each.id, each])).values()) {
    const key = placeKey(site.region, site.zone);
    if (!firstAt.has(key)) firstAt.set(key, site);
  }
  return [...new Map(siteNodes.map((each) => [each.key, each])).values()].map(({ region, zone, hosts }) =>
    ({ record: firstAt.get(placeKey(region, zone)) ?? unnamed(region, zone), hosts }));
}

const unnamed = (region: string, zone: string): SiteRecord => ({
  id: `${region}--${zone}`,
  region,
  zone,
  status: 'Normal',
  geography: { country: '', area: '', province: '', city: '' },
  operator: '',
  addressPool: '',
  attributes: new Map(),
});
