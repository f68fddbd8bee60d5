/** What is taken of a cron job, and may not do (kubernetes pkg/registry/batch/cronjob/strategy.go). */
import type * as batch from '../../../schema/types/batch.v1';
import { same } from '../../equality';
import { warnAboutName } from '../../workload';
import { warnAboutJobSpec } from '../job/warnings';
import { hasZone } from './validate';

/** The field's name is upstream's. */
const zoneWarning =
  'cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details';

export const warnAboutCronJob = (cron: batch.CronJob, old: batch.CronJob | undefined): string[] => [
  ...(old ? [] : warnAboutName(cron)),
  ...(same(cron.spec, old?.spec) ? [] : warnAboutJobSpec(cron.spec.jobTemplate?.spec, 'spec.jobTemplate.spec')),
  ...(old && hasZone(cron.spec.schedule) ? [zoneWarning] : []),
];
