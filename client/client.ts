/**
 * How others follow the truth: read this file first.
 *
 *     Client --list/watch--> Informer (store, indices) --keys--> WorkQueue --key--> reconcile --> Client.update
 *
 * Level, not edge: a reconciler gets a key and looks at the world; a queue holds keys, never objects.
 */
import type { Client, Clock, KubeObject, Logger, Measures, ObjectKey, Random, ResourceDefinition } from '../api';
import type { NodeCalls } from './node-calls';

export type { Client, Resources, ListerWatcher } from '../api';

/** Reads an informer's store: memory only, never older than the last handled event. Objects are shared. */
export interface Lister<T extends KubeObject> {
  get(key: ObjectKey): T | undefined;
  /** All objects, or those of one namespace, in no particular order. */
  list(namespace?: string): readonly T[];
  /** Objects for which the index function gave `value`. The index must have been added. */
  byIndex(index: string, value: string): readonly T[];
}

export interface InformerHandler<T extends KubeObject> {
  added?(object: T): void;
  updated?(object: T, old: T): void;
  deleted?(object: T): void;
}

/** One list + watch per resource and process, shared by everybody who asks. */
export interface Informer<T extends KubeObject> {
  readonly lister: Lister<T>;
  /** Adding the same name again is harmless (the first function stays). */
  addIndex(name: string, values: (object: T) => readonly string[]): void;
  /** Handlers are called in order of events, synchronously; existing objects are replayed as added. Returns how to leave. */
  on(handler: InformerHandler<T>): () => void;
  hasSynced(): boolean;
}

/** Informers by definition. `start` may be called again after more were asked for. */
export interface Informers {
  of<T extends KubeObject>(definition: ResourceDefinition<T>): Informer<T>;
  /** Starts those not started yet; they stop when `signal` aborts. */
  start(signal: AbortSignal): void;
  /** Resolves when every informer asked for so far has its first list; rejects never, returns early on abort. */
  synced(signal: AbortSignal): Promise<void>;
}

/** Rate-limited queue of keys with the properties of client-go's workqueue: fair, no doubles, one worker per key, re-queue while processing. */
export interface WorkQueue {
  add(key: string): void;
  addAfter(key: string, ms: number): void;
  /** Exponential back-off per key: 5 ms doubling to 1000 s. */
  addRateLimited(key: string): void;
  forget(key: string): void;
  /** The next key; undefined once shut down. Call `done` after processing. */
  take(): Promise<string | undefined>;
  done(key: string): void;
  readonly length: number;
  shutDown(): void;
}

/** GET of any path of the API (`kubectl get --raw`): the parsed answer. Errors are ApiErrors. */
export type ReadPath = (path: string) => Promise<unknown>;

/** What a running component is given. */
export interface ComponentContext {
  readonly client: Client;
  readonly informers: Informers;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Where it is counted what happens; absent where nobody looks. */
  readonly measures?: Measures;
  /** For what no definition speaks of: the APIs of other servers behind this one. Absent where there is no server to ask. */
  readonly read?: ReadPath;
  /** For what runs on nodes: functions, and what containers have written. Absent where no node can be asked. */
  readonly nodeCalls?: NodeCalls;
  readonly signal: AbortSignal;
}

/** What an event is about and who says so; see recorder.ts. */
export interface EventRecorder {
  /** Fire and forget: similar events are aggregated (count), failures are logged. */
  event(about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, fieldPath?: string): void;
  /** Resolves when everything recorded so far has been written. */
  flush(): Promise<void>;
}

/** A level-based controller for one kind. */
export interface Controller<T extends KubeObject = KubeObject> {
  readonly name: string;
  /** The source of its events, where upstream's is not its name. */
  readonly eventSource?: string;
  readonly for: ResourceDefinition<T>;
  /** Which objects of `for` can need work; default: all. */
  concerns?(object: T): boolean;
  /** Kinds whose objects carry a controller ownerReference to `for`: their changes queue the owner. */
  readonly owns?: readonly ResourceDefinition[];
  /** Other kinds: which keys of `for` a change of theirs concerns. */
  readonly watches?: readonly Watch[];
  /** Whatever else queues objects of `for`: it is given how, and returns how to leave. */
  triggers?(add: (object: T) => void): () => void;
  /** What to watch of a custom kind while it is served; `informers` are its own and end with it, as does `signal`. */
  watchCustom?(definition: ResourceDefinition, informers: Informers, signal: AbortSignal): Watch;
  /** Workers; default 4. */
  readonly concurrency?: number;
  /** Brings the world closer to what the object asks for. A thrown error is retried with back-off. */
  reconcile(key: ObjectKey, signal: AbortSignal): Promise<void | { readonly requeueAfterMs: number }>;
}

export interface Watch<W extends KubeObject = KubeObject> {
  readonly definition: ResourceDefinition<W>;
  /** `old` is absent for added and deleted objects. */
  keys(object: W, old: W | undefined): readonly ObjectKey[];
}

/** What a controller is built from: `(context) => Controller`, one line in `controllers/index.ts`. */
export type ControllerFactory = (context: ComponentContext & { readonly recorder: EventRecorder }) => Controller;
