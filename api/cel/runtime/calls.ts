/** Calls of functions: directly where the types decide, by the values' types where they are dynamic. */
import { operators, type Call, type Expr } from '../syntax/ast';
import { conversionFunctions } from '../stdlib/conversions';
import type { ResolvedCall } from '../types/checked';
import type { Overload } from '../types/declarations';
import type { Type } from '../types/types';
import { elements, keyOf } from '../values/collections';
import { noSuchOverload } from '../values/errors';
import { isDecided, isOfType } from '../values/runtime-type';
import { ListValue, Optional, type Value } from '../values/values';
import { regex } from '../regex/regex';
import { absorbable } from './logic';
import type { Frame, Step } from './frame';
import type { Planner } from './plan';

type Callee = (...args: readonly Value[]) => Value;

export function planCall(planner: Planner, expr: Call): Step {
  const call = planner.checked.calls.get(expr);
  if (!call) return noSuchOverload;
  return planSpecial(planner, expr, call) ?? planOverloads(planner, call);
}

export function isConstantConversion(planner: Planner, expr: Call): boolean {
  const call = planner.checked.calls.get(expr);
  return call !== undefined && call.args.length === 1 && conversionFunctions.has(call.fn) && planner.constant(call.args[0] as Expr) !== undefined;
}

/** Calls that do not want all of their arguments as values. */
function planSpecial(planner: Planner, { fn, target }: Call, call: ResolvedCall): Step | undefined {
  const [first, second] = call.args as [Expr, Expr];
  if (fn === operators.notStrictlyFalse) return planNotStrictlyFalse(planner.plan(first));
  if (fn === operators.in) return planConstantMembership(planner, first, second);
  if (target && call.args.length === 2 && (fn === 'or' || fn === 'orValue')) return planAlternative(planner.plan(first), planner.plan(second), fn === 'or');
  if (patternFunctions.has(fn)) prepare(planner.constant(second));
  return undefined;
}

const patternFunctions = new Set(['matches', 'find', 'findAll']);

/** A constant pattern is compiled with the program. */
function prepare(pattern: Value | undefined): void {
  if (typeof pattern === 'string') regex(pattern);
}

const planNotStrictlyFalse = (step: Step): Step => (frame) => {
  let value: Value;
  try {
    value = step(frame);
  } catch (fault) {
    absorbable(fault);
    value = true;
  }
  frame.charge(1);
  return value !== false;
};

/** The other value is computed only where it is needed. */
const planAlternative = (optional: Step, other: Step, whole: boolean): Step => (frame) => {
  const value = optional(frame);
  if (!(value instanceof Optional)) return noSuchOverload();
  frame.charge(1);
  return value.value === undefined ? other(frame) : whole ? value : value.value;
};

/** `x in ['a', 'b']`: a set, and free. */
function planConstantMembership(planner: Planner, value: Expr, list: Expr): Step | undefined {
  const constant = planner.constant(list);
  if (!(constant instanceof ListValue)) return undefined;
  const keys = [...elements(constant)].map(keyOf);
  if (keys.includes(undefined)) return undefined;
  const set = new Set(keys);
  if (set.size === 0) return () => false;
  const step = planner.plan(value);
  return (frame) => set.has(keyOf(step(frame)));
}

function planOverloads(planner: Planner, { args, overloads }: ResolvedCall): Step {
  const steps = args.map((arg) => planner.plan(arg));
  const types = args.map((arg) => planner.checked.typeOf(arg));
  const [only] = overloads as [Overload];
  const direct = overloads.length === 1 && types.every((type, i) => isDecided(type, only.args[i] as Type));
  return direct ? planDirect(only, steps) : planDispatch(overloads, steps);
}

function planDirect(overload: Overload, steps: readonly Step[]): Step {
  if (steps.length === 2 && !overload.cost) return planBinary(overload.call as Callee, steps as [Step, Step]);
  return (frame) => invoke(frame, overload, steps.map((step) => step(frame)));
}

const planBinary = (callee: Callee, [left, right]: readonly [Step, Step]): Step => (frame) => {
  const result = callee(left(frame), right(frame));
  frame.charge(1);
  return result;
};

function invoke(frame: Frame, { call, cost }: Overload, args: readonly Value[]): Value {
  if (typeof cost === 'function') frame.charge(cost(args));
  const result = (call as Callee)(...args);
  if (typeof cost !== 'function') frame.charge(cost ? cost.ofResult(result) : 1);
  return result;
}

function planDispatch(overloads: readonly Overload[], steps: readonly Step[]): Step {
  return (frame) => {
    const args = steps.map((step) => step(frame));
    const fitting = overloads.find((overload) => args.every((arg, i) => isOfType(arg, overload.args[i] as Type)));
    return fitting ? invoke(frame, fitting, args) : noSuchOverload();
  };
}
