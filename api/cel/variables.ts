/** Variables that are neither JSON nor always there. */
import { optionalOf, struct, type Type } from './types/types';
import type { Shape } from './types/shape';
import { CelError, fail } from './values/errors';
import { MapValue, Optional, type Value } from './values/values';

/** `oldSelf` of a rule with optionalOldSelf: empty where it is not bound. */
export function optionalShape(shape: Shape): Shape {
  return { type: optionalOf(shape.type), wrap: (json) => new Optional(shape.wrap(json)), absent: Optional.none };
}

/** How each of them is computed. A CelError that is thrown says why it cannot be. */
export type LazyVariables = Readonly<Record<string, () => Value>>;

/** `variables` of an admission policy: each is computed when it is first asked for, and kept (KEP-3488, variable composition). */
export function lazyVariables(types: Readonly<Record<string, Type>>): Shape {
  const passed = Object.entries(types).map(([name, type]) => [name, { type, jsonName: name, shape: { type, wrap: (value: unknown) => value as Value } }] as const);
  return { type: struct('kubernetes.variables', new Map(passed)), wrap: (variables) => new ComputedVariables(variables as LazyVariables) };
}

class ComputedVariables extends MapValue {
  private readonly known = new Map<string, Value | CelError>();

  constructor(private readonly variables: LazyVariables) {
    super();
  }

  get size(): number {
    return this.keys().length;
  }

  keys(): readonly string[] {
    return Object.keys(this.variables);
  }

  override has(key: Value): boolean {
    return typeof key === 'string' && Object.hasOwn(this.variables, key);
  }

  find(key: Value): Value | undefined {
    if (typeof key !== 'string' || !this.has(key)) return undefined;
    const known = this.known.get(key);
    const value = known === undefined ? this.compute(key) : known;
    if (value instanceof CelError) return fail(`composited variable ${JSON.stringify(key)} fails to evaluate: ${value.message}`);
    return value;
  }

  /** A fault is kept too. */
  private compute(name: string): Value | CelError {
    const value = attempt(this.variables[name] as () => Value);
    this.known.set(name, value);
    return value;
  }
}

function attempt(compute: () => Value): Value | CelError {
  try {
    return compute();
  } catch (error) {
    if (error instanceof CelError) return error;
    throw error;
  }
}
