/**
 * How a room reads and writes objects, whoever keeps them: the registry in the same process, or a server over HTTP.
 * The registry satisfies `Client` by shape, so the in-process client is an assignment.
 */
import type { ResourceDefinition } from './definition';
import type { KubeObject, ObjectKey } from './object';
import type { FieldSelector, LabelSelector } from './selector';

export interface ListOptions {
  /** Absent: all namespaces. */
  readonly namespace?: string;
  readonly labels?: LabelSelector;
  readonly fields?: FieldSelector;
  readonly limit?: number;
  /** The token of the page before. */
  readonly continue?: string;
  /** Absent: not older than any acknowledged write. '0': anything. Else with the match rule (default NotOlderThan). */
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan';
}

export interface ObjectList<T> {
  readonly resourceVersion: string;
  readonly items: readonly T[];
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

export interface WatchOptions {
  readonly namespace?: string;
  readonly labels?: LabelSelector;
  readonly fields?: FieldSelector;
  /** Events strictly after it. Absent or '0': the current objects as ADDED first. */
  readonly resourceVersion?: string;
  /** BOOKMARK events are wanted. */
  readonly allowBookmarks?: boolean;
  /** The watcher leaves after that long: a bookmark comes shortly before. A server ends the watch by itself. */
  readonly timeoutSeconds?: number;
  /** The current objects as ADDED, then a bookmark annotated `k8s.io/initial-events-end` (KEP-3157). */
  readonly sendInitialEvents?: boolean;
}

export type WatchEvent<T> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string; readonly initialEventsEnd?: boolean };

export interface ListerWatcher<T> {
  list(options?: ListOptions): Promise<ObjectList<T>>;
  /**
   * Batches of events in order, without gaps. Ends when `signal` aborts or the server closes; throws
   * ApiError `Expired` when events after `resourceVersion` are no longer kept.
   */
  watch(options: WatchOptions, signal: AbortSignal): AsyncIterable<readonly WatchEvent<T>[]>;
}

export interface Preconditions {
  readonly uid?: string;
  readonly resourceVersion?: string;
}

export interface DeleteOptions extends Errand {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  /** Deprecated spelling of propagationPolicy. */
  readonly orphanDependents?: boolean;
  readonly preconditions?: Preconditions;
  readonly dryRun?: boolean;
  readonly user?: UserInfo;
  /** Receives texts for `Warning: 299` headers. */
  readonly warn?: (text: string) => void;
}

/** The trace that a write is part of (https://www.w3.org/TR/trace-context), for those who are asked because of it: their requests carry the headers as they are. */
export interface TraceContext {
  readonly id: string;
  readonly traceparent: string;
  readonly tracestate?: string;
}

/** What goes along with a write, and says nothing about what is written. */
export interface Errand {
  readonly trace?: TraceContext;
  /** Receives annotations of the request's audit event; absent when nobody audits it. */
  readonly annotate?: (key: string, value: string) => void;
}

/** Who asks. Anonymous administrators until authentication is on. */
export interface UserInfo {
  readonly name: string;
  readonly groups: readonly string[];
}

export interface WriteOptions extends Errand {
  /** Everything but the write itself happens. */
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  /** What happens to fields no definition has; default Warn (through `warn`). */
  readonly fieldValidation?: 'Ignore' | 'Warn' | 'Strict';
  readonly user?: UserInfo;
  /** Receives texts for `Warning: 299` headers. */
  readonly warn?: (text: string) => void;
}

export interface UpdateOptions extends WriteOptions {
  /** A view (`status`, `finalize`), or a projection (`scale`): then `change` gets, and the answer is, the projected object. */
  readonly subresource?: string;
}

export interface ApplyOptions extends UpdateOptions {
  /** Takes fields from other managers instead of failing with Conflict. */
  readonly force?: boolean;
}

/** One resource. Errors are ApiErrors. Objects are shared: never change them in place. */
export interface Resources<T extends KubeObject> extends ListerWatcher<T> {
  get(key: ObjectKey): Promise<T>;
  create(object: T, options?: WriteOptions): Promise<T>;
  /**
   * Compare-and-swap: `change` gets the current object and returns a new one; it is called again when somebody else
   * was faster. Nothing is written when nothing changed (returning `current` itself is the cheapest way to say so).
   * When the result carries another resourceVersion or uid than the current object, the answer is Conflict.
   * An error thrown by `change` ends the update.
   */
  update(key: ObjectKey, change: (current: T) => T, options?: UpdateOptions): Promise<T>;
  /** An action subresource (`binding`, `eviction`), or a procedure that has an answer (`token`). */
  invoke<Answer = void>(key: ObjectKey, action: string, body: KubeObject, options?: WriteOptions): Promise<Answer>;
  /** `gone` is false when finalizers or grace hold the object. */
  delete(key: ObjectKey, options?: DeleteOptions): Promise<{ readonly object: T; readonly gone: boolean }>;
}

export interface Client {
  of<T extends KubeObject>(definition: ResourceDefinition<T>): Resources<T>;
}
