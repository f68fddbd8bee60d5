/**
 * The body of a watch: chunked JSON lines or protobuf frames, one socket write for a batch of events.
 *
 * The stream pulls: while the client does not read, nothing is taken from the registry and nothing piles up here.
 * It ends when its time is over, the server closes or the client leaves; a client that does not read for too long is cut
 * off. All that the stream holds is released at once.
 */
import type { ServerResponse } from 'node:http';
import { ApiError, type Clock } from '../../../api';
import type { Frame } from '../../../registry';
import type { Call } from './call';
import { errorChunk, type FrameEncoder } from './frames';
import type { Answer } from './negotiate';
import { protobufType } from './protobuf';

/** Bytes that may wait in the socket before the stream waits for the client. */
const pendingBytes = 256 * 1024;

/** Milliseconds a client may leave data unread. */
const unreadMs = 30_000;

type Open = (signal: AbortSignal) => Promise<AsyncIterable<readonly Frame[]>>;

/** Rejects while nothing has been sent; afterwards errors are events of the stream. */
export async function streamWatch(call: Call, encode: FrameEncoder, open: Open, timeoutMs: number): Promise<void> {
  const { response, context } = call;
  const ending = endOf(response, context.closing, context.clock, timeoutMs);
  try {
    const batches = await open(ending.signal);
    if (!(await ownsSocket(response, ending.signal))) return;
    begin(response, call.answer);
    await pump(response, batches, encode, ending.signal, context.clock);
  } catch (error) {
    if (!response.headersSent) throw error;
    sendFailure(call, error);
  } finally {
    ending.release();
  }
  if (!response.destroyed) response.end();
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

/** A pipelined response gets the socket once those before it are done; false when it never will. */
function ownsSocket(response: ServerResponse, signal: AbortSignal): Promise<boolean> {
  if (response.destroyed) return Promise.resolve(false);
  if (response.socket) return Promise.resolve(true);
  return new Promise((resolve) => {
    response.once('socket', () => resolve(true));
    signal.addEventListener('abort', () => resolve(false), { once: true });
    if (signal.aborted) resolve(false);
  });
}

function begin(response: ServerResponse, { format }: Answer): void {
  const type = format === 'protobuf' ? `${protobufType};stream=watch` : 'application/json';
  response.writeHead(200, { 'Cache-Control': 'no-cache, private', 'Content-Type': type, 'Transfer-Encoding': 'chunked' });
  response.flushHeaders();
}

async function pump(response: ServerResponse, batches: AsyncIterable<readonly Frame[]>, encode: FrameEncoder, signal: AbortSignal, clock: Clock): Promise<void> {
  for await (const batch of batches) {
    for (let from = 0; from < batch.length && !signal.aborted;) {
      from = writeSome(response, batch, from, encode);
      if ((response.socket?.writableLength ?? 0) > pendingBytes && !(await drained(response, signal, clock))) {
        response.destroy();
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

/**
 * Writes frames until a bounded number of bytes is reached, in one write; a usual batch goes out whole. Node writes a
 * chunk in three pieces; here the framing is part of the buffer, which goes straight to the socket: the response owns
 * that alone once its head has been sent. Returns where to go on.
 */
function writeSome(response: ServerResponse, batch: readonly Frame[], from: number, encode: FrameEncoder): number {
  const chunks: Buffer[] = [];
  let size = 0;
  let at = from;
  while (at < batch.length && size < pendingBytes) {
    const chunk = encode(batch[at++]!);
    chunks.push(chunk);
    size += chunk.length;
  }
  writeRaw(response, chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size));
  return at;
}

function writeRaw({ socket }: ServerResponse, bytes: Buffer): void {
  if (socket && !socket.destroyed) socket.write(bytes);
}

/** Whether the client read what was waiting, in time. */
function drained(response: ServerResponse, signal: AbortSignal, clock: Clock): Promise<boolean> {
  const { socket } = response;
  if (!socket) return Promise.resolve(false);
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

function sendFailure(call: Call, error: unknown): void {
  const { request, response, context } = call;
  if (response.destroyed) return;
  if (!(error instanceof ApiError)) context.log.error('watch failed', { url: request.url, error: error instanceof Error ? error.stack : String(error) });
  const status = (error instanceof ApiError ? error : ApiError.internal(String(error))).toStatus();
  writeRaw(response, errorChunk(call, status));
}
