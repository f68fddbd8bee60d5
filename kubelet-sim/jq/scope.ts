/** Functions that a query defines. */
import type { Filter, PathFilter, Run, Spot } from './run';
import type { Node } from './syntax';

/** What names mean where a part of a query stands. */
export interface Scope {
  readonly variables: ReadonlySet<string>;
  /** By name and number of arguments. */
  readonly functions: ReadonlyMap<string, Definition>;
}

interface Definition {
  /** Under which it is found when the query runs. */
  readonly id: string;
  readonly params: readonly { readonly name: string; readonly id: string }[];
}

/** A function, and the run in which its names mean what they meant where it was written. */
export interface Closure {
  readonly filter: Filter;
  readonly paths: () => PathFilter;
  readonly run: Run;
}

type CompileNode = (node: Node, scope: Scope) => Filter;
type CompilePaths = (node: Node, scope: Scope) => PathFilter;
type Def = Extract<Node, { type: 'def' }>;
type Call = Extract<Node, { type: 'call' }>;

export const noScope: Scope = { variables: new Set(), functions: new Map() };

export const named = (scope: Scope, variable: string): Scope => ({ ...scope, variables: new Set([...scope.variables, variable]) });

const signatureOf = (name: string, count: number): string => `${name}/${count}`;
const isValue = (param: string): boolean => param.startsWith('$');

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

interface Defined {
  /** Where its rest stands. */
  readonly scope: Scope;
  /** A run that knows it. */
  readonly enter: (run: Run) => Run;
}

function define({ name, params, body }: Def, scope: Scope, compileNode: CompileNode, compilePaths: CompilePaths): Defined {
  // Each function within others has an id of its own: there are so many functions around it.
  const id = `${scope.functions.size}:${name}`;
  const definition: Definition = { id, params: params.map((param) => ({ name: param, id: `${id}(${param})` })) };
  const own: Scope = { ...scope, functions: new Map([...scope.functions, [signatureOf(name, params.length), definition]]) };
  const within: Scope = {
    variables: new Set([...own.variables, ...params.filter(isValue).map((param) => param.slice(1))]),
    functions: new Map([...own.functions, ...definition.params.filter((param) => !isValue(param.name)).map((param): [string, Definition] => [signatureOf(param.name, 0), { id: param.id, params: [] }])]),
  };
  const filter = compileNode(body, within);
  const paths = lazily(() => compilePaths(body, within));
  return {
    scope: own,
    enter(run) {
      const closures: Record<string, Closure> = { ...run.closures };
      const inner: Run = { ...run, closures };
      // It knows itself.
      closures[id] = { filter, paths, run: inner };
      return inner;
    },
  };
}

export function defining(node: Def, scope: Scope, compileNode: CompileNode, compilePaths: CompilePaths): Filter {
  const { scope: own, enter } = define(node, scope, compileNode, compilePaths);
  const rest = compileNode(node.rest, own);
  return (input, run) => rest(input, enter(run));
}

export function definingPaths(node: Def, scope: Scope, compileNode: CompileNode, compilePaths: CompilePaths): PathFilter {
  const { scope: own, enter } = define(node, scope, compileNode, compilePaths);
  const rest = compilePaths(node.rest, own);
  return (spot, run) => rest(spot, enter(run));
}

/** Every run of the function's body, for every combination of values that it is given; undefined: the query defines no such function. */
function entering({ name, args }: Call, scope: Scope, compileNode: CompileNode, compilePaths: CompilePaths): ((input: unknown, run: Run) => { readonly closure: Closure; readonly runs: readonly Run[] }) | undefined {
  const definition = scope.functions.get(signatureOf(name, args.length));
  if (!definition) return undefined;
  const given = args.map((arg) => ({ filter: compileNode(arg, scope), paths: lazily(() => compilePaths(arg, scope)) }));
  return (input, run) => {
    const closure = run.closures[definition.id]!;
    const closures = { ...closure.run.closures };
    definition.params.forEach((param, i) => { if (!isValue(param.name)) closures[param.id] = { ...given[i]!, run }; });
    let runs: Run[] = [{ ...closure.run, closures }];
    definition.params.forEach((param, i) => {
      if (isValue(param.name)) runs = runs.flatMap((so) => given[i]!.filter(input, run).map((value) => ({ ...so, variables: { ...so.variables, [param.name.slice(1)]: value } })));
    });
    return { closure, runs };
  };
}

export function called(node: Call, scope: Scope, compileNode: CompileNode, compilePaths: CompilePaths): Filter | undefined {
  const enter = entering(node, scope, compileNode, compilePaths);
  return enter && ((input, run) => {
    const { closure, runs } = enter(input, run);
    return runs.flatMap((each) => closure.filter(input, each));
  });
}

export function calledPaths(node: Call, scope: Scope, compileNode: CompileNode, compilePaths: CompilePaths): PathFilter | undefined {
  const enter = entering(node, scope, compileNode, compilePaths);
  return enter && ((spot: Spot, run) => {
    const { closure, runs } = enter(spot.value, run);
    return runs.flatMap((each) => closure.paths()(spot, each));
  });
}
