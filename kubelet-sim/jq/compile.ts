/** Queries as functions. Outputs are lists: a query here is asked for all of them, or fails as a whole. */
import { assigning } from './assign';
import { filterFunctions, valueFunctions } from './functions';
import { pathCompiler } from './paths';
import { binding, charged, counted, type Filter, type PathFilter, type Run } from './run';
import { called, defining, named, type Scope } from './scope';
import { JqSyntaxError, type Node } from './syntax';
import { elementsOf, fail, isTrue, JqError, kindOf, longestText, memberOf, operations, slice, text, withoutValues } from './values';

const compilePaths = pathCompiler(compileNode);

/** Throws JqSyntaxError for what is written well but means nothing. */
export function compileNode(node: Node, scope: Scope): Filter {
  const filter = filterOf(node, scope);
  return (input, run) => counted(run, () => filter(input, run));
}

/** Every pair of outputs. */
const pairs = (left: Filter, right: Filter, combine: (a: unknown, b: unknown) => unknown): Filter => (input, run) =>
  right(input, run).flatMap((b) => left(input, run).map((a) => charged(run, combine(a, b))));

function filterOf(node: Node, scope: Scope): Filter {
  const compile = (part: Node): Filter => compileNode(part, scope);
  const within = (name: string, part: Node): Filter => compileNode(part, named(scope, name));
  switch (node.type) {
    case 'identity': return (input) => [input];
    case 'literal': return () => [node.value];
    case 'recurse': return filterFunctions['recurse/0'] as Filter;
    case 'variable': return variableOf(node.name, scope);
    case 'text': return interpolated(node.parts.map((part) => (typeof part === 'string' ? part : compile(part))));
    case 'member': return memberFilter(compile(node.of), compile(node.key));
    case 'slice': return sliceFilter(compile(node.of), node.from && compile(node.from), node.to && compile(node.to));
    case 'each': return eachFilter(compile(node.of));
    case 'try': return tryFilter(compile(node.body), node.otherwise && compile(node.otherwise));
    case 'pipe': return pipe(compile(node.left), compile(node.right));
    case 'comma': return comma(compile(node.left), compile(node.right));
    case 'alternative': return alternative(compile(node.left), compile(node.right));
    case 'and': case 'or': return logic(node.type, compile(node.left), compile(node.right));
    case 'operation': return pairs(compile(node.left), compile(node.right), operations[node.operator] as (a: unknown, b: unknown) => unknown);
    case 'negate': return pipe(compile(node.body), (value) => [kindOf(value) === 'number' ? -(value as number) : fail('cannot negate')]);
    case 'bind': return bind(compile(node.source), node.name, within(node.name, node.body));
    case 'reduce': return reduce(compile(node.source), node.name, compile(node.start), within(node.name, node.update));
    case 'if': return conditional(compile(node.condition), compile(node.then), compile(node.otherwise));
    case 'array': return arrayOf(node.body && compile(node.body));
    case 'object': return objectOf(node.entries.map(({ key, value }) => ({ key: compile(key), value: compile(value) })));
    case 'assign': return assigning(node.operator, compilePaths(node.left, scope), compile(node.right));
    case 'def': return defining(node, scope, compileNode, compilePaths);
    case 'call': return called(node, scope, compileNode, compilePaths) ?? call(node.name, node.args, scope);
  }
}

function variableOf(name: string, { variables }: Scope): Filter {
  if (!variables.has(name)) throw new JqSyntaxError(`variable not defined: $${name}`);
  return (_, run) => [run.variables[name]];
}

const pipe = (left: Filter, right: Filter): Filter => (input, run) => left(input, run).flatMap((value) => right(value, run));

const comma = (left: Filter, right: Filter): Filter => (input, run) => [...left(input, run), ...right(input, run)];

function memberFilter(of: Filter, key: Filter): Filter {
  return (input, run) => of(input, run).flatMap((value) => key(input, run).map((by) => memberOf(value, by)));
}

const sliceFilter = (of: Filter, from: Filter = () => [undefined], to: Filter = () => [undefined]): Filter => (input, run) =>
  of(input, run).flatMap((value) => to(input, run).flatMap((end) => from(input, run).map((start) => slice(value, start, end))));

const eachFilter = (of: Filter): Filter => (input, run) => of(input, run).flatMap(elementsOf);

const tryFilter = (body: Filter, otherwise: Filter = () => []): Filter => (input, run) => {
  try {
    return body(input, run);
  } catch (error) {
    if (!(error instanceof JqError)) throw error;
    return otherwise(error.message, run);
  }
};

/** What is true of the left side, its errors left out; else the right side. */
const alternative = (left: Filter, right: Filter): Filter => {
  const attempt = tryFilter(left);
  return (input, run) => {
    const found = attempt(input, run).filter(isTrue);
    return found.length ? found : right(input, run);
  };
};

const logic = (type: 'and' | 'or', left: Filter, right: Filter): Filter => (input, run) =>
  left(input, run).flatMap((a) => (isTrue(a) === (type === 'or') ? [type === 'or'] : right(input, run).map(isTrue)));

const bind = (source: Filter, name: string, body: Filter): Filter => (input, run) =>
  source(input, run).flatMap((value) => body(input, binding(run, name, value)));

const reduce = (source: Filter, name: string, start: Filter, update: Filter): Filter => (input, run) =>
  start(input, run).map((first) => source(input, run).reduce((so, value) => update(so, binding(run, name, value)).at(-1) ?? null, first));

const conditional = (condition: Filter, then: Filter, otherwise: Filter): Filter => (input, run) =>
  condition(input, run).flatMap((value) => (isTrue(value) ? then : otherwise)(input, run));

const arrayOf = (body: Filter = () => []): Filter => (input, run) => [[...body(input, run)]];

function objectOf(entries: readonly { readonly key: Filter; readonly value: Filter }[]): Filter {
  return (input, run) => entries.reduce<readonly object[]>((made, { key, value }) => made.flatMap((so) => key(input, run).flatMap((name) => {
    if (typeof name !== 'string') return fail(`expected a string for object key but got: ${kindOf(name)}`);
    return value(input, run).map((content) => ({ ...so, ...Object.fromEntries([[name, content]]) }));
  })), [{}]);
}

const interpolated = (parts: readonly (string | Filter)[]): Filter => (input, run) =>
  parts.reduce<readonly string[]>((made, part) => {
    const pieces = typeof part === 'string' ? [part] : part(input, run).map(text);
    return made.flatMap((so) => pieces.map((piece) => (so.length + piece.length > longestText ? fail('the string is too long') : so + piece)));
  }, ['']);

/** Those that are given places, not values. */
const pathFunctions: Readonly<Record<string, (paths: PathFilter) => Filter>> = {
  'path/1': (paths) => (input, run) => paths({ path: [], value: input }, run).map(({ path }) => path),
  'del/1': (paths) => (input, run) => [withoutValues(input, paths({ path: [], value: input }, run).map(({ path }) => path))],
};

function call(name: string, nodes: readonly Node[], scope: Scope): Filter {
  const signature = `${name}/${nodes.length}`;
  const ofPaths = Object.hasOwn(pathFunctions, signature) ? pathFunctions[signature] : undefined;
  if (ofPaths) return ofPaths(compilePaths(nodes[0]!, scope));
  const args = nodes.map((node) => compileNode(node, scope));
  const filter = Object.hasOwn(filterFunctions, signature) ? filterFunctions[signature] : undefined;
  if (filter) return (input, run) => filter(input, run, ...args);
  const of = Object.hasOwn(valueFunctions, signature) ? valueFunctions[signature] : undefined;
  if (!of) throw new JqSyntaxError(`function not defined: ${signature}`);
  return (input, run) => combinations(args, input, run).map((values) => charged(run, of(input, ...values)));
}

const combinations = (args: readonly Filter[], input: unknown, run: Run): readonly (readonly unknown[])[] =>
  args.reduce<readonly (readonly unknown[])[]>((made, arg) => made.flatMap((so) => arg(input, run).map((value) => [...so, value])), [[]]);
