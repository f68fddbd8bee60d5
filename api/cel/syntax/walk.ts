/** Every expression of a tree with those that hold it, the nearest first. */
import type { Expr } from './ast';

export function* walk(expr: Expr, holders: readonly Expr[] = []): Generator<readonly [Expr, readonly Expr[]]> {
  yield [expr, holders];
  for (const part of partsOf(expr)) yield* walk(part, [expr, ...holders]);
}

function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'select': return [expr.operand];
    case 'call': return expr.target ? [expr.target, ...expr.args] : expr.args;
    case 'list': return expr.elements.map(({ value }) => value);
    case 'map': return expr.entries.flatMap(({ key, value }) => [key, value]);
    case 'struct': return expr.fields.map(({ value }) => value);
    case 'comprehension': return [expr.range, expr.init, expr.condition, expr.step, expr.result];
    default: return [];
  }
}
