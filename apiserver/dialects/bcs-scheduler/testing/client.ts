/** A client of this API, for tests. */
import { once } from 'node:events';
import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { Poster } from '../../../../client';
import type { KV } from '../../../../registry';
import { serve, type TestServer } from '../../../testing/serve';
import { openBcsScheduler, type Switches } from '..';

export interface Envelope<T = unknown> {
  readonly result: boolean;
  readonly code: number;
  readonly message: string;
  readonly data: T;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Of an answer that is JSON. */
  readonly body: Envelope;
  readonly headers: Headers;
}

export interface TestClient {
  readonly server: TestServer;
  /** `path`: behind the prefix. `body`: JSON, or text as it is. */
  ask(method: string, path: string, body?: unknown, headers?: OutgoingHttpHeaders): Promise<Answer>;
  /** The data of an answer that is a success; throws otherwise. */
  ok<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  /** `[status, code, message]` of an answer that is a failure; throws otherwise. */
  refused(method: string, path: string, body?: unknown): Promise<[number, number, string]>;
  stop(): Promise<void>;
}

export const prefix = '/bcsapi/v4/scheduler/mesos';
export const clusterId = 'BCS-MESOS-10001';

export interface Serving {
  readonly switches?: Partial<Switches>;
  readonly kv?: KV;
}

export async function serveBcsScheduler({ switches, kv }: Serving = {}): Promise<TestClient> {
  const server = await serve({ beside: (deps) => openBcsScheduler({ ...deps, posterWith: (asked) => new Poster({ clock: deps.clock, ...asked }), options: { switches } }), ...(kv && { kv }) });
  const ask: TestClient['ask'] = (method, path, body, headers) =>
    exchange(server.url, method, `${prefix}${path}`, typeof body === 'string' || body === undefined ? body : JSON.stringify(body), { 'BCS-ClusterID': clusterId, ...headers });
  return {
    server, ask,
    async ok<T>(method: string, path: string, body?: unknown) {
      const { status, text, body: envelope } = await ask(method, path, body);
      if (status !== 200 || envelope.code !== 0 || !envelope.result) throw new Error(`${method} ${path}: ${status} ${text}`);
      return envelope.data as T;
    },
    async refused(method, path, body) {
      const { status, text, body: envelope } = await ask(method, path, body);
      if (envelope.result) throw new Error(`${method} ${path}: ${status} ${text}`);
      return [status, envelope.code, envelope.message];
    },
    stop: () => server.stop(),
  };
}

/** The path is sent as it is: `fetch` would take `..` for a way up. */
export async function exchange(url: string, method: string, path: string, body: string | undefined, headers: OutgoingHttpHeaders): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const sent = request({ hostname, port, method, path, headers: { ...headers, ...(body !== undefined && { 'Content-Length': Buffer.byteLength(body) }) } });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const told = new Headers(response.headers as Record<string, string>);
  const isJson = told.get('content-type')?.startsWith('application/json') && text !== '';
  return { status: response.statusCode!, text, body: (isJson ? JSON.parse(text) : {}) as Envelope, headers: told };
}
