/** A binary heap whose entries can also be taken out by key. */
export class Heap<T> {
  private readonly entries: T[] = [];
  private readonly places = new Map<string, number>();

  /** `before` is negative when `a` goes first. */
  constructor(private readonly keyOf: (entry: T) => string, private readonly before: (a: T, b: T) => number) {}

  get size(): number {
    return this.entries.length;
  }

  get(key: string): T | undefined {
    const place = this.places.get(key);
    return place === undefined ? undefined : this.entries[place];
  }

  peek(): T | undefined {
    return this.entries[0];
  }

  /** The key must not be in the heap. */
  push(entry: T): void {
    this.entries.push(entry);
    this.up(this.entries.length - 1, entry);
  }

  pop(): T | undefined {
    const first = this.entries[0];
    return first === undefined ? undefined : this.remove(this.keyOf(first));
  }

  remove(key: string): T | undefined {
    const place = this.places.get(key);
    if (place === undefined) return undefined;
    const removed = this.entries[place];
    const last = this.entries.pop();
    this.places.delete(key);
    if (last !== undefined && last !== removed) this.settle(place, last);
    return removed;
  }

  private settle(place: number, entry: T): void {
    const parent = this.entries[(place - 1) >> 1];
    if (place > 0 && parent !== undefined && this.before(entry, parent) < 0) this.up(place, entry);
    else this.down(place, entry);
  }

  private put(place: number, entry: T): void {
    this.entries[place] = entry;
    this.places.set(this.keyOf(entry), place);
  }

  private up(start: number, entry: T): void {
    let place = start;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.entries[above];
      if (parent === undefined || this.before(entry, parent) >= 0) break;
      this.put(place, parent);
      place = above;
    }
    this.put(place, entry);
  }

  private down(start: number, entry: T): void {
    let place = start;
    for (;;) {
      const child = this.smallerChild(place);
      const below = this.entries[child];
      if (below === undefined || this.before(below, entry) >= 0) break;
      this.put(place, below);
      place = child;
    }
    this.put(place, entry);
  }

  private smallerChild(place: number): number {
    const left = 2 * place + 1;
    const a = this.entries[left];
    const b = this.entries[left + 1];
    return a !== undefined && b !== undefined && this.before(b, a) < 0 ? left + 1 : left;
  }
}
