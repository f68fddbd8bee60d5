/** What makes a local store durable. Without one it lives in memory. */
import type { KeyValue, Revision } from '../kv';
import type { Change } from './change';

/** A key as it was at one revision. */
export interface Kept { readonly kv: KeyValue; readonly expiresAt?: number }

/** All keys at one revision, for writing them down anew. */
export interface Snapshot {
  readonly revision: Revision;
  /** About how many bytes it holds. */
  readonly bytes: number;
  /** The next keys behind `after`, in order; none: that was all. */
  read(after: string | undefined): readonly Kept[];
}

export interface Journal {
  /** The changes are durable when it resolves; when it rejects, none of them happened. One call at a time. */
  append(changes: readonly Change[]): Promise<void>;
  /** Remembers that nothing before `revision` is needed any more. */
  compacted(revision: Revision): Promise<void>;
  /** Gives back the space of what is no longer needed, when that is worth the work. The snapshot is of the last compaction. */
  reclaim(snapshot: Snapshot): Promise<void>;
  close(): Promise<void>;
}
