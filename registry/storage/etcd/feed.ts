import { sleep, type Clock, type Logger } from '../../../api';
import { RevisionCompacted, StorageUnavailable, type KVEvent, type Revision, type WatchBatch } from '../kv';
import type { EtcdClient } from './client';
import type { Connection } from './connection';
import type { Keys } from './keys';
import { encodeRange, encodeWatch, eventRevision, method, type Decoder, type WatchAnswer } from './messages';
import { RpcError } from './rpc-error';

const firstRetryMs = 20;
const lastRetryMs = 1_000;

/** One etcd watch over everything under the root. */
export class Feed {
  constructor(
    private readonly client: EtcdClient,
    /** Of its own: a burst of events must not hold up calls. */
    private readonly connection: Connection,
    private readonly keys: Keys,
    private readonly decoder: Decoder,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /**
   * All events after `after`, whole revisions, in order, over lost connections and members. The first batch comes
   * once etcd watches and may be empty. Ends with `signal`; throws RevisionCompacted.
   */
  async *events(after: Revision, signal: AbortSignal): AsyncGenerator<WatchBatch> {
    let seen = after;
    for (let waitMs = firstRetryMs; !signal.aborted; waitMs = Math.min(2 * waitMs, lastRetryMs)) {
      try {
        for await (const batch of this.once(seen, signal)) {
          yield batch;
          seen = batch.revision;
          waitMs = firstRetryMs;
        }
      } catch (error) {
        if (!(error instanceof RpcError || error instanceof StorageUnavailable)) throw error;
        if (!signal.aborted) this.tell(waitMs === firstRetryMs, error, seen);
      }
      await sleep(this.clock, waitMs, signal);
    }
  }

  /** Warns once per interruption; the attempts that follow are details. */
  private tell(isFirst: boolean, { message }: Error, revision: Revision): void {
    if (isFirst) this.log.warn('etcd watch interrupted', { error: message, revision });
    else this.log.debug('etcd watch not resumed yet', { error: message, revision });
  }

  /**
   * Whether nothing after `revision` is forgotten. etcd itself starts a watch one revision too early: at the compacted
   * revision, where a delete has lost its trace (etcd-io/etcd issue 18089).
   */
  async isKept(revision: Revision): Promise<boolean> {
    const request = encodeRange({ key: this.keys.mark, countOnly: true, revision: Math.max(revision, 1) });
    try {
      await this.client.call(method.range, request, 'repeatable');
      return true;
    } catch (error) {
      // A future revision: the store has been restored from a backup, and what was seen since then is no history of it.
      if (error instanceof RpcError && (error.compacted || error.inFuture)) return false;
      throw error;
    }
  }

  /** Until the connection or the member fails. */
  private async *once(after: Revision, signal: AbortSignal): AsyncGenerator<WatchBatch> {
    if (!(await this.isKept(after))) throw new RevisionCompacted(after);
    const channel = await this.connection.channel();
    const request = encodeWatch(this.keys.all.key, this.keys.all.end, after + 1);
    try {
      yield* this.whole(channel.stream(method.watch, request, signal), after);
    } catch (error) {
      this.connection.leave(channel);
      throw error;
    }
  }

  /** Batches of whole revisions: the rest of the last one may come with the next fragment. */
  private async *whole(messages: AsyncIterable<Buffer>, after: Revision): AsyncGenerator<WatchBatch> {
    let seen = after;
    let parts: KVEvent[][] = [];
    for await (const message of messages) {
      const answer = this.decoder.watch(message);
      refuseEnd(answer, seen);
      parts.push(answer.events);
      if (answer.fragment) continue;
      const events = parts.length === 1 ? answer.events : parts.flat();
      const last = events.at(-1);
      // The header's revision is no progress: while a watch catches up it runs ahead of the events (mvcc syncWatchers).
      if (last) seen = eventRevision(last);
      yield { revision: seen, events };
      parts = [];
    }
  }
}

function refuseEnd(answer: WatchAnswer, seen: Revision): void {
  if (answer.compacted || answer.prevLost) throw new RevisionCompacted(seen, answer.compacted || undefined);
  if (answer.canceled) throw new StorageUnavailable(`etcd cancelled the watch: ${answer.reason}`);
}
