import { callMs } from './client';
import type { Clock } from '../../../api';
import { StorageUnavailable } from '../kv';
import type { Etcd3 } from 'etcd3';

/**
 * Grants leases through the `etcd3` package, which is loaded with the first one: it brings a second gRPC stack that
 * takes 150 ms to load, and most stores never see a TTL.
 */
export class LeaseGranter {
  private client: Promise<Etcd3> | undefined;
  private closed = false;

  constructor(private readonly endpoints: readonly string[], private readonly clock: Clock) {}

  async grant(ttlSeconds: number): Promise<bigint> {
    if (this.closed) throw new StorageUnavailable('the store is closed');
    this.client ??= load(this.endpoints);
    const client = await this.client;
    try {
      const { ID } = await this.inTime(client.leaseClient.leaseGrant({ TTL: ttlSeconds }));
      return BigInt(ID);
    } catch (cause) {
      this.drop();
      throw new StorageUnavailable(`etcd: ${cause instanceof Error ? cause.message : 'no lease granted'}`, { cause });
    }
  }

  close(): void {
    this.closed = true;
    this.drop();
  }

  /** A client that failed avoids its members for a while (a circuit breaker); a new one asks them at once. */
  private drop(): void {
    void this.client?.then((client) => client.close());
    this.client = undefined;
  }

  private inTime<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = this.clock.after(callMs, () => reject(new Error(`no answer within ${callMs} ms`)));
      answer.then(resolve, reject).finally(() => timer.cancel());
    });
  }
}

async function load(endpoints: readonly string[]): Promise<Etcd3> {
  const { Etcd3 } = await import('etcd3');
  return new Etcd3({ hosts: endpoints.map((endpoint) => `http://${endpoint}`) });
}
