/** The expressions of one policy, which share named ones (k8s.io/apiserver pkg/admission/plugin/cel/composition.go). */
import { kubernetesEnvironment } from '../cel/environment';
import { compile, type Program } from '../cel/program';
import type { Environment, Variables } from '../cel/types/declarations';
import { dyn, sameType, string, struct, type Field, type Type } from '../cel/types/types';
import { dynamic } from '../cel/values/json';
import type { Value } from '../cel/values/values';
import { authorizerVariables } from './authorizers';
import { paramsVariable, requestVariables } from './shapes';

/** An expression, or why it is none. */
export type Expression =
  | { readonly text: string; readonly program: Program; readonly fault?: undefined }
  | { readonly text: string; readonly fault: string };

export interface CompositionOptions {
  /** Whether there are `params`. */
  readonly params: boolean;
  readonly environment?: Environment;
}

export class Composition {
  private readonly fields = new Map<string, Field>();
  private readonly stored = new Map<string, Expression>();
  private readonly variables: Variables;
  /** Messages say nothing of what others may do. */
  private readonly forMessages: Variables;

  constructor(private readonly options: CompositionOptions) {
    const variables = { type: struct('kubernetes.variables', this.fields), wrap: (value: unknown) => value as Value };
    this.forMessages = { ...requestVariables, ...(options.params && paramsVariable), variables };
    this.variables = { ...this.forMessages, ...authorizerVariables };
  }

  /** Expressions that are compiled later may name it. */
  define(name: string, text: string): Expression {
    const expression = this.compile(text);
    const type = expression.fault === undefined ? declared(expression.program.type) : dyn;
    this.fields.set(name, { type, jsonName: name, shape: dynamic });
    this.stored.set(name, expression);
    return expression;
  }

  /** `results`: what it may evaluate to; anything unless given. */
  compile(text: string, ...results: readonly Type[]): Expression {
    return this.compiled(text, this.variables, results);
  }

  /** What is said of a request: a text. */
  compileMessage(text: string): Expression {
    return this.compiled(text, this.forMessages, [string]);
  }

  private compiled(text: string, variables: Variables, results: readonly Type[]): Expression {
    const compiled = compile(text, { environment: this.options.environment ?? kubernetesEnvironment, variables });
    if (!compiled.ok) return { text, fault: compiled.message };
    const { type } = compiled.program;
    if (!results.length || results.some((result) => sameType(result, type))) return { text, program: compiled.program };
    const wanted = results.map(nameOf);
    return { text, fault: `must evaluate to ${wanted.length === 1 ? wanted[0] : `one of [${wanted.join(' ')}]`} but got ${nameOf(type)}` };
  }

  get names(): readonly string[] {
    return [...this.stored.keys()];
  }

  named(name: string): Expression | undefined {
    return this.stored.get(name);
  }
}

const nameOf = ({ name, params }: Type): string => (params.length ? `${name}(${params.map(nameOf).join(', ')})` : name);

/** Structs and what libraries make are only known when they are evaluated. */
export function declared(type: Type): Type {
  switch (type.kind) {
    case 'list': case 'map': return { ...type, params: type.params.map(declared) };
    case 'struct': case 'opaque': case 'type': case 'error': return dyn;
    default: return type;
  }
}
