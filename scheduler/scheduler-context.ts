import type { ComponentContext, EventRecorder } from '../client';

/** What a running scheduler is given. */
export type SchedulerContext = ComponentContext & { readonly recorder: EventRecorder };
