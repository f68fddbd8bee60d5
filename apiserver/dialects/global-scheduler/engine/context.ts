/** What filters, scores and strategies know of a request beside the site that they look at. */
import { Steps } from './combinations';
import { demandOf, type Demand } from './demand';
import type { PlaceOptions } from './policy';
import { quirksOf, type Quirks } from './quirks';
import type { AllocationRequest } from './request';
import type { Taken } from './taken';
import type { Addresses, Site, World } from './world';

/**
 * Steps that one request may take to find combinations of flavours that fit, over all sites: a tenth of a second or so. A site for which
 * they do not suffice is refused. Ten thousand sites are asked for 400 flavours each before that.
 */
const maxSteps = 4_000_000;

export class RequestContext {
  readonly quirks: Quirks;
  readonly demand: Demand;
  readonly steps = new Steps(maxSteps);
  private reserved?: ReadonlyMap<string, number>;

  constructor(readonly world: World, readonly taken: Taken, readonly request: AllocationRequest, readonly options: PlaceOptions) {
    this.quirks = quirksOf(options);
    this.demand = demandOf(request, this.quirks);
  }

  /** Its address pool with what is in use; `unlimited` where nobody keeps record of the region's (7.2), `undefined`: it has none. */
  addressesOf({ region, addressPool }: Site): Addresses | 'unlimited' | undefined {
    const pools = this.world.addressPools.get(region);
    if (!pools) return 'unlimited';
    const pool = pools.get(addressPool);
    if (!pool || this.quirks.onlyMachinesReserved) return pool;
    this.reserved ??= reservedAddresses(this.world, this.taken);
    const reserved = this.reserved.get(poolKey({ region, addressPool })) ?? 0;
    return reserved ? { size: pool.size, used: pool.used + reserved } : pool;
  }
}

/** One text for a region's pool. */
export const poolKey = ({ region, addressPool }: Pick<Site, 'region' | 'addressPool'>): string => JSON.stringify([region, addressPool]);

function reservedAddresses({ sites }: World, taken: Taken): ReadonlyMap<string, number> {
  const reserved = new Map<string, number>();
  for (const [siteId, { addresses }] of taken.sites) {
    const site = addresses ? sites.get(siteId) : undefined;
    if (site) reserved.set(poolKey(site), (reserved.get(poolKey(site)) ?? 0) + addresses);
  }
  return reserved;
}
