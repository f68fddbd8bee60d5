/** Expressions from text to programs. */
import { estimateCost } from './estimate/estimate';
import type { Range } from './estimate/range';
import { parse } from './syntax/parser';
import { displayIssues, type CelIssue } from './syntax/source';
import { check } from './types/checker';
import type { Checked } from './types/checked';
import type { Environment, Variables } from './types/declarations';
import type { Shape } from './types/shape';
import { formatType, type Kind, type Type } from './types/types';
import { CelError } from './values/errors';
import type { Value } from './values/values';
import { Frame, type Step } from './runtime/frame';
import { Planner } from './runtime/plan';
import { validate } from './validate';

/** What one evaluation may cost (k8s.io/apiserver pkg/apis/cel/config.go). */
export const perCallLimit = 1_000_000;
/** What all expressions together may cost for one object or policy. */
export const runtimeCostBudget = 10_000_000;

export interface CompileOptions {
  readonly environment: Environment;
  readonly variables: Variables;
  /** What the expression has to be; what is dyn is no bool, even if it turns out to be one. */
  readonly result?: Kind | readonly Kind[];
}

export type Compiled =
  | { readonly ok: true; readonly program: Program }
  /** `message` is upstream's "compilation failed: ERROR: <input>:1:6: …". `mistyped`: it compiles, but is no such result. */
  | { readonly ok: false; readonly message: string; readonly issues: readonly CelIssue[]; readonly mistyped?: Type };

export interface EvaluateOptions {
  readonly budget?: number;
}

export interface Outcome {
  /** Of a CelError, why there is no value. */
  readonly value: Value | CelError;
  readonly cost: number;
}

export function compile(expression: string, options: CompileOptions): Compiled {
  try {
    return compileWithin(expression, options);
  } catch (error) {
    // Deeper than the machine's stack: the expression is to blame.
    if (!(error instanceof RangeError)) throw error;
    return { ok: false, issues: [{ message: error.message }], message: `compilation failed: ${error.message}` };
  }
}

function compileWithin(expression: string, { environment, variables, result }: CompileOptions): Compiled {
  const found = checkedWithin(expression, { environment, variables });
  if ('issues' in found) return { ok: false, issues: found.issues, message: `compilation failed: ${displayIssues(expression, found.issues)}` };
  const wanted = result === undefined ? undefined : [result].flat();
  if (wanted && !wanted.includes(found.type.kind)) return mistyped(wanted, found.type);
  return instantiate(expression, found, variables);
}

type CheckOptions = Pick<CompileOptions, 'environment' | 'variables'>;

/** The types of an expression that is not to be evaluated, or what is wrong with it. */
export function checked(expression: string, options: CheckOptions): Checked | { readonly issues: readonly CelIssue[] } {
  try {
    return checkedWithin(expression, options);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { issues: [{ message: error.message }] };
  }
}

function checkedWithin(expression: string, { environment, variables }: CheckOptions): Checked | { readonly issues: readonly CelIssue[] } {
  const parsed = parse(expression, environment.options);
  if ('issues' in parsed) return parsed;
  const found = check(parsed.expr, environment, new Map(Object.entries(variables).map(([name, shape]) => [name, shape.type])));
  if ('issues' in found) return found;
  const issues = validate(found, environment.options.mixedLiterals === true);
  return issues.length ? { issues } : found;
}

function mistyped(wanted: readonly Kind[], type: Type): Compiled {
  const message = `must evaluate to ${wanted.length === 1 ? wanted[0] : `one of [${wanted.join(' ')}]`} but got ${formatType(type)}`;
  return { ok: false, message, issues: [{ message }], mistyped: type };
}

function instantiate(expression: string, checked: Checked, variables: Variables): Compiled {
  try {
    return { ok: true, program: new Program(expression, checked, variables) };
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return { ok: false, message: `program instantiation failed: ${error.message}`, issues: [{ message: error.message }] };
  }
}

export class Program {
  private readonly step: Step;
  private readonly size: number;
  /** Those that the expression names, with their slots. */
  private readonly inputs: readonly { readonly name: string; readonly slot: number; readonly shape: Shape }[];
  readonly type: Type;

  constructor(readonly expression: string, private readonly checked: Checked, private readonly variables: Variables) {
    const names = Object.keys(variables);
    const planner = new Planner(checked, names);
    this.step = planner.plan(checked.expr);
    this.size = planner.size;
    this.type = checked.type;
    const used = new Set([...checked.names.values()].flatMap((name) => ('variable' in name ? [name.variable.replace(/^\./, '')] : [])));
    this.inputs = names.flatMap((name, slot) => (used.has(name) ? [{ name, slot, shape: variables[name] as Shape }] : []));
  }

  /** Whether the expression names the variable. */
  uses(variable: string): boolean {
    return this.inputs.some(({ name }) => name === variable);
  }

  /** What an evaluation may cost, judged by the bounds in the schemas of the variables. */
  estimateCost(): Range {
    return estimateCost(this.checked, this.variables);
  }

  /** `bindings` are JSON, or values. What is not bound is a fault only where it is asked for. */
  evaluate(bindings: Readonly<Record<string, unknown>>, { budget = perCallLimit }: EvaluateOptions = {}): Outcome {
    const frame = new Frame(this.size, budget);
    try {
      for (const { name, slot, shape } of this.inputs) {
        const json = bindings[name];
        frame.slots[slot] = json === undefined ? shape.absent : shape.wrap(json);
      }
      return { value: this.step(frame), cost: frame.cost };
    } catch (error) {
      return { value: asCelError(error), cost: frame.cost };
    }
  }
}

/** An expression that nests deeper than the machine's stack is the expression's fault. */
function asCelError(error: unknown): CelError {
  if (error instanceof CelError) return error;
  if (error instanceof RangeError) return new CelError(error.message);
  throw error;
}
