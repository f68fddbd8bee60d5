/** Expressions. `at` is the offset that faults are reported at: of an operator, a dot, an opening bracket. */
import type { Value } from '../values/values';

interface Node {
  readonly at: number;
}

export interface Literal extends Node { readonly kind: 'literal'; readonly value: Value }
export interface Ident extends Node { readonly kind: 'ident'; readonly name: string }

export interface Select extends Node {
  readonly kind: 'select';
  readonly operand: Expr;
  readonly field: string;
  /** `has(operand.field)`. */
  readonly testOnly: boolean;
}

export interface Call extends Node {
  readonly kind: 'call';
  readonly fn: string;
  readonly target?: Expr;
  readonly args: readonly Expr[];
}

export interface ListExpr extends Node { readonly kind: 'list'; readonly elements: readonly Element[] }
export interface Element { readonly value: Expr; readonly optional: boolean }

export interface MapExpr extends Node { readonly kind: 'map'; readonly entries: readonly Entry[] }
export interface Entry extends Node { readonly key: Expr; readonly value: Expr; readonly optional: boolean }

export interface StructExpr extends Node { readonly kind: 'struct'; readonly name: string; readonly fields: readonly FieldInit[] }
export interface FieldInit extends Node { readonly field: string; readonly value: Expr; readonly optional: boolean }

/** A loop over a range with an accumulator: what the macros become (cel-spec Expr.Comprehension). */
export interface Comprehension extends Node {
  readonly kind: 'comprehension';
  readonly range: Expr;
  readonly variable: string;
  /** With two variables the first is the index or key, the second the element or value. */
  readonly variable2?: string;
  readonly accumulator: string;
  readonly init: Expr;
  readonly condition: Expr;
  readonly step: Expr;
  readonly result: Expr;
}

export type Expr = Literal | Ident | Select | Call | ListExpr | MapExpr | StructExpr | Comprehension;

/** Operators are calls of functions that no program can name. */
export const operators = {
  conditional: '_?_:_', and: '_&&_', or: '_||_', not: '!_', negate: '-_', index: '_[_]', optIndex: '_[?_]', optSelect: '_?._', notStrictlyFalse: '@not_strictly_false',
  '==': '_==_', '!=': '_!=_', '<': '_<_', '<=': '_<=_', '>': '_>_', '>=': '_>=_', in: '@in', '+': '_+_', '-': '_-_', '*': '_*_', '/': '_/_', '%': '_%_',
} as const;

/** `a.b.c` as a name; undefined for what is none. */
export function qualifiedName(expr: Expr): string | undefined {
  if (expr.kind === 'ident') return expr.name;
  if (expr.kind !== 'select' || expr.testOnly) return undefined;
  const prefix = qualifiedName(expr.operand);
  return prefix === undefined ? undefined : `${prefix}.${expr.field}`;
}
