/**
 * The one watch that all subscriptions of a store share.
 *
 * The registry reads from its caches: it asks the store for its revision R and waits until the watch of a range has
 * come to R. etcd watches of single ranges can not serve that: they are silent while other ranges are written. One
 * watch over the whole root, split by range in this process, has progress of its own: every event of any range is
 * progress of all. Where there may be no event at all, Nudge helps.
 *
 * A ring of recent events serves those who start a little behind or read slowly; who is further behind reads an etcd
 * watch of its own until it has caught up. Nothing is queued per reader.
 */
import { sleep, type Clock, type Logger, type Timer } from '../../../api';
import { RevisionCompacted, StorageUnavailable, type KeyRange, type Revision, type WatchBatch } from '../kv';
import type { Feed } from './feed';
import { Nudge } from './nudge';
import { Ring } from './ring';
import { Subscription } from './subscription';

/** The shared watch begins at most this many revisions in the past, if its first reader asks for it. */
const reachBack = 1_000;
/** How often readers hear of progress that nobody waits for: each wakes up for it. */
const idleMarkMs = 250;
const retryMs = 500;

export interface HubOptions {
  readonly feed: Feed;
  readonly revision: () => Promise<Revision>;
  /** Writes the progress mark; undefined where every revision has an event. */
  readonly writeMark: (() => Promise<unknown>) | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

export class WatchHub {
  private readonly ending = new AbortController();
  private readonly live = new Set<Subscription>();
  /** Those that read a watch of their own. */
  private readonly late = new Set<Subscription>();
  private readonly nudge: Nudge | undefined;
  private task: Promise<void> | undefined;
  /** The events seen last; undefined while the shared watch has not begun. */
  private ring: Ring | undefined;
  private progress: Revision = 0;
  /** The latest revision that someone may wait for. */
  private awaited: Revision = 0;
  private compacted: Revision = 0;
  private idleMark: Timer | undefined;

  constructor(private readonly options: HubOptions) {
    const { writeMark, clock, log } = options;
    if (writeMark) this.nudge = new Nudge(() => this.isBehind(), writeMark, clock, log);
  }

  /** See KV.watch. */
  async *subscribe(range: KeyRange, after: Revision, signal: AbortSignal): AsyncGenerator<WatchBatch> {
    if (this.closed) throw new StorageUnavailable('the store is closed');
    if (signal.aborted) return;
    if (after < this.compacted) throw new RevisionCompacted(after, this.compacted);
    const subscription = new Subscription(range, after);
    const wake = (): void => subscription.wake();
    signal.addEventListener('abort', wake);
    this.live.add(subscription);
    try {
      yield* this.deliver(subscription, signal);
    } finally {
      this.live.delete(subscription);
      signal.removeEventListener('abort', wake);
    }
  }

  /** Someone has been told that the store is at `revision` and may wait for the watches to come there. */
  expect(revision: Revision): void {
    this.awaited = Math.max(this.awaited, revision);
    this.wakeAwaited();
    this.nudge?.expect();
  }

  /** Later readers are refused what is older, also where the ring still has it. */
  forget(before: Revision): void {
    this.compacted = Math.max(this.compacted, before);
  }

  /** Ends the subscriptions. */
  close(): void {
    this.ending.abort();
    this.nudge?.close();
    this.idleMark?.cancel();
    this.wakeAll();
  }

  private get closed(): boolean {
    return this.ending.signal.aborted;
  }

  private async *deliver(subscription: Subscription, signal: AbortSignal): AsyncGenerator<WatchBatch> {
    while (!signal.aborted && !this.closed) {
      if (subscription.failure) throw subscription.failure;
      const batch = this.news(subscription);
      if (batch) yield batch;
      else if (this.isLate(subscription)) yield* this.catchUp(subscription, signal);
      else await subscription.wait();
    }
  }

  /** What the ring holds for the reader; undefined when there is no ring, or too little in it, or nothing new. */
  private news(subscription: Subscription): WatchBatch | undefined {
    if (!this.ring) this.task ??= this.run(subscription.cursor);
    if (!this.ring || this.isLate(subscription)) return undefined;
    if (subscription.begun && subscription.cursor >= this.progress) return undefined;
    return subscription.take({ revision: this.progress, events: this.ring.since(subscription.cursor) });
  }

  private isLate(subscription: Subscription): boolean {
    return this.ring !== undefined && subscription.cursor < this.ring.floor;
  }

  private async *catchUp(subscription: Subscription, signal: AbortSignal): AsyncGenerator<WatchBatch> {
    this.late.add(subscription);
    try {
      for await (const batch of this.options.feed.events(subscription.cursor, AbortSignal.any([signal, this.ending.signal]))) {
        yield subscription.take(batch);
        if (!this.isLate(subscription)) return;
      }
    } finally {
      this.late.delete(subscription);
    }
  }

  /** The shared watch, from its beginning to its end. Who still reads then begins another one. */
  private async run(wanted: Revision): Promise<void> {
    try {
      this.progress = await this.begin(wanted);
      this.ring = new Ring(this.progress);
      this.wakeAll();
      for await (const batch of this.options.feed.events(this.progress, this.ending.signal)) this.accept(this.ring, batch);
    } catch (error) {
      await this.fail(error);
    }
    this.ring = undefined;
    this.task = undefined;
    this.wakeAll();
  }

  /** The first reader's revision, if it is not far back; else the present. */
  private async begin(wanted: Revision): Promise<Revision> {
    const { revision, feed } = this.options;
    const current = await revision();
    const near = wanted <= current && current - wanted <= reachBack;
    return near && await feed.isKept(wanted) ? wanted : current;
  }

  /** History was lost while the watch was interrupted: everyone has to begin anew. Anything else passes. */
  private async fail(error: unknown): Promise<void> {
    if (error instanceof RevisionCompacted) {
      for (const subscription of this.live) subscription.failure = new RevisionCompacted(subscription.cursor, error.oldest);
      return;
    }
    if (this.closed) return;
    this.options.log.warn('etcd watch failed', { error });
    await sleep(this.options.clock, retryMs, this.ending.signal);
  }

  private accept(ring: Ring, batch: WatchBatch): void {
    ring.push(batch.events);
    this.progress = batch.revision;
    for (const subscription of this.live) {
      if (subscription.waiting && subscription.concerns(batch)) subscription.wake();
    }
    this.wakeAwaited();
    this.idleMark ??= this.options.clock.after(idleMarkMs, () => {
      this.idleMark = undefined;
      this.wakeAll();
    });
  }

  /** Readers that have not come to an awaited revision although the watch has moved on. */
  private wakeAwaited(): void {
    if (!this.ring) return;
    const target = Math.min(this.awaited, this.progress);
    for (const subscription of this.live) if (subscription.cursor < target) subscription.wake();
  }

  private wakeAll(): void {
    for (const subscription of this.live) subscription.wake();
  }

  private isBehind(): boolean {
    if (!this.ring) return false;
    if (this.progress < this.awaited) return true;
    for (const subscription of this.late) if (subscription.cursor < this.awaited) return true;
    return false;
  }
}
