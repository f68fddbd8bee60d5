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

export const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

/** Figure by figure. */
export const medians = (all: readonly Figures[]): Figures =>
  Object.fromEntries(Object.keys(all[0] ?? {}).map((name) => [name, median(all.map((figures) => figures[name] ?? NaN))]));
