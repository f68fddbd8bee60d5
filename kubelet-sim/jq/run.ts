/** One run of a query. */
import type { Closure } from './scope';

/** What it knows: variables, functions, the time, and how much it may still do. */
export interface Run {
  readonly now: number;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Functions that the query defines, and what they are given. */
  readonly closures: Readonly<Record<string, Closure>>;
  readonly budget: { left: number };
}

export type Filter = (input: unknown, run: Run) => readonly unknown[];

export interface Spot {
  readonly path: readonly unknown[];
  readonly value: unknown;
}

/** Outputs that lie somewhere in the input. */
export type PathFilter = (spot: Spot, run: Run) => readonly Spot[];

/** Not to be caught by `try`. */
export class JqBudgetExceeded extends Error {}

/** A step, and as many as it has outputs. */
export function counted<O>(run: Run, work: () => readonly O[]): readonly O[] {
  if (--run.budget.left < 0) throw new JqBudgetExceeded('the query takes too long');
  const found = work();
  run.budget.left -= found.length;
  return found;
}

/** Of what is made anew, so many members cost a step; copies of large objects are dear. */
const membersOfAStep = 16;

function weightOf(value: unknown): number {
  if (Array.isArray(value)) return Math.floor(value.length / membersOfAStep);
  const keys = typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
  return keys > membersOfAStep ? keys : 0;
}

/** Values are never changed: one that differs in a member is a copy of all of them. */
export function charged<V>(run: Run, value: V): V {
  run.budget.left -= weightOf(value);
  if (run.budget.left < 0) throw new JqBudgetExceeded('the query takes too long');
  return value;
}

export const binding = (run: Run, name: string, value: unknown): Run => ({ ...run, variables: { ...run.variables, [name]: value } });
