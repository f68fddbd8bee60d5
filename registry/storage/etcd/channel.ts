/**
 * gRPC over one HTTP/2 connection to one etcd member (grpc/grpc doc/PROTOCOL-HTTP2.md), with no more than etcd's
 * calls need: no compression, no load balancing, one message per request.
 */
import { connect, constants, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import type { Clock, Timer } from '../../../api';
import { Frames } from './frames';
import { grpcStatus, RpcError } from './rpc-error';
import { StreamStatus } from './stream-status';
import { UnaryCall } from './unary-call';

/** HTTP/2's default of 64 KiB in flight would make every list and every burst of events wait for round trips. */
const streamWindow = 4 * 1024 * 1024;
const connectionWindow = 32 * 1024 * 1024;

/** etcd tolerates a ping every 5 s while a stream is open (`--grpc-keepalive-min-time`). */
const pingEveryMs = 10_000;
const pongWithinMs = 5_000;

export class Channel {
  private heardAt: number;

  private constructor(readonly endpoint: string, private readonly session: ClientHttp2Session, private readonly clock: Clock) {
    this.heardAt = clock.monotonic();
  }

  /** Resolves when the member speaks HTTP/2: one that only accepts connections is not there yet. Rejects with RpcError. */
  static open(endpoint: string, clock: Clock, timeoutMs: number): Promise<Channel> {
    const session = connect(`http://${endpoint}`, { settings: { initialWindowSize: streamWindow, enablePush: false } });
    return new Promise((resolve, reject) => {
      const fail = (cause?: Error): void => {
        timer.cancel();
        session.destroy();
        reject(new RpcError(grpcStatus.unavailable, `${endpoint}: ${cause?.message ?? 'does not answer'}`, false, { cause }));
      };
      const timer = clock.after(timeoutMs, () => fail());
      // Stays for the session's life: its errors reach every stream too, which is where they are handled.
      session.on('error', fail);
      session.once('close', () => fail());
      session.once('remoteSettings', () => {
        timer.cancel();
        session.setLocalWindowSize(connectionWindow);
        resolve(new Channel(endpoint, session, clock));
      });
    });
  }

  get usable(): boolean {
    return !this.session.closed && !this.session.destroyed;
  }

  get gone(): boolean {
    return this.session.destroyed;
  }

  /** One request, one answer. Rejects with RpcError. */
  unary(path: string, request: Buffer, timeoutMs: number): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const stream = this.request(path);
      const call = new UnaryCall(stream, this.endpoint, (answer) => { this.heard(); resolve(answer); }, reject);
      const began = this.clock.monotonic();
      call.endWith(this.clock.after(timeoutMs, () => this.expire(call, began)));
      send(stream, request);
    });
  }

  /** One request, many answers until `signal` aborts. Throws RpcError when the member or the connection ends it. */
  async *stream(path: string, request: Buffer, signal: AbortSignal): AsyncGenerator<Buffer> {
    const stream = this.request(path);
    const status = new StreamStatus(stream);
    const keepAlive = this.keepAlive();
    const cancel = (): void => stream.close(constants.NGHTTP2_CANCEL);
    signal.addEventListener('abort', cancel);
    try {
      stream.write(request);
      yield* this.read(stream);
    } catch (error) {
      status.cause = error as Error;
    } finally {
      signal.removeEventListener('abort', cancel);
      keepAlive.cancel();
      cancel();
    }
    if (!signal.aborted) throw status.error(this.endpoint, false) ?? status.cause;
  }

  /** No new calls; those under way go on. */
  retire(): void {
    this.session.close();
  }

  close(): void {
    this.session.destroy();
  }

  private async *read(stream: ClientHttp2Stream): AsyncGenerator<Buffer> {
    const frames = new Frames();
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      this.heard();
      yield* frames.push(chunk);
    }
  }

  private heard(): void {
    this.heardAt = this.clock.monotonic();
  }

  private request(path: string): ClientHttp2Stream {
    try {
      return this.session.request({
        ':method': 'POST', ':path': path, te: 'trailers', 'content-type': 'application/grpc',
        // A member that is cut off from its quorum then says so instead of keeping the call (see wasNotProposed).
        hasleader: 'true',
      });
    } catch (cause) {
      throw new RpcError(grpcStatus.unavailable, `${this.endpoint}: connection lost`, false, { cause });
    }
  }

  /** A slow call only loses itself; a member that was silent all the time loses the connection: the next call tries another one. */
  private expire(call: UnaryCall, began: number): void {
    const waitedMs = Math.round(this.clock.monotonic() - began);
    call.fail(new RpcError(grpcStatus.deadlineExceeded, `${this.endpoint}: no answer within ${waitedMs} ms`, true));
    if (this.heardAt <= began) this.close();
  }

  /** A stream may be silent for hours: only a ping tells a quiet member from one whose machine went away. */
  private keepAlive(): Timer {
    let timer: Timer;
    const wait = (): void => { timer = this.clock.after(pingEveryMs, ping); };
    const ping = (): void => {
      if (!this.usable) return;
      timer = this.clock.after(pongWithinMs, () => this.close());
      this.session.ping(() => {
        timer.cancel();
        wait();
      });
    };
    wait();
    return { cancel: () => timer.cancel() };
  }
}

/** A member reads no more of a request that it refuses. What is left must not wait in the stream: it would not end, and nobody would hear why. */
const pieceBytes = 64 * 1024;

function send(stream: ClientHttp2Stream, request: Buffer, from = 0): void {
  const to = from + pieceBytes;
  if (to >= request.length) stream.end(request.subarray(from));
  else if (!stream.closed && !stream.destroyed) stream.write(request.subarray(from, to), () => send(stream, request, to));
}
