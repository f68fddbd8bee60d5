/** The HTTPS server behind the APIService: on loopback, with a certificate that nobody vouches for, as metrics-server makes itself one. */
import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { ApiError, backdateMs, createAuthority, type Logger, type Random } from '../../api';
import { answer, type MetricsApiDeps } from './answer';

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface MetricsServerDeps extends MetricsApiDeps {
  readonly random: Random;
  readonly log: Logger;
}

const yearMs = 365 * 24 * 3600 * 1000;

export async function startMetricsServer(deps: MetricsServerDeps): Promise<MetricsServer> {
  const notBefore = deps.clock.now() - backdateMs;
  const { certificate, key } = createAuthority('kubelet-sim-metrics.kube-system.svc', { notBefore, notAfter: notBefore + 10 * yearMs }, deps.random);
  const server = createServer({ cert: certificate, key }, (request, response) => void serve(request, response, deps));
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    }),
  };
}

async function serve({ method = '', url = '', headers }: IncomingMessage, response: ServerResponse, deps: MetricsServerDeps): Promise<void> {
  if (/^\/(healthz|livez|readyz)$/.test(url)) return send(response, 200, 'ok', 'text/plain; charset=utf-8');
  try {
    send(response, 200, JSON.stringify(await answer({ method, url, accept: headers.accept ?? '' }, deps)));
  } catch (error) {
    const told = error instanceof ApiError ? error : unexpected(error, deps.log);
    send(response, told.code, JSON.stringify(told.toStatus()));
  }
}

function unexpected(error: unknown, log: Logger): ApiError {
  if (error instanceof URIError || (error instanceof TypeError && error.message === 'Invalid URL')) return ApiError.badRequest(error.message);
  log.error('metrics could not be told', { error: error instanceof Error ? error.stack : String(error) });
  return ApiError.internal(String(error), error);
}

function send(response: ServerResponse, code: number, body: string, type = 'application/json'): void {
  response.writeHead(code, { 'Content-Type': type, 'Cache-Control': 'no-cache, private', 'Content-Length': Buffer.byteLength(body) }).end(body);
}
