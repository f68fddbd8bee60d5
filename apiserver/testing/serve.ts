/** A server on a free loopback port over an in-memory registry, for the tests of this room. */
import { get, type ClientRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import supertest from 'supertest';
import { Measures, seededRandom, silentLogger, SteppedClock, type Logger } from '../../api';
import { openRegistry, openStorage, takeBaseline, type Admission, type KV, type Registry } from '../../registry';
import { createApiServer, kubernetes, type ApiServer, type ApiServerOptions, type DialectFactory } from '../index';

export interface TestServer {
  readonly url: string;
  readonly clock: SteppedClock;
  readonly registry: Registry;
  readonly server: ApiServer;
  readonly http: ReturnType<typeof supertest>;
  /** Forgets all history. */
  compact(): Promise<void>;
  stop(): Promise<void>;
}

/** What an API of documents is opened with. */
export interface Deps extends Required<Pick<ApiServerOptions, 'registry' | 'clock' | 'random' | 'log' | 'measures'>> {
  readonly kv: KV;
}

export interface ServeOptions extends Partial<ApiServerOptions> {
  readonly admission?: readonly Admission[];
  readonly watchHistory?: number;
  /** Default `memory:`. */
  readonly kv?: KV;
  /** Served before the other dialects. */
  readonly beside?: (deps: Deps) => DialectFactory;
}

export async function serve({ watchHistory, kv: given, beside, ...options }: ServeOptions = {}): Promise<TestServer> {
  const clock = new SteppedClock();
  const random = seededRandom(1);
  const log: Logger = options.log ?? silentLogger;
  const deps = { clock, random, log };
  const kv = given ?? await openStorage('memory:', deps);
  const measures = new Measures();
  const registry = await openRegistry({ ...deps, kv, measures, admission: options.admission, watchHistory, freeze: true });
  const start = await takeBaseline(kv);
  const dialects = beside ? [beside({ ...deps, kv, registry, measures }), ...(options.dialects ?? [kubernetes])] : options.dialects;
  const server = createApiServer({ ...deps, registry, measures, reset: () => start.restore(), ...options, ...(dialects && { dialects }) });
  const { url } = await server.listen({ host: '127.0.0.1', port: 0 });
  const stop = async (): Promise<void> => {
    await server.close();
    await registry.close();
  };
  return { url, clock, registry, server, http: supertest(url), compact: async () => kv.compact(await kv.revision()), stop };
}

export interface WatchLine { readonly type: string; readonly object: Record<string, unknown> & { metadata?: Record<string, unknown> } }

/** An open watch, read line by line. */
export class WatchReader {
  private readonly lines: AsyncIterator<string>;

  private constructor(private readonly request: ClientRequest, readonly response: IncomingMessage) {
    this.lines = createInterface({ input: response, crlfDelay: Infinity })[Symbol.asyncIterator]();
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<WatchReader> {
    const request = get(url, { headers, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    // A server that cuts the connection is what some tests wait for.
    request.on('error', () => undefined);
    return new WatchReader(request, response);
  }

  /** The next event; undefined when the stream has ended. */
  async next(): Promise<WatchLine | undefined> {
    const { value, done } = await this.lines.next();
    return done ? undefined : (JSON.parse(value) as WatchLine);
  }

  async take(count: number): Promise<WatchLine[]> {
    const events: WatchLine[] = [];
    while (events.length < count) {
      const event = await this.next();
      if (!event) break;
      events.push(event);
    }
    return events;
  }

  close(): void {
    this.request.destroy();
  }
}

export const configMap = (name: string, data: Record<string, string> = {}, labels?: Record<string, string>): object =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...(labels && { labels }) }, data });
