/**
 * The current objects and the last events of one resource, fed by the one store watch of that resource
 * (k8s.io/apiserver pkg/storage/cacher has the same place in kube-apiserver).
 *
 *     KV.list ── first state ──┐
 *     KV.watch ── batches ─────┴─> entries (current) + ring (last events) ─> any number of cursors
 *
 * The cache is right as of `revision`. Whoever needs at least some revision waits with `reached`. It starts when it is
 * first asked for and follows the store until `stop`. What cannot be read as an object of the resource is left out and
 * logged: it must not take the others with it.
 */
import { sleep, type Clock, type KubeObject, type Logger, type Measures, type ObjectKey, type ResourceDefinition } from '../api';
import type { AtHand } from './at-hand';
import { tellCache, type CacheMeasures } from './cache-measures';
import { entryFactory, type EntryFactory } from './encoding';
import { EventRing, type StateChange } from './event-ring';
import { objectKey, resourcePrefix, storageKey } from './keys';
import type { Entry } from './resource-store';
import { SortedEntries } from './sorted-entries';
import { Unconvertible, Undecodable } from './storage-errors';
import { RevisionCompacted, type KV, type KVEvent, type KeyValue, type WatchBatch } from './storage/kv';

export interface WatchCacheOptions {
  readonly kv: KV;
  readonly clock: Clock;
  readonly log: Logger;
  /** Events kept for watchers that lag or come back. */
  readonly capacity: number;
  readonly freeze: boolean;
  readonly atHand?: AtHand;
  readonly measures: Measures;
}

interface Waiter { readonly revision: number; readonly resolve: () => void }

const retryMs = 1000;

export class WatchCache<T extends KubeObject> {
  entries = new SortedEntries<T>();
  /** Keys whose value is no object of this resource, and why. */
  readonly unreadable = new Map<string, Undecodable>();
  readonly make: EntryFactory<T>;
  private ring: EventRing<T>;
  private current = 0;
  private waiters: Waiter[] = [];
  private readonly listeners = new Set<() => void>();
  /** States that this process has written and whose events have not come yet: encoded once, they serve both. */
  private readonly ahead = new Map<string, Entry<T>>();
  private started: Promise<void> | undefined;
  private failure: Unconvertible | undefined;
  private readonly stopping = new AbortController();
  private readonly prefix: string;
  private measures: CacheMeasures | undefined;

  constructor(private readonly definition: ResourceDefinition<T>, private readonly options: WatchCacheOptions) {
    this.prefix = resourcePrefix(definition);
    this.make = entryFactory(definition, options);
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

  /**
   * Resolves when the first state is there, or is known to be `unseen`; rejects when the store cannot give it. In both cases the
   * next call tries again.
   */
  start(): Promise<void> {
    this.started ??= this.load().then(
      () => void this.follow(),
      (error: unknown) => {
        this.started = undefined;
        if (!(error instanceof Unconvertible)) throw error;
        this.failure = error;
      },
    );
    return this.started;
  }

  /** Why the first state cannot be told: some of it cannot be converted now. Single objects can be read from the store all the same. */
  get unseen(): Unconvertible | undefined {
    return this.failure;
  }

  stop(): void {
    this.stopping.abort();
    this.measures?.forget();
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

  /** The entry of a state that this process has just stored. */
  written(key: ObjectKey, value: Uint8Array, revision: number): Entry<T> {
    const name = storageKey(this.definition, key);
    const held = this.entries.get(name);
    if (held?.revision === revision) return held;
    const entry = this.make(key, value, revision);
    if (revision > this.current) this.ahead.set(name, entry);
    return entry;
  }

  /** The entry of a state read from the store: the one already held, else a new one. Throws Undecodable. */
  entryOf(kv: KeyValue): Entry<T> {
    const held = this.entries.get(kv.key);
    if (held?.revision === kv.modRevision) return held;
    const ahead = this.ahead.get(kv.key);
    if (ahead?.revision === kv.modRevision) return ahead;
    return this.make(this.keyOf(kv.key), kv.value, kv.modRevision);
  }

  /** The same; undefined for what is no object of the resource. */
  readable(kv: KeyValue): Entry<T> | undefined {
    try {
      return this.entryOf(kv);
    } catch (error) {
      if (error instanceof Undecodable) return undefined;
      throw error;
    }
  }

  /** How an event of the store looks as a change of state; undefined: to readers nothing changed. */
  toChange(event: KVEvent): StateChange<T> | undefined {
    const prev = event.prev && this.readable(event.prev);
    const revision = event.type === 'put' ? event.kv.modRevision : event.revision;
    const entry = event.type === 'put' ? this.readable(event.kv) : undefined;
    if (entry) return { revision, entry, deleted: false, prev };
    // What can no longer be read is gone for those who read it before.
    return prev && event.prev && { revision, entry: this.make(prev.key, event.prev.value, revision), deleted: true, prev };
  }

  private keyOf(text: string): ObjectKey {
    const key = objectKey(this.definition, text);
    if (!key) throw new Undecodable(text, `not the key of a ${this.definition.kind}`);
    return key;
  }

  private async load(): Promise<void> {
    const { kvs, revision } = await this.options.kv.list({ prefix: this.prefix });
    const entries = new SortedEntries<T>();
    this.unreadable.clear();
    for (const kv of kvs) {
      const entry = this.readable(kv);
      if (entry) entries.set(kv.key, entry);
      else this.complain(kv);
    }
    this.ahead.clear();
    this.failure = undefined;
    this.entries = entries;
    this.ring = new EventRing<T>(this.options.capacity, revision);
    this.loaded(kvs.length);
    // Not a maximum: a store that was set back counts from there.
    this.current = revision;
    this.notify();
  }

  private loaded(objects: number): void {
    const { measures, capacity } = this.options;
    if (!this.stopping.signal.aborted) this.measures ??= tellCache(measures, this.definition, capacity, this);
    if (!this.measures) return;
    this.measures.initialized.value++;
    this.measures.initialEvents.value += objects;
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
    if (this.measures) this.measures.received.value += batch.events.length;
    for (const event of batch.events) {
      const change = this.toChange(event);
      if (event.type === 'put') this.put(event.kv, change);
      else this.remove(event.key);
      if (change) this.ring.push(change);
    }
    this.current = Math.max(this.current, batch.revision);
    this.notify();
  }

  private put(kv: KeyValue, change: StateChange<T> | undefined): void {
    if (!change || change.deleted) {
      this.remove(kv.key);
      this.complain(kv);
      return;
    }
    this.entries.set(kv.key, change.entry);
    this.unreadable.delete(kv.key);
    if ((this.ahead.get(kv.key)?.revision ?? Infinity) <= change.revision) this.ahead.delete(kv.key);
  }

  private remove(key: string): void {
    this.entries.delete(key);
    this.unreadable.delete(key);
    this.ahead.delete(key);
  }

  private complain(kv: KeyValue): void {
    try {
      this.entryOf(kv);
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error;
      this.unreadable.set(kv.key, error);
      this.options.log.error('an object in the store cannot be read and is left out', { key: error.key, reason: error.reason });
    }
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
