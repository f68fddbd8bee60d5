/** The scheduler that can be configured, if one runs in this process. */
import { ApiError, type SchedulerConfiguration, type SchedulerControl } from '../../../api';
import type { DialectContext } from '../../dialect';

export function schedulerOf({ scheduler }: DialectContext): SchedulerControl | undefined {
  return scheduler && configurationIn(scheduler) ? scheduler : undefined;
}

export function configurationOf({ scheduler }: DialectContext): SchedulerConfiguration | undefined {
  return scheduler && configurationIn(scheduler);
}

/** Another process may have its place. */
function configurationIn(scheduler: SchedulerControl): SchedulerConfiguration | undefined {
  try {
    return scheduler.configuration();
  } catch (error) {
    if (ApiError.is(error, 'ServiceUnavailable')) return undefined;
    throw error;
  }
}
