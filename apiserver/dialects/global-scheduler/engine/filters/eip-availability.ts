/** The site's address pool has an address for each machine that needs one (specification, 7.2). */
import type { Candidate } from '../candidate';
import { poolOf } from '../context';
import { unlimited, type Filter, type Share, type Verdict } from './filter';

export const eipAvailability: Filter = {
  name: 'EipAvailability',
  prepare: ({ demand: { addresses } }) => (addresses === 0 ? () => unlimited : copiesWith),
  shared: poolShare,
};

function copiesWith({ site, context }: Candidate): Verdict {
  const { addresses: needed } = context.demand;
  const pool = context.addressesOf(site);
  if (pool === 'unlimited') return unlimited;
  if (!pool) return `region ${site.region} has no address pool "${site.addressPool}"`;
  const free = pool.size - pool.used;
  return free < needed ? `${needed} addresses are needed, ${free} are free` : Math.trunc(free / needed);
}

/** What a site finds in its pool, others of the region may find in it too. */
function poolShare(candidate: Candidate): Share | undefined {
  const { site, context } = candidate;
  if (context.demand.addresses === 0 || context.quirks.poolsApart) return undefined;
  const of = poolOf(context.world, site);
  return of && of !== 'unlimited' ? { of, copies: copiesWith(candidate) as number } : undefined;
}
