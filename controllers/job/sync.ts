/** One pass over a job (upstream's syncJob and trackJobStatusAndRemoveFinalizers, pkg/controller/job/job_controller.go). */
import { formatTime, type batch, type Clock, type core } from '../../api';
import type { EventRecorder } from '../../client';
import { uidOf } from '../ownership';
import { sameStatus } from '../same-status';
import { book, hasUncounted, settle } from './accounting';
import { recordFinished, type FailureRecord } from './backoff';
import { ensureCondition, findTrue, newCondition, type Condition } from './conditions';
import { isSuspended, planPods } from './plan';
import type { JobPods } from './pods';
import { tally, type Tally } from './tally';
import { completion, earlyVerdict, untilDeadline } from './verdict';

export interface JobSyncContext {
  readonly clock: Clock;
  readonly recorder: EventRecorder;
  readonly pods: JobPods;
  /** Failures of jobs by uid, in memory as upstream: after a restart a job's back-off starts afresh. */
  readonly failures: Map<string, FailureRecord>;
  /** The job as it is after the write. */
  writeStatus(job: batch.Job, status: batch.JobStatus): Promise<batch.Job>;
}

/** What a pass has come to so far; replaced, never changed. */
interface Pass {
  readonly job: batch.Job;
  readonly status: batch.JobStatus;
  readonly verdict?: Condition;
  readonly failures?: FailureRecord;
  readonly waitMs?: number;
  readonly error?: unknown;
}

/**
 * `settled`: the informer shows what this controller did last. Resolves to the milliseconds after which time alone
 * changes something. Rejects when pods could not be created or deleted, after the status was written.
 */
export async function syncJob(job: batch.Job, owned: readonly core.Pod[], settled: boolean, context: JobSyncContext): Promise<number | undefined> {
  const now = context.clock.now();
  const counts = tally(job, owned, context.pods.isTracked, now);
  const startTime = job.status.startTime ?? (isSuspended(job) ? undefined : formatTime(now));
  const started = { ...job, status: { ...job.status, ...(startTime && { startTime }) } };
  const failures = recordFinished(context.failures.get(uidOf(job)), counts.newlySucceeded, counts.newlyFailed, now);
  const verdict = earlyVerdict(started, counts, owned, now);
  const counted = { ...started.status, active: counts.active.length, ready: counts.ready, terminating: counts.terminating.length };
  const pass: Pass = { job, status: counted, ...(verdict && { verdict }), ...(failures && { failures }) };
  const moved = verdict ? await endPods(pass, counts, settled, context) : await managePods(pass, counts, settled, context);
  await account(moved, owned, counts, context);
  if (moved.error !== undefined) throw moved.error;
  const waits = [moved.waitMs, verdict ? undefined : untilDeadline(started, now)].filter((wait) => wait !== undefined);
  return waits.length > 0 ? Math.min(...waits) : undefined;
}

/** A job that is over leaves no pod running; until all are known and told so, it is not over. */
async function endPods(pass: Pass, { active }: Tally, settled: boolean, { pods }: JobSyncContext): Promise<Pass> {
  const { removed, ready, error } = await pods.terminate(pass.job, active);
  const rest = without(pass.status, removed, ready);
  return removed === active.length && settled ? { ...pass, status: rest } : { ...pass, status: rest, verdict: undefined, error };
}

const without = (status: batch.JobStatus, removed: number, ready: number): batch.JobStatus => ({
  ...status, active: (status.active ?? 0) - removed, ready: (status.ready ?? 0) - ready, terminating: (status.terminating ?? 0) + removed,
});

async function managePods(pass: Pass, counts: Tally, settled: boolean, context: JobSyncContext): Promise<Pass> {
  const now = context.clock.now();
  const manages = settled && !pass.job.metadata.deletionTimestamp;
  const moved = manages ? await movePods(pass, counts, now, context) : pass;
  const verdict = completion(pass.job, counts.succeeded, moved.status.active ?? 0, now);
  if (verdict) return { ...moved, verdict };
  return manages ? withSuspension(moved, now, context) : moved;
}

async function movePods(pass: Pass, counts: Tally, now: number, { pods }: JobSyncContext): Promise<Pass> {
  const plan = planPods(pass.job, counts, pass.failures, now);
  if (plan.remove.length > 0) {
    const { removed, ready, error } = await pods.discard(pass.job, plan.remove);
    return { ...pass, status: without(pass.status, removed, ready), error };
  }
  const waiting = plan.waitMs === undefined ? pass : { ...pass, waitMs: plan.waitMs };
  if (plan.create === 0) return waiting;
  const { created, error } = await pods.create(pass.job, plan, counts);
  return { ...waiting, status: { ...pass.status, active: (pass.status.active ?? 0) + created }, error };
}

function withSuspension(pass: Pass, now: number, { recorder }: JobSyncContext): Pass {
  const suspended = isSuspended(pass.job);
  const before = pass.status.conditions ?? [];
  const wanted = suspended ? newCondition('Suspended', 'JobSuspended', 'Job suspended', now) : newCondition('Suspended', 'JobResumed', 'Job resumed', now, 'False');
  const conditions = ensureCondition(before, wanted);
  if (conditions === before) return pass;
  recorder.event(pass.job, 'Normal', suspended ? 'Suspended' : 'Resumed', wanted.message ?? '');
  // The deadline counts the time that the job is active without a break (KEP-5440: none while it is suspended).
  return { ...pass, status: { ...pass.status, conditions: [...conditions], startTime: suspended ? undefined : formatTime(now) } };
}

async function account(pass: Pass, owned: readonly core.Pod[], counts: Tally, context: JobSyncContext): Promise<void> {
  const { job, verdict } = pass;
  const { status, release, full } = book(job, withInterim(pass.status, verdict), owned, counts, verdict, context.pods.isTracked);
  const noted = await context.writeStatus(job, status);
  remember(context.failures, job, pass.failures);
  const error = await context.pods.release(release);
  const settled = settle(noted.status, new Set(owned.filter(context.pods.isTracked).map(uidOf)));
  const isOver = verdict !== undefined && !full && error === undefined && !hasUncounted(settled) && (settled.terminating ?? 0) === 0;
  const last = isOver ? withTerminal(settled, verdict, context.clock.now()) : settled;
  if (!sameStatus(last, noted.status)) await context.writeStatus(noted, last);
  if (isOver) reportEnd({ ...job, status: last }, context);
  if (error !== undefined) throw error;
}

function remember(failures: Map<string, FailureRecord>, job: batch.Job, record: FailureRecord | undefined): void {
  if (record) failures.set(uidOf(job), record);
  else failures.delete(uidOf(job));
}

/** The verdict is made known before its last pods are gone. */
function withInterim(status: batch.JobStatus, verdict: Condition | undefined): batch.JobStatus {
  if (verdict?.type !== 'FailureTarget' && verdict?.type !== 'SuccessCriteriaMet') return status;
  if (findTrue(status.conditions, verdict.type)) return status;
  return { ...status, conditions: [...(status.conditions ?? []), verdict] };
}

function withTerminal(status: batch.JobStatus, { type, reason = '', message = '' }: Condition, now: number): batch.JobStatus {
  const terminal = newCondition(type === 'SuccessCriteriaMet' ? 'Complete' : 'Failed', reason, message, now);
  const conditions = [...ensureCondition(status.conditions ?? [], terminal)];
  return { ...status, conditions, ...(terminal.type === 'Complete' && { completionTime: terminal.lastTransitionTime }) };
}

function reportEnd(job: batch.Job, { recorder }: JobSyncContext): void {
  const failed = findTrue(job.status.conditions, 'Failed');
  if (failed) {
    recorder.event(job, 'Warning', failed.reason ?? '', failed.message ?? '');
    return;
  }
  if (job.spec.completions !== undefined && (job.status.succeeded ?? 0) > job.spec.completions) {
    recorder.event(job, 'Warning', 'TooManySucceededPods', 'Too many succeeded pods running after completion count reached');
  }
  recorder.event(job, 'Normal', 'Completed', 'Job completed');
}
