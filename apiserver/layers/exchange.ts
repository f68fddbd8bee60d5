/**
 * One request from its arrival to the end of its answer:
 *
 *     arrived -> who answers (a dialect) -> audit -> deadline -> is there room -> the dialect -> answered, and done working
 */
import type { Request, Response } from 'express';
import { ApiError, type Clock, type Logger, type Random } from '../../api';
import type { Audit } from '../audit/audit';
import type { Dialect } from '../dialect';
import type { RequestMetrics, Route } from '../metrics/request-metrics';
import { isLongRunning, isMutating, plainAttributes, type RequestAttributes } from './attributes';
import { askedTimeout, type Deadlines } from './deadlines';
import type { InFlight, Lane } from './in-flight';
import { mute } from './mute';
import { identify } from './request-id';
import { traceOf } from './trace';

/** What all exchanges of a server share. */
export interface Traffic {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly running: InFlight;
  readonly lanes: { readonly readOnly: Lane; readonly mutating: Lane };
  readonly deadlines: Deadlines;
  readonly metrics: RequestMetrics;
  readonly audit: Audit | undefined;
  /** Runs after each. */
  readonly ended: () => void;
}

export class Exchange {
  private readonly arrived: number;
  private readonly id: string;
  private route: Route | undefined;
  private lane: Lane | undefined;
  private leaveDeadline: (() => void) | undefined;
  private longRunning = false;
  /** The answer, and the work at it, which may go on after a deadline. */
  private unfinished = 2;

  constructor(private readonly traffic: Traffic, private readonly request: Request, private readonly response: Response) {
    this.arrived = traffic.clock.monotonic();
    this.id = identify(request, response, traffic.random);
    traffic.running.begin();
    response.once('close', () => this.closed());
  }

  /** Rejects with what the dialect rejects with. */
  async answer(dialect: Dialect): Promise<void> {
    const { request, response, traffic } = this;
    const attributes = dialect.describe?.(request) ?? plainAttributes(request);
    this.route = traffic.metrics.routeOf(attributes, request.method, request.headers['content-type']);
    this.longRunning = isLongRunning(attributes);
    const record = traffic.audit?.begin(request, response, { attributes, id: this.id, longRunning: this.longRunning });
    if (!this.admitted(dialect, attributes)) return;
    try {
      await dialect.handle(request, response, attributes);
    } catch (error) {
      record?.panicked(error);
      throw error;
    } finally {
      this.finishedPart();
    }
  }

  private admitted(dialect: Dialect, attributes: RequestAttributes): boolean {
    if (this.longRunning) {
      this.route!.running().value++;
      return true;
    }
    const fault = this.setDeadline(dialect, attributes);
    if (fault) {
      refuse(dialect, this.request, this.response, fault);
      return false;
    }
    const { lanes } = this.traffic;
    const lane = isMutating(attributes) ? lanes.mutating : lanes.readOnly;
    if (!lane.enter(this.arrived)) {
      this.route!.terminated(429);
      tooMany(this.response);
      return false;
    }
    this.lane = lane;
    return true;
  }

  private setDeadline(dialect: Dialect, { query }: RequestAttributes): ApiError | undefined {
    try {
      this.leaveDeadline = this.traffic.deadlines.set(this.arrived, askedTimeout(query.get('timeout')), () => this.expired(dialect));
      return undefined;
    } catch (error) {
      if (error instanceof ApiError) return error;
      throw error;
    }
  }

  private expired(dialect: Dialect): void {
    const { request, response } = this;
    this.route!.terminated(504);
    // What has begun cannot be taken back.
    if (response.headersSent) {
      response.destroy();
      return;
    }
    refuse(dialect, request, response, ApiError.timeout('Timeout: request did not complete within the allotted timeout'));
    mute(response);
  }

  private closed(): void {
    const { traffic: { clock, log, running, ended }, request: { method, url }, response, route, id } = this;
    const ms = clock.monotonic() - this.arrived;
    this.leaveDeadline?.();
    if (route) {
      if (this.longRunning) route.running().value--;
      // 0, as upstream's, when nothing was answered: the client went away, or the connection was taken over.
      route.ended(response.headersSent || response.statusCode === 101 ? response.statusCode : 0, ms / 1000, sizeOf(response));
    }
    this.finishedPart();
    running.end();
    const trace = traceOf(this.request)?.id;
    log.debug('request', { method, url, code: response.statusCode, ms: Math.round(ms * 100) / 100, whole: response.writableFinished, id, ...(trace && { trace }) });
    ended();
  }

  private finishedPart(): void {
    if (--this.unfinished === 0) this.lane?.leave();
  }
}

function sizeOf(response: Response): number | undefined {
  const length = response.getHeader('Content-Length');
  return length === undefined ? undefined : Number(length);
}

function refuse(dialect: Dialect, request: Request, response: Response, error: ApiError): void {
  if (dialect.refuse) dialect.refuse(request, response, error);
  else plain(response, error.code, error.message);
}

/** k8s.io/apiserver server/filters tooManyRequests: before anybody looks at what was asked for. */
function tooMany(response: Response): void {
  response.setHeader('Retry-After', '1');
  plain(response, 429, 'Too many requests, please try again later.');
}

function plain(response: Response, code: number, text: string): void {
  const body = `${text}\n`;
  response.writeHead(code, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff', 'Content-Length': Buffer.byteLength(body) }).end(body);
}
