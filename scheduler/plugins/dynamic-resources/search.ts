/**
 * Devices of a node for all claims of a pod: one after the other is taken and given back, until all have theirs
 * (k8s.io/dynamic-resource-allocation structured/internal, Allocate).
 */
import { allows, isUntainted, type Chosen } from './constraints';
import type { Counters } from './counters';
import type { Offer, Pool } from './devices';
import { idOf } from './pod-claims';
import type { ClaimRequests, Wanted } from './requests';

/** resourceapi.AllocationResultsMaxSize. */
const mostResults = 32;
/** Upstream gives up after ten seconds. */
const mostSteps = 200_000;

/** Why there is nothing on this node, beside others. */
export class NodeFault extends Error {}

export interface Circumstances {
  readonly node: string;
  readonly pools: readonly Pool[];
  readonly counters: Counters;
  isInUse(key: string): boolean;
}

export class Search {
  private steps = 0;
  /** Of each claim. */
  private readonly chosen: Chosen[][];
  private readonly usable: readonly Offer[];

  constructor(private readonly claims: readonly ClaimRequests[], private readonly circumstances: Circumstances) {
    this.chosen = claims.map(() => []);
    this.usable = circumstances.pools.filter(({ incomplete, invalid }) => !incomplete && !invalid).flatMap(({ offers }) => offers);
  }

  /** Undefined: there is no solution. Throws NodeFault, or what is wrong with a claim or a class. */
  run(): readonly (readonly Chosen[])[] | undefined {
    if (this.claim(0)) return this.chosen;
    if (this.circumstances.pools.some(({ invalid }) => invalid)) throw new NodeFault('invalid resource pools were encountered');
    return undefined;
  }

  private claim(index: number): boolean {
    return index >= this.claims.length || this.request(index, 0);
  }

  private request(index: number, request: number): boolean {
    const alternatives = this.claims[index]?.requests[request];
    if (!alternatives) return this.claim(index + 1);
    return alternatives.some((wanted) => {
      const offers = wanted.count === undefined ? this.allOf(index, wanted) : this.usable;
      const count = wanted.count ?? offers.length;
      return count > 0 && this.devices({ index, request, wanted, offers, all: wanted.count === undefined }, count, 0);
    });
  }

  /** As many more, from that one on: which of them comes first makes no difference. */
  private devices(step: { index: number; request: number; wanted: Wanted; offers: readonly Offer[]; all: boolean }, missing: number, from: number): boolean {
    const { index, request, wanted, offers, all } = step;
    if (missing === 0) return this.request(index, request + 1);
    const chosen = this.chosen[index] ?? [];
    if (chosen.length + missing > mostResults) return false;
    for (let i = from; i + missing <= offers.length; i++) {
      const next = { wanted, offer: offers[i] as Offer };
      if (this.fits(index, next, all)) {
        chosen.push(next);
        if (this.devices(step, missing - 1, i + 1)) return true;
        chosen.pop();
      }
      if (all) return false;
    }
    return false;
  }

  private fits(index: number, next: Chosen, must: boolean): boolean {
    if (++this.steps > mostSteps) throw new Error(`node ${this.circumstances.node}: timed out trying to allocate devices`);
    const { offer, wanted } = next;
    if (this.isTaken(index, next) || !wanted.matches(offer) || !isUntainted(offer, wanted) || !this.hasCounters(offer)) return false;
    const { claim } = this.claims[index] as ClaimRequests;
    const allowed = (claim.spec.devices.constraints ?? []).every((constraint) => allows(constraint, this.chosen[index] ?? [], next));
    if (!allowed && must) throw new Error(`claim ${idOf(claim)}, request ${wanted.name}: cannot add device ${offer.key} because a claim constraint would not be satisfied`);
    return allowed;
  }

  /** Whoever looks after a device may share it with its users. */
  private isTaken(index: number, { offer: { key }, wanted }: Chosen): boolean {
    const has = (chosen: readonly Chosen[]): boolean => chosen.some(({ offer }) => offer.key === key);
    if (wanted.adminAccess) return has(this.chosen[index] ?? []);
    return this.circumstances.isInUse(key) || this.chosen.some(has);
  }

  private hasCounters({ pool, device }: Offer): boolean {
    if (!device.consumesCounters?.length) return true;
    const others = this.chosen.flat().filter(({ offer }) => offer.pool === pool).map(({ offer }) => offer.device);
    return this.circumstances.counters.suffice(pool, [...others, device]);
  }

  private allOf(index: number, wanted: Wanted): readonly Offer[] {
    for (const { driver, name, incomplete, invalid } of this.circumstances.pools) {
      const problem = incomplete ? 'being updated' : invalid ? 'invalid' : undefined;
      const { claim } = this.claims[index] as ClaimRequests;
      if (problem) throw new NodeFault(`claim ${idOf(claim)}, request ${wanted.name}: asks for all devices, but resource pool ${driver}/${name} is currently ${problem}`);
    }
    return this.usable.filter((offer) => wanted.matches(offer));
  }
}
