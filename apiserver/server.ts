/**
 * WHO may ask, and in which tongue: HTTP in, HTTP out.
 *
 *     request -> host -> the dialect that claims its path -> audit, deadline, limits (layers/exchange.ts) -> answer
 */
import type { Express, RequestHandler } from 'express';
import { setMaxListeners } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Measures, sleep, type Clock, type Logger, type Random, type SchedulerControl } from '../api';
import { anonymous, type Registry } from '../registry';
import { Audit, type AuditOptions } from './audit/audit';
import type { Aggregator, Dialect, DialectFactory, NodeConnector, VersionInfo } from './dialect';
import { kubernetes } from './dialects/kubernetes';
import { createExpressServer } from './express-server';
import { cors } from './layers/cors';
import { Deadlines } from './layers/deadlines';
import { Exchange, type Traffic } from './layers/exchange';
import { hostGuard } from './layers/host-guard';
import { defaultLimits, InFlight, Lane, type Limits } from './layers/in-flight';
import { metricsEndpoint } from './metrics/endpoint';
import { RequestMetrics } from './metrics/request-metrics';
import { tellServer } from './metrics/server-metrics';
import { connectNodes } from './nodes/connector';
import { defaultVersion } from './version';

export interface ApiServerOptions {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** What `/version` says. */
  readonly version?: Partial<VersionInfo>;
  /** Host names, beside loopback, that a request's Host may have; `*` for all. */
  readonly allowedHosts?: readonly string[];
  /** The way to what runs on nodes; default: to simulated kubelets on loopback. */
  readonly nodes?: NodeConnector;
  /** Origins of pages that may ask and read answers from a browser; `*` for all, without credentials. Default: none. */
  readonly corsAllowedOrigins?: readonly string[];
  /** Takes the cluster back to where it was at its start. */
  readonly reset?: () => Promise<void>;
  /** The scheduler of this process, if one runs in it. */
  readonly scheduler?: SchedulerControl;
  /** Other API servers, behind this one. */
  readonly aggregator?: Aggregator;
  /** How many requests may run at once. */
  readonly limits?: Limits;
  /** How long one may take; default a minute. Long-running ones take as long as they like. */
  readonly requestTimeoutMs?: number;
  /** Default: nothing is audited. */
  readonly audit?: AuditOptions;
  /** Told by `/metrics`: those of the registry, so that all that belongs together is told together. */
  readonly measures?: Measures;
  /** In the order in which they are asked; default: kubernetes alone. */
  readonly dialects?: readonly DialectFactory[];
}

export interface ApiServer {
  readonly app: Express;
  readonly server: Server;
  /** Port 0 takes a free one. Rejects when the address cannot be had. */
  listen(address: { readonly host: string; readonly port: number }): Promise<{ readonly url: string; readonly port: number }>;
  /** Accepts nothing more, ends open streams, lets running requests finish for up to 5 s, then cuts them off. */
  close(): Promise<void>;
}

/** Milliseconds that running requests get when the server closes. */
const closeWithin = 5_000;

/** As k8s.io/apiserver's IdleTimeout: longer than clients keep idle connections, so that none is cut under a request. */
const keepAliveMs = 90_000;

/** A request whose body takes longer than this is refused (408). */
const requestMs = 60_000;

/** As kube-apiserver's --request-timeout. */
const defaultTimeoutMs = 60_000;

export function createApiServer(options: ApiServerOptions): ApiServer {
  const { registry, clock, random, log, aggregator, measures = new Measures() } = options;
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const nodes = options.nodes ?? connectNodes({ registry, clock, closing: closing.signal });
  const version = { ...defaultVersion, ...options.version };
  const context = { registry, clock, random, log, measures, version, closing: closing.signal, nodes, ...(aggregator && { aggregator }), ...(options.scheduler && { scheduler: options.scheduler }), ...(options.reset && { reset: options.reset }) };
  const dialects = [...(options.dialects ?? [kubernetes]).map((create) => create(context)), metricsEndpoint(measures)];

  const { app, server, cutUpgraded } = createExpressServer((error, request, response) => lastResort(log, error, request, response));
  server.keepAliveTimeout = keepAliveMs;
  server.requestTimeout = requestMs;
  const ended = (): void => {
    if (closing.signal.aborted) setImmediate(() => server.closeIdleConnections());
  };
  const traffic = trafficOf({ ...options, measures }, ended);
  tellServer(measures, { version, traffic });
  app.use(hostGuard(options.allowedHosts ?? [], options.corsAllowedOrigins));
  if (options.corsAllowedOrigins?.length) app.use(cors(options.corsAllowedOrigins));
  app.use(dispatch(dialects, traffic));

  return {
    app,
    server,
    listen: (address) => listen(server, address),
    close: () => close(server, traffic, closing, cutUpgraded),
  };
}

function trafficOf({ clock, random, log, measures, limits = defaultLimits, requestTimeoutMs = defaultTimeoutMs, audit }: ApiServerOptions & { readonly measures: Measures }, ended: () => void): Traffic {
  return {
    clock, random, log, ended,
    running: new InFlight(),
    lanes: { readOnly: new Lane(limits.readOnly), mutating: new Lane(limits.mutating) },
    deadlines: new Deadlines(clock, requestTimeoutMs),
    metrics: new RequestMetrics(measures),
    audit: audit && new Audit({ ...audit, clock, measures, user: anonymous }),
  };
}

function dispatch(dialects: readonly Dialect[], traffic: Traffic): RequestHandler {
  return (request, response, next) => {
    const exchange = new Exchange(traffic, request, response);
    const question = request.url.indexOf('?');
    const path = question < 0 ? request.url : request.url.slice(0, question);
    for (const dialect of dialects) {
      if (dialect.claims(path)) {
        exchange.answer(dialect).catch(next);
        return;
      }
    }
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('404 page not found\n');
  };
}

/** Nothing that goes wrong in a request may end the process. */
function lastResort(log: Logger, error: unknown, request: IncomingMessage, response: ServerResponse): void {
  log.error('request failed', { method: request.method, url: request.url, error: error instanceof Error ? error.stack : String(error) });
  if (response.headersSent) response.destroy();
  else response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Internal Server Error\n');
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<{ url: string; port: number }> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address() as AddressInfo;
      resolve({ url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`, port: address.port });
    });
  });
}

async function close(server: Server, { clock, running, deadlines }: Traffic, closing: AbortController, cutUpgraded: () => void): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  closing.abort();
  server.closeIdleConnections();
  const enough = new AbortController();
  await Promise.race([running.idle(), sleep(clock, closeWithin, enough.signal)]);
  enough.abort();
  server.closeAllConnections();
  cutUpgraded();
  deadlines.close();
  await closed;
}
