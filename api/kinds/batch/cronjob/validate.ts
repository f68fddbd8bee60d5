/** Rules of cron jobs (kubernetes pkg/apis/batch/validation ValidateCronJob). */
import { CronError, parseCron } from '../../../cron';
import { invalid, type FieldError } from '../../../field-error';
import type * as batch from '../../../schema/types/batch.v1';
import { needed, nonNegative, when } from '../../checks';
import { validateJobSpec } from '../job/validate';

/** Jobs are named after their cron job and the minute of their start. */
const longestName = 52;

export const validateCronJob = ({ metadata: { name = '' }, spec }: batch.CronJob): FieldError[] => [
  ...needed(spec.schedule, 'spec.schedule', validateSchedule(spec.timeZone)),
  ...nonNegative(spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds'),
  ...(spec.timeZone === undefined ? [] : validateZone(spec.timeZone, 'spec.timeZone')),
  ...(spec.jobTemplate?.spec ? validateJobSpec(spec.jobTemplate.spec, 'spec.jobTemplate.spec') : []),
  ...nonNegative(spec.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit'),
  ...nonNegative(spec.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit'),
  ...when(name.length > longestName, () => invalid('metadata.name', name, `must be no more than ${longestName} characters`)),
];

const validateSchedule = (timeZone: string | undefined) => (schedule: string, field: string): FieldError[] => {
  const withZone = schedule.includes('TZ');
  return [
    ...when(withZone, () => invalid(field, schedule, timeZone === undefined
      ? 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'
      : 'cannot use both timeZone field and TZ or CRON_TZ in schedule')),
    ...(withZone ? [] : scheduleFault(schedule, field)),
  ];
};

function scheduleFault(schedule: string, field: string): FieldError[] {
  try {
    parseCron(schedule);
    return [];
  } catch (error) {
    if (!(error instanceof CronError)) throw error;
    return [invalid(field, schedule, error.message)];
  }
}

function validateZone(zone: string, field: string): FieldError[] {
  if (!zone) return [invalid(field, zone, 'timeZone must be nil or non-empty string')];
  if (zone.toLowerCase() === 'local') return [invalid(field, zone, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones')];
  return when(!isZone(zone), () => invalid(field, zone, `unknown time zone ${zone}`));
}

function isZone(zone: string): boolean {
  // Intl also takes offsets, which are no names.
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
