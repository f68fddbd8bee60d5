/**
 * A watch as a stream of events, several in one write.
 *
 * The stream pulls: while the client does not read, nothing is taken from the registry and nothing piles up here.
 * It ends when its time is over, the server closes or the client leaves; a client that does not read for too long is cut
 * off. All that the stream holds is released at once.
 */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { ApiError, type Clock } from '../../../api';
import type { Frame } from '../../../registry';
import type { Call } from './call';
import { transportOf, type EventSink } from './event-sink';
import { errorFrame, frameEncoder, type FrameEncoder } from './frames';

/** Bytes that may wait in the socket before the stream waits for the client. */
const pendingBytes = 256 * 1024;

/** Milliseconds a client may leave data unread. */
const unreadMs = 30_000;

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

/** A signal that aborts at whichever comes first: the client leaves, time is up, the server closes. */
function endOf(response: ServerResponse, closing: AbortSignal, clock: Clock, timeoutMs: number): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = clock.after(timeoutMs, abort);
  response.once('close', abort);
  closing.addEventListener('abort', abort);
  if (closing.aborted || response.destroyed) abort();
  const release = (): void => {
    timer.cancel();
    response.off('close', abort);
    closing.removeEventListener('abort', abort);
    abort();
  };
  return { signal: controller.signal, release };
}

async function pump(sink: EventSink, batches: Batches, encode: FrameEncoder, signal: AbortSignal, clock: Clock): Promise<void> {
  const { socket } = sink;
  for await (const batch of batches) {
    for (let from = 0; from < batch.length && !signal.aborted;) {
      from = writeSome(sink, batch, from, encode);
      if (socket.writableLength > pendingBytes && !(await drained(socket, signal, clock))) {
        socket.destroy();
        return;
      }
    }
    if (signal.aborted) return;
    await nextTurn();
  }
}

/**
 * The next turn of the event loop, the same promise for all streams. What happens until then becomes one batch, so that
 * many small writes by many clients cost each watcher few writes; the first event of a turn is never held back.
 */
function nextTurn(): Promise<void> {
  turn ??= new Promise((resolve) => setImmediate(() => {
    turn = undefined;
    resolve();
  }));
  return turn;
}

let turn: Promise<void> | undefined;

/** Writes frames until a bounded number of bytes is reached; a usual batch goes out whole. Returns where to go on. */
function writeSome(sink: EventSink, batch: readonly Frame[], from: number, encode: FrameEncoder): number {
  const frames: Buffer[] = [];
  let size = 0;
  let at = from;
  while (at < batch.length && size < pendingBytes) {
    const frame = encode(batch[at++]!);
    frames.push(frame);
    size += frame.length;
  }
  sink.write(frames);
  return at;
}

/** Whether the client read what was waiting, in time. */
function drained(socket: Socket, signal: AbortSignal, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (read: boolean): void => {
      timer.cancel();
      socket.off('drain', onDrain);
      signal.removeEventListener('abort', onAbort);
      resolve(read);
    };
    const onDrain = (): void => finish(true);
    const onAbort = (): void => finish(true);
    const timer = clock.after(unreadMs, () => finish(false));
    socket.on('drain', onDrain);
    signal.addEventListener('abort', onAbort);
  });
}

function statusOf({ request, context }: Call, error: unknown): ReturnType<ApiError['toStatus']> {
  if (error instanceof ApiError) return error.toStatus();
  context.log.error('watch failed', { url: request.url, error: error instanceof Error ? error.stack : String(error) });
  return ApiError.internal(String(error)).toStatus();
}
