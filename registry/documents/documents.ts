/**
 * What the registry offers for documents: read this file first.
 *
 * They are kept as keys and bytes like everything else, in the same store; each API server holds them in memory, with indices over the
 * paths that are asked for. A collection may also have a live source, which says what documents the cluster's own objects are: nothing of
 * those is stored. Where both have a document of one name, the later revision is it.
 *
 * Reads see every write that has been acknowledged before, also by other API servers.
 */
import type { Clock, CollectionKey, DocumentKey, DocumentPath, Logger, Measures, Question, Random, Selection, StoredDocument } from '../../api';
import type { KV } from '../storage/kv';

/** How they are opened: `openDocuments({ kv, clock, random, log, measures, name, shelves, live })`. Nothing is read before somebody asks. */
export interface DocumentsOptions {
  readonly kv: KV;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly measures?: Measures;
  /** They lie under `/registry/<name>/`. */
  readonly name: string;
  readonly shelves: readonly Shelf[];
  /** The live sources that there are now: asked for again and again, the same array as long as nothing changed. */
  readonly live?: () => readonly LiveSource[];
}

export interface OpenDocuments extends Documents {
  /** Ends watches, sources and timers; the store stays open. */
  stop(): void;
}

/** What is stored has `_id` (24 hex digits), `createTime` and `updateTime` (times that `instantOf` reads) at its root. */
export interface Documents {
  /** Collections that hold something, or that a live source speaks of; of one shelf, and of one cluster where that is given. */
  collections(shelf: string, cluster?: string): Promise<readonly CollectionKey[]>;
  get(key: DocumentKey): Promise<StoredDocument | undefined>;
  /** Of several collections: as if they were one, of equal names (times, ids) the first collection's first. */
  select(collections: CollectionKey | readonly CollectionKey[], question: Question): Promise<Selection>;
  /** In which any of them have documents: each once, in order. */
  namespaces(collections: readonly CollectionKey[]): Promise<readonly string[]>;
  /**
   * Writes the whole document as `make` says it, from what is there; asks again when another write came between. `make` is given what a
   * new one gets: an id, and the time. Undefined: what this process knows to be there may stay. Rejects with ApiError: the store does
   * not answer, or takes nothing so large.
   */
  put(key: DocumentKey, make: (current: StoredDocument | undefined, fresh: Fresh) => string | undefined): Promise<StoredDocument>;
  /** A new document, named by its id. What the shelf's cap lets go is gone for every reader when this resolves. */
  insert(collection: CollectionKey, make: (fresh: Fresh) => string): Promise<StoredDocument>;
  /** False: there was none. A live one stays away until its object changes. */
  remove(key: DocumentKey): Promise<boolean>;
  /** How many went. What changes meanwhile so that it no longer fits stays. */
  removeAll(collection: CollectionKey, question: Question): Promise<number>;
  /** Changes from now on, in order; ends with `signal`. Whoever falls too far behind is told by `broken`. */
  watch(collection: CollectionKey, signal: AbortSignal): AsyncIterable<readonly DocumentChange[]>;
}

export interface Fresh {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export type DocumentChange =
  | { readonly type: 'added' | 'changed' | 'removed'; readonly document: StoredDocument }
  | { readonly type: 'broken' };

/** What kind of documents a shelf has: told once, when documents are opened. */
export interface Shelf {
  readonly name: string;
  /** Paths by which its collections are asked for: each has an index. */
  indexed(type: string): readonly Index[];
  /** This many documents of a collection are kept; the newest two thirds by createTime when there are more. */
  readonly cap?: number;
  /** They go this long after their createTime. */
  readonly maxAgeMs?: number;
}

export interface Index {
  readonly path: DocumentPath;
  /** `text`: found by equality of text forms; `time`: found by ranges and by order. */
  readonly by: 'text' | 'time';
}

/** Documents that are made of the cluster's own objects. */
export interface LiveSource {
  readonly collection: CollectionKey;
  /** Called once, when somebody first asks for the collection; feeds until `signal` aborts. Resolves when the first state has been told. */
  open(sink: LiveSink, signal: AbortSignal): Promise<void>;
  /** Resolves when all has been told that the store held at this revision; rejects with ApiError when that takes too long. After `open`. */
  reached(revision: number): Promise<void>;
}

export interface LiveSink {
  put(document: LiveDocument): void;
  gone(key: DocumentKey, revision: number): void;
}

/** `json` and `value` are asked for when needed, and cost then. */
export type LiveDocument = StoredDocument;
