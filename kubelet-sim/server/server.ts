/**
 * One HTTP server on loopback that speaks a kubelet's API (pkg/kubelet/server/server.go) for all nodes of this process: the Host of a
 * request says whose kubelet is meant. Nodes name its port (`status.daemonEndpoints.kubeletEndpoint`).
 */
import { createServer, ServerResponse, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setMaxListeners } from 'node:events';
import { servedNodeHeader, type Clock, type Logger, type Random } from '../../api';
import { NotAllowed, type HostAccess } from '../host/access';
import type { StreamRules } from '../rules/streams';
import { plain, Refusal, type Call, type Machines, type Route, type World } from './call';
import { compileRoutes, type Match } from './routing';

export interface KubeletServerDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly world: World;
  readonly machines: Machines;
  readonly rules: StreamRules;
  readonly access: HostAccess;
  readonly routes: readonly Route[];
}

export interface KubeletServer {
  readonly port: number;
  serves(node: string): boolean;
  /** A request that came another way: its path and Host say what is meant. */
  answer(request: IncomingMessage, response: ServerResponse): void;
  /** Ends what is under way. */
  close(): Promise<void>;
}

export async function startKubeletServer(deps: KubeletServerDeps): Promise<KubeletServer> {
  const find = compileRoutes(deps.routes);
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const sockets = new Set<Socket>();
  const take = (request: IncomingMessage, response: ServerResponse): void => void answer(deps, find, closing.signal, { request, response });
  const server = createServer(take);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const response = new ServerResponse(request);
    response.assignSocket(socket);
    response.shouldKeepAlive = false;
    response.once('finish', () => socket.destroySoon());
    socket.on('error', () => socket.destroy());
    void answer(deps, find, closing.signal, { request, response, upgrade: { socket, head } });
  });
  const port = await listen(server);
  return {
    port,
    serves: (node) => deps.world.serves(node),
    answer: take,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      closing.abort();
      for (const socket of sockets) socket.destroySoon();
      await closed;
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

type Asked = Pick<Call, 'request' | 'response' | 'upgrade'>;

async function answer({ clock, random, log, world, machines, rules, access }: KubeletServerDeps, find: (method: string, url: string) => Match | Refusal, closing: AbortSignal, asked: Asked): Promise<void> {
  const { request, response, upgrade } = asked;
  const node = (request.headers.host ?? '').replace(/:\d+$/, '');
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  closing.addEventListener('abort', leave, { once: true });
  (upgrade?.socket ?? response).once('close', () => {
    closing.removeEventListener('abort', leave);
    gone.abort();
  });
  try {
    if (!world.serves(node)) throw new Refusal(421, `node ${JSON.stringify(node)} is not served here\n`);
    response.setHeader(servedNodeHeader, node);
    const match = find(request.method ?? '', request.url ?? '');
    if (match instanceof Refusal) throw match;
    await match.route.handle({ ...asked, clock, random, log, world, machines, rules, access, node, at: match.at, rest: match.rest, query: match.query, signal: gone.signal });
  } catch (error) {
    if (error instanceof Refusal) return plain(response, error.code, error.message);
    if (error instanceof NotAllowed) return plain(response, 403, error.message);
    log.error('request to a simulated kubelet failed', { url: request.url, error: error instanceof Error ? error.stack : String(error) });
    plain(response, 500, 'Internal Server Error\n');
  }
}
