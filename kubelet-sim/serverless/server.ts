/** The serverless port: `POST /{namespace}/{name}` and nothing else, on loopback. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Logger } from '../../api';
import type { Activator } from './activator';
import { answerCall, refuse } from './http';
import { InvocationRefused } from './refusal';

const loopback = '127.0.0.1';

/** What a browser is told that follows a name which somebody has pointed here (DNS rebinding). */
const ownNames = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d*)?$/i;

export interface ServerlessServer {
  /** Undefined: the port could not be had. */
  readonly port?: number;
  close(): Promise<void>;
}

/** A port that is taken keeps nothing else from starting. */
export async function openServerlessPort(activator: Activator, log: Logger, port: number): Promise<ServerlessServer> {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => serve(activator, log, request, response));
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  try {
    await listen(server, port);
  } catch (error) {
    log.error('the serverless port cannot be had; functions are called through the API server alone', { port, error: (error as Error).message });
    return { close: async () => undefined };
  }
  const { port: had } = server.address() as AddressInfo;
  log.info('functions are called on a port of their own', { url: `http://${loopback}:${had}` });
  return {
    port: had,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroySoon();
    }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, loopback, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function serve(activator: Activator, log: Logger, request: IncomingMessage, response: ServerResponse): void {
  const { host = '' } = request.headers;
  if (!ownNames.test(host)) return refuse(response, new InvocationRefused(403, `the Host ${JSON.stringify(host)} is not this machine`));
  const key = keyIn(request.url ?? '');
  if (!key) return refuse(response, new InvocationRefused(404, 'functions are called by POST /{namespace}/{name}'));
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  void answerCall(activator, log, { key, request, response, signal: gone.signal });
}

function keyIn(url: string): { namespace: string; name: string } | undefined {
  const [, namespace, name] = /^\/([^/?]+)\/([^/?]+)(?:\?|$)/.exec(url) ?? [];
  try {
    return namespace && name ? { namespace: decodeURIComponent(namespace), name: decodeURIComponent(name) } : undefined;
  } catch {
    return undefined; // `%` without its digits.
  }
}
