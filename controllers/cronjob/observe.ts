/** What the jobs say about their cron job: which are active, and when one last went well (upstream's syncCronJob, first half). */
import { kinds, type batch, type Client, type core } from '../../api';
import type { EventRecorder } from '../../client';
import { finishedCondition } from '../job/conditions';
import { ifPresent, uidOf } from '../ownership';
import { isActive, withoutActive } from './jobs';

export interface ObserveContext {
  readonly client: Client;
  readonly recorder: EventRecorder;
}

export async function observeJobs(cron: batch.CronJob, status: batch.CronJobStatus, jobs: readonly batch.Job[], context: ObserveContext): Promise<batch.CronJobStatus> {
  const seen = jobs.reduce((current, job) => observeJob(cron, current, job, context), status);
  const uids = new Set(jobs.map(uidOf));
  return dropMissing(cron, seen, (seen.active ?? []).filter(({ uid = '' }) => !uids.has(uid)), context);
}

function observeJob(cron: batch.CronJob, status: batch.CronJobStatus, job: batch.Job, { recorder }: ObserveContext): batch.CronJobStatus {
  const end = finishedCondition(job);
  const known = isActive(status, job);
  if (!end) {
    if (!known) recorder.event(cron, 'Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${job.metadata.name}`);
    return status;
  }
  if (known) recorder.event(cron, 'Normal', 'SawCompletedJob', `Saw completed job: ${job.metadata.name}, condition: ${end.type}`);
  const rest = known ? withoutActive(status, uidOf(job)) : status;
  return end.type === 'Complete' ? withSuccess(rest, job.status.completionTime) : rest;
}

const withSuccess = (status: batch.CronJobStatus, completionTime: string | undefined): batch.CronJobStatus =>
  (completionTime && Date.parse(completionTime) > Date.parse(status.lastSuccessfulTime ?? '1970-01-01T00:00:00Z') ? { ...status, lastSuccessfulTime: completionTime } : status);

/** What the informer does not show may not have arrived there yet: the server is asked. */
async function dropMissing(cron: batch.CronJob, status: batch.CronJobStatus, unseen: readonly core.ObjectReference[], { client, recorder }: ObserveContext): Promise<batch.CronJobStatus> {
  let rest = status;
  for (const { namespace, name = '', uid = '' } of unseen) {
    if (await ifPresent(client.of(kinds.jobs).get({ namespace, name }))) continue;
    recorder.event(cron, 'Normal', 'MissingJob', `Active job went missing: ${name}`);
    rest = withoutActive(rest, uid);
  }
  return rest;
}
