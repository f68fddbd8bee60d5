/** One entry per revision, without gaps: an array that forgets from the front at no cost. */
import type { Revision } from '../kv';

export class RevisionLog<T> {
  private entries: T[] = [];
  /** How many of `entries`, from the front, are forgotten already. */
  private gone = 0;

  /** `first`: the revision of the first entry that will be pushed. */
  constructor(private start: Revision) {}

  /** The oldest revision kept; `last + 1` when none is. */
  get first(): Revision {
    return this.start + this.gone;
  }

  get last(): Revision {
    return this.start + this.entries.length - 1;
  }

  push(entry: T): void {
    this.entries.push(entry);
  }

  at(revision: Revision): T | undefined {
    return revision < this.first ? undefined : this.entries[revision - this.start];
  }

  /** Both inclusive and kept. */
  slice(first: Revision, last: Revision): T[] {
    return this.entries.slice(first - this.start, last - this.start + 1);
  }

  forgetThrough(revision: Revision): void {
    const gone = Math.min(revision - this.start + 1, this.entries.length);
    if (gone <= this.gone) return;
    // Lets go of the values at once, of the array when half of it is empty: constant cost per entry.
    this.entries.fill(undefined as T, this.gone, gone);
    this.gone = gone;
    if (this.gone * 2 < this.entries.length) return;
    this.entries = this.entries.slice(this.gone);
    this.start += this.gone;
    this.gone = 0;
  }
}
