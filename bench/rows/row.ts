/** What a row of the table is. */
import type { Target } from '../load/connection';

export interface RowContext {
  readonly target: Target;
  /** Processes of the server, when they run here: their CPU time is measured. */
  readonly pids: readonly number[];
  /** A namespace that is the row's own. */
  readonly namespace: string;
}

export interface Row {
  readonly name: string;
  /** What the reference does, where it was measured; see README. */
  readonly reference?: number;
  readonly aim?: number;
  /** Better is less (seconds, MB, CPU). */
  readonly lessIsBetter?: boolean;
  readonly unit: string;
}

export interface Figures {
  readonly [row: string]: number;
}

/** Some measurements give several rows (a rate and its CPU cost). */
export interface Measurement {
  readonly name: string;
  measure(context: RowContext): Promise<Figures>;
}

/** `part` of them are not greater: 0.99 is the 99th percentile. */
export const percentile = (numbers: readonly number[], part: number): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length * part)] ?? NaN;

export const median = (numbers: readonly number[]): number => percentile(numbers, 0.5);

/** Figure by figure. */
export const medians = (all: readonly Figures[]): Figures =>
  Object.fromEntries(Object.keys(all[0] ?? {}).map((name) => [name, median(all.map((figures) => figures[name] ?? NaN))]));
