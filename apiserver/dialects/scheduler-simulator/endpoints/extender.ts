/**
 * POST /extender/…: kube-scheduler-simulator puts itself between a scheduler in another process and its extenders, to see what they say. Here the
 * scheduler asks them itself and keeps what they say: nothing is passed on.
 */
import type { Endpoint } from '../call';
import { Fault } from '../envelope';

export const extender: Endpoint = async () => {
  throw new Fault('NotFound', 'extenders are asked by the scheduler itself: there is no proxy in front of them');
};
