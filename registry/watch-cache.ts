/**
 * The current objects and the last events of one resource, fed by the one store watch of that resource
 * (k8s.io/apiserver pkg/storage/cacher has the same place in kube-apiserver).
 *
 *     KV.list ── first state ──┐
 *     KV.watch ── batches ─────┴─> entries (current) + ring (last events) ─> any number of cursors
 *
 * The cache is right as of `revision`. Whoever needs at least some revision waits with `reached`. It starts when it is
 * first asked for and follows the store until `stop`.
 */
import type { Clock, KubeObject, Logger, ResourceDefinition } from '../api';
import { sleep } from '../api';
import { entryFactory, type EntryFactory } from './encoding';
import { EventRing, type StateChange } from './event-ring';
import { objectKey, resourcePrefix } from './keys';
import type { Entry } from './resource-store';
import { SortedEntries } from './sorted-entries';
import { RevisionCompacted, type KV, type KVEvent, type KeyValue, type WatchBatch } from './storage/kv';

export interface WatchCacheOptions {
  readonly kv: KV;
  readonly clock: Clock;
  readonly log: Logger;
  /** Events kept for watchers that lag or come back. */
  readonly capacity: number;
  readonly freeze: boolean;
}

interface Waiter { readonly revision: number; readonly resolve: () => void }

const retryMs = 1000;

export class WatchCache<T extends KubeObject> {
  entries = new SortedEntries<T>();
  readonly make: EntryFactory<T>;
  private ring: EventRing<T>;
  private current = 0;
  private waiters: Waiter[] = [];
  private readonly listeners = new Set<() => void>();
  private telling = false;
  private started: Promise<void> | undefined;
  private readonly stopping = new AbortController();
  private readonly prefix: string;

  constructor(private readonly definition: ResourceDefinition<T>, private readonly options: WatchCacheOptions) {
    this.prefix = resourcePrefix(definition as unknown as ResourceDefinition);
    this.make = entryFactory(definition, options.freeze);
    this.ring = new EventRing<T>(options.capacity, 0);
  }

  /** Every event up to this revision has been applied. */
  get revision(): number {
    return this.current;
  }

  get events(): EventRing<T> {
    return this.ring;
  }

  get stopped(): AbortSignal {
    return this.stopping.signal;
  }

  /** Resolves when the first state is there; rejects when the store cannot give it (the next call tries again). */
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

  /** Resolves true once the cache is at `revision`, false when that takes longer than `timeoutMs` or the cache stops. */
  reached(revision: number, timeoutMs: number): boolean | Promise<boolean> {
    if (this.current >= revision) return true;
    if (this.stopping.signal.aborted) return false;
    return new Promise<boolean>((resolve) => {
      const timer = this.options.clock.after(timeoutMs, () => {
        this.waiters = this.waiters.filter((w) => w !== waiter);
        resolve(false);
      });
      const waiter: Waiter = { revision, resolve: () => { timer.cancel(); resolve(this.current >= revision); } };
      this.waiters.push(waiter);
    });
  }

  /** Calls back at every event or progress mark and when the cache stops. Returns how to leave. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** How an event of the store looks as a change of state. */
  toChange(event: KVEvent): StateChange<T> {
    if (event.type === 'put') {
      return { revision: event.kv.modRevision, entry: this.entryOf(event.kv), deleted: false, prev: event.prev && this.known(event.prev) };
    }
    const entry = this.make(objectKey(this.definition as unknown as ResourceDefinition, event.key), event.prev.value, event.revision);
    return { revision: event.revision, entry, deleted: true, prev: this.known(event.prev) };
  }

  entryOf(kv: KeyValue): Entry<T> {
    return this.make(objectKey(this.definition as unknown as ResourceDefinition, kv.key), kv.value, kv.modRevision);
  }

  /** The entry already held for this state, else a new one. */
  private known(kv: KeyValue): Entry<T> {
    const held = this.entries.get(kv.key);
    return held?.revision === kv.modRevision ? held : this.entryOf(kv);
  }

  private async load(): Promise<void> {
    const { kvs, revision } = await this.options.kv.list({ prefix: this.prefix });
    const entries = new SortedEntries<T>();
    for (const kv of kvs) entries.set(kv.key, this.known(kv));
    this.entries = entries;
    this.ring = new EventRing<T>(this.options.capacity, revision);
    this.advance(revision);
  }

  private async follow(): Promise<void> {
    const { kv, clock, log } = this.options;
    while (!this.stopping.signal.aborted) {
      try {
        for await (const batch of kv.watch({ prefix: this.prefix }, this.current, this.stopping.signal)) this.apply(batch);
      } catch (error) {
        if (error instanceof RevisionCompacted) await this.reload();
        else {
          log.warn('store watch failed, will resume', { resource: this.definition.names.plural, error: String(error) });
          await sleep(clock, retryMs, this.stopping.signal);
        }
        continue;
      }
      if (!this.stopping.signal.aborted) await sleep(clock, retryMs, this.stopping.signal);
    }
  }

  /** History was compacted while we were cut off: take the state anew; cursors from before are told to start over. */
  private async reload(): Promise<void> {
    try {
      await this.load();
    } catch (error) {
      this.options.log.warn('store list failed, will retry', { resource: this.definition.names.plural, error: String(error) });
      await sleep(this.options.clock, retryMs, this.stopping.signal);
    }
  }

  private apply(batch: WatchBatch): void {
    for (const event of batch.events) {
      const change = this.toChange(event);
      if (change.deleted) this.entries.delete((event as { key: string }).key);
      else this.entries.set((event as { kv: KeyValue }).kv.key, change.entry);
      this.ring.push(change);
    }
    this.advance(batch.revision);
  }

  private advance(revision: number): void {
    this.current = Math.max(this.current, revision);
    this.notify();
  }

  /**
   * Watchers are told once per turn of the event loop, when everything that arrived in it has been applied: a burst of
   * writes reaches each watcher as one batch, one socket write.
   */
  private tellListeners(): void {
    if (this.telling || this.listeners.size === 0) return;
    this.telling = true;
    setImmediate(() => {
      this.telling = false;
      for (const listener of this.listeners) listener();
    });
  }

  private notify(): void {
    this.tellListeners();
    if (this.waiters.length === 0) return;
    const stopped = this.stopping.signal.aborted;
    const due = this.waiters.filter((w) => stopped || w.revision <= this.current);
    if (due.length) this.waiters = this.waiters.filter((w) => !due.includes(w));
    for (const waiter of due) waiter.resolve();
  }
}
