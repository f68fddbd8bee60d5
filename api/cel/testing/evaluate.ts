/** Expressions to values in one call, for tests. */
import { kubernetesEnvironment } from '../environment';
import { typesFromOpenApi } from '../openapi/types-from-openapi';
import type { Schema } from '../openapi/schema';
import { compile, type Compiled, type Program } from '../program';
import type { Shape } from '../types/shape';
import { CelError } from '../values/errors';
import { dynamic, toJson } from '../values/json';

type Bindings = Readonly<Record<string, unknown>>;

const shapesOf = (bindings: Bindings): Record<string, Shape> => Object.fromEntries(Object.keys(bindings).map((name) => [name, dynamic]));

export function compiled(expression: string, variables: Readonly<Record<string, Shape>> = {}): Compiled {
  return compile(expression, { environment: kubernetesEnvironment, variables });
}

export function program(expression: string, variables: Readonly<Record<string, Shape>> = {}): Program {
  const result = compiled(expression, variables);
  if (!result.ok) throw new Error(result.message);
  return result.program;
}

/** As JSON; the message of what went wrong instead. */
export function evaluate(expression: string, bindings: Bindings = {}, variables: Readonly<Record<string, Shape>> = shapesOf(bindings)): unknown {
  const { value } = program(expression, variables).evaluate(bindings);
  return value instanceof CelError ? `error: ${value.message}` : toJson(value);
}

/** What it cost. */
export const costOf = (expression: string, bindings: Bindings = {}): number => program(expression, shapesOf(bindings)).evaluate(bindings).cost;

/** With `self` of that schema. */
export function evaluateSelf(expression: string, schema: Schema, self: unknown): unknown {
  const shape = typesFromOpenApi(schema, { name: 'selfType' });
  if (!shape) throw new Error('nothing to be seen');
  return evaluate(expression, { self }, { self: shape });
}

/** The messages of a compilation that fails, without the excerpts. */
export function faults(expression: string, variables: Readonly<Record<string, Shape>> = {}): readonly string[] {
  const result = compiled(expression, variables);
  return result.ok ? [] : result.message.replace(/^compilation failed: /, '').split('\n').filter((line) => !line.startsWith(' | '));
}
