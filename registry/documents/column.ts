/** A path of a collection's documents, taken from each once. */
import type { DocumentPath, Leaf } from '../../api';
import type { Verdict } from './cells';
import type { Row } from './row';

/** Rows that may fit, all that do among them. */
export interface Candidates {
  readonly count: number;
  /** None twice; the array is the caller's. */
  rows(): Row[];
}

export interface Column {
  readonly path: DocumentPath;
  readonly by: 'text' | 'time';
  add(row: Row, value: unknown): void;
  /** Also of rows that were not added. */
  remove(row: Row): void;
  /** It is kept up no more: whoever still has it gets no answers from it. */
  retire(rows: Iterable<Row>): void;
  /** How a leaf of this path judges rows; undefined: not by this column. */
  judge(leaf: Leaf): ((row: Row) => Verdict) | undefined;
  /** Undefined: not found by this column. */
  candidates(leaf: Leaf): Candidates | undefined;
}
