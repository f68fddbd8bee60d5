/** ScheduleAnyway: rather where fewer of the pods are (kube-scheduler plugins/podtopologyspread/scoring.go). */
import { maxNodeScore, type Cycle, type NodeFacts, type NodeInfo } from '../../framework';
import { domainOf, PodCounts, type Counts, type Place } from '../counting';
import { countedName, countsFor, hasAllKeys, scopeOf, type SpreadConstraint } from './constraints';

const hostname = 'kubernetes.io/hostname';

interface Weighing {
  readonly constraint: SpreadConstraint;
  readonly placeOf: Place;
  readonly counts: Counts;
  /** More for topologies of many domains, which have few pods each. */
  readonly weight: number;
}

export interface SpreadScore {
  readonly weighings: readonly Weighing[];
  /** Nodes that lack a label get the lowest score. */
  readonly scored: (facts: NodeFacts) => boolean;
}

function domainsAmong(nodes: readonly NodeInfo[], topologyKey: string): number {
  // Each node counts as a domain of its own, whatever its hostname.
  if (topologyKey === hostname) return nodes.length;
  return new Set(nodes.map(({ facts }) => domainOf(facts, topologyKey) ?? '')).size;
}

/** `allKeys`: only nodes with all of the labels count. */
export function spreadScore({ pod, snapshot }: Cycle, constraints: readonly SpreadConstraint[], allKeys: boolean, nodes: readonly NodeInfo[]): SpreadScore {
  const { namespace } = pod.key;
  const keys = allKeys ? constraints : [];
  const scored = (facts: NodeFacts): boolean => hasAllKeys(facts, keys);
  const among = nodes.filter(({ facts }) => scored(facts));
  const weighings = constraints.map((constraint): Weighing => {
    const { topologyKey } = constraint;
    const counted = countsFor(namespace, constraint);
    const whom = countedName(namespace, constraint);
    const weight = Math.log(domainsAmong(among, topologyKey) + 2);
    if (topologyKey === hostname) {
      const view = snapshot.view(`PodTopologySpread pods ${whom} by node`, () => new PodCounts(counted, ({ name }) => name));
      return { constraint, weight, counts: view.counts, placeOf: (facts) => (Object.hasOwn(facts.labels, hostname) ? facts.name : undefined) };
    }
    const placeOf: Place = (facts) => domainOf(facts, topologyKey);
    const scope = scopeOf({ pod, keys }, constraint);
    const place: Place = (facts) => (scope.includes(facts) ? placeOf(facts) : undefined);
    const view = snapshot.view(`PodTopologySpread pods ${whom} ${topologyKey} ${scope.name}`, () => new PodCounts(counted, place));
    return { constraint, weight, counts: view.counts, placeOf };
  });
  return { weighings, scored };
}

/** The lower the better. */
export function unevenness({ weighings, scored }: SpreadScore, facts: NodeFacts): number {
  if (!scored(facts)) return 0;
  let score = 0;
  for (const { constraint, placeOf, counts, weight } of weighings) {
    const place = placeOf(facts);
    if (place !== undefined) score += (counts.get(place) ?? 0) * weight + constraint.maxSkew - 1;
  }
  return Math.round(score);
}

/** Reversed, so that the most uneven node still gets what sets it apart from zero. In place. */
export function normalizeSpread({ scored }: SpreadScore, scores: Float64Array, nodes: readonly NodeInfo[]): void {
  let [lowest, highest] = [Infinity, 0];
  const counts = nodes.map(({ facts }) => scored(facts));
  scores.forEach((score, i) => {
    if (!counts[i]) return;
    lowest = Math.min(lowest, score);
    highest = Math.max(highest, score);
  });
  scores.forEach((score, i) => {
    if (!counts[i]) scores[i] = 0;
    else scores[i] = highest === 0 ? maxNodeScore : Math.trunc((maxNodeScore * (highest + lowest - score)) / highest);
  });
}
