/** Connections that become WebSockets (RFC 6455): the handshake, by the `ws` library (docs/adr/0005-web-sockets.md). */
import type { IncomingMessage } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { upgradeOf } from './upgrade';

export type { WebSocket };

/** Bytes of one message of a client; nothing that is taken from clients here is long. */
const longestMessage = 64 * 1024;

/** Subprotocols that carry a token instead of naming a protocol (k8s.io/apiserver authentication/request/websocket): never sent back. */
const tokenPrefix = 'base64url.bearer.authorization.k8s.io.';

const acceptor = new WebSocketServer({
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: longestMessage,
  handleProtocols: (offered) => [...offered].find((protocol) => !protocol.startsWith(tokenPrefix)) ?? false,
});

export const asksForWebSocket = (request: IncomingMessage): boolean =>
  upgradeOf(request) !== undefined && /\bwebsocket\b/i.test(request.headers.upgrade ?? '');

/** Undefined when the handshake failed (the client has been told) or the client is gone. */
export function acceptWebSocket(request: IncomingMessage): Promise<WebSocket | undefined> {
  const upgrade = upgradeOf(request);
  if (!upgrade || upgrade.socket.destroyed) return Promise.resolve(undefined);
  const { socket, head } = upgrade;
  return new Promise((resolve) => {
    socket.once('close', () => resolve(undefined));
    acceptor.handleUpgrade(request, socket, head, (webSocket) => {
      // A client that breaks the protocol is told so by the library and disconnected.
      webSocket.on('error', () => undefined);
      resolve(webSocket);
    });
  });
}
