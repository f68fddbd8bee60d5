/** What single filters and scores say of single sites. */
import { nothingTaken, type AllocationRequest, type PlaceOptions, type Taken, type World } from '..';
import { Candidate } from '../candidate';
import { RequestContext } from '../context';
import { factsInOrder } from '../derive/site-facts';
import type { Filter, Verdict } from '../filters/filter';
import type { Score } from '../scores';

export interface Asking extends PlaceOptions {
  readonly taken?: Taken;
}

function perSite<T>(plugin: { prepare: (context: RequestContext) => (candidate: Candidate) => T }, world: World, request: AllocationRequest, { taken = nothingTaken, ...options }: Asking): Readonly<Record<string, T>> {
  const context = new RequestContext(world, taken, request, options);
  const ask = plugin.prepare(context);
  return Object.fromEntries(factsInOrder(world, context.quirks).map((facts) => [facts.site.id, ask(new Candidate(facts, context))]));
}

/** By site id. */
export const verdictsOf = (filter: Filter, world: World, request: AllocationRequest, asking: Asking = {}): Readonly<Record<string, Verdict>> =>
  perSite(filter, world, request, asking);

/** By site id. */
export const scoresOf = (score: Score, world: World, request: AllocationRequest, asking: Asking = {}): Readonly<Record<string, number>> =>
  perSite(score, world, request, asking);
