/** A client of this API, for tests. */
import type { Logger } from '../../../../api';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { serve, type TestServer } from '../../../testing/serve';
import type { KV } from '../../../../registry';
import { openBcsStorage, type BcsStorageOptions, type BcsStorage, type Switches } from '..';

export interface Envelope {
  readonly result: boolean;
  readonly code: number;
  readonly message: string;
  readonly data: unknown;
  readonly total?: number;
  readonly reason?: string;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Of an answer that is JSON. */
  readonly body: Envelope;
  readonly headers: Headers;
}

export type Document = Readonly<Record<string, unknown>> & { readonly _id: string; readonly createTime: string; readonly updateTime: string };

export interface TestClient {
  readonly server: TestServer;
  /** `path`: behind the prefix. `body`: JSON, or text as it is. */
  ask(method: string, path: string, body?: unknown): Promise<Answer>;
  /** The data of an answer that is a success; throws otherwise. */
  ok<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  put(path: string, data: unknown): Promise<void>;
  stop(): Promise<void>;
}

export const prefix = '/bcsapi/v4/storage';

export interface Serving {
  readonly switches?: Partial<Switches>;
  readonly k8sCluster?: string;
  readonly mesosCluster?: string;
  readonly kv?: KV;
  readonly requestTimeoutMs?: number;
  readonly log?: Logger;
}

export async function serveBcsStorage({ switches, k8sCluster, mesosCluster, kv, ...more }: Serving = {}): Promise<TestClient> {
  const options: BcsStorageOptions = { switches, mesosCluster, ...(k8sCluster !== undefined && { k8sCluster }) };
  let storage: BcsStorage | undefined;
  const beside: Parameters<typeof serve>[0] = { beside: (deps) => (storage = openBcsStorage({ ...deps, options })).dialect };
  const server = await serve({ ...beside, ...(kv && { kv }), ...more });
  const ask: TestClient['ask'] = async (method, path, body) => {
    const { response, text } = await exchange(`${server.url}${prefix}`, method, path, typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
    const headers = new Headers(response.headers as Record<string, string>);
    const isJson = headers.get('content-type')?.startsWith('application/json') && text !== '' && !text.startsWith('{"type"');
    return { status: response.statusCode!, text, body: (isJson ? JSON.parse(text) : {}) as Envelope, headers };
  };
  const ok = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await ask(method, path, body);
    if (answer.status !== 200 || answer.body.code !== 0) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body.data as T;
  };
  return {
    server, ask, ok,
    put: async (path, data) => void await ok('PUT', path, { data }),
    stop: async () => {
      await storage?.stop();
      await server.stop();
    },
  };
}

/** The path is sent as it is: `fetch` would take `..` for a way up. */
async function exchange(url: string, method: string, path: string, body: string | undefined): Promise<{ response: IncomingMessage; text: string }> {
  const { hostname, port, pathname } = new URL(url);
  const sent = request({ hostname, port, method, path: `${pathname}${path}`, headers: body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) } });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { response, text: Buffer.concat(chunks).toString() };
}

/** What `extra` is: base64 of JSON, ready for a query. */
export const extra = (pairs: unknown): string => `extra=${encodeURIComponent(Buffer.from(JSON.stringify(pairs)).toString('base64'))}`;
