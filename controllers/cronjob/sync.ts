/** One pass over a cron job (upstream's sync and syncCronJob, pkg/controller/cronjob/cronjob_controllerv2.go). */
import { ApiError, CronError, formatTime, isTimeZone, keyOf, kinds, type batch, type Clock } from '../../api';
import { ifPresent, isControlledBy, uidOf } from '../ownership';
import { isNamespaceTerminating } from '../pods/control';
import { isActive, jobFor, jobName, outlived, referenceTo, withoutActive } from './jobs';
import { observeJobs, type ObserveContext } from './observe';
import { dueTime, EmptyScheduleError, timesOf, untilNext, type NextTime } from './times';

export interface CronSyncContext extends ObserveContext {
  readonly clock: Clock;
}

/** What a pass has come to. */
export interface CronPass {
  readonly status: batch.CronJobStatus;
  /** Milliseconds until the next time; absent where none can be told. */
  readonly waitMs?: number;
  /** The pass broke off; what the status says is true all the same. */
  readonly error?: unknown;
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** `mayStart`: otherwise the jobs are looked at and the next time is worked out, but none is started. */
export async function syncCronJob(cron: batch.CronJob, jobs: readonly batch.Job[], mayStart: boolean, context: CronSyncContext): Promise<CronPass> {
  let status = cron.status;
  for (const job of outlived(cron.spec, jobs)) status = await remove(cron, status, job, context);
  status = await observeJobs(cron, status, jobs, context);
  const next = cron.metadata.deletionTimestamp || cron.spec.suspend ? undefined : readSchedule(cron, context);
  return next ? startIfDue(cron, status, next, mayStart, context) : { status };
}

/** Undefined, and an event: nothing can be done until the specification changes. */
function readSchedule(cron: batch.CronJob, { recorder }: CronSyncContext): NextTime | undefined {
  const { schedule, timeZone } = cron.spec;
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    recorder.event(cron, 'Warning', 'UnknownTimeZone', `invalid timeZone: ${JSON.stringify(timeZone)}: unknown time zone ${timeZone}`);
    return undefined;
  }
  if (schedule.includes('TZ')) {
    recorder.event(cron, 'Warning', 'UnsupportedSchedule', `CRON_TZ or TZ used in schedule ${JSON.stringify(schedule)} is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details`);
  }
  try {
    return timesOf(cron.spec);
  } catch (error) {
    if (!(error instanceof CronError)) throw error;
    recorder.event(cron, 'Warning', 'UnparseableSchedule', `unparseable schedule: ${JSON.stringify(schedule)} : ${error.message}`);
    return undefined;
  }
}

async function startIfDue(cron: batch.CronJob, status: batch.CronJobStatus, next: NextTime, mayStart: boolean, context: CronSyncContext): Promise<CronPass> {
  const { clock, recorder } = context;
  const now = clock.now();
  const scheduled = mayStart ? findDue(cron, next, now, context) : undefined;
  if (scheduled === 'never') return { status };
  const later = { status, waitMs: untilNext(cron, next, now) };
  if (scheduled === undefined) return later;
  const { startingDeadlineSeconds: deadline, concurrencyPolicy } = cron.spec;
  if (deadline !== undefined && scheduled + deadline * 1000 < now) {
    recorder.event(cron, 'Warning', 'MissSchedule', `Missed scheduled time to start a job: ${new Date(scheduled).toUTCString().replace('GMT', '+0000')}`);
    return later;
  }
  if (isProcessed(cron, status, scheduled)) return later;
  if (concurrencyPolicy === 'Forbid' && status.active?.length) {
    recorder.event(cron, 'Normal', 'JobAlreadyActive', 'Not starting job because prior execution is running and concurrency policy is Forbid');
    return later;
  }
  return start(cron, status, scheduled, next, context);
}

function findDue(cron: batch.CronJob, next: NextTime, now: number, { recorder }: CronSyncContext): number | 'never' | undefined {
  try {
    const { time, tooMany } = dueTime(cron, next, now);
    if (tooMany) recorder.event(cron, 'Warning', 'TooManyMissedTimes', 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew');
    return time;
  } catch (error) {
    if (!(error instanceof EmptyScheduleError)) throw error;
    recorder.event(cron, 'Warning', 'InvalidSchedule', `invalid schedule: ${cron.spec.schedule} : ${error.message}`);
    return 'never';
  }
}

const isProcessed = (cron: batch.CronJob, { active = [], lastScheduleTime }: batch.CronJobStatus, scheduled: number): boolean =>
  active.some(({ name, namespace }) => name === jobName(cron, scheduled) && namespace === cron.metadata.namespace) || lastScheduleTime === formatTime(scheduled);

async function start(cron: batch.CronJob, before: batch.CronJobStatus, scheduled: number, next: NextTime, context: CronSyncContext): Promise<CronPass> {
  let status = before;
  try {
    if (cron.spec.concurrencyPolicy === 'Replace') status = await replaceActive(cron, before, context);
    const job = await createJob(cron, scheduled, context);
    if (!isControlledBy(job, cron) || isActive(status, job)) return { status };
    status = { ...status, active: [...(status.active ?? []), referenceTo(job)], lastScheduleTime: formatTime(scheduled) };
    return { status, waitMs: untilNext({ ...cron, status }, next, context.clock.now()) };
  } catch (error) {
    return { status, error };
  }
}

async function replaceActive(cron: batch.CronJob, before: batch.CronJobStatus, context: CronSyncContext): Promise<batch.CronJobStatus> {
  let status = before;
  for (const { namespace, name = '' } of before.active ?? []) {
    const job = await getActive(cron, namespace, name, context);
    const after = await remove(cron, status, job, context);
    if (after === status) throw ApiError.internal(`could not replace job ${namespace}/${name}`, undefined);
    status = after;
  }
  return status;
}

async function getActive(cron: batch.CronJob, namespace: string | undefined, name: string, { client, recorder }: CronSyncContext): Promise<batch.Job> {
  try {
    return await client.of(kinds.jobs).get({ namespace, name });
  } catch (error) {
    recorder.event(cron, 'Warning', 'FailedGet', `Get job: ${textOf(error)}`);
    throw error;
  }
}

/** The job of that time, also when it was made before and nobody had the time to note it. */
async function createJob(cron: batch.CronJob, scheduled: number, { client, recorder }: CronSyncContext): Promise<batch.Job> {
  const wanted = jobFor(cron, scheduled);
  try {
    const job = await client.of(kinds.jobs).create(wanted);
    recorder.event(cron, 'Normal', 'SuccessfulCreate', `Created job ${job.metadata.name}`);
    return job;
  } catch (error) {
    if (ApiError.is(error, 'AlreadyExists')) return client.of(kinds.jobs).get(keyOf(wanted));
    if (!isNamespaceTerminating(error)) recorder.event(cron, 'Warning', 'FailedCreate', `Error creating job: ${textOf(error)}`);
    throw error;
  }
}

/** The very same status when the job could not be deleted. */
async function remove(cron: batch.CronJob, status: batch.CronJobStatus, job: batch.Job, { client, recorder }: CronSyncContext): Promise<batch.CronJobStatus> {
  try {
    const deleted = await ifPresent(client.of(kinds.jobs).delete(keyOf(job), { propagationPolicy: 'Background', preconditions: { uid: uidOf(job) } }));
    if (deleted) recorder.event(cron, 'Normal', 'SuccessfulDelete', `Deleted job ${job.metadata.name}`);
  } catch (error) {
    recorder.event(cron, 'Warning', 'FailedDelete', `Deleted job: ${textOf(error)}`);
    return status;
  }
  return withoutActive(status, uidOf(job));
}
