/** The API on a port of its own, and a client that sends and reads bytes as they are. */
import { request as send, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import type { Registry } from '../../../../registry';
import type { DialectFactory } from '../../../dialect';
import { serve, type TestServer } from '../../../testing/serve';
import { globalScheduler, type HttpOptions } from '../http';
import type { Service } from '../service';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestClient {
  readonly server: TestServer;
  /** By default a body is posted as JSON to the collection. */
  ask(sent: Sent): Promise<Answer>;
  post(body: string | Buffer | object, query?: string): Promise<Answer>;
  stop(): Promise<void>;
}

const isPlain = (body: string | Buffer | object): body is object => typeof body === 'object' && !Buffer.isBuffer(body);

export const serveGlobalScheduler = (service: Service, options: HttpOptions = {}): Promise<TestClient> => serveDialect(globalScheduler(service, { alone: true, ...options }));

/** `registry`: default, one of its own. */
export async function serveDialect(dialect: DialectFactory, registry?: Registry): Promise<TestClient> {
  const server = await serve({ dialects: [dialect], ...(registry && { registry }) });
  const ask: TestClient['ask'] = async ({ method = 'POST', path = '/v1/allocations', body, headers = { 'Content-Type': 'application/json' } }) => {
    // Not fetch: it adds headers that were not asked for.
    const asking = send(`${server.url}${path}`, { method, headers: { ...headers, ...(body !== undefined && { 'Content-Length': Buffer.byteLength(body) }) }, agent: false });
    asking.end(body);
    const [response] = await once(asking, 'response') as [IncomingMessage];
    return { status: response.statusCode!, headers: response.headers, text: (await buffer(response)).toString() };
  };
  return {
    server, ask,
    post: (body, query = '') => ask({ path: `/v1/allocations${query}`, body: isPlain(body) ? JSON.stringify(body) : body }),
    stop: () => server.stop(),
  };
}
