/** PUT /reset: the configuration of the start, then the objects that stood there. */
import type { Endpoint } from '../call';
import { Fault, sendNothing } from '../envelope';

export const reset: Endpoint = async ({ response, context }) => {
  if (!context.reset) throw new Fault('Failed', 'this server has not kept what stood at its start');
  await context.reset();
  sendNothing(response, 202);
};
