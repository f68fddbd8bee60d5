/** A client of this API, for tests. */
import type { Logger } from '../../../../api';
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
  readonly kv?: KV;
  readonly requestTimeoutMs?: number;
  readonly log?: Logger;
}

export async function serveBcsStorage({ switches, k8sCluster, kv, ...more }: Serving = {}): Promise<TestClient> {
  const options: BcsStorageOptions = { switches, ...(k8sCluster !== undefined && { k8sCluster }) };
  let storage: BcsStorage | undefined;
  const beside: Parameters<typeof serve>[0] = { beside: (deps) => (storage = openBcsStorage({ ...deps, options })).dialect };
  const server = await serve({ ...beside, ...(kv && { kv }), ...more });
  const ask: TestClient['ask'] = async (method, path, body) => {
    const sent = typeof body === 'string' || body instanceof Uint8Array ? body as string : JSON.stringify(body);
    const response = await fetch(`${server.url}${prefix}${path}`, { method, ...(body !== undefined && { body: sent }) });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') && text !== '';
    return { status: response.status, text, body: (isJson ? JSON.parse(text) : {}) as Envelope, headers: response.headers };
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

/** What `extra` is: base64 of JSON, ready for a query. */
export const extra = (pairs: unknown): string => `extra=${encodeURIComponent(Buffer.from(JSON.stringify(pairs)).toString('base64'))}`;
