/** The scheduler that can be configured, if one runs beside this server. */
import { ApiError, type SchedulerConfiguration, type SchedulerControl } from '../../../api';
import type { DialectContext } from '../../dialect';

export async function schedulerOf({ scheduler }: DialectContext): Promise<SchedulerControl | undefined> {
  return scheduler && await configurationIn(scheduler) ? scheduler : undefined;
}

export async function configurationOf({ scheduler }: DialectContext): Promise<SchedulerConfiguration | undefined> {
  return scheduler && configurationIn(scheduler);
}

/** Another process may have its place. */
async function configurationIn(scheduler: SchedulerControl): Promise<SchedulerConfiguration | undefined> {
  try {
    return await scheduler.configuration();
  } catch (error) {
    if (ApiError.is(error, 'ServiceUnavailable')) return undefined;
    throw error;
  }
}
