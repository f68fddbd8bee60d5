/**
 * Failures of each index on its own (KEP-3850; upstream's pkg/controller/job/indexed_job_utils.go): each pod says in its
 * annotations how many of its predecessors failed. A failed pod is therefore kept until its successor is there. Pure.
 */
import type { batch, core } from '../../api';
import { finishTime } from './backoff';
import { countsAsFailure, matchFailurePolicy } from './failure-policy';
import { indexOf } from './indexes';

const failuresKey = 'batch.kubernetes.io/job-index-failure-count';
const ignoredKey = 'batch.kubernetes.io/job-index-ignored-failure-count';
const maxInt32 = 2 ** 31 - 1;

export const hasLimitPerIndex = (job: batch.Job): boolean => job.spec.backoffLimitPerIndex !== undefined;

function countAt(pod: core.Pod, key: string): number {
  const text = pod.metadata.annotations?.[key] ?? '';
  const count = /^\+?\d+$/.test(text) ? Number(text) : 0;
  return count <= maxInt32 ? count : 0;
}

/** The pod's own failure not included. */
export const failuresBefore = (pod: core.Pod): number => countAt(pod, failuresKey) + countAt(pod, ignoredKey);

/** Whether with this failed pod its index has failed for good. */
export function failsIndex(job: batch.Job, pod: core.Pod): boolean {
  if (matchFailurePolicy(job, pod)?.action === 'FailIndex') return true;
  return countsAsFailure(job, pod) && countAt(pod, failuresKey) >= (job.spec.backoffLimitPerIndex ?? Infinity);
}

/** What the successor of `failed` says of its predecessors; without one, of none. */
export function failureAnnotations(job: batch.Job, failed: core.Pod | undefined): Record<string, string> {
  if (!failed) return { [failuresKey]: '0' };
  const counts = countsAsFailure(job, failed);
  const ignored = countAt(failed, ignoredKey) + (counts ? 0 : 1);
  return { [failuresKey]: String(countAt(failed, failuresKey) + (counts ? 1 : 0)), ...(ignored > 0 && { [ignoredKey]: String(ignored) }) };
}

/** By index, the failed pod that is to have a successor: the latest of its index. `isSettled`: the index needs none. */
export function awaitingSuccessors(failed: readonly core.Pod[], completions: number, isSettled: (index: number) => boolean, now: number): Map<number, core.Pod> {
  const awaiting = new Map<number, core.Pod>();
  for (const pod of failed) {
    const index = indexOf(pod, completions);
    if (index === undefined || isSettled(index)) continue;
    const other = awaiting.get(index);
    if (!other || (failuresBefore(other) <= failuresBefore(pod) && finishTime(pod, now) >= finishTime(other, now))) awaiting.set(index, pod);
  }
  return awaiting;
}
