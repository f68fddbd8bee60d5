/**
 * PUT /reset: the configuration of the start, then the objects that stood there. In this order, because the scheduler is begun anew with the
 * other components, and may have to be elected first.
 */
import type { Endpoint } from '../call';
import { Fault, sendNothing } from '../envelope';
import { schedulerOf } from '../scheduler';

export const reset: Endpoint = async ({ response, context }) => {
  if (!context.reset) throw new Fault('Failed', 'this server has not kept what stood at its start');
  const scheduler = await schedulerOf(context);
  await scheduler?.configure(await scheduler.initialConfiguration());
  await context.reset();
  sendNothing(response, 202);
};
