/**
 * Documents: JSON of any shape, found by what stands in it (BCS storage keeps a cluster's picture in them). Pure: how they are addressed
 * and asked for; `registry/documents/` keeps them.
 */
import type { Condition } from './condition';

/** Nothing of one collection is found in another. `shelf` tells uses apart (`dynamic`, `events`, …), `cluster` clusters. */
export interface CollectionKey {
  readonly shelf: string;
  readonly cluster: string;
  readonly type: string;
}

export interface DocumentKey extends CollectionKey {
  /** Absent: it belongs to the cluster; then it is no other's that has a namespace, even of the same name. */
  readonly namespace?: string;
  readonly name: string;
}

/** One state of one document. Immutable and shared by everybody who reads it. */
export interface StoredDocument {
  readonly key: DocumentKey;
  /** The store's revision of its last change. */
  readonly revision: number;
  /** 24 hex digits, the same for as long as it is there. */
  readonly id: string;
  /** Milliseconds since 1970, when it came and when it was written last. */
  readonly createTime: number;
  readonly updateTime: number;
  /** The whole of it as JSON. */
  readonly json: Buffer;
  /** The same, parsed when asked for, and not kept. */
  readonly value: unknown;
}

/** How a selection is ordered: by namespace and name, or by a time in it, newest first, of equal ones the newest id first. */
export type Order = 'name' | { readonly newest: Path };

/** Where something stands in a document: its levels from the root. A level that is a number may be an index too. */
export type Path = readonly string[];

export interface Question {
  /** All of them hold. */
  readonly where: readonly Condition[];
  /** Only of this namespace; null: only what has none. Default: all. */
  readonly namespace?: string | null;
  readonly order?: Order;
  readonly offset?: number;
  readonly limit?: number;
}

export interface Selection {
  /** How many there are, also beyond `offset` and `limit`. */
  readonly total: number;
  readonly documents: Iterable<StoredDocument>;
}
