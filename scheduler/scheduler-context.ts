import type { ComponentContext, EventRecorder } from '../client';

/** What a running scheduler is given. */
export type SchedulerContext = ComponentContext & {
  readonly recorder: EventRecorder;
  /** Events are told in the name of a profile, where there are several; without it all are `recorder`'s. */
  readonly recorderFor?: (schedulerName: string) => EventRecorder;
};
