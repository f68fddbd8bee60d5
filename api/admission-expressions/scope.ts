/** One evaluation of a policy's expressions: named ones are evaluated when they are first asked for, all share a budget. */
import type { Authorize } from '../access';
import { CelError, fail } from '../cel/values/errors';
import { MapValue, type Value } from '../cel/values/values';
import { authorizersFor } from './authorizers';
import type { Composition, Expression } from './composition';

/** JSON; null for what there is not. */
export interface Bindings {
  readonly object: object | null;
  readonly oldObject: object | null;
  readonly request: object;
  readonly namespaceObject: object | null;
  readonly params?: object | null;
  /** Answers what expressions ask the `authorizer`. */
  readonly authorize: Authorize;
}

/** An expression that has no value. */
export class ExpressionFault {
  constructor(readonly message: string) {}
}

/** All that were to be evaluated together are refused. */
export class BudgetExhausted extends Error {
  constructor() {
    super('validation failed due to running out of cost budget, no further validation rules will be run');
  }
}

export class Scope {
  private readonly bindings: Readonly<Record<string, unknown>>;

  constructor(composition: Composition, bindings: Bindings, private budget: number) {
    this.bindings = { ...bindings, ...authorizersFor(bindings), variables: new NamedValues(composition, (expression) => this.run(expression)) };
  }

  /** Throws BudgetExhausted. */
  evaluate(expression: Expression): Value | ExpressionFault {
    if (expression.fault !== undefined) return new ExpressionFault(`compilation error: ${expression.fault}`);
    const value = this.run(expression);
    if (this.budget < 0) throw new BudgetExhausted();
    return value instanceof CelError ? new ExpressionFault(`expression '${expression.text}' resulted in error: ${value.message}`) : value;
  }

  private run(expression: Expression): Value | CelError {
    if (expression.fault !== undefined) return new CelError(expression.fault);
    const { value, cost } = expression.program.evaluate(this.bindings);
    this.budget -= cost;
    return value;
  }
}

class NamedValues extends MapValue {
  private readonly known = new Map<string, Value | CelError>();

  constructor(private readonly composition: Composition, private readonly run: (expression: Expression) => Value | CelError) {
    super();
  }

  get size(): number {
    return this.composition.names.length;
  }

  keys(): readonly string[] {
    return this.composition.names;
  }

  find(key: Value): Value | undefined {
    const expression = typeof key === 'string' ? this.composition.named(key) : undefined;
    if (!expression) return undefined;
    const name = key as string;
    const value = this.known.get(name) ?? this.run(expression);
    this.known.set(name, value);
    if (!(value instanceof CelError)) return value;
    return fail(`composited variable ${JSON.stringify(name)} fails to ${expression.fault === undefined ? 'evaluate' : 'compile'}: ${value.message}`);
  }
}
