/** One request, decided (specification, section 7): filters, scores, strategies, and what the copies take. */
import { charging } from './charge';
import { RequestContext } from './context';
import type { Fit } from './fit';
import { pipelineOf, unknownPlugins, type Pipeline } from './pipeline';
import type { Explanation, Outcome, PlacedCopies } from './placement';
import type { PlaceOptions, Policy } from './policy';
import { rank, type Ranked, type Ranking } from './ranking';
import type { AllocationRequest } from './request';
import { PluginFault } from './scores';
import { share, sum } from './strategies/location';
import { roomiestRegion } from './strategies/region-alone';
import type { Taken } from './taken';
import type { World } from './world';

/** Nothing is reserved by it: the caller adds what is placed to what is taken. */
export function place(world: World, taken: Taken, policy: Policy, request: AllocationRequest, options: PlaceOptions = {}): Outcome {
  const pipeline = pipelineOf(policy);
  if (!pipeline) return { kind: 'failed', cause: 'policy', message: `there is no plugin ${unknownPlugins(policy).join(', ')}` };
  const context = new RequestContext(world, taken, request, options);
  try {
    return decide(context, pipeline);
  } catch (fault) {
    if (fault instanceof PluginFault) return { kind: 'failed', cause: 'plugin', message: fault.message };
    throw fault;
  }
}

function decide(context: RequestContext, pipeline: Pipeline): Outcome {
  const { request: { replicas, selector, labels }, quirks, options } = context;
  const ranking = rank(context, pipeline);
  const explanation = options.explain ? explain(ranking, pipeline) : undefined;
  const sites = selector.regionAlone ? roomiestRegion(ranking.ranked, replicas) : ranking.ranked;
  const capacities = sites.map(({ capacity }) => capacity);
  if (sum(capacities) < replicas) return { kind: 'refused', reason: shortage(ranking, context), explanation };
  const copies = share(selector.locationStrategy, capacities, replicas, !quirks.roundingFails);
  if (sum(copies) < replicas) return { kind: 'failed', cause: 'no-host', message: 'not find suit host' };
  return { kind: 'placed', placed: bound(context, sites, copies), labels, explanation };
}

function shortage({ ranked }: Ranking, { request: { replicas, selector } }: RequestContext): string {
  if (ranked.length === 0) return 'no site fits';
  const capacity = sum(ranked.map((site) => site.capacity));
  if (capacity < replicas) return `there is a place for ${capacity} of ${replicas} copies`;
  return selector.regionAlone ? `no region has a place for all ${replicas} copies` : 'no site fits';
}

function bound(context: RequestContext, sites: readonly Ranked[], copies: readonly number[]): readonly PlacedCopies[] {
  const chargeBy = charging(context.request);
  const placed = sites.flatMap((site, i): readonly PlacedCopies[] => (copies[i] ? [copiesAt(context, site, copies[i], chargeBy)] : []));
  const last = placed.at(-1);
  return context.quirks.lastFlavorsShown && last ? placed.map((each) => ({ ...each, flavors: last.flavors })) : placed;
}

function copiesAt({ quirks }: RequestContext, { candidate: { site, fit } }: Ranked, copies: number, chargeBy: ReturnType<typeof charging>): PlacedCopies {
  const { options } = fit as Fit;
  const charge = chargeBy(options.map(({ choice, flavor }) => flavor ?? (quirks.spotCharged ? site.flavors.get(choice.flavorId) : undefined)));
  return {
    siteId: site.id,
    region: site.region,
    zone: site.zone,
    copies,
    flavors: options.map(({ choice }) => choice.flavorId),
    charge,
    ...(charge.addresses && { addressPool: site.addressPool }),
  };
}

const explain = ({ ranked, rejected }: Ranking, { scores }: Pipeline): Explanation => ({
  scored: ranked.map(({ candidate, total, scores: own, capacity }) => ({
    siteId: candidate.site.id,
    total,
    scores: scores.map(({ score, weight }, i) => ({ plugin: score.name, score: own[i] as number, weight })),
    capacity,
  })),
  rejected,
});
