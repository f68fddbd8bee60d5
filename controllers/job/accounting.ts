/**
 * Counting finished pods exactly once although a status and the pods cannot be written together (KEP-2307): a pod's
 * uid goes into status.uncountedTerminatedPods, then its finalizer is removed, then the uid becomes part of a number.
 * Pure: each function is one of these steps.
 */
import type { batch, core } from '../../api';
import { uidOf } from '../ownership';
import type { Condition } from './conditions';
import { countsAsFailure } from './failure-policy';
import { formatIndexes, indexOf, isIndexed } from './indexes';
import { completionsOf, hasFailed, type Tally } from './tally';

/** Keeps the uids in a status under 20 KB. */
const maxUncounted = 500;

type Status = batch.JobStatus;

export interface Bookings {
  readonly status: Status;
  /** Pods whose finalizer may go once the status is written. */
  readonly release: readonly core.Pod[];
  /** More are left for the next pass. */
  readonly full: boolean;
}

/** The status that knows of all finished pods. `verdict`: with it every pod that has not succeeded counts as failed. */
export function book(job: batch.Job, status: Status, pods: readonly core.Pod[], tally: Tally, verdict: Condition | undefined, isTracked: (pod: core.Pod) => boolean): Bookings {
  const settled = settle(status, new Set(pods.filter(isTracked).map(uidOf)));
  const uncounted = { succeeded: [...(settled.uncountedTerminatedPods?.succeeded ?? [])], failed: [...(settled.uncountedTerminatedPods?.failed ?? [])] };
  const release: core.Pod[] = [];
  const isEnding = Boolean(job.metadata.deletionTimestamp) || verdict !== undefined;
  const countsRest = verdict !== undefined && verdict.type !== 'SuccessCriteriaMet';
  let full = false;
  for (const pod of pods.filter(isTracked)) {
    if (uncounted.succeeded.length + uncounted.failed.length >= maxUncounted) {
      full = true;
      break;
    }
    const failed = hasFailed(pod, job);
    if (!isEnding && pod.status.phase !== 'Succeeded' && (!failed || awaitsSuccessor(job, pod, tally))) continue;
    release.push(pod);
    enter(job, pod, failed || countsRest, uncounted);
  }
  return { status: withIndexes(job, { ...settled, uncountedTerminatedPods: compact(uncounted) }, tally), release, full };
}

/** What it says of its predecessors has to be handed on first. */
const awaitsSuccessor = (job: batch.Job, pod: core.Pod, { awaiting }: Tally): boolean => awaiting.get(indexOf(pod, completionsOf(job)) ?? -1)?.metadata.uid === uidOf(pod);

interface Uncounted { readonly succeeded: string[]; readonly failed: string[] }

function enter(job: batch.Job, pod: core.Pod, failed: boolean, uncounted: Uncounted): void {
  const uid = uidOf(pod);
  if (isIndexed(job) && indexOf(pod, completionsOf(job)) === undefined) return;
  if (pod.status.phase === 'Succeeded' && !uncounted.failed.includes(uid)) {
    // An index says by itself that it succeeded, and cannot be counted twice.
    if (!isIndexed(job) && !uncounted.succeeded.includes(uid)) uncounted.succeeded.push(uid);
  } else if (failed && !uncounted.failed.includes(uid) && countsAsFailure(job, pod)) {
    uncounted.failed.push(uid);
  }
}

function withIndexes(job: batch.Job, status: Status, { succeededIndexes, failedIndexes }: Tally): Status {
  if (!isIndexed(job)) return status;
  const indexes = { succeeded: succeededIndexes.size, completedIndexes: formatIndexes(succeededIndexes) || undefined };
  return { ...status, ...indexes, ...(failedIndexes && { failedIndexes: formatIndexes(failedIndexes) }) };
}

/** The uids of pods that have no finalizer any more become part of the numbers. */
export function settle(status: Status, withFinalizer: ReadonlySet<string>): Status {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  const left = { succeeded: succeeded.filter((uid) => withFinalizer.has(uid)), failed: failed.filter((uid) => withFinalizer.has(uid)) };
  return {
    ...status,
    succeeded: (status.succeeded ?? 0) + succeeded.length - left.succeeded.length,
    failed: (status.failed ?? 0) + failed.length - left.failed.length,
    uncountedTerminatedPods: compact(left),
  };
}

const compact = ({ succeeded, failed }: Uncounted): batch.UncountedTerminatedPods =>
  ({ ...(succeeded.length > 0 && { succeeded }), ...(failed.length > 0 && { failed }) });

export const hasUncounted = ({ uncountedTerminatedPods: pods }: Status): boolean => Boolean(pods?.succeeded?.length) || Boolean(pods?.failed?.length);
