/** Which pods a job needs now (upstream's manageJob, pkg/controller/job/job_controller.go). Pure. */
import type { batch, core } from '../../api';
import { podsToDelete } from '../pods/ranking';
import { delayAfter, finishTime, remainingDelay, type FailureRecord } from './backoff';
import { failuresBefore, hasLimitPerIndex } from './index-failures';
import { indexOf, isIndexed, pendingIndexes, superfluousPods } from './indexes';
import { completionsOf, waitsForTermination, type Tally } from './tally';

/** Upstream's MaxPodCreateDeletePerSync. */
const maxPerPass = 500;

export interface Plan {
  readonly remove: readonly core.Pod[];
  /** How many to create; for Indexed jobs, as many as there are indexes. */
  readonly create: number;
  readonly indexes: readonly number[];
  /** Milliseconds until more may be created. */
  readonly waitMs?: number;
}

const nothing: Plan = { remove: [], create: 0, indexes: [] };

export const isSuspended = (job: batch.Job): boolean => job.spec.suspend === true;

/** Either removals or creations; removals go first. */
export function planPods(job: batch.Job, tally: Tally, failures: FailureRecord | undefined, now: number): Plan {
  const { active } = tally;
  if (isSuspended(job)) return { ...nothing, remove: active };
  const wanted = wantedActive(job, tally);
  const remove = removals(job, active, Math.max(0, active.length - wanted), now);
  if (remove.length > 0) return { ...nothing, remove: remove.slice(0, maxPerPass) };
  const awaited = waitsForTermination(job) ? tally.terminating.length : 0;
  const missing = Math.min(Math.max(0, wanted - awaited - active.length), maxPerPass);
  return missing === 0 ? nothing : creations(job, tally, missing, failures, now);
}

function creations(job: batch.Job, tally: Tally, missing: number, failures: FailureRecord | undefined, now: number): Plan {
  const waitMs = hasLimitPerIndex(job) ? 0 : remainingDelay(failures, now);
  if (waitMs > 0) return { ...nothing, waitMs };
  if (!isIndexed(job)) return { ...nothing, create: missing };
  const indexes = pendingIndexes(indexesNotPending(job, tally), missing, completionsOf(job));
  const waits = indexes.map((index) => delayOf(tally.awaiting.get(index), now));
  const due = indexes.filter((_, i) => waits[i] === 0);
  const later = waits.filter((wait) => wait > 0);
  return { ...nothing, create: due.length, indexes: due, ...(later.length > 0 && { waitMs: Math.min(...later) }) };
}

/** Until the index of this failed pod may be tried again. */
const delayOf = (failed: core.Pod | undefined, now: number): number =>
  (failed ? Math.max(0, finishTime(failed, now) + delayAfter(failuresBefore(failed) + 1) - now) : 0);

function indexesNotPending(job: batch.Job, { succeededIndexes, failedIndexes = new Set(), active, terminating }: Tally): Set<number> {
  const busy = [...active, ...(waitsForTermination(job) ? terminating : [])].map((pod) => indexOf(pod, completionsOf(job))).filter((index) => index !== undefined);
  return new Set([...succeededIndexes, ...failedIndexes, ...busy]);
}

/** Without completions the first success ends the job: nothing is started any more, and what runs may run on. */
function wantedActive(job: batch.Job, { active, succeeded }: Tally): number {
  const parallelism = job.spec.parallelism ?? 1;
  if (job.spec.completions === undefined) return succeeded > 0 ? active.length : parallelism;
  return Math.max(0, Math.min(parallelism, job.spec.completions - succeeded));
}

function removals(job: batch.Job, active: readonly core.Pod[], atLeast: number, now: number): core.Pod[] {
  const first = isIndexed(job) ? superfluousPods(active, completionsOf(job), now) : [];
  if (first.length >= atLeast) return first;
  const rest = active.filter((pod) => !first.includes(pod));
  return [...first, ...podsToDelete(rest, [], atLeast - first.length, now)];
}
