/** GET of a collection with `watch`: the stream. */
import { ApiError } from '../../../../api';
import type { VerbHandler } from '../call';
import { watchOptions } from '../list-options';
import { refuseUnstreamable } from '../negotiate';
import { formsOf } from '../protobuf';
import { streamWatch } from '../stream';

export const watch: VerbHandler = async (call) => {
  const { request, store, answer } = call;
  // A stream without length needs chunks, which HTTP/1.0 does not have.
  if (request.httpVersion === '1.0') throw ApiError.badRequest('watch needs HTTP/1.1');
  refuseUnstreamable(answer, formsOf(store.definition));
  const options = watchOptions(call);
  await streamWatch(call, (signal) => store.watch(options, signal), options.timeoutSeconds * 1000);
};
