/** The events of a store, one per revision, from the last compaction on. */
import type { KVEvent, Revision } from '../kv';
import { RevisionLog } from './revision-log';

export interface History {
  append(event: KVEvent): void;
  /** Both inclusive, both kept; may answer fewer than asked for, but at least the first. */
  read(first: Revision, last: Revision): readonly KVEvent[];
  forgetThrough(revision: Revision): void;
}

/** All of it in memory. */
export class MemoryHistory implements History {
  private readonly log: RevisionLog<KVEvent>;

  constructor(current: Revision) {
    this.log = new RevisionLog(current + 1);
  }

  append(event: KVEvent): void {
    this.log.push(event);
  }

  read(first: Revision, last: Revision): readonly KVEvent[] {
    return this.log.slice(first, last);
  }

  forgetThrough(revision: Revision): void {
    this.log.forgetThrough(revision);
  }
}
