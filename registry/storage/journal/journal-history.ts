/** The latest events in memory, for watchers that keep up; older ones are read back from the journal. */
import type { KVEvent, Revision } from '../kv';
import type { History } from '../local/history';
import { RevisionLog } from '../local/revision-log';

/** The values of the events in memory: mostly shared with the index, at worst twice this (with `prev`). */
const tailBytes = 8 << 20;
const tailEvents = 10_000;

export class JournalHistory implements History {
  private readonly tail: RevisionLog<KVEvent>;
  private bytes = 0;

  constructor(base: Revision, private readonly readBack: (first: Revision, last: Revision) => readonly KVEvent[]) {
    this.tail = new RevisionLog(base + 1);
  }

  append(event: KVEvent): void {
    this.tail.push(event);
    this.bytes += sizeOf(event);
    while (this.bytes > tailBytes || this.tail.last - this.tail.first >= tailEvents) this.dropOldest();
  }

  read(first: Revision, last: Revision): readonly KVEvent[] {
    const { tail } = this;
    return first >= tail.first ? tail.slice(first, last) : this.readBack(first, Math.min(last, tail.first - 1));
  }

  forgetThrough(revision: Revision): void {
    while (this.tail.first <= Math.min(revision, this.tail.last)) this.dropOldest();
  }

  private dropOldest(): void {
    const { first } = this.tail;
    const event = this.tail.at(first);
    if (event) this.bytes -= sizeOf(event);
    this.tail.forgetThrough(first);
  }
}

const sizeOf = (event: KVEvent): number => (event.type === 'put' ? event.kv.value.length : 0) + (event.prev?.value.length ?? 0);
