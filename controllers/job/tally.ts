/** What a job's pods come to. Pure. */
import type { batch, core } from '../../api';
import { uidOf } from '../ownership';
import { isPodActive, isPodReady, isPodTerminating } from '../pods/state';
import { indexOf, isIndexed, parseIndexes } from './indexes';

/** Keeps a finished pod until the job's status counts it (KEP-2307). */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';

export interface Tally {
  readonly active: readonly core.Pod[];
  readonly ready: number;
  readonly terminating: number;
  /** Counted, about to be counted, and new. */
  readonly succeeded: number;
  readonly failed: number;
  /** Finished pods of which the status does not know yet. */
  readonly newlySucceeded: readonly core.Pod[];
  readonly newlyFailed: readonly core.Pod[];
  /** Of an Indexed job. */
  readonly succeededIndexes: ReadonlySet<number>;
}

export const completionsOf = (job: batch.Job): number => job.spec.completions ?? 0;

/** Replacements wait until a pod has failed for good; otherwise they may start while it terminates. */
export const waitsForTermination = (job: batch.Job): boolean => job.spec.podReplacementPolicy === 'Failed' || job.spec.podFailurePolicy !== undefined;

export const hasFailed = (pod: core.Pod, job: batch.Job): boolean =>
  pod.status.phase === 'Failed'
    || (!waitsForTermination(job) && pod.metadata.deletionTimestamp !== undefined && pod.status.phase !== 'Succeeded');

/** `isTracked`: the pod still has its finalizer, so it has not been counted for good. */
export function tally(job: batch.Job, pods: readonly core.Pod[], isTracked: (pod: core.Pod) => boolean): Tally {
  const { succeeded = [], failed = [] } = job.status.uncountedTerminatedPods ?? {};
  const isNew = (pod: core.Pod, counted: readonly string[]): boolean =>
    isTracked(pod) && !counted.includes(uidOf(pod)) && (!isIndexed(job) || indexOf(pod, completionsOf(job)) !== undefined);
  const newlySucceeded = pods.filter((pod) => pod.status.phase === 'Succeeded' && isNew(pod, succeeded));
  const newlyFailed = pods.filter((pod) => hasFailed(pod, job) && isNew(pod, failed));
  const succeededIndexes = indexesOf(job, newlySucceeded);
  const active = pods.filter(isPodActive);
  return {
    active,
    ready: active.filter(isPodReady).length,
    terminating: pods.filter(isPodTerminating).length,
    succeeded: isIndexed(job) ? succeededIndexes.size : (job.status.succeeded ?? 0) + succeeded.length + newlySucceeded.length,
    failed: (job.status.failed ?? 0) + failed.length + newlyFailed.length,
    newlySucceeded,
    newlyFailed,
    succeededIndexes,
  };
}

function indexesOf(job: batch.Job, newlySucceeded: readonly core.Pod[]): Set<number> {
  if (!isIndexed(job)) return new Set();
  const indexes = parseIndexes(job.status.completedIndexes, completionsOf(job));
  for (const pod of newlySucceeded) indexes.add(indexOf(pod, completionsOf(job)) ?? 0);
  return indexes;
}
