/** Gives every expression a type, every call its overloads, every name its meaning (cel-go checker/checker.go). */
import { operators, qualifiedName, type Call, type Comprehension, type Expr, type ListExpr, type MapExpr, type Select, type StructExpr } from '../syntax/ast';
import type { CelIssue } from '../syntax/source';
import { Double, Uint } from '../values/values';
import { mostGeneral } from './assign';
import type { Checked } from './checked';
import type { Environment, Overload } from './declarations';
import { Inference } from './inference';
import {
  bool, bytes, double, dyn, errorType, fieldNamed, formatArguments, formatType, int, isDyn, isDynOrError, isOptional, listOf, mapOf, nullType, optionalOf, sameType, string, uint, type Type,
} from './types';

export function check(expr: Expr, environment: Environment, variables: ReadonlyMap<string, Type>): Checked | { readonly issues: readonly CelIssue[] } {
  const checker = new Checker(environment, variables);
  checker.check(expr);
  return checker.issues.length ? { issues: checker.issues } : checker.result(expr);
}

class Checker extends Inference {
  check(expr: Expr): Type {
    const type = this.infer(expr);
    this.types.set(expr, type);
    return type;
  }

  private infer(expr: Expr): Type {
    switch (expr.kind) {
      case 'literal': return literalType(expr.value);
      case 'ident': return this.name(expr, expr.name) ?? this.undeclared(expr.at, expr.name);
      case 'select': return this.select(expr);
      case 'call': return this.call(expr);
      case 'list': return this.list(expr);
      case 'map': return this.map(expr);
      case 'struct': return this.struct(expr);
      case 'comprehension': return this.comprehension(expr);
    }
  }

  private select(expr: Select): Type {
    const name = expr.testOnly ? undefined : qualifiedName(expr);
    const named = name !== undefined && !this.scopes.local(name.split('.', 1)[0] ?? '') ? this.name(expr, name) : undefined;
    if (named) return named;
    const type = this.field(expr.at, expr.operand, expr.field, false);
    return expr.testOnly ? bool : this.known.apply(type);
  }

  /** What is selected from an optional is optional. */
  private field(at: number, operand: Expr, field: string, optional: boolean): Type {
    const type = this.known.apply(this.check(operand));
    const found = this.fieldOf(at, unwrapped(type), field);
    return optional || isOptional(type) ? optionalOf(found) : found;
  }

  private fieldOf(at: number, type: Type, field: string): Type {
    switch (type.kind) {
      case 'map': return type.params[1] as Type;
      case 'struct': return this.declaredField(at, type, field);
      case 'param': this.assignable([dyn], [type]); return dyn;
      default:
        if (!isDynOrError(type)) this.report(at, `type '${formatType(type)}' does not support field selection`);
        return dyn;
    }
  }

  private declaredField(at: number, { name, fields }: Type, field: string): Type {
    if (!fields) return this.report(at, `unexpected failed resolution of '${name}'`);
    return fieldNamed(fields, field)?.type ?? this.report(at, `undefined field '${field}'`);
  }

  private call(expr: Call): Type {
    if (expr.fn === operators.optSelect) return this.optionalSelect(expr);
    for (const arg of expr.args) this.check(arg);
    if (!expr.target) return this.resolve(expr, this.environment.function(expr.fn), expr.fn, expr.args);
    const prefix = qualifiedName(expr.target);
    const namespaced = prefix === undefined ? undefined : this.environment.function(`${prefix}.${expr.fn}`);
    if (namespaced) return this.resolve(expr, namespaced, `${prefix}.${expr.fn}`, expr.args);
    this.check(expr.target);
    return this.resolve(expr, this.environment.function(expr.fn), expr.fn, [expr.target, ...expr.args], true);
  }

  private optionalSelect(expr: Call): Type {
    const [operand, field] = expr.args as [Expr, Expr];
    return this.known.apply(this.field(expr.at, operand, field.kind === 'literal' ? String(field.value) : '', true));
  }

  private resolve(expr: Call, overloads: readonly Overload[] | undefined, fn: string, args: readonly Expr[], isMember = false): Type {
    if (!overloads) return this.undeclared(expr.at, fn);
    if (fn === operators.and || fn === operators.or) return this.logic(expr, overloads, args);
    const types = args.map((arg) => this.types.get(arg) as Type);
    const fitting: Overload[] = [];
    let result: Type | undefined;
    for (const candidate of overloads) {
      if (candidate.member !== isMember) continue;
      const instance = this.instantiate(candidate);
      if (!this.assignable(types, instance.args)) continue;
      fitting.push(candidate);
      const own = this.known.apply(instance.result);
      result = result === undefined || isDyn(result) || sameType(result, own) ? result ?? own : dyn;
    }
    if (!result) {
      const shown = formatArguments(types.map((type) => this.known.apply(type, true)), isMember);
      return this.report(expr.at, `found no matching overload for '${fn}' applied to '${shown}'`);
    }
    this.calls.set(expr, { fn, args, overloads: fitting });
    return result;
  }

  private logic(expr: Call, overloads: readonly Overload[], args: readonly Expr[]): Type {
    const faults = args.filter((arg) => !this.assignable([this.types.get(arg) as Type], [bool]));
    for (const arg of faults) this.mismatch(arg.at, bool, this.types.get(arg) as Type);
    this.calls.set(expr, { fn: expr.fn, args, overloads });
    return faults.length ? errorType : bool;
  }

  private list({ elements }: ListExpr): Type {
    let type: Type | undefined;
    for (const { value, optional } of elements) type = this.join(type, this.item(value, optional));
    return listOf(type ?? this.newParam());
  }

  private map({ entries }: MapExpr): Type {
    let [keys, values]: (Type | undefined)[] = [];
    for (const { key, value, optional } of entries) {
      keys = this.join(keys, this.check(key));
      values = this.join(values, this.item(value, optional));
    }
    return mapOf(keys ?? this.newParam(), values ?? this.newParam());
  }

  /** What is written with a question mark has to be optional. */
  private item(value: Expr, optional: boolean): Type {
    const type = this.check(value);
    if (!optional) return type;
    const inner = unwrapped(type);
    if (inner === type && !isDyn(type)) this.mismatch(value.at, optionalOf(type), type);
    return inner;
  }

  private join(previous: Type | undefined, current: Type): Type {
    if (!previous) return current;
    return this.assignable([previous], [current]) ? mostGeneral(previous, current) : dyn;
  }

  private struct(expr: StructExpr): Type {
    const type = this.environment.type(expr.name);
    if (!type) return this.undeclared(expr.at, expr.name);
    if (type.kind !== 'struct') return this.report(expr.at, `'${formatType(type)}' is not a message type`);
    this.structs.set(expr, type);
    for (const { at, field, value, optional } of expr.fields) {
      const given = this.item(value, optional);
      const declared = this.fieldOf(at, type, field);
      if (!this.assignable([declared], [given])) this.report(at, `expected type of field '${field}' is '${formatType(declared)}' but provided type is '${formatType(given)}'`);
    }
    return type;
  }

  private comprehension(expr: Comprehension): Type {
    const range = this.known.apply((this.check(expr.range)));
    const accumulated = this.check(expr.init);
    return this.scopes.within(new Map([[expr.accumulator, accumulated]]), () => {
      this.scopes.within(this.loopVariables(expr, range), () => {
        this.expect(expr.condition, bool);
        this.expect(expr.step, accumulated);
      });
      return this.known.apply(this.check(expr.result));
    });
  }

  private expect(expr: Expr, type: Type): void {
    const found = this.check(expr);
    if (!this.assignable([type], [found])) this.mismatch(expr.at, type, found);
  }

  private loopVariables({ variable, variable2, range }: Comprehension, type: Type): Map<string, Type> {
    const [index, element] = this.loopTypes(range, type);
    if (variable2 === undefined) return new Map([[variable, type.kind === 'list' ? element : index]]);
    return new Map([[variable, index], [variable2, element]]);
  }

  /** Of index and element, or of key and value. */
  private loopTypes(range: Expr, type: Type): [Type, Type] {
    if (type.kind === 'list') return [int, type.params[0] as Type];
    if (type.kind === 'map') return type.params as [Type, Type];
    if (isDynOrError(type) || type.kind === 'param') {
      this.assignable([dyn], [type]);
      return [dyn, dyn];
    }
    this.report(range.at, `expression of type '${formatType(type)}' cannot be range of a comprehension (must be list, map, or dynamic)`);
    return [errorType, errorType];
  }
}

const unwrapped = (type: Type): Type => (isOptional(type) ? (type.params[0] as Type) : type);

function literalType(value: unknown): Type {
  switch (typeof value) {
    case 'string': return string;
    case 'boolean': return bool;
    case 'number': case 'bigint': return int;
    default: return value === null ? nullType : value instanceof Double ? double : value instanceof Uint ? uint : bytes;
  }
}
