/**
 * Events as a stream, several in one write.
 *
 * The stream pulls: while the client does not read, nothing is taken from the registry and nothing piles up here. A client that
 * does not read for too long is cut off.
 */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../../api';
import type { Frame } from '../../registry';

/** Where the events go. */
export interface FrameSink {
  /** How much waits in it tells whether the client reads. */
  readonly socket: Socket;
  write(frames: readonly Buffer[]): void;
}

export interface Ending {
  readonly signal: AbortSignal;
  /** Lets go of everything that it listens to. */
  release(): void;
}

/** Bytes that may wait in the socket before the stream waits for the client. */
const pendingBytes = 256 * 1024;

/** Milliseconds a client may leave data unread. */
const unreadMs = 30_000;

/** A signal that aborts at whichever comes first: the client leaves, time is up (where there is a limit), the server closes. */
export function endOf(response: ServerResponse, closing: AbortSignal, clock: Clock, timeoutMs?: number): Ending {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = timeoutMs === undefined ? undefined : clock.after(timeoutMs, abort);
  response.once('close', abort);
  closing.addEventListener('abort', abort);
  if (closing.aborted || response.destroyed) abort();
  const release = (): void => {
    timer?.cancel();
    response.off('close', abort);
    closing.removeEventListener('abort', abort);
    abort();
  };
  return { signal: controller.signal, release };
}

/** Until the signal aborts or the events end. */
export async function pump<F = Frame>(sink: FrameSink, batches: AsyncIterable<readonly F[]>, encode: (frame: F) => Buffer, signal: AbortSignal, clock: Clock): Promise<void> {
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
function writeSome<F>(sink: FrameSink, batch: readonly F[], from: number, encode: (frame: F) => Buffer): number {
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
