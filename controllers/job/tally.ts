/** What a job's pods come to. Pure. */
import type { batch, core } from '../../api';
import { uidOf } from '../ownership';
import { isPodActive, isPodReady, isPodTerminating } from '../pods/state';
import { countsAsFailure } from './failure-policy';
import { awaitingSuccessors, failsIndex, hasLimitPerIndex } from './index-failures';
import { indexOf, isIndexed, parseIndexes } from './indexes';

/** Keeps a finished pod until the job's status counts it (KEP-2307). */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';

export interface Tally {
  readonly active: readonly core.Pod[];
  readonly ready: number;
  readonly terminating: readonly core.Pod[];
  /** Counted, about to be counted, and new. */
  readonly succeeded: number;
  readonly failed: number;
  /** Finished pods of which the status does not know yet. */
  readonly newlySucceeded: readonly core.Pod[];
  readonly newlyFailed: readonly core.Pod[];
  /** Of an Indexed job. */
  readonly succeededIndexes: ReadonlySet<number>;
  /** Of a job with a limit for each index. */
  readonly failedIndexes?: ReadonlySet<number>;
  /** The failed pods that wait for their successors, by index; of a job with a limit for each index. */
  readonly awaiting: ReadonlyMap<number, core.Pod>;
}

export const completionsOf = (job: batch.Job): number => job.spec.completions ?? 0;

/** Replacements wait until a pod has failed for good; otherwise they may start while it terminates. */
export const waitsForTermination = (job: batch.Job): boolean => job.spec.podReplacementPolicy === 'Failed' || job.spec.podFailurePolicy !== undefined;

export const hasFailed = (pod: core.Pod, job: batch.Job): boolean =>
  pod.status.phase === 'Failed'
    || (!waitsForTermination(job) && pod.metadata.deletionTimestamp !== undefined && pod.status.phase !== 'Succeeded');

/** `isTracked`: the pod still has its finalizer, so it has not been counted for good. */
export function tally(job: batch.Job, pods: readonly core.Pod[], isTracked: (pod: core.Pod) => boolean, now: number): Tally {
  const { succeeded = [], failed = [] } = job.status.uncountedTerminatedPods ?? {};
  const valid = pods.filter((pod) => isTracked(pod) && (!isIndexed(job) || indexOf(pod, completionsOf(job)) !== undefined));
  const failedPods = valid.filter((pod) => hasFailed(pod, job));
  const newlySucceeded = valid.filter((pod) => pod.status.phase === 'Succeeded' && !succeeded.includes(uidOf(pod)));
  const newlyFailed = failedPods.filter((pod) => !failed.includes(uidOf(pod)));
  const active = pods.filter(isPodActive);
  const succeededIndexes = isIndexed(job) ? indexesWith(job, job.status.completedIndexes, newlySucceeded) : new Set<number>();
  return {
    active,
    ready: active.filter(isPodReady).length,
    terminating: pods.filter(isPodTerminating),
    succeeded: isIndexed(job) ? succeededIndexes.size : (job.status.succeeded ?? 0) + succeeded.length + newlySucceeded.length,
    failed: (job.status.failed ?? 0) + failed.length + newlyFailed.filter((pod) => countsAsFailure(job, pod)).length,
    newlySucceeded,
    newlyFailed,
    succeededIndexes,
    ...(hasLimitPerIndex(job) ? failuresPerIndex(job, failedPods, active, succeededIndexes, now) : { awaiting: new Map<number, core.Pod>() }),
  };
}

/** Indexes that the status names, and those of further pods. */
function indexesWith(job: batch.Job, known: string | undefined, pods: readonly core.Pod[]): Set<number> {
  const indexes = parseIndexes(known, completionsOf(job));
  for (const pod of pods) indexes.add(indexOf(pod, completionsOf(job)) ?? 0);
  return indexes;
}

function failuresPerIndex(job: batch.Job, failedPods: readonly core.Pod[], active: readonly core.Pod[], succeeded: ReadonlySet<number>, now: number): Pick<Tally, 'failedIndexes' | 'awaiting'> {
  const failedIndexes = indexesWith(job, job.status.failedIndexes, failedPods.filter((pod) => failsIndex(job, pod)));
  const busy = new Set(active.map((pod) => indexOf(pod, completionsOf(job))));
  const isSettled = (index: number): boolean => succeeded.has(index) || failedIndexes.has(index) || busy.has(index);
  return { failedIndexes, awaiting: awaitingSuccessors(failedPods, completionsOf(job), isSettled, now) };
}
