/** A number of connections that work through requests together. */
import { Connection, encodeRequest, type Answer, type Request, type Target } from './connection';

export interface Load {
  readonly seconds: number;
  readonly requests: number;
  readonly bytes: number;
}

export class Pool {
  private constructor(private readonly connections: readonly Connection[], private readonly target: Target) {}

  static async open(target: Target, size: number): Promise<Pool> {
    return new Pool(await Promise.all(Array.from({ length: size }, () => Connection.open(target))), target);
  }

  /** Sends `count` requests, each connection the next one when it has its answer. Any answer of 400 or more ends it. */
  async run(count: number, request: (index: number) => Request): Promise<Load> {
    const prepared = Array.from({ length: count }, (_, index) => encodeRequest(this.target, request(index)));
    let next = 0;
    let bytes = 0;
    const start = performance.now();
    await Promise.all(this.connections.map(async (connection) => {
      while (next < count) {
        const index = next++;
        const answer = await connection.exchange(prepared[index] as Buffer);
        if (answer.status >= 400) await explain(connection, request(index), answer);
        bytes += answer.bytes;
      }
    }));
    return { seconds: (performance.now() - start) / 1000, requests: count, bytes };
  }

  /** Gives each connection something to do, with its own way to send. */
  async each(work: (send: Pool['one']) => Promise<void>): Promise<void> {
    await Promise.all(this.connections.map((connection) => work((request) => connection.send(request, true))));
  }

  one(request: Request): Promise<Answer> {
    return (this.connections[0] as Connection).send(request, true);
  }

  close(): void {
    for (const connection of this.connections) connection.close();
  }
}

async function explain(connection: Connection, request: Request, answer: Answer): Promise<never> {
  const again = await connection.send(request, true);
  throw new Error(`${request.method} ${request.path}: ${answer.status}; asked again: ${again.status} ${again.body.slice(0, 300)}`);
}

/** Opens a pool, works with it, closes it. */
export async function withPool<V>(target: Target, size: number, work: (pool: Pool) => Promise<V>): Promise<V> {
  const pool = await Pool.open(target, size);
  try {
    return await work(pool);
  } finally {
    pool.close();
  }
}
