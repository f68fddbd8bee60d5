/**
 * A watch as a stream of events. It ends when its time is over, the server closes or the client leaves. All that the stream
 * holds is released at once.
 */
import { ApiError } from '../../../api';
import type { Frame } from '../../../registry';
import { endOf, pump } from '../../dialect';
import type { Call } from './call';
import { transportOf, type EventSink } from './event-sink';
import { errorFrame, frameEncoder } from './frames';

type Batches = AsyncIterable<readonly Frame[]>;

/** Rejects while nothing has been sent; afterwards errors are events of the stream. */
export async function streamWatch(call: Call, open: (signal: AbortSignal) => Promise<Batches>, timeoutMs: number): Promise<void> {
  const { response, context } = call;
  const transport = transportOf(call);
  const encode = frameEncoder(call, transport.framing);
  const ending = endOf(response, context.closing, context.clock, timeoutMs);
  let sink: EventSink | undefined;
  try {
    const batches = await open(ending.signal);
    sink = await transport.open(ending.signal);
    if (!sink) return;
    await pump(counted(sink, call), batches, encode, ending.signal, context.clock);
  } catch (error) {
    if (!sink) throw error;
    sink.write([errorFrame(call, transport.framing, statusOf(call, error))]);
  } finally {
    ending.release();
  }
  sink.end(context.closing.aborted);
}

/** The same, and what is sent is counted. */
function counted(sink: EventSink, { store: { definition: { group, version, names } }, context: { measures } }: Call): EventSink {
  const events = measures.counter('apiserver_watch_events_total', 'Number of events sent in watch clients', ['group', 'version', 'resource'])(group, version, names.plural);
  return {
    socket: sink.socket,
    write(frames) {
      events.value += frames.length;
      sink.write(frames);
    },
    end: (closing) => sink.end(closing),
  };
}

function statusOf({ request, context }: Call, error: unknown): ReturnType<ApiError['toStatus']> {
  if (error instanceof ApiError) return error.toStatus();
  context.log.error('watch failed', { url: request.url, error: error instanceof Error ? error.stack : String(error) });
  return ApiError.internal(String(error)).toStatus();
}
