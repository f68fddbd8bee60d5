/**
 * Requests that ask for another protocol on their connection (RFC 9110, 7.8).
 *
 * One that wants a stream of messages passes the same layers and routes as any other and ends in the same handler, which
 * takes its connection over (`upgradeOf`) or just answers: refusals are ordinary answers. All others (`h2c`, which
 * Java's client sends with every request) are served in HTTP/1.1, as if they had not asked.
 */
import { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A connection that its handler may take over. */
export interface Upgrade {
  readonly socket: Socket;
  /** What came behind the request. */
  readonly head: Buffer;
}

const upgrades = new WeakMap<IncomingMessage, Upgrade>();

/** Undefined for requests that stay what they are. */
export const upgradeOf = (request: IncomingMessage): Upgrade | undefined => upgrades.get(request);

/** The protocols that Kubernetes streams in: watches and `kubectl exec` by the first, older `kubectl exec` by the second. */
const streaming: ReadonlySet<string> = new Set(['websocket', 'spdy/3.1']);

export const asksForStream = ({ headers: { upgrade = '' } }: IncomingMessage): boolean =>
  upgrade.split(',').some((protocol) => streaming.has(protocol.trim().toLowerCase()));

export interface UpgradeHandling {
  /** What every request goes through. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  readonly createResponse: (request: IncomingMessage) => ServerResponse;
}

/** Returns how to cut off the connections that were taken over: the server itself no longer knows them. */
export function serveUpgrades(server: Server, { handle, createResponse }: UpgradeHandling): () => void {
  const open = new Set<Socket>();
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const response = answerOn(socket, createResponse(request));
    if (!response) socket.destroy();
    else if (!asksForStream(request)) declineUpgrade(server, request, response, head);
    else {
      // Whoever is cut off learns it by the connection's end.
      socket.on('error', () => socket.destroy());
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      upgrades.set(request, { socket, head });
      response.shouldKeepAlive = false;
      response.once('finish', () => socket.destroySoon());
      handle(request, response);
    }
  });
  return () => { for (const socket of open) socket.destroy(); };
}

/** Undefined when the answer to a request before is still under way: nothing can be agreed on such a connection. */
function answerOn(socket: Socket, response: ServerResponse): ServerResponse | undefined {
  try {
    response.assignSocket(socket);
    return response;
  } catch {
    return undefined; // ERR_HTTP_SOCKET_ASSIGNED; there is no other way to ask.
  }
}

/** Headers that speak of the connection: they go with the wish. */
const ofTheWish: ReadonlySet<string> = new Set(['upgrade', 'http2-settings', 'connection']);

/** For Node before 24.9, which has no `shouldUpgradeCallback`: gives the connection back to the server, with the request as it would have been without the wish. */
function declineUpgrade(server: Server, request: IncomingMessage, response: ServerResponse, head: Buffer): void {
  const { method = '', url = '', httpVersion, rawHeaders, socket } = request;
  response.detachSocket(socket);
  let text = `${method} ${url} HTTP/${httpVersion}\r\n`;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (!ofTheWish.has(rawHeaders[i]!.toLowerCase())) text += `${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`;
  }
  if (/\bclose\b/i.test(request.headers.connection ?? '')) text += 'Connection: close\r\n';
  socket.unshift(Buffer.concat([Buffer.from(`${text}\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}
