/**
 * Follows a range of the store: a first state, then every change, in order, for as long as it is wanted. Whoever needs at least some revision
 * waits with `reached`.
 */
import { sleep, type Clock, type Logger } from '../api';
import { RevisionCompacted, type KV, type KeyRange, type Revision, type WatchBatch } from './storage/kv';

export interface Followed {
  /**
   * Takes the state as a whole, from nothing or again (history was compacted while we were cut off), and says of which revision it is in the
   * turn in which it becomes that.
   */
  load(is: (revision: Revision) => void): Promise<void>;
  apply(batch: WatchBatch): void;
}

export interface FollowerOptions {
  readonly kv: KV;
  readonly clock: Clock;
  readonly log: Logger;
  readonly range: KeyRange;
  /** What is said of it in the log. */
  readonly what: object;
}

interface Waiter { readonly revision: Revision; readonly resolve: () => void }

const retryMs = 1000;

export class StoreFollower {
  private current: Revision = 0;
  private waiters: Waiter[] = [];
  private readonly listeners = new Set<() => void>();
  private started: Promise<void> | undefined;
  private readonly stopping = new AbortController();

  constructor(private readonly options: FollowerOptions, private readonly followed: Followed) {}

  /** Everything up to it has been applied. */
  get revision(): Revision {
    return this.current;
  }

  get stopped(): AbortSignal {
    return this.stopping.signal;
  }

  /** Resolves when the first state is there; rejects when the store cannot give it: the next call tries again. */
  start(): Promise<void> {
    this.started ??= this.load().then(
      () => void this.follow(),
      (error: unknown) => {
        this.started = undefined;
        throw error;
      },
    );
    return this.started;
  }

  stop(): void {
    this.stopping.abort();
    this.notify();
  }

  /** Resolves true once `revision` has been applied, false when that takes longer than `timeoutMs` or following ends. */
  reached(revision: Revision, timeoutMs: number): boolean | Promise<boolean> {
    if (this.current >= revision) return true;
    if (this.stopping.signal.aborted) return false;
    return new Promise<boolean>((resolve) => {
      const timer = this.options.clock.after(timeoutMs, () => {
        this.waiters = this.waiters.filter((other) => other !== waiter);
        resolve(false);
      });
      const waiter: Waiter = { revision, resolve: () => { timer.cancel(); resolve(this.current >= revision); } };
      this.waiters.push(waiter);
    });
  }

  /** Calls back at every event or progress mark and when following ends. Returns how to leave. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private load(): Promise<void> {
    return this.followed.load((revision) => {
      // Not a maximum: a store that was set back counts from there.
      this.current = revision;
      this.notify();
    });
  }

  private async follow(): Promise<void> {
    const { kv, clock, log, range, what } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        for await (const batch of kv.watch(range, this.current, signal)) this.apply(batch);
      } catch (error) {
        if (error instanceof RevisionCompacted) {
          await this.reload();
          continue;
        }
        log.warn('store watch failed, will resume', { ...what, error: String(error) });
      }
      if (!signal.aborted) await sleep(clock, retryMs, signal);
    }
  }

  private async reload(): Promise<void> {
    const { clock, log, what } = this.options;
    try {
      await this.load();
    } catch (error) {
      log.warn('store list failed, will retry', { ...what, error: String(error) });
      await sleep(clock, retryMs, this.stopping.signal);
    }
  }

  private apply(batch: WatchBatch): void {
    this.followed.apply(batch);
    this.current = Math.max(this.current, batch.revision);
    this.notify();
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
    if (this.waiters.length === 0) return;
    const stopped = this.stopping.signal.aborted;
    const waiting = this.waiters;
    this.waiters = [];
    for (const waiter of waiting) {
      if (stopped || waiter.revision <= this.current) waiter.resolve();
      else this.waiters.push(waiter);
    }
  }
}
