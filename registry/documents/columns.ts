/**
 * The columns of a collection: those its shelf declares, and some that it learns because they are asked for again and again. Those that have
 * not been asked for the longest time make way.
 */
import type { DocumentPath } from '../../api';
import type { Column } from './column';
import type { Index } from './documents';
import type { Row } from './row';
import { TextColumn } from './text-column';
import { TimeColumn } from './time-column';
import { nextTurn, Pace } from './turns';

const mostLearned = 16;

/** A path is learned when it is asked for so many times; how often is remembered of so many paths. */
const timesToLearn = 2;
const mostRemembered = 256;

/** Fewer documents are read through in a moment. */
const worthLearning = 500;

interface Learned {
  readonly column: Column;
  readonly slot: number;
  readonly ready: Promise<void>;
}

export class Columns {
  private readonly declared = new Map<string, Column>();
  /** In the order in which they were asked for, the latest last. */
  private readonly learned = new Map<string, Learned>();
  /** Learned ones that hold every row. */
  private readonly complete = new Map<string, Column>();
  private readonly asked = new Map<string, number>();
  private readonly freeSlots: number[] = [];
  private slots = 0;

  constructor(indices: readonly Index[], private readonly rows: () => Iterable<Row>) {
    for (const index of indices) this.declared.set(keyOf(index), this.make(index, this.slots++));
  }

  add(row: Row, value: () => unknown): void {
    if (this.declared.size + this.learned.size === 0) return;
    const document = value();
    for (const column of this.declared.values()) column.add(row, document);
    for (const { column } of this.learned.values()) column.add(row, document);
  }

  remove(row: Row): void {
    for (const column of this.declared.values()) column.remove(row);
    for (const { column } of this.learned.values()) column.remove(row);
  }

  text(path: DocumentPath): TextColumn | undefined {
    return this.find({ path, by: 'text' }) as TextColumn | undefined;
  }

  time(path: DocumentPath): TimeColumn | undefined {
    return this.find({ path, by: 'time' }) as TimeColumn | undefined;
  }

  /** Is told what a question to so many documents would use; resolves when what of it is worth a column has one. */
  async learn(wanted: readonly Index[], count: number): Promise<void> {
    const unknown = wanted.filter((index) => !this.declared.has(keyOf(index)));
    if (unknown.length === 0 || count < worthLearning) return;
    const worth = unknown.filter((index) => this.isWorth(keyOf(index)));
    const coming = worth.filter((index) => !this.learned.has(keyOf(index)));
    if (coming.length > 0) this.begin(coming.slice(0, mostLearned));
    for (const index of worth) await this.learned.get(keyOf(index))?.ready;
  }

  private find(index: Index): Column | undefined {
    const key = keyOf(index);
    return this.declared.get(key) ?? this.complete.get(key);
  }

  private isWorth(key: string): boolean {
    const learned = this.learned.get(key);
    if (learned) moveToEnd(this.learned, key, learned);
    else moveToEnd(this.asked, key, (this.asked.get(key) ?? 0) + 1);
    if (this.asked.size > 2 * mostRemembered) for (const [oldest] of surplus(this.asked, mostRemembered)) this.asked.delete(oldest);
    return learned !== undefined || (this.asked.get(key) ?? 0) >= timesToLearn;
  }

  private begin(indices: readonly Index[]): void {
    const coming = indices.map((index) => {
      const slot = this.freeSlots.pop() ?? this.slots++;
      return { key: keyOf(index), slot, column: this.make(index, slot) };
    });
    const ready = this.fill(coming.map(({ column }) => column)).then(() => {
      for (const { key, column } of coming) if (this.learned.get(key)?.column === column) this.complete.set(key, column);
    });
    for (const { key, column, slot } of coming) this.learned.set(key, { column, slot, ready });
    for (const [key, learned] of surplus(this.learned, mostLearned)) this.forget(key, learned);
  }

  /** What comes meanwhile is added by whoever brings it. */
  private async fill(columns: readonly Column[]): Promise<void> {
    const pace = new Pace();
    for (const row of [...this.rows()]) {
      if (pace.due(row.weight)) await nextTurn();
      if (row.gone) continue;
      const { value } = row.document;
      for (const column of columns) column.add(row, value);
    }
  }

  private forget(key: string, { column, slot }: Learned): void {
    this.learned.delete(key);
    this.complete.delete(key);
    column.retire(this.rows());
    this.freeSlots.push(slot);
  }

  private make({ path, by }: Index, slot: number): Column {
    return by === 'text' ? new TextColumn(path, slot) : new TimeColumn(path, slot);
  }
}

const keyOf = ({ path, by }: Index): string => JSON.stringify([by, ...path]);

function moveToEnd<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
}

/** The first ones, of which there are too many. */
const surplus = <V>(map: Map<string, V>, most: number): readonly (readonly [string, V])[] => (map.size > most ? [...map].slice(0, map.size - most) : []);
