/**
 * What an expression may cost at least and at most, judged by the bounds of its variables' schemas (cel-go
 * checker/cost.go with Kubernetes' options). Nothing is evaluated.
 */
import { operators, type Call, type Comprehension, type Expr, type ListExpr, type MapExpr } from '../syntax/ast';
import { stringShape, type DeclaredShape } from '../openapi/shapes';
import type { Checked } from '../types/checked';
import type { Shape } from '../types/shape';
import { fieldNamed, type Type } from '../types/types';
import type { Value } from '../values/values';
import { sizeOf } from '../values/sizes';
import { estimateCalls, type Argument } from './calls';
import { fixed, one, plus, times, union, unknown, zero, type Range } from './range';

/** Sizes of what is in a list or map. */
interface EntrySizes { readonly key: Range; readonly value: Range }

interface Local { readonly shape?: DeclaredShape; readonly size?: Range; readonly entries?: EntrySizes }

const listCost = fixed(10);
const mapCost = fixed(30);
const structCost = fixed(40);
const scalars = new Set(['bool', 'double', 'duration', 'int', 'timestamp', 'uint']);

export function estimateCost(checked: Checked, variables: Readonly<Record<string, Shape>>): Range {
  return new CostEstimator(checked, variables).cost(checked.expr);
}

class CostEstimator {
  private readonly sizes = new Map<Expr, Range>();
  private readonly entries = new Map<Expr, EntrySizes>();
  private locals: ReadonlyMap<string, Local> = new Map();

  constructor(private readonly checked: Checked, private readonly variables: Readonly<Record<string, Shape>>) {}

  cost(expr: Expr): Range {
    const name = this.checked.names.get(expr);
    if (name) return one;
    switch (expr.kind) {
      case 'literal': return zero;
      case 'ident': return one;
      case 'select': return plus(this.cost(expr.operand), expr.testOnly || !this.selectCosts(expr.operand) ? zero : one);
      case 'call': return this.call(expr);
      case 'list': return this.list(expr);
      case 'map': return this.map(expr);
      case 'struct': return plus(structCost, ...expr.fields.map(({ value }) => this.cost(value)));
      case 'comprehension': return isBinding(expr) ? this.binding(expr) : this.comprehension(expr);
    }
  }

  private selectCosts(operand: Expr): boolean {
    return ['map', 'struct', 'param'].includes(this.checked.typeOf(operand).kind);
  }

  /** What the schema says of a path that begins with a variable. */
  private shape(expr: Expr): DeclaredShape | undefined {
    const name = this.checked.names.get(expr);
    if (name && 'variable' in name) return this.locals.has(name.variable) ? this.locals.get(name.variable)?.shape : (this.variables[name.variable] as DeclaredShape | undefined);
    if (expr.kind === 'select' && !expr.testOnly) return memberOf(this.shape(expr.operand), expr.field);
    if (expr.kind === 'call' && (expr.fn === operators.index || expr.fn === operators.optIndex)) return this.shape(expr.args[0] as Expr)?.element;
    if (expr.kind === 'call' && expr.fn === operators.optSelect) return memberOf(this.shape(expr.args[0] as Expr), fieldOf(expr));
    return undefined;
  }

  private known(expr: Expr): Range | undefined {
    const size = this.sizes.get(expr) ?? literalSize(expr) ?? boundOf(this.shape(expr)) ?? sizeOfType(this.checked.typeOf(expr));
    return size ?? (expr.kind === 'ident' ? this.locals.get(expr.name)?.size : undefined);
  }

  private size(expr: Expr): Range {
    return this.known(expr) ?? unknown;
  }

  private entrySizes(expr: Expr): EntrySizes | undefined {
    return this.entries.get(expr) ?? (expr.kind === 'ident' ? this.locals.get(expr.name)?.entries : undefined);
  }

  private list(expr: ListExpr): Range {
    const costs = expr.elements.map(({ value }) => this.cost(value));
    this.entries.set(expr, { key: one, value: joined(expr.elements.map(({ value }) => this.size(value))) });
    return plus(listCost, ...costs);
  }

  private map(expr: MapExpr): Range {
    const costs = expr.entries.flatMap(({ key, value }) => [this.cost(key), this.cost(value)]);
    this.entries.set(expr, { key: joined(expr.entries.map(({ key }) => this.size(key))), value: joined(expr.entries.map(({ value }) => this.size(value))) });
    return plus(mapCost, ...costs);
  }

  private call(expr: Call): Range {
    const resolved = this.checked.calls.get(expr);
    const args = resolved?.args ?? expr.args;
    const costs = args.map((each) => this.cost(each));
    if (expr.fn === 'dyn') this.copy(expr, args[0] as Expr);
    if (expr.fn === operators.and || expr.fn === operators.or) return { min: costs[0]?.min ?? 0, max: plus(...costs).max };
    if (expr.fn === operators.conditional) return this.conditional(expr, args, costs);
    if (!resolved) return plus(...costs, one);
    const { cost, size } = estimateCalls(resolved.fn, resolved.overloads.map(({ id }) => id), args.map((each) => this.argument(each)));
    const own = expr.fn === operators.index ? this.entrySizes(args[0] as Expr)?.value : size;
    if (own) this.sizes.set(expr, own);
    if (expr.fn === operators['+']) this.addEntries(expr, args);
    return plus(cost, ...costs);
  }

  private conditional(expr: Call, [, whenTrue, whenFalse]: readonly Expr[], [test = zero, first = zero, second = zero]: readonly Range[]): Range {
    this.sizes.set(expr, union(this.size(whenTrue as Expr), this.size(whenFalse as Expr)));
    this.addEntries(expr, [whenTrue as Expr, whenFalse as Expr]);
    return plus(test, union(first, second));
  }

  /** Elements of either. */
  private addEntries(expr: Expr, [a, b]: readonly Expr[]): void {
    const [first, second] = [this.entrySizes(a as Expr), this.entrySizes(b as Expr)];
    if (first && second) this.entries.set(expr, { key: union(first.key, second.key), value: union(first.value, second.value) });
  }

  private copy(to: Expr, from: Expr): void {
    const [size, entries] = [this.known(from), this.entrySizes(from)];
    if (size) this.sizes.set(to, size);
    if (entries) this.entries.set(to, entries);
  }

  private argument(expr: Expr): Argument {
    return { type: this.checked.typeOf(expr), size: this.size(expr), elementSize: boundOf(this.shape(expr)?.element) ?? unknown, value: constant(expr) };
  }

  private within<T>(locals: readonly (readonly [string, Local])[], work: () => T): T {
    const before = this.locals;
    this.locals = new Map([...before, ...locals]);
    const result = work();
    this.locals = before;
    return result;
  }

  private comprehension(expr: Comprehension): Range {
    const range = this.cost(expr.range);
    const init = this.cost(expr.init);
    const accumulator = [expr.accumulator, { shape: this.shape(expr.init), size: this.known(expr.init), entries: this.entrySizes(expr.init) }] as const;
    const count = this.size(expr.range);
    const [each, stepEntries] = this.within([accumulator, ...this.loopVariables(expr)], () => [plus(this.cost(expr.condition), this.cost(expr.step)), this.entrySizes(expr.step)] as const);
    const result = this.within([accumulator], () => this.cost(expr.result));
    if (expr.init.kind === 'literal') this.sizes.set(expr, this.size(expr.init));
    else if (expr.init.kind === 'list' || expr.init.kind === 'map') {
      this.sizes.set(expr, count);
      if (stepEntries) this.entries.set(expr, stepEntries);
    }
    return plus(range, init, times(count, each), result);
  }

  private loopVariables({ variable, variable2, range }: Comprehension): (readonly [string, Local])[] {
    const entries = this.entrySizes(range);
    const element: Local = { shape: this.shape(range)?.element, size: entries?.value };
    const isList = this.checked.typeOf(range).kind === 'list';
    const key: Local = { size: entries?.key, ...(!isList && element.shape && { shape: keyShape }) };
    if (variable2 !== undefined) return [[variable, key], [variable2, element]];
    return [[variable, isList ? element : key]];
  }

  private binding(expr: Comprehension): Range {
    const cost = plus(this.cost(expr.range), this.cost(expr.init));
    const local: Local = { shape: this.shape(expr.init), size: this.known(expr.init), entries: this.entrySizes(expr.init) };
    return this.within([[expr.accumulator, local]], () => {
      const result = this.cost(expr.result);
      this.copy(expr, expr.result);
      return plus(cost, result);
    });
  }
}

/** A loop over nothing, made to give a name to something. */
const isBinding = ({ range, condition }: Comprehension): boolean => range.kind === 'list' && range.elements.length === 0 && condition.kind === 'literal' && condition.value === false;

const constant = (expr: Expr): Value | undefined => (expr.kind === 'literal' ? expr.value : undefined);

function literalSize(expr: Expr): Range | undefined {
  if (expr.kind === 'literal') return fixed(sizeOf(expr.value));
  if (expr.kind === 'list') return fixed(expr.elements.length);
  return expr.kind === 'map' ? fixed(expr.entries.length) : undefined;
}

/** What a schema says nothing of has, to upstream, no size; a shape without a schema says nothing at all. */
const boundOf = (shape: Partial<DeclaredShape> | undefined): Range | undefined => (shape?.minSize === undefined ? undefined : { min: 0, max: shape.maxElements ?? 0 });

const keyShape = stringShape(0);

function sizeOfType(type: Type): Range | undefined {
  if (scalars.has(type.kind)) return one;
  return type.name === 'optional_type' ? sizeOfType(type.params[0] as Type) : undefined;
}

const joined = (sizes: readonly Range[]): Range => (sizes.length ? sizes.reduce(union) : zero);

const fieldOf = (expr: Call): string => String(constant(expr.args[1] as Expr));

const memberOf = (shape: DeclaredShape | undefined, field: string): DeclaredShape | undefined => (shape?.type.fields && fieldNamed(shape.type.fields, field)?.shape) as DeclaredShape | undefined;
