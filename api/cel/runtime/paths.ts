/**
 * Names with what is selected from them: `a.b[c].d`. A name at the beginning costs 1, unless the path is an index or a
 * branch of `?:`, which cel-go resolves unobserved; every step costs 1.
 */
import { operators, type Call, type Expr, type Ident, type Select } from '../syntax/ast';
import { lookUp } from '../stdlib/optionals';
import { indexIn } from '../values/collections';
import { fail, noSuchOverload } from '../values/errors';
import { plain, isNumeric } from '../values/numbers';
import { ListValue, MapValue, Optional, type Value } from '../values/values';
import type { Step } from './frame';
import type { Planner } from './plan';

const steps = new Set<string>([operators.index, operators.optIndex, operators.optSelect, operators.conditional]);

export type Path = Ident | Select | Call;

/** The expression, if it is a path. */
export function asPath(expr: Expr): Path | undefined {
  return expr.kind === 'ident' || expr.kind === 'select' || (expr.kind === 'call' && !expr.target && steps.has(expr.fn)) ? expr : undefined;
}

/** `inner`: within another path. */
export function planPath(planner: Planner, expr: Path, inner: boolean): Step {
  const name = planner.checked.names.get(expr);
  if (name && 'variable' in name) return planName(planner.slot(name.variable), name.variable, inner ? 0 : 1);
  switch (expr.kind) {
    case 'ident': return () => fail(`no such attribute(s): ${expr.name}`);
    case 'select': return expr.testOnly ? planHas(planner, expr, inner) : planSelect(planner, expr, inner);
    case 'call': return expr.fn === operators.conditional ? planConditional(planner, expr) : planIndex(planner, expr, inner);
  }
}

const planName = (slot: number, name: string, cost: number): Step => (frame) => {
  const value = frame.slots[slot];
  frame.charge(cost);
  return value === undefined ? fail(`no such attribute(s): ${name}`) : value;
};

/** What a path begins with; anything but a path costs 1 more as its beginning. */
function planOperand(planner: Planner, expr: Expr, inner: boolean): Step {
  const path = planner.constant(expr) === undefined ? asPath(expr) : undefined;
  if (path) return planPath(planner, path, inner);
  const step = planner.plan(expr);
  return inner ? step : (frame) => {
    const value = step(frame);
    frame.charge(1);
    return value;
  };
}

function planSelect(planner: Planner, expr: Select, inner: boolean): Step {
  const operand = planOperand(planner, expr.operand, inner);
  const { field } = expr;
  return (frame) => {
    const value = operand(frame);
    frame.charge(1);
    return select(value, field);
  };
}

function select(value: Value, field: string): Value {
  if (value instanceof MapValue) {
    const found = value.find(field);
    return found === undefined ? fail(`no such key: ${field}`) : found;
  }
  return value instanceof Optional ? lookUp(value, field) : noSuchOverload();
}

/** Free, beside what it looks into. */
function planHas(planner: Planner, expr: Select, inner: boolean): Step {
  const operand = planOperand(planner, expr.operand, inner);
  const { field } = expr;
  return (frame) => {
    const value = operand(frame);
    if (value instanceof MapValue) return value.has(field);
    return value instanceof Optional ? lookUp(value, field).value !== undefined : noSuchOverload();
  };
}

function planIndex(planner: Planner, expr: Call, inner: boolean): Step {
  const [target, key] = expr.args as [Expr, Expr];
  const operand = planOperand(planner, target, inner);
  const index = planOperand(planner, key, true);
  const look = expr.fn === operators.index ? at : lookUp;
  return (frame) => {
    const container = operand(frame);
    const own = index(frame);
    frame.charge(1);
    return look(container, own);
  };
}

function at(container: Value, key: Value): Value {
  if (container instanceof MapValue) {
    const found = container.find(key);
    return found === undefined ? fail(`no such key: ${isNumeric(key) ? plain(key) : String(key)}`) : found;
  }
  if (container instanceof ListValue) {
    const index = indexIn(container, key);
    return index === undefined ? fail(`index out of bounds: ${isNumeric(key) ? plain(key) : ''}`) : container.at(index);
  }
  return container instanceof Optional ? lookUp(container, key) : noSuchOverload();
}

function planConditional(planner: Planner, expr: Call): Step {
  const [condition, whenTrue, whenFalse] = expr.args as [Expr, Expr, Expr];
  const test = planner.plan(condition);
  const [first, second] = [planOperand(planner, whenTrue, true), planOperand(planner, whenFalse, true)];
  return (frame) => {
    const value = test(frame);
    return value === true ? first(frame) : value === false ? second(frame) : noSuchOverload();
  };
}
