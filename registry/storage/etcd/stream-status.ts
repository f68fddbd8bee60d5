import type { ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import { grpcStatus, RpcError, wasNotProposed } from './rpc-error';

/** How a gRPC stream ended: told in the trailers, or with the headers when there is no answer. */
export class StreamStatus {
  /** What broke the stream, if something did. */
  cause: Error | undefined;
  private code: number | undefined;
  private message = '';

  constructor(stream: ClientHttp2Stream, onKnown: () => void = () => undefined) {
    const read = (headers: IncomingHttpHeaders): void => {
      const code = headers['grpc-status'];
      if (code === undefined) return;
      this.code = Number(code);
      this.message = decodeURIComponent(String(headers['grpc-message'] ?? ''));
      onKnown();
    };
    stream.on('response', read);
    stream.on('trailers', read);
  }

  get known(): boolean {
    return this.code !== undefined;
  }

  /** Undefined when the stream ended well and, where one is due, with an answer. */
  error(endpoint: string, answered: boolean): RpcError | undefined {
    if (this.code === grpcStatus.ok && answered) return undefined;
    if (!this.code) return new RpcError(grpcStatus.unavailable, `${endpoint}: ${this.cause?.message ?? 'connection lost'}`, true, { cause: this.cause });
    return new RpcError(this.code, this.message, !wasNotProposed(this.message));
  }
}
