/** `region_strategy: alone`: the copies stay within the region that can take the most of them (specification, 7.6). */
import type { Ranked } from '../ranking';

/** The sites of that region, in their order; none where no region can take all copies. Of equal regions it is the best site's. */
export function roomiestRegion(ranked: readonly Ranked[], copies: number): readonly Ranked[] {
  const regions = new Map<string, { sites: Ranked[]; capacity: number }>();
  for (const site of ranked) {
    const { region } = site.candidate.site;
    const found = regions.get(region) ?? { sites: [], capacity: 0 };
    regions.set(region, found);
    found.sites.push(site);
    found.capacity += site.capacity;
  }
  let best: { readonly sites: readonly Ranked[]; readonly capacity: number } = { sites: [], capacity: 0 };
  for (const region of regions.values()) if (region.capacity >= copies && region.capacity > best.capacity) best = region;
  return best.sites;
}
