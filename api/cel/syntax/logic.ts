/** Chains of && and || become balanced trees, so that long ones are not deep (cel-go parser/helper.go). */
import type { Expr } from './ast';
import { call } from './build';
import type { Token } from './lexer';

export function balanced(fn: string, terms: readonly Expr[], ops: readonly Token[]): Expr {
  return ops.length === 0 ? (terms[0] as Expr) : tree(0, ops.length - 1);

  function tree(low: number, high: number): Expr {
    const middle = Math.floor((low + high + 1) / 2);
    const left = middle === low ? terms[middle] : tree(low, middle - 1);
    const right = middle === high ? terms[middle + 1] : tree(middle + 1, high);
    return call(ops[middle]?.at ?? 0, fn, left as Expr, right as Expr);
  }
}
