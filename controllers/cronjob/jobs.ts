/** The jobs of a cron job: what they are called and made of, and which of them are kept. Pure. */
import { formatTimeIn, type batch, type core } from '../../api';
import { finishedCondition } from '../job/conditions';
import { controllerReference, uidOf } from '../ownership';

const scheduledTimestamp = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

/** The same for everybody who starts the job of that time: nobody starts it twice. */
export const jobName = ({ metadata }: batch.CronJob, scheduled: number): string => `${metadata.name}-${Math.floor(scheduled / 60_000)}`;

export function jobFor(cron: batch.CronJob, scheduled: number): batch.Job {
  const { metadata: { labels, annotations } = {}, spec = { template: {} } } = cron.spec.jobTemplate;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: jobName(cron, scheduled),
      namespace: cron.metadata.namespace,
      ...(labels && { labels }),
      annotations: { ...annotations, [scheduledTimestamp]: formatTimeIn(cron.spec.timeZone ?? 'UTC', scheduled) },
      ownerReferences: [controllerReference(cron)],
    },
    spec,
    status: {},
  };
}

export const referenceTo = ({ apiVersion, kind, metadata }: batch.Job): core.ObjectReference =>
  ({ kind, namespace: metadata.namespace, name: metadata.name, uid: metadata.uid, apiVersion, resourceVersion: metadata.resourceVersion });

export const isActive = (status: batch.CronJobStatus, job: batch.Job): boolean => (status.active ?? []).some(({ uid }) => uid === uidOf(job));

export const withoutActive = (status: batch.CronJobStatus, uid: string): batch.CronJobStatus =>
  ({ ...status, active: status.active?.filter((reference) => reference.uid !== uid) });

/** Finished jobs beyond those that are kept, the oldest first. */
export function outlived({ failedJobsHistoryLimit, successfulJobsHistoryLimit }: batch.CronJobSpec, jobs: readonly batch.Job[]): batch.Job[] {
  const beyond = (type: string, limit: number | undefined): batch.Job[] => {
    const finished = jobs.filter((job) => finishedCondition(job)?.type === type);
    const surplus = limit === undefined ? 0 : Math.max(0, finished.length - limit);
    return finished.sort(byStart).slice(0, surplus).filter(({ metadata }) => !metadata.deletionTimestamp);
  };
  return [...beyond('Complete', successfulJobsHistoryLimit), ...beyond('Failed', failedJobsHistoryLimit)];
}

/** Those that never started are the youngest. */
function byStart(a: batch.Job, b: batch.Job): number {
  const start = ({ status }: batch.Job): number => (status.startTime === undefined ? Infinity : Date.parse(status.startTime));
  const [first, second] = [start(a), start(b)];
  return first === second ? ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1) : first - second;
}
