/** GET of a collection with `watch`: the stream. */
import { ApiError } from '../../../../api';
import type { VerbHandler } from '../call';
import { frameEncoder } from '../frames';
import { watchOptions } from '../list-options';
import { streamWatch } from '../stream';
import { notAcceptable } from '../respond';

/** As kube-apiserver's --min-request-timeout: a watch that does not say lasts once to twice as long. */
const defaultSeconds = 1_800;

export const watch: VerbHandler = async (call) => {
  const { request, store, context, answer } = call;
  // A stream without length needs chunks, which HTTP/1.0 does not have.
  if (request.httpVersion === '1.0') throw ApiError.badRequest('watch needs HTTP/1.1');
  if (answer.format !== 'json') throw notAcceptable('only the following media types are accepted: application/json, application/json;stream=watch');
  const { options, timeoutSeconds } = watchOptions(call);
  const seconds = timeoutSeconds || defaultSeconds * (1 + context.random.float());
  await streamWatch(call, frameEncoder(call), (signal) => store.watch(options, signal), seconds * 1000);
};
