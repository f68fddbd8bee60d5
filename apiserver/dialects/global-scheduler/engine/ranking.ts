/** Which sites can take copies, how many, and which are best (specification, 7.2, 7.4 and 7.5). */
import { Candidate } from './candidate';
import type { RequestContext } from './context';
import { factsInOrder } from './derive/site-facts';
import type { Filter } from './filters/filter';
import type { Pipeline } from './pipeline';
import type { Rejected } from './placement';
import { PluginFault } from './scores';
import { share, sum } from './strategies/location';

export interface Ranked {
  readonly candidate: Candidate;
  readonly total: number;
  /** In the order of the policy's priorities, before their weights. */
  readonly scores: readonly number[];
  /** Copies that the site can take. */
  readonly capacity: number;
}

export interface Ranking {
  /** Best first; of equal ones the lesser id. */
  readonly ranked: readonly Ranked[];
  /** Ascending by site id. */
  readonly rejected: readonly Rejected[];
}

export function rank(context: RequestContext, pipeline: Pipeline): Ranking {
  const verdict = verdicts(context, pipeline);
  const scored = scoring(context, pipeline);
  const ranked: Ranked[] = [];
  const rejected: Rejected[] = [];
  for (const facts of factsInOrder(context.world, context.quirks)) {
    const candidate = new Candidate(facts, context);
    const limit = verdict(candidate);
    if (typeof limit === 'number') ranked.push({ candidate, ...scored(candidate), capacity: capacityOf(candidate, limit, pipeline) });
    else rejected.push(limit);
  }
  ranked.sort((a, b) => b.total - a.total);
  return { ranked: sharing(context, pipeline, ranked), rejected };
}

/** Every filter in turn; the first that refuses a site decides. */
function verdicts(context: RequestContext, { filters }: Pipeline): (candidate: Candidate) => number | Rejected {
  const prepared = filters.map(({ name, prepare }) => ({ name, verdictOf: prepare(context) }));
  return (candidate) => {
    let limit = Infinity;
    for (const { name, verdictOf } of prepared) {
      const verdict = verdictOf(candidate);
      if (typeof verdict === 'string') return { siteId: candidate.site.id, plugin: name, reason: verdict };
      if (verdict < limit) limit = verdict;
    }
    return limit;
  };
}

function scoring(context: RequestContext, pipeline: Pipeline): (candidate: Candidate) => Pick<Ranked, 'total' | 'scores'> {
  const prepared = pipeline.scores.map(({ score, weight }) => ({ name: score.name, weight, scoreOf: score.prepare(context) }));
  return (candidate) => {
    let total = 0;
    const scores = prepared.map(({ name, weight, scoreOf }) => {
      const score = within(context, name, scoreOf(candidate));
      total += score * weight;
      return score;
    });
    return { total, scores };
  };
}

function within({ quirks }: RequestContext, name: string, score: number): number {
  if (score >= 0 && score <= 100) return score;
  if (quirks.scoresOutOfRangeFail) {
    throw new PluginFault(`score plugin "${name}" returns an invalid score ${score}, it should in the range of [0, 100] after normalizing`);
  }
  return score > 100 ? 100 : 0;
}

/** What filters and flavours allow. Where capacities come from the score `Flavor`, there are none without it. */
function capacityOf({ fit, context }: Candidate, limit: number, { scores }: Pipeline): number {
  if (typeof fit === 'string') return 0;
  if (context.quirks.capacityByScore && !scores.some(({ score }) => score.name === 'Flavor')) return 0;
  return Math.min(limit, fit.copies);
}

/** Sites that share what limits them have together no more than there is; they share it as copies are shared out. */
function sharing(context: RequestContext, { filters }: Pipeline, ranked: readonly Ranked[]): readonly Ranked[] {
  return filters.reduce((sites, filter) => (filter.shared ? shared(context, filter.shared, sites) : sites), ranked);
}

function shared({ request }: RequestContext, shareOf: NonNullable<Filter['shared']>, ranked: readonly Ranked[]): readonly Ranked[] {
  const groups = new Map<object, { readonly copies: number; readonly members: number[] }>();
  for (const [i, { candidate }] of ranked.entries()) {
    const own = shareOf(candidate);
    if (!own) continue;
    const group = groups.get(own.of) ?? { copies: own.copies, members: [] };
    groups.set(own.of, group);
    group.members.push(i);
  }
  const capacities = ranked.map(({ capacity }) => capacity);
  for (const { copies, members } of groups.values()) {
    const own = members.map((i) => capacities[i] as number);
    if (sum(own) <= copies) continue;
    for (const [n, capacity] of share(request.selector.locationStrategy, own, copies, true).entries()) capacities[members[n] as number] = capacity;
  }
  return ranked.map((site, i) => (site.capacity === capacities[i] ? site : { ...site, capacity: capacities[i] as number }));
}
