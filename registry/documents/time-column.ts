/** Finds documents by a time in them, and has them in its order. */
import { instantOf, valuesAt, type DocumentPath, type Leaf } from '../../api';
import type { Verdict } from './cells';
import type { Candidates, Column } from './column';
import { byId, type Row } from './row';
import { SortedList } from './sorted-list';

/** The times of one document, of which it has mostly one or none. */
type Times = undefined | number | readonly number[];

export class TimeColumn implements Column {
  readonly by = 'time';
  /** By the latest time; what has none comes first. */
  private readonly sorted: SortedList<Row>;
  /** Documents with several times: their place says only the latest. */
  private readonly several = new Set<Row>();

  private retired = false;

  constructor(readonly path: DocumentPath, private readonly slot: number) {
    this.sorted = new SortedList((a, b) => this.latest(a) - this.latest(b) || byId(a, b));
  }

  add(row: Row, value: unknown): void {
    if (this.retired) return;
    const times = timesAt(value, this.path);
    row.cells[this.slot] = times.length > 1 ? times : times[0];
    if (times.length > 1) this.several.add(row);
    this.sorted.add(row);
  }

  remove(row: Row): void {
    if (!(this.slot in row.cells)) return;
    this.several.delete(row);
    this.sorted.remove(row);
  }

  retire(rows: Iterable<Row>): void {
    this.retired = true;
    for (const { cells } of rows) delete cells[this.slot];
  }

  /** A finite number, so that they can be subtracted; no time is the lowest. */
  latest(row: Row): number {
    if (this.retired) return latestOf(timesAt(row.document.value, this.path));
    const times = row.cells[this.slot] as Times;
    if (times === undefined) return noTime;
    return typeof times === 'number' ? times : latestOf(times);
  }

  judge(leaf: Leaf): ((row: Row) => Verdict) | undefined {
    if (leaf.is !== 'after' && leaf.is !== 'before') return undefined;
    const fits = leaf.is === 'after' ? (time: number): boolean => time > leaf.ms : (time: number): boolean => time < leaf.ms;
    return ({ cells }) => {
      if (this.retired) return undefined;
      const times = cells[this.slot] as Times;
      if (times === undefined) return false;
      return typeof times === 'number' ? fits(times) : times.some(fits);
    };
  }

  candidates(leaf: Leaf): Candidates | undefined {
    if (leaf.is === 'after') return this.between(leaf.ms, Infinity);
    return leaf.is === 'before' ? this.between(-Infinity, leaf.ms) : undefined;
  }

  /** Later than one time and earlier than another. */
  between(after: number, before: number): Candidates {
    const from = this.sorted.position((row) => this.latest(row) <= Math.max(after, noTime));
    const to = before === Infinity ? this.sorted.all.length : this.sorted.position((row) => this.latest(row) < before);
    const found = { count: Math.max(0, to - from), rows: () => this.sorted.all.slice(from, Math.max(from, to)) };
    if (before === Infinity || this.several.size === 0) return found;
    // One of their earlier times may do.
    return { count: found.count + this.several.size, rows: () => [...new Set([...found.rows(), ...this.several])] };
  }

  /** Newest first, of equal ones the greatest id first. */
  newestFirst(): Row[] {
    return this.sorted.all.toReversed();
  }
}

export const latestOf = (times: readonly number[]): number => times.reduce((latest, time) => Math.max(latest, time), noTime);

/** Before all times (ECMA-262 has none beyond 8.64e15 ms). */
export const noTime = -1e16;

export const timesAt = (value: unknown, path: DocumentPath): readonly number[] => valuesAt(value, path).map(instantOf).filter((time) => time !== undefined);
