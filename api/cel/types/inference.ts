/** What is known of types while an expression is checked, and what is wrong with it. */
import type { Call, Expr, StructExpr } from '../syntax/ast';
import type { CelIssue } from '../syntax/source';
import { renameParams, Substitutions } from './assign';
import type { Checked, ResolvedCall, ResolvedName } from './checked';
import type { Environment, Overload } from './declarations';
import { Scopes } from './scopes';
import { dyn, errorType, formatType, param, typeOf, type Type } from './types';

export class Inference {
  readonly issues: CelIssue[] = [];
  protected readonly types = new Map<Expr, Type>();
  protected readonly calls = new Map<Call, ResolvedCall>();
  protected readonly structs = new Map<StructExpr, Type>();
  protected readonly scopes: Scopes;
  protected readonly known = new Substitutions();
  private readonly names = new Map<Expr, ResolvedName>();
  private fresh = 0;

  constructor(protected readonly environment: Environment, variables: ReadonlyMap<string, Type>) {
    this.scopes = new Scopes(variables);
  }

  result(expr: Expr): Checked {
    const typeOfExpr = (node: Expr): Type => this.known.apply(this.types.get(node) ?? dyn, true);
    return { expr, type: typeOfExpr(expr), typeOf: typeOfExpr, names: this.names, calls: this.calls, structs: this.structs };
  }

  protected report(at: number, message: string): Type {
    this.issues.push({ message, at });
    return errorType;
  }

  protected undeclared(at: number, name: string): Type {
    return this.report(at, `undeclared reference to '${name}' (in container '')`);
  }

  protected mismatch(at: number, expected: Type, found: Type): Type {
    const shown = (type: Type): string => formatType(this.known.apply(type));
    return this.report(at, `expected type '${shown(expected)}' but found '${shown(found)}'`);
  }

  protected assignable(a: readonly Type[], b: readonly Type[]): boolean {
    return this.known.assign(a, b);
  }

  protected name(expr: Expr, name: string): Type | undefined {
    const variable = this.scopes.find(name);
    if (variable) {
      this.names.set(expr, { variable: name });
      return variable;
    }
    const type = this.environment.type(name);
    if (type) this.names.set(expr, { type });
    return type && typeOf(type);
  }

  /** The overload's parameters become those of this call alone. */
  protected instantiate({ args, result }: Overload): { readonly args: readonly Type[]; readonly result: Type } {
    const own = new Map<string, Type>();
    const rename = (name: string): Type => {
      const type = own.get(name) ?? this.newParam();
      own.set(name, type);
      return type;
    };
    return { args: args.map((type) => renameParams(type, rename)), result: renameParams(result, rename) };
  }

  protected newParam(): Type {
    return param(`_var${this.fresh++}`);
  }
}
