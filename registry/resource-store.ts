/**
 * What the registry offers to those who serve it (the API server's dialects): the same operations as
 * `api/resources.ts`, but with the encoded bytes at hand. Read this file first.
 */
import type {
  ApplyOptions, ClusterAccess, DeleteOptions, KubeObject, ListOptions, ObjectKey, ResourceDefinition, UpdateOptions, WatchOptions, WriteOptions,
} from '../api';

/** One stored state of one object. Immutable and shared by everybody who reads it. */
export interface Entry<T extends KubeObject = KubeObject> {
  readonly key: ObjectKey;
  readonly revision: number;
  /** The object as JSON, metadata.resourceVersion included: what GET answers. */
  readonly bytes: Buffer;
  /** Parsed on first use. Never change it. */
  readonly object: T;
  /** Derived data (a watch frame, table cells) that is computed once per state and shared by all who ask with the same slot. */
  memo<V>(slot: symbol, make: (entry: Entry<T>) => V): V;
}

export interface Page<T extends KubeObject = KubeObject> {
  readonly revision: number;
  /** In key order. */
  readonly entries: readonly Entry<T>[];
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

export type Frame<T extends KubeObject = KubeObject> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly entry: Entry<T> }
  | { readonly type: 'BOOKMARK'; readonly revision: number; readonly initialEventsEnd: boolean };

export interface ResourceStore<T extends KubeObject = KubeObject> {
  readonly definition: ResourceDefinition<T>;
  /** Not older than any acknowledged write, unless `resourceVersion` allows it ('0'). NotFound when absent. */
  get(key: ObjectKey, options?: { readonly resourceVersion?: string }): Promise<Entry<T>>;
  list(options?: ListOptions): Promise<Page<T>>;
  /** See ListerWatcher.watch. Faults of the options reject at once; `Expired` is thrown by the iteration. */
  watch(options: WatchOptions, signal: AbortSignal): Promise<AsyncIterable<readonly Frame<T>[]>>;
  /** `input` is any JSON value; `namespace` that of the request, which the object's must match or lack. */
  create(input: unknown, namespace: string | undefined, options?: WriteOptions): Promise<Entry<T>>;
  /**
   * See Resources.update; `change` may return any JSON value, which is decoded and validated. With `allowCreate` (a PUT),
   * kinds that may be created by update are: `change` then gets an object without a name.
   */
  update(key: ObjectKey, change: (current: T) => unknown, options?: UpdateOptions & { readonly allowCreate?: boolean }): Promise<{ readonly entry: Entry<T>; readonly created: boolean }>;
  /**
   * Server-side apply: `configuration` (any JSON value) says which fields the field manager wants. What is not there is created.
   * Conflict when others own what would change, unless forced.
   */
  apply(key: ObjectKey, configuration: unknown, options?: ApplyOptions): Promise<{ readonly entry: Entry<T>; readonly created: boolean }>;
  delete(key: ObjectKey, options?: DeleteOptions): Promise<{ readonly entry: Entry<T>; readonly gone: boolean }>;
  /** A projection subresource (`scale`). */
  project(key: ObjectKey, projection: string): Promise<KubeObject>;
  updateProjection(key: ObjectKey, projection: string, change: (current: KubeObject) => unknown, options?: WriteOptions): Promise<KubeObject>;
  applyProjection(key: ObjectKey, projection: string, configuration: unknown, options?: ApplyOptions): Promise<KubeObject>;
  /** An action or a procedure; resolves with the answer, where there is more to say than that it was done. */
  invoke(key: ObjectKey, action: string, body: unknown, options?: WriteOptions): Promise<KubeObject | undefined>;
}

/** The registry's door for the API server; as a `Client` it serves controllers in the same process. */
export interface Registry extends ClusterAccess {
  readonly definitions: readonly ResourceDefinition[];
  /** By URL parts; undefined when nothing of that name is served. */
  find(group: string, version: string, plural: string): ResourceStore | undefined;
  store<T extends KubeObject>(definition: ResourceDefinition<T>): ResourceStore<T>;
  /** Resolves when the store answers; rejects with ApiError ServiceUnavailable when it does not. */
  ping(): Promise<void>;
  /** Ends all watches and closes the storage. */
  close(): Promise<void>;
}
