/** Rules of cron jobs (kubernetes pkg/apis/batch/validation ValidateCronJobCreate, ValidateCronJobUpdate). */
import { CronError, parseZonedCron } from '../../../cron';
import { invalid, notSupported, type FieldError } from '../../../field-error';
import type * as batch from '../../../schema/types/batch.v1';
import { isTimeZone } from '../../../time-zone';
import { given, needed, nonNegative, when } from '../../checks';
import { validateJobSpec } from '../job/validate';

/** Jobs are named after their cron job and the minute of their start. */
const longestName = 52;

export function validateCronJob({ metadata: { name = '' }, spec }: batch.CronJob, old?: batch.CronJob): FieldError[] {
  return [
    ...needed(spec.schedule, 'spec.schedule', (schedule, field) => [...scheduleFault(schedule, field), ...zoneInSchedule(spec, old?.spec, field)]),
    ...nonNegative(spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds'),
    ...(spec.timeZone === undefined || spec.timeZone === old?.spec.timeZone ? [] : validateZone(spec.timeZone, 'spec.timeZone')),
    ...given(spec.jobTemplate?.spec, (job) => validateJobTemplate(job, 'spec.jobTemplate.spec')),
    ...nonNegative(spec.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit'),
    ...nonNegative(spec.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit'),
    ...when(!old && name.length > longestName, () => invalid('metadata.name', name, `must be no more than ${longestName} characters`)),
  ];
}

/** A job gets its selector when it is made. */
const validateJobTemplate = (spec: batch.JobSpec, field: string): FieldError[] => [
  ...validateJobSpec(spec, field),
  ...when(spec.selector, () => invalid(`${field}.selector`, spec.selector, '`selector` will be auto-generated')),
  ...when(spec.manualSelector, () => notSupported(`${field}.manualSelector`, spec.manualSelector, ['nil', 'false'])),
];

/** `TZ=UTC 0 3 * * *`, from before there was a field for it. */
export const hasZone = (schedule: string): boolean => schedule.includes('TZ');

function zoneInSchedule({ schedule, timeZone }: batch.CronJobSpec, old: batch.CronJobSpec | undefined, field: string): FieldError[] {
  if (!hasZone(schedule)) return [];
  if (!old || !hasZone(old.schedule)) return [invalid(field, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead')];
  return when(timeZone !== undefined, () => invalid(field, schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule'));
}

function scheduleFault(schedule: string, field: string): FieldError[] {
  try {
    parseZonedCron(schedule);
    return [];
  } catch (error) {
    if (!(error instanceof CronError)) throw error;
    return [invalid(field, schedule, error.message)];
  }
}

function validateZone(zone: string, field: string): FieldError[] {
  if (!zone) return [invalid(field, zone, 'timeZone must be nil or non-empty string')];
  const isLocal = zone.toLowerCase() === 'local';
  return [
    ...when(isLocal, () => invalid(field, zone, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones')),
    ...when(zone !== 'Local' && !isTimeZone(zone), () => invalid(field, zone, `unknown time zone ${zone}`)),
  ];
}
