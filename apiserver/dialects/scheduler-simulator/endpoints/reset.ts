/** PUT /reset: the objects that stood at the start, then the configuration of the start. */
import type { Endpoint } from '../call';
import { Fault, sendNothing } from '../envelope';
import { schedulerOf } from '../scheduler';

export const reset: Endpoint = async ({ response, context }) => {
  if (!context.reset) throw new Fault('Failed', 'this server has not kept what stood at its start');
  await context.reset();
  const scheduler = schedulerOf(context);
  await scheduler?.configure(scheduler.initialConfiguration());
  sendNothing(response, 202);
};
