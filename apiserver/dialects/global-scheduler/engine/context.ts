/** What filters, scores and strategies know of a request beside the site that they look at. */
import { Steps } from './combinations';
import { demandOf, type Demand } from './demand';
import type { PlaceOptions } from './policy';
import { quirksOf, type Quirks } from './quirks';
import type { AllocationRequest } from './request';
import { poolKey, type Taken } from './taken';
import type { Addresses, Site, World } from './world';

/**
 * Steps that one request may take to find combinations of flavours that fit, over all sites; sites for which they do not suffice are
 * refused. Ten thousand sites with one type of hosts are asked for 400 flavours each before that.
 */
const maxSteps = 4_000_000;

export class RequestContext {
  readonly quirks: Quirks;
  readonly demand: Demand;
  readonly steps = new Steps(maxSteps);

  constructor(readonly world: World, readonly taken: Taken, readonly request: AllocationRequest, readonly options: PlaceOptions) {
    this.quirks = quirksOf(options);
    this.demand = demandOf(request, this.quirks);
  }

  /** Its address pool with what is in use; `unlimited` where nobody keeps record of the region's (7.2), `undefined`: it has none. */
  addressesOf(site: Site): Addresses | 'unlimited' | undefined {
    const pool = poolOf(this.world, site);
    if (!pool || pool === 'unlimited' || this.quirks.onlyMachinesReserved) return pool;
    const reserved = this.taken.addresses.get(poolKey(site.region, site.addressPool)) ?? 0;
    return reserved ? { size: pool.size, used: pool.used + reserved } : pool;
  }
}

/** The pool itself, by which sites that share it are known. */
export function poolOf({ addressPools }: World, { region, addressPool }: Site): Addresses | 'unlimited' | undefined {
  const pools = addressPools.get(region);
  return pools ? pools.get(addressPool) : 'unlimited';
}
