/** CronJobs (kubernetes pkg/registry/batch/cronjob, pkg/apis/batch). */
import { define } from '../../define';
import type * as batch from '../../schema/types/batch.v1';
import { ageColumn, agingColumn, column, formatLabelSelector, nameColumn, none } from '../columns';
import { defaultPodTemplate } from '../core/pod-template/default';
import { since } from '../duration';
import { templateColumns } from '../workload';
import { validateCronJob } from './cronjob/validate';
import { warnAboutCronJob } from './cronjob/warnings';
import { defaultFailurePolicy } from './job/default';

export const cronjobs = define<batch.CronJob>('batch', 'v1', 'CronJob', {
  strategy: {
    // Defaults of jobs come when a job is made; those of its pods are here already.
    default({ spec }) {
      spec.concurrencyPolicy ??= 'Allow';
      spec.suspend ??= false;
      spec.successfulJobsHistoryLimit ??= 3;
      spec.failedJobsHistoryLimit ??= 1;
      defaultFailurePolicy(spec.jobTemplate?.spec);
      defaultPodTemplate(spec.jobTemplate?.spec?.template);
    },
    validate: validateCronJob,
    warnings: warnAboutCronJob,
  },
  columns: [
    nameColumn(),
    column('Schedule', 'When jobs are made.', ({ spec }) => spec.schedule ?? ''),
    column('Timezone', 'The time zone of the schedule.', ({ spec }) => spec.timeZone ?? none),
    column('Suspend', 'Whether no jobs are made for now.', ({ spec }) => (spec.suspend ? 'True' : 'False'), 'boolean'),
    column('Active', 'Jobs that are running.', ({ status }) => status.active?.length ?? 0, 'integer'),
    agingColumn('Last Schedule', 'Time since a job was last made.', ({ status: { lastScheduleTime } }, now) => (lastScheduleTime ? since(lastScheduleTime, now) : none)),
    ageColumn(),
    ...templateColumns<batch.CronJob>(({ spec }) => spec.jobTemplate?.spec?.template?.spec?.containers, ({ spec }) => formatLabelSelector(spec.jobTemplate?.spec?.selector)),
  ],
});
