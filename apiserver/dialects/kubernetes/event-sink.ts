/** Where the events of a watch go: the chunks of an answer's body, or the messages of a WebSocket. */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { acceptWebSocket, asksForWebSocket, type FrameSink, type WebSocket } from '../../dialect';
import type { Call } from './call';
import { chunkFraming, messageFraming, type Framing } from './framing';
import { protobufType } from './protobuf';

/** Takes frames of its framing. */
export interface EventSink extends FrameSink {
  /** `closing`: the server is. */
  end(closing: boolean): void;
}

export interface Transport {
  readonly framing: Framing;
  /** Begins the answer; undefined when the client is gone. */
  open(signal: AbortSignal): Promise<EventSink | undefined>;
}

export const transportOf = (call: Call): Transport => (asksForWebSocket(call.request) ? webSocket(call) : chunkedBody(call));

const chunkedBody = ({ response, answer: { format } }: Call): Transport => ({
  framing: chunkFraming,
  async open(signal) {
    if (!(await ownsSocket(response, signal)) || !response.socket) return undefined;
    const type = format === 'protobuf' ? `${protobufType};stream=watch` : 'application/json';
    response.writeHead(200, { 'Cache-Control': 'no-cache, private', 'Content-Type': type, 'Transfer-Encoding': 'chunked' });
    response.flushHeaders();
    return new ChunkedBody(response, response.socket);
  },
});

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

/**
 * Node writes a chunk in three pieces; here the framing is part of the buffer, which goes straight to the socket: the
 * response owns that alone once its head has been sent.
 */
class ChunkedBody implements EventSink {
  constructor(private readonly response: ServerResponse, readonly socket: Socket) {}

  write(frames: readonly Buffer[]): void {
    if (!this.socket.destroyed) this.socket.write(frames.length === 1 ? frames[0]! : Buffer.concat(frames));
  }

  end(): void {
    if (!this.response.destroyed) this.response.end();
  }
}

const webSocket = ({ request, response, answer: { format } }: Call): Transport => ({
  framing: messageFraming,
  async open() {
    const accepted = await acceptWebSocket(request);
    if (!accepted || !response.socket) return undefined;
    response.statusCode = 101;
    return new Messages(accepted, response.socket, format === 'protobuf');
  },
});

/** RFC 6455, 7.4.1. */
const closeNormally = 1000;
const closeGoingAway = 1001;

/** Text for JSON, as k8s.io/apiserver endpoints/handlers WatchServer.HandleWS frames it. Pings are answered by the library. */
class Messages implements EventSink {
  constructor(private readonly webSocket: WebSocket, readonly socket: Socket, private readonly binary: boolean) {}

  write(frames: readonly Buffer[]): void {
    if (this.webSocket.readyState !== this.webSocket.OPEN) return;
    this.socket.cork();
    for (const frame of frames) this.webSocket.send(frame, { binary: this.binary });
    this.socket.uncork();
  }

  end(closing: boolean): void {
    this.webSocket.close(closing ? closeGoingAway : closeNormally);
  }
}
