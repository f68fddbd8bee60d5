import type { ClientHttp2Stream } from 'node:http2';
import type { Timer } from '../../../api';
import { Frames } from './frames';
import type { RpcError } from './rpc-error';
import { StreamStatus } from './stream-status';

/** Gathers the one answer of a call from its HTTP/2 stream. */
export class UnaryCall {
  private readonly status: StreamStatus;
  private readonly frames = new Frames();
  private message: Buffer | undefined;
  private timer: Timer | undefined;
  private settled = false;

  constructor(
    private readonly stream: ClientHttp2Stream,
    private readonly endpoint: string,
    private readonly resolve: (message: Buffer) => void,
    private readonly reject: (error: RpcError) => void,
  ) {
    this.status = new StreamStatus(stream, () => this.finishIfComplete());
    stream.on('data', (chunk: Buffer) => {
      this.message ??= this.frames.push(chunk)[0];
      this.finishIfComplete();
    });
    // 'close' follows and tells.
    stream.on('error', (error) => { this.status.cause = error; });
    stream.on('close', () => this.finish());
  }

  endWith(timer: Timer): void {
    this.timer = timer;
  }

  fail(error: RpcError): void {
    if (this.settled) return;
    this.settle();
    this.reject(error);
    this.stream.close();
  }

  /** Trailers and data may be told in either order. */
  private finishIfComplete(): void {
    if (this.message && this.status.known) this.finish();
  }

  private finish(): void {
    if (this.settled) return;
    this.settle();
    const error = this.status.error(this.endpoint, this.message !== undefined);
    if (error) this.reject(error);
    else if (this.message) this.resolve(this.message);
  }

  private settle(): void {
    this.settled = true;
    this.timer?.cancel();
  }
}
