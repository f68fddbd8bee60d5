/** A client of this API, for tests. */
import type { TestServer } from '../../../testing/serve';
import { serve } from '../../../testing/serve';
import { minik8s, type Minik8sOptions } from '..';

export interface Answer {
  readonly code: number;
  readonly text: string;
  readonly body: { readonly data?: unknown; readonly message?: string; readonly error?: string };
  readonly headers: Readonly<Record<string, string>>;
}

export interface TestClient {
  readonly server: TestServer;
  ask(method: string, path: string, body?: unknown, type?: string): Promise<Answer>;
  /** The data of an answer that is 200. */
  get<T>(path: string): Promise<T>;
  /** Throws unless the answer is the code. */
  must(code: number, method: string, path: string, body?: unknown): Promise<Answer>;
}

export async function serveMinik8s(options: Minik8sOptions = {}, serving: Parameters<typeof serve>[0] = {}): Promise<TestClient> {
  const server = await serve({ dialects: [minik8s({ alone: true, ...options })], ...serving });
  const ask: TestClient['ask'] = async (method, path, body, type = 'application/json') => {
    const response = await fetch(`${server.url}${path}`, {
      method, redirect: 'manual',
      ...(body !== undefined && { body: typeof body === 'string' || body instanceof Uint8Array ? body as string : JSON.stringify(body), headers: { 'Content-Type': type } }),
    });
    const text = await response.text();
    return { code: response.status, text, body: (text ? JSON.parse(text) : {}) as Answer['body'], headers: Object.fromEntries(response.headers) };
  };
  const must: TestClient['must'] = async (code, method, path, body) => {
    const answer = await ask(method, path, body);
    if (answer.code !== code) throw new Error(`${method} ${path}: ${answer.code} ${answer.text}`);
    return answer;
  };
  return { server, ask, must, get: async <T>(path: string) => (await must(200, 'GET', path)).body.data as T };
}
