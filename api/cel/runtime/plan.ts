/**
 * A checked expression as a closure. Costs are those of cel-go's tracker with Kubernetes' options: names, selections and
 * indexes cost 1, constants nothing, logic nothing but its operands (interpreter/runtimecost.go; optimizations of
 * interpreter/decorators.go included, as they make constants of more than literals).
 */
import { operators, type Call, type Expr, type ListExpr, type MapExpr, type StructExpr } from '../syntax/ast';
import type { Checked } from '../types/checked';
import { ArrayList, EntryMap, Message } from '../values/collections';
import { CelError, fail, noSuchOverload } from '../values/errors';
import { Optional, TypeValue, type Value } from '../values/values';
import { planCall, isConstantConversion } from './calls';
import { planComprehension } from './comprehensions';
import { Frame, type Step } from './frame';
import { planAnd, planOr } from './logic';
import { asPath, planPath } from './paths';

const listCost = 10;
const mapCost = 30;
const structCost = 40;

export class Planner {
  private readonly constants = new Map<Expr, Value>();
  private scope: ReadonlyMap<string, number>;
  /** Slots that are needed. */
  size: number;

  constructor(readonly checked: Checked, variables: readonly string[]) {
    this.scope = new Map(variables.map((name, slot) => [name, slot]));
    this.size = variables.length;
  }

  /** The slot of a new name while `work` is done. */
  bind<T>(names: readonly string[], work: (slots: readonly number[]) => T): T {
    const before = this.scope;
    const slots = names.map(() => this.size++);
    this.scope = new Map([...before, ...names.map((name, i) => [name, slots[i] as number] as const)]);
    const result = work(slots);
    this.scope = before;
    return result;
  }

  slot(name: string): number {
    return this.scope.get(name.replace(/^\./, '')) ?? fail(`no such attribute(s): ${name}`);
  }

  plan(expr: Expr): Step {
    const constant = this.constant(expr);
    if (constant !== undefined) return () => constant;
    const path = asPath(expr);
    if (path) return planPath(this, path, false);
    switch (expr.kind) {
      case 'list': return this.list(expr);
      case 'map': return this.map(expr);
      case 'struct': return this.struct(expr);
      case 'comprehension': return planComprehension(this, expr);
      case 'call': return this.call(expr);
      default: return noSuchOverload;
    }
  }

  private call(expr: Call): Step {
    const [left, right] = expr.args as [Expr, Expr];
    if (expr.fn === operators.and) return planAnd(this.plan(left), this.plan(right));
    if (expr.fn === operators.or) return planOr(this.plan(left), this.plan(right));
    return planCall(this, expr);
  }

  /** The value of what is the same in every evaluation. */
  constant(expr: Expr): Value | undefined {
    if (expr.kind === 'literal') return expr.value;
    const known = this.constants.get(expr);
    if (known !== undefined) return known;
    const value = this.fold(expr);
    if (value !== undefined) this.constants.set(expr, value);
    return value;
  }

  private fold(expr: Expr): Value | undefined {
    const name = this.checked.names.get(expr);
    if (name && 'type' in name) return new TypeValue(name.type);
    if (expr.kind === 'list') return this.allConstant(expr.elements.map(({ value }) => value)) ? this.list(expr)(new Frame(0, Infinity)) : undefined;
    if (expr.kind === 'map') return this.allConstant(expr.entries.flatMap(({ key, value }) => [key, value])) ? attempt(() => this.map(expr)(new Frame(0, Infinity))) : undefined;
    return expr.kind === 'call' && isConstantConversion(this, expr) ? planCall(this, expr)(new Frame(0, Infinity)) : undefined;
  }

  private allConstant(exprs: readonly Expr[]): boolean {
    return exprs.every((expr) => this.constant(expr) !== undefined);
  }

  private list({ elements }: ListExpr): Step {
    const items = elements.map(({ value, optional }) => ({ step: this.plan(value), optional }));
    return (frame) => {
      const values: Value[] = [];
      for (const { step, optional } of items) add(step(frame), optional, (value) => values.push(value));
      frame.charge(listCost);
      return new ArrayList(values);
    };
  }

  private map({ entries }: MapExpr): Step {
    const pairs = entries.map(({ key, value, optional }) => ({ key: this.plan(key), value: this.plan(value), optional }));
    return (frame) => {
      const found: [Value, Value][] = [];
      for (const { key, value, optional } of pairs) {
        const own = key(frame);
        add(value(frame), optional, (each) => found.push([own, each]));
      }
      frame.charge(mapCost);
      return EntryMap.of(found);
    };
  }

  private struct(expr: StructExpr): Step {
    const fields = expr.fields.map(({ field, value, optional }) => ({ field, step: this.plan(value), optional }));
    const name = this.checked.structs.get(expr)?.name ?? expr.name;
    return (frame) => {
      const values = new Map<string, Value>();
      for (const { field, step, optional } of fields) add(step(frame), optional, (value) => values.set(field, value));
      frame.charge(structCost);
      return new Message(name, values);
    };
  }
}

/** What is optional and missing is left out. */
function add(value: Value, optional: boolean, put: (value: Value) => void): void {
  if (!optional) put(value);
  else if (!(value instanceof Optional)) fail('no such overload');
  else if (value.value !== undefined) put(value.value);
}

/** A literal that is at fault fails when it is evaluated. */
function attempt(make: () => Value): Value | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof CelError) return undefined;
    throw error;
  }
}
