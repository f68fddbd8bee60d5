/** GET of a collection with `watch`: the stream. */
import { ApiError } from '../../../../api';
import type { VerbHandler } from '../call';
import { watchOptions } from '../list-options';
import { refuseUnstreamable } from '../negotiate';
import { formsOf } from '../protobuf';
import { streamWatch } from '../stream';

/** As kube-apiserver's --min-request-timeout: a watch that does not say lasts once to twice as long. */
const defaultSeconds = 1_800;

export const watch: VerbHandler = async (call) => {
  const { request, store, context, answer } = call;
  // A stream without length needs chunks, which HTTP/1.0 does not have.
  if (request.httpVersion === '1.0') throw ApiError.badRequest('watch needs HTTP/1.1');
  refuseUnstreamable(answer, formsOf(store.definition));
  const { options, timeoutSeconds } = watchOptions(call);
  const seconds = timeoutSeconds || defaultSeconds * (1 + context.random.float());
  await streamWatch(call, (signal) => store.watch(options, signal), seconds * 1000);
};
