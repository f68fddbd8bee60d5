/**
 * Loops. The general one does what cel-go's evalFold does; those of all() and exists() know that a fault may be
 * absorbed, those that collect do not copy the list for every element. All cost what the general one would.
 */
import { operators, type Call, type Comprehension, type Expr } from '../syntax/ast';
import { ArrayList } from '../values/collections';
import { CelError, fail } from '../values/errors';
import { ListValue, MapValue, type MapKey, type Value } from '../values/values';
import type { Frame, Step } from './frame';
import { absorbable } from './logic';
import type { Planner } from './plan';

/** What is done with each element in its slots; `false` ends the loop. */
type Body = (frame: Frame) => boolean;

export function planComprehension(planner: Planner, expr: Comprehension): Step {
  const range = planner.plan(expr.range);
  const init = planner.plan(expr.init);
  return planner.bind([expr.accumulator], ([accumulator = 0]) => {
    const result = planner.plan(expr.result);
    const names = expr.variable2 === undefined ? [expr.variable] : [expr.variable, expr.variable2];
    return planner.bind(names, ([first = 0, second]) => {
      const each = second === undefined ? overOne(first) : overTwo(first, second);
      const loop = quantifier(planner, expr) ?? collector(planner, expr, accumulator) ?? general(planner, expr, accumulator);
      return (frame) => {
        const values = range(frame);
        frame.slots[accumulator] = init(frame);
        loop(frame, accumulator, (body) => each(frame, values, body));
        return result(frame);
      };
    });
  });
}

type Loop = (frame: Frame, accumulator: number, each: (body: Body) => void) => void;
type Each = (frame: Frame, values: Value, body: Body) => void;

const notIterable = (): never => fail('got value that is no list or map, expected iterable type');

const overOne = (slot: number): Each => (frame, values, body) => {
  if (values instanceof ListValue) {
    for (let i = 0; i < values.size; i++) {
      frame.slots[slot] = values.at(i);
      if (!body(frame)) return;
    }
  } else if (values instanceof MapValue) {
    for (const key of values.keys()) {
      frame.slots[slot] = key;
      if (!body(frame)) return;
    }
  } else {
    notIterable();
  }
};

const overTwo = (first: number, second: number): Each => (frame, values, body) => {
  const put = (key: MapKey, value: Value): boolean => {
    frame.slots[first] = key;
    frame.slots[second] = value;
    return body(frame);
  };
  if (values instanceof ListValue) {
    for (let i = 0; i < values.size; i++) if (!put(i, values.at(i))) return;
  } else if (values instanceof MapValue) {
    for (const key of values.keys()) if (!put(key, values.find(key) as Value)) return;
  } else {
    notIterable();
  }
};

function general(planner: Planner, expr: Comprehension, accumulator: number): Loop {
  const [condition, step] = [planner.plan(expr.condition), planner.plan(expr.step)];
  return (_, __, each) => each((frame) => {
    if (condition(frame) !== true) return false;
    frame.slots[accumulator] = step(frame);
    return true;
  });
}

const isCallOf = (expr: Expr, fn: string): expr is Call => expr.kind === 'call' && expr.fn === fn;

/** `@result && test` under `@not_strictly_false(@result)`, or the same with || and !. */
function quantifier(planner: Planner, { condition, step }: Comprehension): Loop | undefined {
  if (!isCallOf(condition, operators.notStrictlyFalse) || !(isCallOf(step, operators.and) || isCallOf(step, operators.or))) return undefined;
  const deciding = step.fn === operators.or;
  const test = planner.plan(step.args[1] as Expr);
  const conditionCost = deciding ? 3 : 2;
  return (frame, accumulator, each) => {
    let fault: CelError | undefined;
    each(() => {
      frame.charge(conditionCost);
      if (frame.slots[accumulator] === deciding) return false;
      frame.charge(1);
      try {
        const value = test(frame);
        if (value === deciding) frame.slots[accumulator] = deciding;
        else if (typeof value !== 'boolean') fault = new CelError('no such overload');
      } catch (thrown) {
        fault = absorbable(thrown);
      }
      return true;
    });
    if (fault && frame.slots[accumulator] !== deciding) throw fault;
  };
}

const appendCost = 2;
const listCost = 10;

/** `@result + [element]`, perhaps where a filter holds. */
function collector(planner: Planner, { init, step, accumulator: name, condition }: Comprehension, accumulator: number): Loop | undefined {
  if (init.kind !== 'list' || init.elements.length || condition.kind !== 'literal' || condition.value !== true) return undefined;
  const [filter, append] = isCallOf(step, operators.conditional) ? [step.args[0], step.args[1] as Expr] : [undefined, step];
  const element = appended(append, name);
  if (!element) return undefined;
  const test = filter && planner.plan(filter);
  const make = planner.plan(element);
  const cost = appendCost + (planner.constant(element) === undefined ? listCost : 0);
  return (frame, _, each) => {
    const items: Value[] = [];
    each(() => {
      const wanted = test ? test(frame) : true;
      if (typeof wanted !== 'boolean') return fail('no such overload');
      if (wanted) {
        items.push(make(frame));
        frame.charge(cost);
      }
      return true;
    });
    frame.slots[accumulator] = new ArrayList(items);
  };
}

function appended(expr: Expr, accumulator: string): Expr | undefined {
  if (!isCallOf(expr, operators['+'])) return undefined;
  const [left, right] = expr.args as [Expr, Expr];
  if (left.kind !== 'ident' || left.name !== accumulator || right.kind !== 'list' || right.elements.length !== 1) return undefined;
  return right.elements[0]?.optional ? undefined : right.elements[0]?.value;
}
