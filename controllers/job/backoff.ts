/** Failed pods are replaced later and later: 10 s, 20 s, 40 s, at most 10 min (upstream's pkg/controller/job/backoff_utils.go). */
import type { core } from '../../api';

const firstDelayMs = 10_000;
const longestDelayMs = 600_000;

export interface FailureRecord {
  /** Since the last success. */
  readonly failures: number;
  /** Milliseconds since the epoch. */
  readonly lastFailure: number;
}

/** When the pod came to its end: its last container's, or the best that can be said. */
export function finishTime(pod: core.Pod, now: number): number {
  const ends = (pod.status.containerStatuses ?? []).map(({ state }) => Date.parse(state?.terminated?.finishedAt ?? ''));
  if (ends.length > 0 && ends.every((end) => !Number.isNaN(end))) return Math.max(...ends);
  const ready = pod.status.conditions?.find((condition) => condition.type === 'Ready');
  const fallback = Date.parse(pod.metadata.deletionTimestamp ?? ready?.lastTransitionTime ?? pod.metadata.creationTimestamp ?? '');
  return Number.isNaN(fallback) ? now : Math.min(fallback, now);
}

/** A success starts the count afresh; failures after it count. */
export function recordFinished(
  before: FailureRecord | undefined, succeeded: readonly core.Pod[], failed: readonly core.Pod[], now: number,
): FailureRecord | undefined {
  const lastSuccess = Math.max(...succeeded.map((pod) => finishTime(pod, now)), -Infinity);
  const ends = failed.map((pod) => finishTime(pod, now)).filter((end) => end > lastSuccess);
  const start = succeeded.length > 0 ? undefined : before;
  if (ends.length === 0) return start;
  return { failures: (start?.failures ?? 0) + ends.length, lastFailure: Math.max(...ends, start?.lastFailure ?? -Infinity) };
}

/** Milliseconds until a replacement may be created. */
export function remainingDelay(record: FailureRecord | undefined, now: number): number {
  if (!record) return 0;
  const delay = Math.min(firstDelayMs * 2 ** (record.failures - 1), longestDelayMs);
  return Math.max(0, record.lastFailure + delay - now);
}
