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
import { type Clock, type KubeObject, type Logger, type Measures, type ObjectKey, type ResourceDefinition } from '../api';
import type { AtHand } from './at-hand';
import { tellCache, type CacheMeasures } from './cache-measures';
import { entryFactory, type EntryFactory } from './encoding';
import { EventRing, type StateChange } from './event-ring';
import { objectKey, resourcePrefix, storageKey } from './keys';
import type { Entry } from './resource-store';
import { SortedEntries } from './sorted-entries';
import { Unconvertible, Undecodable } from './storage-errors';
import type { KV, KVEvent, KeyValue, Revision, WatchBatch } from './storage/kv';
import { StoreFollower, type Followed } from './store-follower';

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

export class WatchCache<T extends KubeObject> implements Followed {
  entries = new SortedEntries<T>();
  /** Keys whose value is no object of this resource, and why. */
  readonly unreadable = new Map<string, Undecodable>();
  readonly make: EntryFactory<T>;
  private ring: EventRing<T>;
  /** States that this process has written and whose events have not come yet: encoded once, they serve both. */
  private readonly ahead = new Map<string, Entry<T>>();
  private started: Promise<void> | undefined;
  private failure: Unconvertible | undefined;
  private readonly follower: StoreFollower;
  private readonly prefix: string;
  private measures: CacheMeasures | undefined;

  constructor(private readonly definition: ResourceDefinition<T>, private readonly options: WatchCacheOptions) {
    this.prefix = resourcePrefix(definition);
    this.make = entryFactory(definition, options);
    this.ring = new EventRing<T>(options.capacity, 0);
    this.follower = new StoreFollower({ ...options, range: { prefix: this.prefix }, what: { resource: definition.names.plural } }, this);
  }

  /** Every event up to this revision has been applied. */
  get revision(): number {
    return this.follower.revision;
  }

  get events(): EventRing<T> {
    return this.ring;
  }

  get stopped(): AbortSignal {
    return this.follower.stopped;
  }

  /**
   * Resolves when the first state is there, or is known to be `unseen`; rejects when the store cannot give it. In both cases the
   * next call tries again.
   */
  start(): Promise<void> {
    this.started ??= this.follower.start().catch((error: unknown) => {
      this.started = undefined;
      if (!(error instanceof Unconvertible)) throw error;
      this.failure = error;
    });
    return this.started;
  }

  /** Why the first state cannot be told: some of it cannot be converted now. Single objects can be read from the store all the same. */
  get unseen(): Unconvertible | undefined {
    return this.failure;
  }

  stop(): void {
    this.measures?.forget();
    this.follower.stop();
  }

  /** Resolves true once the cache is at `revision`, false when that takes longer than `timeoutMs` or the cache stops. */
  reached(revision: number, timeoutMs: number): boolean | Promise<boolean> {
    return this.follower.reached(revision, timeoutMs);
  }

  /** Calls back at every event or progress mark and when the cache stops. Returns how to leave. */
  onChange(listener: () => void): () => void {
    return this.follower.onChange(listener);
  }

  /** The entry of a state that this process has just stored. */
  written(key: ObjectKey, value: Uint8Array, revision: number): Entry<T> {
    const name = storageKey(this.definition, key);
    const held = this.entries.get(name);
    if (held?.revision === revision) return held;
    const entry = this.make(key, value, revision);
    if (revision > this.revision) this.ahead.set(name, entry);
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

  async load(is: (revision: Revision) => void): Promise<void> {
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
    is(revision);
  }

  private loaded(objects: number): void {
    const { measures, capacity } = this.options;
    if (!this.stopped.aborted) this.measures ??= tellCache(measures, this.definition, capacity, this);
    if (!this.measures) return;
    this.measures.initialized.value++;
    this.measures.initialEvents.value += objects;
  }

  apply(batch: WatchBatch): void {
    if (this.measures) this.measures.received.value += batch.events.length;
    for (const event of batch.events) {
      const change = this.toChange(event);
      if (event.type === 'put') this.put(event.kv, change);
      else this.remove(event.key);
      if (change) this.ring.push(change);
    }
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
}
