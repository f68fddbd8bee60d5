/** Preferred affinity, the pod's own and that of pods already placed (kube-scheduler plugins/interpodaffinity/scoring.go). */
import { maxNodeScore, type Cycle, type NodeFacts } from '../../framework';
import { domainOf, type Counts } from '../counting';
import { placedTerms, podsMeant } from './placed';
import { termsOf, type TermKind } from './terms';

export interface LikingArgs {
  /** What a placed pod's required affinity to the pod is worth. */
  readonly hardPodAffinityWeight: number;
  /** Pods without preferences do not care for those of others. */
  readonly ignorePreferredTermsOfExistingPods: boolean;
}

interface Liking { readonly weight: number; readonly counts: Counts }

/** By topology key. */
export type Likings = ReadonlyMap<string, readonly Liking[]>;

export function likingsOf(cycle: Cycle, { hardPodAffinityWeight, ignorePreferredTermsOfExistingPods }: LikingArgs): Likings {
  const own = termsOf(cycle.pod);
  const likings = new Map<string, Liking[]>();
  const add = (topologyKey: string, weight: number, counts: Counts): void => {
    if (counts.size === 0 || weight === 0) return;
    const there = likings.get(topologyKey);
    if (there) there.push({ weight, counts });
    else likings.set(topologyKey, [{ weight, counts }]);
  };
  if (ignorePreferredTermsOfExistingPods && !own.preferred.length && !own.preferredAnti.length) return likings;
  for (const term of own.preferred) add(term.topologyKey, term.weight, podsMeant(cycle, [term], term.topologyKey));
  for (const term of own.preferredAnti) add(term.topologyKey, -term.weight, podsMeant(cycle, [term], term.topologyKey));
  const placed = placedTerms(cycle.snapshot);
  const others = (kind: TermKind, weightOf: (weight: number) => number): void => {
    for (const { term, counts } of placed.meaning(kind, cycle)) add(term.topologyKey, weightOf(term.weight), counts);
  };
  if (hardPodAffinityWeight > 0) others('required', () => hardPodAffinityWeight);
  others('preferred', (weight) => weight);
  others('preferredAnti', (weight) => -weight);
  return likings;
}

export function likedAt(likings: Likings, facts: NodeFacts): number {
  let sum = 0;
  for (const [topologyKey, ones] of likings) {
    const domain = domainOf(facts, topologyKey);
    if (domain !== undefined) for (const { weight, counts } of ones) sum += weight * (counts.get(domain) ?? 0);
  }
  return sum;
}

/** The least liked node becomes 0, the most liked 100. In place. */
export function normalizeLikings(scores: Float64Array): void {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const score of scores) {
    if (score < lowest) lowest = score;
    if (score > highest) highest = score;
  }
  const span = highest - lowest;
  for (let i = 0; i < scores.length; i++) scores[i] = span > 0 ? Math.trunc(maxNodeScore * (((scores[i] ?? 0) - lowest) / span)) : 0;
}
