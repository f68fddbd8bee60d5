/** The site's address pool has an address for each machine that needs one (specification, 7.2). */
import type { Candidate } from '../candidate';
import { poolKey } from '../context';
import { unlimited, type Filter, type Share } from './filter';

export const eipAvailability: Filter = {
  name: 'EipAvailability',
  prepare: ({ demand: { addresses: needed } }) => ({ site, context }) => {
    if (needed === 0) return unlimited;
    const addresses = context.addressesOf(site);
    if (addresses === 'unlimited') return unlimited;
    if (!addresses) return `region ${site.region} has no address pool "${site.addressPool}"`;
    const free = addresses.size - addresses.used;
    return free < needed ? `${needed} addresses are needed, ${free} are free` : Math.trunc(free / needed);
  },
  shared: poolShare,
};

/** What a site finds in its pool, others of the region may find in it too. */
function poolShare({ site, context }: Candidate): Share | undefined {
  const { addresses: needed } = context.demand;
  const addresses = needed > 0 && !context.quirks.poolsApart ? context.addressesOf(site) : undefined;
  return addresses && addresses !== 'unlimited' ? { key: poolKey(site), copies: Math.trunc((addresses.size - addresses.used) / needed) } : undefined;
}
