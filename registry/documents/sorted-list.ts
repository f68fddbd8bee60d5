/** Items in order, brought up to date when somebody looks: one by one where few have changed, else all in one go. */

/** Moving the tail for one item costs what merging costs for many. */
const fewAtOnce = 32;

export class SortedList<T> {
  private items: T[] = [];
  private readonly added = new Set<T>();
  private readonly removed = new Set<T>();

  /** No two items are equal, and none changes its place while it is in. */
  constructor(private readonly compare: (a: T, b: T) => number) {}

  add(item: T): void {
    this.added.add(item);
  }

  remove(item: T): void {
    if (!this.added.delete(item)) this.removed.add(item);
  }

  /** As they are now: whoever keeps it for longer than this turn takes a copy. */
  get all(): readonly T[] {
    if (this.added.size + this.removed.size > fewAtOnce) this.merge();
    else this.splice();
    this.added.clear();
    this.removed.clear();
    return this.items;
  }

  /** Where the first item stands that is not `before`; of which there are none behind one that is not. */
  position(before: (item: T) => boolean): number {
    return lowerBound(this.all, before);
  }

  private splice(): void {
    for (const item of this.removed) this.items.splice(this.place(item), 1);
    for (const item of this.added) this.items.splice(this.place(item), 0, item);
  }

  private place(item: T): number {
    return lowerBound(this.items, (other) => this.compare(other, item) < 0);
  }

  private merge(): void {
    const kept = this.removed.size ? this.items.filter((item) => !this.removed.has(item)) : this.items;
    const coming = [...this.added].sort(this.compare);
    const merged: T[] = [];
    let next = 0;
    for (const item of kept) {
      while (next < coming.length && this.compare(coming[next] as T, item) < 0) merged.push(coming[next++] as T);
      merged.push(item);
    }
    while (next < coming.length) merged.push(coming[next++] as T);
    this.items = merged;
  }
}

function lowerBound<T>(items: readonly T[], before: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (before(items[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}
