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
  const end = lastContainerEnd(pod) ?? notReadySince(pod) ?? deletedAt(pod) ?? Date.parse(pod.metadata.creationTimestamp ?? '');
  return Number.isNaN(end) ? now : Math.min(end, now);
}

/** Sidecars end after the containers that they serve. */
function lastContainerEnd({ spec, status }: core.Pod): number | undefined {
  const sidecars = new Set((spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name));
  const statuses = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name))];
  const ends = statuses.map(({ state }) => Date.parse(state?.terminated?.finishedAt ?? ''));
  return ends.length > 0 && !ends.some(Number.isNaN) ? Math.max(...ends) : undefined;
}

function notReadySince({ status }: core.Pod): number | undefined {
  const ready = status.conditions?.find((condition) => condition.type === 'Ready');
  return ready?.status === 'False' && ready.lastTransitionTime ? Date.parse(ready.lastTransitionTime) : undefined;
}

const deletedAt = ({ metadata: { deletionTimestamp, deletionGracePeriodSeconds = 0 } }: core.Pod): number | undefined =>
  (deletionTimestamp ? Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000 : undefined);

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

/** How long after so many failures nothing is tried. */
export const delayAfter = (failures: number): number => Math.min(firstDelayMs * 2 ** (failures - 1), longestDelayMs);

/** Milliseconds until a replacement may be created. */
export const remainingDelay = (record: FailureRecord | undefined, now: number): number =>
  (record ? Math.max(0, record.lastFailure + delayAfter(record.failures) - now) : 0);
