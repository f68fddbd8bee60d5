import { setMaxListeners } from 'node:events';
import { sleep, type Clock, type Logger } from '../../../api';
import { StorageUnavailable } from '../kv';
import type { Channel } from './channel';
import { Connection } from './connection';
import { RpcError, toStorageError } from './rpc-error';

/** How long a caller waits at most for an answer of the store. */
export const callMs = 5_000;
const firstRetryMs = 20;
const lastRetryMs = 500;

/**
 * Calls to the cluster. What certainly was not carried out, and whatever may be carried out twice, is repeated on
 * other members within `callMs`; a write whose fate is unknown is not.
 */
export class EtcdClient {
  private readonly ending = new AbortController();
  private readonly connection: Connection;

  constructor(endpoints: readonly string[], private readonly clock: Clock, log: Logger) {
    this.connection = new Connection(endpoints, clock, log);
    // One per call that waits to be repeated.
    setMaxListeners(0, this.ending.signal);
  }

  /** Rejects with StorageUnavailable, or with the RpcError of a request that etcd refuses. */
  async call(path: string, request: Buffer, fate: 'repeatable' | 'once'): Promise<Buffer> {
    const deadline = this.clock.monotonic() + callMs;
    for (let waitMs = firstRetryMs; ; waitMs = Math.min(2 * waitMs, lastRetryMs)) {
      const channel = await this.connect();
      try {
        return await channel.unary(path, request, deadline - this.clock.monotonic());
      } catch (error) {
        if (!mayRepeat(error, fate) || this.clock.monotonic() + waitMs >= deadline) throw toStorageError(error);
        if (!error.overloaded) this.connection.leave(channel);
      }
      await sleep(this.clock, waitMs, this.ending.signal);
    }
  }

  close(): void {
    this.ending.abort();
    this.connection.close();
  }

  private async connect(): Promise<Channel> {
    if (this.ending.signal.aborted) throw new StorageUnavailable('the store is closed');
    try {
      return await this.connection.channel();
    } catch (error) {
      throw toStorageError(error);
    }
  }
}

const mayRepeat = (error: unknown, fate: 'repeatable' | 'once'): error is RpcError =>
  error instanceof RpcError && error.passing && (fate === 'repeatable' || !error.ambiguous);
