/** Whether a job is over, and how (upstream's syncJob, pkg/controller/job/job_controller.go). Pure. */
import type { batch, core } from '../../api';
import { findTrue, newCondition, type Condition } from './conditions';
import { matchFailurePolicy } from './failure-policy';
import { isIndexed } from './indexes';
import { isSuspended } from './plan';
import { matchSuccessPolicy } from './success-policy';
import { completionsOf, hasFailed, type Tally } from './tally';

const defaultBackoffLimit = 6;

interface Failure { readonly reason: string; readonly message: string }

/** Failures, and what an earlier pass has decided, come before the question whether pods are missing. */
export function earlyVerdict(job: batch.Job, tally: Tally, pods: readonly core.Pod[], now: number): Condition | undefined {
  const met = findTrue(job.status.conditions, 'SuccessCriteriaMet');
  if (met) return met;
  const target = findTrue(job.status.conditions, 'FailureTarget');
  if (target) return newCondition('Failed', target.reason ?? '', target.message ?? '', now);
  const failure = policyFailure(job, pods) ?? limitFailure(job, tally, pods, now) ?? indexFailure(job, tally);
  if (failure) return newCondition('FailureTarget', failure.reason, failure.message, now);
  const success = isIndexed(job) ? matchSuccessPolicy(job, tally.succeededIndexes) : undefined;
  return success === undefined ? undefined : newCondition('SuccessCriteriaMet', 'SuccessPolicy', success, now);
}

function policyFailure(job: batch.Job, pods: readonly core.Pod[]): Failure | undefined {
  if (!job.spec.podFailurePolicy) return undefined;
  const match = pods.filter((pod) => hasFailed(pod, job)).map((pod) => matchFailurePolicy(job, pod)).find((found) => found?.action === 'FailJob');
  return match && { reason: 'PodFailurePolicy', message: match.message };
}

function limitFailure(job: batch.Job, tally: Tally, pods: readonly core.Pod[], now: number): Failure | undefined {
  if (tally.failed > (job.spec.backoffLimit ?? defaultBackoffLimit) || restartsExceedLimit(job, pods)) {
    return { reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
  }
  const left = untilDeadline(job, now);
  return left !== undefined && left <= 0 ? { reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' } : undefined;
}

function indexFailure(job: batch.Job, { failedIndexes, succeededIndexes }: Tally): Failure | undefined {
  if (!failedIndexes) return undefined;
  if (failedIndexes.size > (job.spec.maxFailedIndexes ?? Infinity)) {
    return { reason: 'MaxFailedIndexesExceeded', message: 'Job has exceeded the specified maximal number of failed indexes' };
  }
  const allEnded = failedIndexes.size + succeededIndexes.size >= completionsOf(job);
  return failedIndexes.size > 0 && allEnded ? { reason: 'FailedIndexes', message: 'Job has failed indexes' } : undefined;
}

/** Enough pods succeeded, and none is left running. */
export function completion(job: batch.Job, succeeded: number, active: number, now: number): Condition | undefined {
  const enough = job.spec.completions === undefined ? succeeded > 0 : succeeded >= job.spec.completions;
  return enough && active === 0 ? newCondition('SuccessCriteriaMet', 'CompletionsReached', 'Reached expected number of succeeded pods', now) : undefined;
}

/** Pods that restart their containers in place do not fail: their restarts are counted instead. */
function restartsExceedLimit(job: batch.Job, pods: readonly core.Pod[]): boolean {
  if (job.spec.template.spec?.restartPolicy !== 'OnFailure') return false;
  const limit = job.spec.backoffLimit ?? defaultBackoffLimit;
  const restarts = pods.filter(({ status }) => status.phase === 'Running' || status.phase === 'Pending')
    .flatMap(({ status }) => [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])])
    .reduce((total, container) => total + container.restartCount, 0);
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

/** Milliseconds until the job's time is up; undefined when it is not running out. */
export function untilDeadline(job: batch.Job, now: number): number | undefined {
  const { activeDeadlineSeconds } = job.spec;
  if (activeDeadlineSeconds === undefined || !job.status.startTime || isSuspended(job)) return undefined;
  return Date.parse(job.status.startTime) + activeDeadlineSeconds * 1000 - now;
}
