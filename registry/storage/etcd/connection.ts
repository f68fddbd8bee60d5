import type { Clock, Logger } from '../../../api';
import { Channel } from './channel';
import { grpcStatus, RpcError } from './rpc-error';

/** A member that accepts no connection within this time is passed over. */
const connectMs = 1_000;

/** A channel to one member at a time; the next one when that fails. */
export class Connection {
  private current: Channel | undefined;
  private opening: Promise<Channel> | undefined;
  /** Index of the member to try first. */
  private first = 0;
  private closed = false;
  /** Left, but with calls under way. */
  private retired: Channel[] = [];

  constructor(private readonly endpoints: readonly string[], private readonly clock: Clock, private readonly log: Logger) {}

  /** Rejects with RpcError when no member can be reached: each is tried once, and callers share the attempt. */
  channel(): Channel | Promise<Channel> {
    if (this.current?.usable) return this.current;
    this.opening ??= this.open().finally(() => { this.opening = undefined; });
    return this.opening;
  }

  /** Another member is to be tried: this one does not serve. Calls under way may finish. */
  leave(channel: Channel): void {
    if (channel !== this.current) return;
    this.current = undefined;
    this.first = (this.first + 1) % this.endpoints.length;
    channel.retire();
    this.retired = [...this.retired, channel].filter((left) => !left.gone);
  }

  close(): void {
    this.closed = true;
    this.current?.close();
    for (const channel of this.retired) channel.close();
  }

  private async open(): Promise<Channel> {
    let failure = new RpcError(grpcStatus.unavailable, 'the store is closed', false);
    for (let tried = 0; tried < this.endpoints.length && !this.closed; tried++) {
      try {
        return this.use(await Channel.open(this.endpoints[this.first] ?? '', this.clock, connectMs));
      } catch (error) {
        failure = error as RpcError;
        this.log.debug('etcd member not reached', { error: failure.message });
        this.first = (this.first + 1) % this.endpoints.length;
      }
    }
    throw failure;
  }

  private use(channel: Channel): Channel {
    if (this.closed) {
      channel.close();
      throw new RpcError(grpcStatus.unavailable, 'the store is closed', false);
    }
    this.log.debug('etcd member connected', { endpoint: channel.endpoint });
    this.current = channel;
    return channel;
  }
}
