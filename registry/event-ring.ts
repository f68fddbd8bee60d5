/** The last events of a resource, in order; a reader is a cursor (the number of the next event). */
import type { KubeObject } from '../api';
import type { Entry } from './resource-store';

export interface StateChange<T extends KubeObject = KubeObject> {
  readonly revision: number;
  /** The state after; for a delete the last state, carrying the delete's revision. */
  readonly entry: Entry<T>;
  readonly deleted: boolean;
  /** The state before; absent on create. */
  readonly prev: Entry<T> | undefined;
}

export class EventRing<T extends KubeObject> {
  /** Grows to its capacity: most resources of most clusters see few events. */
  private readonly slots: StateChange<T>[] = [];
  /** Number of the next event to be written. */
  private head = 0;
  /** Number of the oldest event still held. */
  private tail = 0;

  /** Events after `start` will be held, up to `capacity` of them. */
  constructor(private readonly capacity: number, private start: number) {}

  push(change: StateChange<T>): void {
    if (this.head - this.tail === this.capacity) {
      this.start = this.at(this.tail).revision;
      this.tail++;
    }
    this.slots[this.head % this.capacity] = change;
    this.head++;
  }

  /** Everything after this revision is held. */
  get oldest(): number {
    return this.start;
  }

  get end(): number {
    return this.head;
  }

  at(index: number): StateChange<T> {
    const change = this.slots[index % this.capacity];
    if (!change || index < this.tail || index >= this.head) throw new RangeError(`event ${index} is not held`);
    return change;
  }

  /** Whether a cursor still points at what is held (or will come next). */
  holds(cursor: number): boolean {
    return cursor >= this.tail;
  }

  /** Cursor to the first event after `revision`; undefined when such events are no longer held. */
  after(revision: number): number | undefined {
    if (revision < this.start) return undefined;
    let low = this.tail;
    let high = this.head;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle).revision <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
