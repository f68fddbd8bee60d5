/** Short names to build expressions with, as the parser and the macros do. */
import type { Value } from '../values/values';
import type { Call, Comprehension, Expr, Ident, ListExpr, Literal } from './ast';

export const literal = (at: number, value: Value): Literal => ({ kind: 'literal', at, value });
export const ident = (at: number, name: string): Ident => ({ kind: 'ident', at, name });
export const call = (at: number, fn: string, ...args: readonly Expr[]): Call => ({ kind: 'call', at, fn, args });
export const memberCall = (at: number, fn: string, target: Expr, ...args: readonly Expr[]): Call => ({ kind: 'call', at, fn, target, args });
export const list = (at: number, ...values: readonly Expr[]): ListExpr => ({ kind: 'list', at, elements: values.map((value) => ({ value, optional: false })) });

/** Not a name that a program can write. */
export const accumulator = '@result';

export type Fold = Pick<Comprehension, 'range' | 'variable' | 'variable2' | 'init' | 'condition' | 'step' | 'result'>;

export const fold = (at: number, parts: Fold, name: string = accumulator): Comprehension => ({ kind: 'comprehension', at, accumulator: name, ...parts });
