/**
 * The storage contract: keys, bytes, revisions. Nothing here knows what a Pod is.
 *
 * - One revision counter orders all writes of a store. Every successful write takes the next revision; a failed
 *   compare takes none. The revision of an empty store is at least 1 (so that 0 can mean "from the beginning").
 * - A write is acknowledged (its promise resolves) only when it is durable, and no read or watch shows a write
 *   before that. A read that starts after an acknowledgement sees that write.
 * - Losing a compare is data (`ok: false` with what won), being broken is an error.
 * - Keys are `/`-separated UTF-8 text, ordered by bytes. Values are opaque and must not be changed by either side:
 *   the same buffer may be shared by everyone.
 *
 * `contract.ts` is the exam that every backend passes.
 */

/** A store revision. etcd's int64 stays exact up to 2^53. */
export type Revision = number;

export interface KeyValue {
  readonly key: string;
  readonly value: Uint8Array;
  /** Revision of the last write of this key. */
  readonly modRevision: Revision;
  /** Revision at which the key was created (again after a delete). */
  readonly createRevision: Revision;
}

/** All keys that start with `prefix`; with `after`, only those that sort behind it (for paging). */
export interface KeyRange {
  readonly prefix: string;
  readonly after?: string;
}

export type KVEvent =
  | { readonly type: 'put'; readonly kv: KeyValue; /** The value before; absent on create. */ readonly prev?: KeyValue }
  | { readonly type: 'delete'; readonly key: string; readonly revision: Revision; readonly prev: KeyValue };

export interface WatchBatch {
  /** Every event of the range up to and including this revision has been delivered with this batch or before it. */
  readonly revision: Revision;
  /** In order of revision. Empty: a progress mark. */
  readonly events: readonly KVEvent[];
}

export type Cas =
  | { readonly ok: true; readonly revision: Revision; readonly prev?: KeyValue }
  | { readonly ok: false; readonly revision: Revision; /** What is there instead; absent: nothing. */ readonly current?: KeyValue };

export interface WriteOptions {
  /** The key disappears (with a delete event) about this many seconds after its last write. */
  readonly ttlSeconds?: number;
}

export interface GetResult { readonly revision: Revision; readonly kv?: KeyValue }

export interface ListResult {
  /** The revision at which the list was taken (the one asked for, if any). */
  readonly revision: Revision;
  /** In key order. */
  readonly kvs: readonly KeyValue[];
  readonly more: boolean;
  /** Keys in the whole range (also beyond `limit`). */
  readonly count: number;
}

export interface KV {
  /** The store's current revision: at least that of every acknowledged write, also by other processes. */
  revision(): Promise<Revision>;
  /** Throws RevisionCompacted when `at` is older than what is kept, RevisionInFuture when it lies ahead. */
  get(key: string, at?: Revision): Promise<GetResult>;
  list(range: KeyRange, page?: { readonly limit?: number; readonly at?: Revision }): Promise<ListResult>;
  /** Writes only if the key does not exist. */
  create(key: string, value: Uint8Array, options?: WriteOptions): Promise<Cas>;
  /** Writes only if the key exists and its modRevision is `expected`. */
  update(key: string, value: Uint8Array, expected: Revision, options?: WriteOptions): Promise<Cas>;
  /** Deletes if the key exists and (when given) its modRevision is `expected`. `ok` carries `prev`. */
  delete(key: string, expected?: Revision): Promise<Cas>;
  /**
   * Everything strictly after `after`, in order, no gaps, no doubles; all events of one revision in one batch.
   * The first batch comes promptly even when it is empty. Survives lost connections by itself. Ends when `signal`
   * aborts or the store closes; throws RevisionCompacted when `after` is no longer kept.
   */
  watch(range: KeyRange, after: Revision, signal: AbortSignal): AsyncIterable<WatchBatch>;
  /** Forgets history before `before`: reads and watches from older revisions throw RevisionCompacted. */
  compact(before: Revision): Promise<void>;
  /** Acknowledged writes stay; watches end; later calls throw StorageUnavailable. */
  close(): Promise<void>;
}

export class RevisionCompacted extends Error {
  constructor(readonly asked: Revision, readonly oldest?: Revision) {
    super(`revision ${asked} has been compacted`);
    this.name = 'RevisionCompacted';
  }
}

export class RevisionInFuture extends Error {
  constructor(readonly asked: Revision, readonly current: Revision) {
    super(`revision ${asked} is in the future, current: ${current}`);
    this.name = 'RevisionInFuture';
  }
}

/** The store takes no values as large as this one, however often it is asked. Nothing has been written. */
export class ValueTooLarge extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ValueTooLarge';
  }
}

/** The store cannot be reached, is full, or is closed. The write may or may not have happened unless said otherwise. */
export class StorageUnavailable extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'StorageUnavailable';
  }
}
