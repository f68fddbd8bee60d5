/**
 * A store inside this process: `memory:` without a journal, `file://` with one. Reads are answered from memory.
 *
 *     create, update, delete ─> writer (compare, group) ─> journal (durable) ─> state (index, history) ─> watchers
 */
import type { Clock, Logger } from '../../../api';
import {
  RevisionInFuture, StorageUnavailable,
  type Cas, type GetResult, type KV, type KeyRange, type KeyValue, type ListResult, type Revision, type WatchBatch, type WriteOptions,
} from '../kv';
import type { Change } from './change';
import type { Journal } from './journal';
import type { State } from './state';
import { Writer, type Decide } from './writer';

export interface LocalStoreOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly state: State;
  readonly journal?: Journal;
}

/** After a failed attempt to delete an expired key. */
const retryMs = 1_000;

export class LocalStore implements KV {
  private readonly state: State;
  private readonly writer: Writer;
  private compacting: Promise<void> = Promise.resolve();
  private closing: Promise<void> | undefined;

  constructor(private readonly options: LocalStoreOptions) {
    this.state = options.state;
    this.writer = new Writer(options.state, options.journal);
    this.state.expiry.start((key) => void this.expire(key));
  }

  async revision(): Promise<Revision> {
    this.ensureOpen();
    return this.state.revision;
  }

  async get(key: string, at?: Revision): Promise<GetResult> {
    this.ensureOpen();
    if (at === undefined) return { revision: this.state.revision, kv: this.state.head(key) };
    this.state.ensureKept(at);
    return this.state.index.get(key, at);
  }

  async list(range: KeyRange, page: { readonly limit?: number; readonly at?: Revision } = {}): Promise<ListResult> {
    this.ensureOpen();
    const at = page.at ?? this.state.revision;
    this.state.ensureKept(at);
    return this.state.index.list(range, page.limit ?? Infinity, at);
  }

  create(key: string, value: Uint8Array, options?: WriteOptions): Promise<Cas> {
    return this.write(key, (current, revision) => (current ? undefined
      : this.put({ key, value, modRevision: revision, createRevision: revision }, undefined, options)));
  }

  update(key: string, value: Uint8Array, expected: Revision, options?: WriteOptions): Promise<Cas> {
    return this.write(key, (current, revision) => (current?.modRevision !== expected ? undefined
      : this.put({ key, value, modRevision: revision, createRevision: current.createRevision }, current, options)));
  }

  delete(key: string, expected?: Revision): Promise<Cas> {
    return this.write(key, (current, revision) => (!current || (expected ?? current.modRevision) !== current.modRevision ? undefined
      : { event: { type: 'delete', key, revision, prev: current } }));
  }

  watch(range: KeyRange, after: Revision, signal: AbortSignal): AsyncIterable<WatchBatch> {
    return this.state.hub.watch(range, after, signal);
  }

  /** One after the other: giving back space reads the state of the last compaction. */
  compact(before: Revision): Promise<void> {
    const done = this.compacting.then(() => this.compactNow(before));
    this.compacting = done.catch(() => undefined);
    return done;
  }

  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async write(key: string, decide: Decide): Promise<Cas> {
    this.ensureOpen();
    return this.writer.write(key, decide);
  }

  private put(kv: KeyValue, prev: KeyValue | undefined, options: WriteOptions | undefined): Change {
    const ttl = options?.ttlSeconds;
    return { event: { type: 'put', kv, prev }, expiresAt: ttl === undefined ? undefined : this.options.clock.now() + ttl * 1_000 };
  }

  private async compactNow(before: Revision): Promise<void> {
    this.ensureOpen();
    if (before > this.state.revision) throw new RevisionInFuture(before, this.state.revision);
    if (before <= this.state.compacted) return;
    const { journal, log } = this.options;
    await journal?.compacted(before);
    this.state.forgetBefore(before);
    await journal?.reclaim(this.state.snapshot()).catch((error: unknown) =>
      log.warn('the space of compacted revisions could not be given back; the next compaction tries again', { error: String(error) }));
  }

  /** A key that was written meanwhile wins the compare and stays. */
  private async expire(key: string): Promise<void> {
    const kv = this.state.head(key);
    if (!kv || this.closing) return;
    try {
      await this.delete(key, kv.modRevision);
    } catch (error) {
      this.options.log.warn('an expired key could not be deleted; trying again', { key, error: String(error) });
      if (this.state.expiry.of(key) === undefined) this.state.expiry.set(key, this.options.clock.now() + retryMs);
    }
  }

  private async shutDown(): Promise<void> {
    this.state.expiry.stop();
    await this.compacting;
    await this.writer.drain();
    this.state.hub.close();
    await this.options.journal?.close();
  }

  private ensureOpen(): void {
    if (this.closing) throw new StorageUnavailable('the store is closed');
  }
}
