/** Carries templates out. */
import { TemplateError, type Command, type Definitions, type Node, type Operand, type Pipeline } from './syntax';
import { fail, fieldOf, isMap, isTrue, print, sortedKeys } from './values';

export type TemplateFunction = (...args: readonly unknown[]) => unknown;
export type Functions = Readonly<Partial<Record<string, TemplateFunction>>>;

const maxSteps = 100_000;
const maxOutput = 1 << 20;
const maxCalls = 100;

/** `find`: the function of a name. */
export function execute(definitions: Definitions, data: unknown, find: (name: string) => TemplateFunction | undefined): string {
  return new Execution(definitions, find).render(definitions.body, data);
}

/** Variables from the innermost outwards. */
interface Scope {
  readonly values: Map<string, unknown>;
  readonly outer: Scope | undefined;
}

const inner = (outer: Scope): Scope => ({ values: new Map(), outer });

class Execution {
  private steps = 0;
  private length = 0;
  private calls = 0;
  private output: string[] = [];

  constructor(private readonly definitions: Definitions, private readonly find: (name: string) => TemplateFunction | undefined) {}

  render(body: readonly Node[], data: unknown): string {
    this.walk(body, data, { values: new Map([['$', data]]), outer: undefined });
    return this.output.join('');
  }

  private write(text: string): void {
    this.length += text.length;
    if (this.length > maxOutput) fail('the output is too long');
    this.output.push(text);
  }

  private step(): void {
    if (++this.steps > maxSteps) fail('the template takes too long');
  }

  /** How it was left, when not at its end. */
  private walk(nodes: readonly Node[], dot: unknown, scope: Scope): 'break' | 'continue' | undefined {
    for (const node of nodes) {
      this.step();
      const left = this.node(node, dot, scope);
      if (left) return left;
    }
    return undefined;
  }

  private node(node: Node, dot: unknown, scope: Scope): 'break' | 'continue' | undefined {
    switch (node.type) {
      case 'text': this.write(node.text); return undefined;
      case 'action': {
        const value = this.pipeline(node.pipeline, dot, scope);
        if (node.pipeline.variables.length === 0) this.write(print(value));
        return undefined;
      }
      case 'if': case 'with': {
        const within = inner(scope);
        const value = this.pipeline(node.pipeline, dot, within);
        if (!isTrue(value)) return this.walk(node.otherwise, dot, within);
        return this.walk(node.body, node.type === 'with' ? value : dot, within);
      }
      case 'range': return this.range(node, dot, scope);
      case 'template': this.call(node.name, node.pipeline && this.pipeline(node.pipeline, dot, scope)); return undefined;
      default: return node.type;
    }
  }

  private range({ pipeline, body, otherwise }: Extract<Node, { pipeline: Pipeline; body: readonly Node[] }>, dot: unknown, scope: Scope): 'break' | 'continue' | undefined {
    const around = inner(scope);
    const { variables, sets } = pipeline;
    const entries = entriesOf(this.pipeline({ ...pipeline, variables: [] }, dot, around));
    if (entries.length === 0) return this.walk(otherwise, dot, around);
    for (const [key, value] of entries) {
      this.step();
      const each = inner(around);
      const values = variables.length === 1 ? [value] : [key, value];
      variables.forEach((name, i) => (sets ? assign(scope, name, values[i]) : each.values.set(name, values[i])));
      if (this.walk(body, value, each) === 'break') break;
    }
    return undefined;
  }

  private call(name: string, data: unknown): void {
    const body = this.definitions.named.get(name);
    if (!body) throw new TemplateError(`template ${JSON.stringify(name)} not defined`);
    if (++this.calls > maxCalls) fail('exceeded maximum template depth');
    this.walk(body, data, { values: new Map([['$', data]]), outer: undefined });
    this.calls--;
  }

  private pipeline({ variables, sets, commands }: Pipeline, dot: unknown, scope: Scope): unknown {
    let value: unknown;
    commands.forEach((command, i) => { value = this.command(command, dot, scope, i === 0 ? [] : [value]); });
    for (const name of variables) {
      if (sets) assign(scope, name, value);
      else scope.values.set(name, value);
    }
    return value;
  }

  private command([first, ...args]: Command, dot: unknown, scope: Scope, piped: readonly unknown[]): unknown {
    this.step();
    if (first.type === 'function' && first.fields.length === 0) return this.function(first.name, args, dot, scope, piped);
    if (args.length || piped.length) return fail("can't give argument to non-function");
    return this.operand(first, dot, scope);
  }

  private function(name: string, args: readonly Operand[], dot: unknown, scope: Scope, piped: readonly unknown[]): unknown {
    if (name === 'and' || name === 'or') return this.logic(name, args, dot, scope, piped);
    const values = [...args.map((arg) => this.operand(arg, dot, scope)), ...piped];
    const run = this.find(name) ?? fail(`function ${JSON.stringify(name)} not defined`);
    try {
      const value = run(...values);
      return typeof value === 'string' && value.length > maxOutput ? fail('the text is too long') : value;
    } catch (error) {
      if (error instanceof TemplateError) throw new TemplateError(`error calling ${name}: ${error.message}`);
      throw error;
    }
  }

  /** They look no further than they must. */
  private logic(name: 'and' | 'or', args: readonly Operand[], dot: unknown, scope: Scope, piped: readonly unknown[]): unknown {
    if (args.length + piped.length === 0) return fail(`wrong number of args for ${name}: want at least 1 got 0`);
    let value: unknown;
    for (const arg of args) {
      value = this.operand(arg, dot, scope);
      if (isTrue(value) === (name === 'or')) return value;
    }
    return piped.length ? piped[0] : value;
  }

  private operand(operand: Operand, dot: unknown, scope: Scope): unknown {
    switch (operand.type) {
      case 'literal': return operand.value;
      case 'dot': return operand.fields.reduce(fieldOf, dot);
      case 'variable': return operand.fields.reduce(fieldOf, lookUp(scope, operand.name));
      case 'function': return operand.fields.reduce(fieldOf, this.function(operand.name, [], dot, scope, []));
      case 'pipeline': return operand.fields.reduce(fieldOf, this.pipeline(operand.pipeline, dot, scope));
    }
  }
}

function scopeOf(scope: Scope, name: string): Scope {
  for (let at: Scope | undefined = scope; at; at = at.outer) if (at.values.has(name)) return at;
  return fail(`undefined variable: ${name}`);
}

const lookUp = (scope: Scope, name: string): unknown => scopeOf(scope, name).values.get(name);

function assign(scope: Scope, name: string, value: unknown): void {
  scopeOf(scope, name).values.set(name, value);
}

function entriesOf(value: unknown): readonly (readonly [unknown, unknown])[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map((item: unknown, i) => [i, item]);
  if (isMap(value)) return sortedKeys(value).map((key) => [key, value[key]]);
  if (typeof value === 'number') return value > maxSteps ? fail('the template takes too long') : Array.from({ length: Math.max(0, Math.trunc(value)) }, (_, i) => [i, i]);
  return fail(`range can't iterate over ${print(value)}`);
}
