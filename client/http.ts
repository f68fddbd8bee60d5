/** A `Client` for an API server elsewhere. The only file here that opens a socket. */
import * as http from 'node:http';
import * as https from 'node:https';
import { ApiError, sleep, type Client, type Clock, type KubeObject, type Logger, type ResourceDefinition, type Resources } from '../api';
import { createBackoff } from './backoff';
import type { ReadPath } from './client';
import { answerError, retryAfterMs, warningTexts } from './http-answer';
import { RestResources } from './rest-resources';
import type { Answer, Transport, TransportRequest } from './transport';

export interface HttpClientOptions {
  /** `http://127.0.0.1:8080`, `https://host:6443/prefix`. */
  readonly server: string;
  /** Bearer token. */
  readonly token?: string;
  /** PEM of the authority that signed the server's certificate; default: those of Node. */
  readonly ca?: string | Buffer;
  /** Client certificate and key, PEM. */
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  /** The server's certificate is not checked. */
  readonly insecure?: boolean;
  /** How long one answer may take, watches apart; default 60000, the limit of upstream's server. */
  readonly timeoutMs?: number;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface HttpClient extends Client {
  readonly read: ReadPath;
  /** The bytes of a long answer as they come, as of logs. */
  stream(path: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Breaks off what is under way and lets go of all connections. Later calls fail with ServiceUnavailable. */
  close(): void;
}

export function createHttpClient(options: HttpClientOptions): HttpClient {
  const transport = new HttpTransport(options);
  return {
    of: <T extends KubeObject>(definition: ResourceDefinition<T>): Resources<T> => new RestResources(definition, transport),
    read: async (path) => (await transport.send({ method: 'GET', path })).body,
    stream: (path, signal) => transport.stream(path, signal),
    close: () => transport.close(),
  };
}

/** Beyond that many, requests wait for a connection. Watches have their own. */
const connections = 64;
const maxTries = 5;
const longestPauseMs = 30_000;

class HttpTransport implements Transport {
  private readonly base: URL;
  private readonly prefix: string;
  private readonly secure: boolean;
  private readonly agent: http.Agent;
  private readonly watchAgent: http.Agent;
  private readonly active = new Set<http.ClientRequest>();
  private readonly closing = new AbortController();

  constructor(private readonly options: HttpClientOptions) {
    this.base = new URL(options.server);
    this.prefix = this.base.pathname.replace(/\/+$/, '');
    this.secure = this.base.protocol === 'https:';
    if (!this.secure && this.base.protocol !== 'http:') throw new Error(`server must be an http or https URL: ${options.server}`);
    this.agent = this.createAgent(connections);
    this.watchAgent = this.createAgent(Infinity);
  }

  async send(request: TransportRequest): Promise<Answer> {
    const backoff = createBackoff({ initialMs: 100, maxMs: longestPauseMs });
    for (let tries = 1; ; tries++) {
      const { response, text } = await this.exchange(request);
      if (succeeded(response)) return { body: this.parse(text), warnings: warningTexts(response.headersDistinct['warning']) };
      const pause = retryAfterMs(response.statusCode, response.headers['retry-after']);
      if (pause === undefined || tries >= maxTries) throw answerError(request, response.statusCode ?? 500, text);
      this.options.log.debug('server asks to come back later', { path: request.path, code: response.statusCode, pauseMs: pause });
      await sleep(this.options.clock, Math.min(Math.max(pause, backoff.next()), longestPauseMs), this.closing.signal);
    }
  }

  async *stream(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const request: TransportRequest = { method: 'GET', path };
    try {
      if (signal.aborted) return;
      const response = await this.open(request, this.watchAgent, signal);
      if (!succeeded(response)) throw answerError(request, response.statusCode ?? 500, await readText(response));
      for await (const chunk of response) yield chunk as Uint8Array;
    } catch (error) {
      if (!signal.aborted) throw this.fault(error);
    }
  }

  close(): void {
    this.closing.abort();
    for (const request of this.active) request.destroy(new Error('client closed'));
    this.agent.destroy();
    this.watchAgent.destroy();
  }

  private createAgent(maxSockets: number): http.Agent {
    const { ca, cert, key, insecure } = this.options;
    const settings = { keepAlive: true, maxSockets };
    return this.secure ? new https.Agent({ ...settings, ca, cert, key, rejectUnauthorized: !insecure }) : new http.Agent(settings);
  }

  /** One request and its whole answer. */
  private async exchange(request: TransportRequest): Promise<{ response: http.IncomingMessage; text: string }> {
    const { clock, timeoutMs = 60_000 } = this.options;
    const late = new AbortController();
    const timer = clock.after(timeoutMs, () => late.abort());
    try {
      const response = await this.openAgain(request, late.signal);
      return { response, text: await readText(response) };
    } catch (error) {
      if (late.signal.aborted) throw ApiError.timeout(`${request.method} ${request.path}: no answer within ${timeoutMs} ms`);
      throw this.fault(error);
    } finally {
      timer.cancel();
    }
  }

  /** A kept connection may have been closed by the server just now; reading again does no harm (as Go's transport). */
  private async openAgain(request: TransportRequest, signal: AbortSignal): Promise<http.IncomingMessage> {
    try {
      return await this.open(request, this.agent, signal);
    } catch (error) {
      if (!(error instanceof StaleConnection) || request.method !== 'GET') throw error;
      return await this.open(request, this.agent, signal);
    }
  }

  private open(request: TransportRequest, agent: http.Agent, signal: AbortSignal): Promise<http.IncomingMessage> {
    if (this.closing.signal.aborted) return Promise.reject(new Error('client closed'));
    const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
    const { hostname, port } = this.base;
    const settings: https.RequestOptions = {
      hostname: hostname.replace(/^\[|\]$/g, ''), port, path: this.prefix + request.path, method: request.method,
      headers: this.headers(request, body), agent, signal,
    };
    return new Promise((resolve, reject) => {
      const sent = this.secure ? https.request(settings) : http.request(settings);
      this.active.add(sent);
      sent.on('response', resolve);
      sent.on('error', (error) => reject(sent.reusedSocket && isReset(error) ? new StaleConnection(error) : error));
      sent.on('close', () => this.active.delete(sent));
      sent.end(body);
    });
  }

  private headers({ headers }: TransportRequest, body: Buffer | undefined): http.OutgoingHttpHeaders {
    const { token } = this.options;
    const given = Object.entries(headers ?? {}).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]] as const);
    return {
      accept: 'application/json', 'user-agent': 'minikapi',
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json', 'content-length': body.length }),
      ...Object.fromEntries(given),
    };
  }

  private parse(text: string): unknown {
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      throw ApiError.internal(`the answer of ${this.base.origin} is not JSON`, error);
    }
  }

  private fault(error: unknown): ApiError {
    if (error instanceof ApiError) return error;
    const why = error instanceof Error ? error.message || ('code' in error ? String(error.code) : error.name) : String(error);
    return ApiError.unavailable(`unable to reach ${this.base.origin}: ${why}`, 1, error);
  }
}

class StaleConnection extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
    this.name = 'StaleConnection';
  }
}

const isReset = (error: NodeJS.ErrnoException): boolean => error.code === 'ECONNRESET' || error.code === 'EPIPE';

const succeeded = ({ statusCode = 0 }: http.IncomingMessage): boolean => statusCode >= 200 && statusCode < 300;

async function readText(response: http.IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks).toString('utf8');
}
