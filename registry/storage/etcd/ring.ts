import type { KVEvent, Revision } from '../kv';
import { eventRevision } from './messages';

const maxEvents = 8_192;
const maxBytes = 32 * 1024 * 1024;

/** The latest events of the store. Whole revisions: those up to `floor` are gone, all later ones are here. */
export class Ring {
  private events: KVEvent[] = [];
  private bytes = 0;

  constructor(public floor: Revision) {}

  push(events: readonly KVEvent[]): void {
    for (const event of events) {
      this.events.push(event);
      this.bytes += size(event);
    }
    if (this.events.length > maxEvents || this.bytes > maxBytes) this.shrink();
  }

  /** In order; `after` is not below `floor`. */
  since(after: Revision): readonly KVEvent[] {
    return this.events.slice(this.firstAfter(after));
  }

  /** Down to three quarters, so that it is done once in a while and not for every event. */
  private shrink(): void {
    let bytes = this.bytes;
    let dropped = 0;
    for (; this.events.length - dropped > maxEvents * 0.75 || bytes > maxBytes * 0.75; dropped++) bytes -= size(this.events[dropped]);
    const last = this.events[dropped - 1];
    if (last) this.dropUpTo(eventRevision(last));
  }

  private dropUpTo(revision: Revision): void {
    this.floor = revision;
    const dropped = this.events.splice(0, this.firstAfter(revision));
    for (const event of dropped) this.bytes -= size(event);
  }

  private firstAfter(revision: Revision): number {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const event = this.events[middle];
      if (event && eventRevision(event) <= revision) low = middle + 1; else high = middle;
    }
    return low;
  }
}

function size(event: KVEvent | undefined): number {
  if (!event) return 0;
  const value = event.type === 'put' ? event.kv.value.length : 0;
  return value + (event.prev?.value.length ?? 0);
}
