/** Finds documents by what stands at a path. */
import { fitting, isMissing, scalarText, valuesAt, type DocumentPath, type Leaf } from '../../api';
import { cellOf, crowd, judge, mayFitUnheld, Several, unheld, type Cell, type Verdict } from './cells';
import type { Candidates, Column } from './column';
import type { Row } from './row';

/** Rows with one text. Where texts are names, each has one row. */
interface Posting {
  readonly text: string;
  rows: Row | Set<Row>;
}

export class TextColumn implements Column {
  readonly by = 'text';
  private readonly postings = new Map<string, Posting>();
  /** Rows with something that has no posting. */
  private readonly unheld = new Set<Row>();
  private readonly crowded = new Set<Row>();

  private retired = false;

  constructor(readonly path: DocumentPath, private readonly slot: number) {}

  add(row: Row, value: unknown): void {
    if (this.retired) return;
    const cell = cellOf(valuesAt(value, this.path), (text) => this.postings.get(text)?.text ?? text);
    row.cells[this.slot] = cell;
    this.each(cell, (text) => this.post(text, row), (rows) => rows.add(row));
  }

  remove(row: Row): void {
    this.each(row.cells[this.slot] as Cell, (text) => this.withdraw(text, row), (rows) => rows.delete(row));
  }

  retire(rows: Iterable<Row>): void {
    this.retired = true;
    for (const { cells } of rows) delete cells[this.slot];
  }

  judge(leaf: Leaf): (row: Row) => Verdict {
    const verdict = judge(leaf, fitting(leaf));
    return ({ cells }) => (this.retired ? undefined : verdict(cells[this.slot] as Cell));
  }

  candidates(leaf: Leaf): Candidates | undefined {
    const texts = textsOf(leaf);
    if (!texts) return undefined;
    const found = [...new Set(texts)].map((text) => this.postings.get(text)?.rows).filter((rows) => rows !== undefined);
    if (mayFitUnheld(leaf)) found.push(this.unheld);
    found.push(this.crowded);
    return { count: found.reduce((sum, rows) => sum + sizeOf(rows), 0), rows: () => union(found) };
  }

  private each(cell: Cell, post: (text: string) => void, aside: (rows: Set<Row>) => void): void {
    if (cell === crowd) return aside(this.crowded);
    for (const value of cell instanceof Several ? cell.values : [cell]) {
      if (value === unheld) aside(this.unheld);
      else if (!isMissing(value)) post(String(value));
    }
  }

  private post(text: string, row: Row): void {
    const posting = this.postings.get(text);
    if (!posting) this.postings.set(text, { text, rows: row });
    else if (posting.rows instanceof Set) posting.rows.add(row);
    else if (posting.rows !== row) posting.rows = new Set([posting.rows, row]);
  }

  private withdraw(text: string, row: Row): void {
    const posting = this.postings.get(text);
    if (posting?.rows instanceof Set) posting.rows.delete(row);
    if (posting?.rows === row || (posting?.rows instanceof Set && posting.rows.size === 0)) this.postings.delete(text);
  }
}

/** The text forms of all that a leaf fits; undefined: it fits more than that. */
function textsOf(leaf: Leaf): readonly string[] | undefined {
  switch (leaf.is) {
    case 'in': return leaf.orMissing ? undefined : leaf.texts;
    case 'equals': return leaf.values.some(isMissing) ? undefined : leaf.values.map(scalarText).filter((text) => text !== undefined);
    case 'integer': return leaf.missing === leaf.value ? undefined : [String(leaf.value)];
    case 'truth': return [String(leaf.value)];
    default: return undefined;
  }
}

const sizeOf = (rows: Row | Set<Row>): number => (rows instanceof Set ? rows.size : 1);

function union(found: readonly (Row | Set<Row>)[]): Row[] {
  const all = new Set<Row>();
  for (const rows of found) {
    if (!(rows instanceof Set)) all.add(rows);
    else for (const row of rows) all.add(row);
  }
  return [...all];
}
