/** Where a query's outputs lie in its input, for those who change them there (https://jqlang.org/manual/v1.7, "Complex assignments"). */
import { binding, counted, type Filter, type PathFilter, type Run, type Spot } from './run';
import { calledPaths, definingPaths, named, type Scope } from './scope';
import { JqSyntaxError, type Node } from './syntax';
import { fail, isTrue, JqError, kindOf, memberOf, sortedKeys, type JsonObject } from './values';

type CompileNode = (node: Node, scope: Scope) => Filter;

/** `values`: how the outputs of a query are found that need lie nowhere. What it gives throws JqSyntaxError for what is never a place. */
export function pathCompiler(values: CompileNode): (node: Node, scope: Scope) => PathFilter {
  const places = (node: Node, scope: Scope): PathFilter => {
    const filter = pathsOf(node, { scope, places, values });
    return (spot, run) => counted(run, () => filter(spot, run));
  };
  return places;
}

interface Compilers {
  readonly scope: Scope;
  readonly places: (node: Node, scope: Scope) => PathFilter;
  readonly values: CompileNode;
}

const below = ({ path, value }: Spot, step: unknown): Spot => ({ path: [...path, step], value: memberOf(value, step) });

function inner(spot: Spot): readonly Spot[] {
  if (Array.isArray(spot.value)) return spot.value.map((_, i) => below(spot, i));
  return kindOf(spot.value) === 'object' ? sortedKeys(spot.value as JsonObject).map((key) => below(spot, key)) : fail(`cannot iterate over: ${kindOf(spot.value)}`);
}

const isNested = ({ value }: Spot): boolean => typeof value === 'object' && value !== null;

function everything(spot: Spot, run: Run): readonly Spot[] {
  return counted(run, () => [spot, ...(isNested(spot) ? inner(spot).flatMap((each) => everything(each, run)) : [])]);
}

function pathsOf(node: Node, compilers: Compilers): PathFilter {
  const { scope } = compilers;
  const places = (part: Node): PathFilter => compilers.places(part, scope);
  const values = (part: Node): Filter => compilers.values(part, scope);
  switch (node.type) {
    case 'identity': return (spot) => [spot];
    case 'recurse': return everything;
    case 'member': {
      const [of, key] = [places(node.of), values(node.key)];
      return (spot, run) => of(spot, run).flatMap((each) => key(spot.value, run).map((step) => below(each, step)));
    }
    case 'each': {
      const of = places(node.of);
      return (spot, run) => of(spot, run).flatMap(inner);
    }
    case 'pipe': {
      const [left, right] = [places(node.left), places(node.right)];
      return (spot, run) => left(spot, run).flatMap((each) => right(each, run));
    }
    case 'comma': {
      const [left, right] = [places(node.left), places(node.right)];
      return (spot, run) => [...left(spot, run), ...right(spot, run)];
    }
    case 'alternative': return alternative(places(node.left), places(node.right));
    case 'try': return attempt(places(node.body), node.otherwise && places(node.otherwise));
    case 'if': {
      const [condition, then, otherwise] = [values(node.condition), places(node.then), places(node.otherwise)];
      return (spot, run) => condition(spot.value, run).flatMap((value) => (isTrue(value) ? then : otherwise)(spot, run));
    }
    case 'bind': {
      const [source, body] = [values(node.source), compilers.places(node.body, named(scope, node.name))];
      return (spot, run) => source(spot.value, run).flatMap((value) => body(spot, binding(run, node.name, value)));
    }
    case 'def': return definingPaths(node, scope, compilers.values, compilers.places);
    case 'call': return calledPaths(node, scope, compilers.values, compilers.places) ?? call(node.name, node.args, compilers);
    default: throw new JqSyntaxError('invalid path expression');
  }
}

const attempt = (body: PathFilter, otherwise: PathFilter = () => []): PathFilter => (spot, run) => {
  try {
    return body(spot, run);
  } catch (error) {
    if (!(error instanceof JqError)) throw error;
    return otherwise(spot, run);
  }
};

const alternative = (left: PathFilter, right: PathFilter): PathFilter => {
  const tried = attempt(left);
  return (spot, run) => {
    const found = tried(spot, run).filter(({ value }) => isTrue(value));
    return found.length ? found : right(spot, run);
  };
};

type PlaceFunction = (args: readonly Node[], compilers: Compilers) => PathFilter;

const chosen = (choose: (found: readonly Spot[]) => readonly Spot[]): PlaceFunction => ([body], { places, scope }) => {
  const of = places(body!, scope);
  return (spot, run) => choose(of(spot, run));
};

/** Functions whose outputs are places. */
const functions: Readonly<Record<string, PlaceFunction>> = {
  'empty/0': () => () => [],
  'recurse/0': () => everything,
  'first/0': () => (spot) => [below(spot, 0)],
  'last/0': () => (spot) => [below(spot, -1)],
  'first/1': chosen((found) => found.slice(0, 1)),
  'last/1': chosen((found) => found.slice(-1)),
  'select/1': ([condition], { values, scope }) => {
    const holds = values(condition!, scope);
    return (spot, run) => holds(spot.value, run).flatMap((value) => (isTrue(value) ? [spot] : []));
  },
  'getpath/1': ([path], { values, scope }) => {
    const of = values(path!, scope);
    return (spot, run) => of(spot.value, run).map((steps) => (Array.isArray(steps) ? (steps as unknown[]).reduce<Spot>(below, spot) : fail('a path is a list')));
  },
};

function call(name: string, args: readonly Node[], compilers: Compilers): PathFilter {
  const signature = `${name}/${args.length}`;
  const make = Object.hasOwn(functions, signature) ? functions[signature] : undefined;
  if (!make) throw new JqSyntaxError(`invalid path expression: ${signature}`);
  return make(args, compilers);
}
