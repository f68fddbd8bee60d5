/** GET of a collection with `watch`: the stream. */
import type { VerbHandler } from '../call';
import { frameEncoder } from '../frames';
import { watchOptions } from '../list-options';
import { streamWatch } from '../stream';
import { notAcceptable } from '../respond';

/** As kube-apiserver's --min-request-timeout: a watch that does not say lasts once to twice as long. */
const defaultSeconds = 1_800;

export const watch: VerbHandler = async (call) => {
  const { store, context, answer } = call;
  if (answer.format !== 'json') throw notAcceptable('only the following media types are accepted: application/json, application/json;stream=watch');
  const { options, timeoutSeconds } = watchOptions(call);
  const seconds = timeoutSeconds || defaultSeconds * (1 + context.random.float());
  await streamWatch(call, frameEncoder(call), (signal) => store.watch(options, signal), seconds * 1000);
};
