/** Remote commands and forwarded ports over WebSockets: the first byte of a message is its channel (k8s.io/apimachinery remotecommand constants, KEP-4006). */
import { createWebSocketStream, WebSocketServer, type WebSocket } from 'ws';
import type { Duplex } from 'node:stream';
import { sleep } from '../../api';
import type { Call } from '../server/call';
import { Refusal } from '../server/call';
import { Inbox } from './inbox';
import { mostUnread, noOutput, statusText, type RemoteStreams, type Wished } from './remote';

export const isWebSocket = ({ request }: Call): boolean => /\bwebsocket\b/i.test(request.headers.upgrade ?? '');

/** Some clients (client-go before 1.35) read before they know their channels, and lose what comes at once: no container starts faster. */
const beforeFirstMs = 50;

const longestMessage = 16 * 1024 * 1024;

const acceptor = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload: longestMessage, handleProtocols: (offered) => [...offered][0] ?? false });

export interface Accepted {
  readonly socket: WebSocket;
  readonly protocol: string;
}

/** By the first of the client's protocols that is spoken here. Throws Refusal; undefined when the client is gone. */
export function acceptWebSocket({ request, upgrade }: Call, spoken: readonly string[]): Promise<Accepted | undefined> {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim()).filter(Boolean);
  const protocol = offered.find((each) => spoken.includes(each));
  if (!protocol) throw new Refusal(403, `none of the protocols ${JSON.stringify(offered)} is spoken here: [${spoken.join(' ')}]\n`);
  // The library is shown the one that was chosen.
  request.headers['sec-websocket-protocol'] = protocol;
  if (!upgrade || upgrade.socket.destroyed) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    upgrade.socket.once('close', () => resolve(undefined));
    acceptor.handleUpgrade(request, upgrade.socket, upgrade.head, (socket) => {
      // A client that breaks the protocol is told so by the library and disconnected.
      socket.on('error', () => undefined);
      resolve({ socket, protocol });
    });
  });
}

const [stdin, stdout, stderr, lastWord] = [0, 1, 2, 3];
/** `[255, channel]`: the client ends a channel. Since v5. */
const close = 255;

const commandProtocols: readonly string[] = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

export async function webSocketStreams(call: Call, wished: Wished): Promise<RemoteStreams | undefined> {
  const accepted = await acceptWebSocket(call, commandProtocols);
  if (!accepted) return undefined;
  const { socket, protocol } = accepted;
  const input = new Inbox({ pause: () => socket.pause(), resume: () => socket.resume() });
  if (!wished.stdin) input.end();
  socket.on('message', (data: Buffer) => {
    if (data[0] === stdin) input.push(data.subarray(1));
    else if (data[0] === close && data[1] === stdin && protocol.startsWith('v5')) input.end();
  });
  socket.once('close', () => input.end());
  await sleep(call.clock, beforeFirstMs, call.signal);
  const outputTo = (channel: number, isWished: boolean): RemoteStreams['output'] => (isWished ? { write: (data) => write(socket, channel, data) } : noOutput);
  // Clients learn by it that they are connected (k8s.io/apimachinery wsstream).
  send(socket, wished.stdout ? stdout : wished.stderr ? stderr : lastWord, '');
  return {
    input, signal: call.signal,
    output: outputTo(stdout, wished.stdout),
    errors: wished.tty ? outputTo(stdout, wished.stdout) : outputTo(stderr, wished.stderr),
    finish(status) {
      send(socket, lastWord, statusText(status));
      socket.close(1000);
    },
  };
}

function write(socket: WebSocket, channel: number, data: string | Buffer): void {
  if (socket.bufferedAmount > mostUnread) socket.terminate();
  else send(socket, channel, data);
}

/** Calls back when it is sent, or never will be. */
export function send(socket: WebSocket, channel: number, data: string | Buffer, done: () => void = () => undefined): void {
  if (socket.readyState === socket.OPEN) socket.send(Buffer.concat([Buffer.of(channel), Buffer.from(data)]), { binary: true }, done);
  else done();
}

/** Bytes in messages, whatever they are. */
export const tunnelOf = (socket: WebSocket): Duplex => createWebSocketStream(socket);
