/** The activator on the server that speaks a kubelet's API: by it the API servers of other processes reach it. */
import type { Logger } from '../../api';
import type { Route } from '../server/call';
import type { Activator } from './activator';
import { answerCall } from './http';

export const functionRoute = (activator: Activator, log: Logger): Route => ({
  methods: ['GET', 'POST'], path: '/functions/{namespace}/{name}',
  handle: ({ at: { namespace = '', name = '' }, request, response, signal }) => answerCall(activator, log, { key: { namespace, name }, request, response, signal }),
});
