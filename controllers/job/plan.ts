/** Which pods a job needs now (upstream's manageJob, pkg/controller/job/job_controller.go). Pure. */
import type { batch, core } from '../../api';
import { podsToDelete } from '../pods/ranking';
import { isIndexed, pendingIndexes, superfluousPods } from './indexes';
import { completionsOf, waitsForTermination, type Tally } from './tally';

/** Upstream's MaxPodCreateDeletePerSync. */
const maxPerPass = 500;

export interface Plan {
  readonly remove: readonly core.Pod[];
  /** How many to create; for Indexed jobs, as many as there are indexes. */
  readonly create: number;
  readonly indexes: readonly number[];
}

export const isSuspended = (job: batch.Job): boolean => job.spec.suspend === true;

/** Either removals or creations; removals go first. */
export function planPods(job: batch.Job, tally: Tally, now: number): Plan {
  const { active } = tally;
  if (isSuspended(job)) return { remove: active, create: 0, indexes: [] };
  const wanted = wantedActive(job, tally);
  const remove = removals(job, active, Math.max(0, active.length - wanted), now);
  if (remove.length > 0) return { remove: remove.slice(0, maxPerPass), create: 0, indexes: [] };
  const awaited = waitsForTermination(job) ? tally.terminating : 0;
  const missing = Math.min(Math.max(0, wanted - awaited - active.length), maxPerPass);
  if (!isIndexed(job)) return { remove: [], create: missing, indexes: [] };
  const indexes = pendingIndexes(tally.succeededIndexes, active, missing, completionsOf(job));
  return { remove: [], create: indexes.length, indexes };
}

/** Without completions the first success ends the job: nothing is started any more, and what runs may run on. */
function wantedActive(job: batch.Job, { active, succeeded }: Tally): number {
  const parallelism = job.spec.parallelism ?? 1;
  if (job.spec.completions === undefined) return succeeded > 0 ? active.length : parallelism;
  return Math.max(0, Math.min(parallelism, job.spec.completions - succeeded));
}

function removals(job: batch.Job, active: readonly core.Pod[], atLeast: number, now: number): core.Pod[] {
  const first = isIndexed(job) ? superfluousPods(active, completionsOf(job)) : [];
  if (first.length >= atLeast) return first;
  const rest = active.filter((pod) => !first.includes(pod));
  return [...first, ...podsToDelete(rest, [], atLeast - first.length, now)];
}
