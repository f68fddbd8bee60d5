/**
 * Which pods go first when there are too many (upstream's ActivePodsWithRanks, pkg/controller/controller_utils.go;
 * KEP-2255 for the deletion cost, KEP-2185 for the coarse comparison of ages).
 */
import type { core } from '../../api';
import { isPodReady, maxRestarts, podReadySince } from './state';

/** A pod and how many pods of related controllers share its node: crowded nodes are relieved first. */
export interface RankedPod {
  readonly pod: core.Pod;
  readonly rank: number;
}

type Comparison = (a: RankedPod, b: RankedPod) => number;

const deletionCostAnnotation = 'controller.kubernetes.io/pod-deletion-cost';
const phaseOrder: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/** An int32 without sign prefix or leading zeros; anything else counts as 0 (the API refuses it anyway). */
function deletionCost(pod: core.Pod): number {
  const text = pod.metadata.annotations?.[deletionCostAnnotation] ?? '0';
  return /^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : 0;
}

const createdAt = (pod: core.Pod): number => Date.parse(pod.metadata.creationTimestamp ?? '') || 0;

/** Ages on a logarithmic scale (upstream takes nanoseconds), so that among pods of about the same age it is not always the youngest that goes. */
const logarithmicAge = (since: number, now: number): number => (now > since ? Math.floor(Math.log2((now - since) * 1e6)) : -1);

const byUid: Comparison = (a, b) => ((a.pod.metadata.uid ?? '') < (b.pod.metadata.uid ?? '') ? -1 : 1);

/** Younger first; pods of about the same age in an arbitrary but fixed order; 0 only for the very same time. */
const younger = (time: (pod: core.Pod) => number, now: number): Comparison => (a, b) => {
  const [first, second] = [time(a.pod), time(b.pod)];
  if (first === second) return 0;
  return logarithmicAge(first, now) - logarithmicAge(second, now) || byUid(a, b);
};

/** From the most to the least telling difference; negative: `a` goes first. */
const comparisons = (now: number): readonly Comparison[] => [
  (a, b) => Number(Boolean(a.pod.spec.nodeName)) - Number(Boolean(b.pod.spec.nodeName)),
  (a, b) => (phaseOrder[a.pod.status.phase ?? 'Pending'] ?? 0) - (phaseOrder[b.pod.status.phase ?? 'Pending'] ?? 0),
  (a, b) => Number(isPodReady(a.pod)) - Number(isPodReady(b.pod)),
  (a, b) => deletionCost(a.pod) - deletionCost(b.pod),
  (a, b) => b.rank - a.rank,
  (a, b) => (isPodReady(a.pod) && isPodReady(b.pod) ? younger((pod) => podReadySince(pod) ?? now, now)(a, b) : 0),
  (a, b) => maxRestarts(b.pod) - maxRestarts(a.pod),
  younger(createdAt, now),
  byUid,
];

/** The `count` pods to delete first; `related` are the pods whose nodes count as crowded. `now` in milliseconds. */
export function podsToDelete(pods: readonly core.Pod[], related: readonly core.Pod[], count: number, now: number): core.Pod[] {
  // As upstream: a scale to zero need not be sorted.
  if (count >= pods.length) return [...pods];
  const perNode = new Map<string, number>();
  for (const { spec } of related) if (spec.nodeName) perNode.set(spec.nodeName, (perNode.get(spec.nodeName) ?? 0) + 1);
  const ranked = pods.map((pod) => ({ pod, rank: perNode.get(pod.spec.nodeName ?? '') ?? 0 }));
  const order = comparisons(now);
  return ranked.sort((a, b) => firstDifference(order, a, b)).slice(0, count).map(({ pod }) => pod);
}

function firstDifference(order: readonly Comparison[], a: RankedPod, b: RankedPod): number {
  for (const compare of order) {
    const difference = compare(a, b);
    if (difference !== 0) return difference;
  }
  return 0;
}
