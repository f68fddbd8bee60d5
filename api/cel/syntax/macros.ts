/** Calls that are written for something longer (cel-go parser/macro.go, ext/comprehensions.go, cel/library.go). */
import { operators, type Call, type Expr } from './ast';
import { accumulator, call, fold, ident, list, literal, memberCall } from './build';

/** Refused: the name is a macro's, the arguments are not. */
export class MacroError {
  constructor(readonly at: number, readonly message: string) {}
}

/** `undefined`: an ordinary call after all. */
type Expand = (at: number, target: Expr, args: readonly Expr[]) => Expr | undefined;

const accu = (at: number): Expr => ident(at, accumulator);

function name(arg: Expr | undefined, message: string): string {
  if (arg?.kind !== 'ident') throw new MacroError(arg?.at ?? 0, message);
  if (arg.name === accumulator || arg.name === '__result__') throw new MacroError(arg.at, 'iteration variable overwrites accumulator variable');
  return arg.name;
}

interface Quantifier { readonly init: (at: number) => Expr; readonly condition: (at: number) => Expr; readonly step: (at: number, test: Expr) => Expr; readonly result: (at: number) => Expr }

const all: Quantifier = {
  init: (at) => literal(at, true), condition: (at) => call(at, operators.notStrictlyFalse, accu(at)),
  step: (at, test) => call(at, operators.and, accu(at), test), result: accu,
};

const exists: Quantifier = {
  init: (at) => literal(at, false), condition: (at) => call(at, operators.notStrictlyFalse, call(at, operators.not, accu(at))),
  step: (at, test) => call(at, operators.or, accu(at), test), result: accu,
};

const existsOne: Quantifier = {
  init: (at) => literal(at, 0), condition: (at) => literal(at, true),
  step: (at, test) => call(at, operators.conditional, test, call(at, operators['+'], accu(at), literal(at, 1)), accu(at)),
  result: (at) => call(at, operators['=='], accu(at), literal(at, 1)),
};

const simpleName = 'argument must be a simple name';
const notIdentifier = 'argument is not an identifier';

const quantify = (quantifier: Quantifier): Expand => (at, range, args) => {
  const variables = args.slice(0, -1).map((arg) => name(arg, simpleName));
  const [variable = '', variable2] = variables;
  if (variable === variable2) throw new MacroError(args[1]?.at ?? at, `duplicate variable name: ${variable}`);
  const test = args.at(-1) as Expr;
  return fold(at, { range, variable, variable2, init: quantifier.init(at), condition: quantifier.condition(at), step: quantifier.step(at, test), result: quantifier.result(at) });
};

/** Appends `element` where the filter holds. */
function collect(at: number, range: Expr, names: readonly string[], filter: Expr | undefined, element: Expr): Expr {
  const [variable = '', variable2] = names;
  const add = call(at, operators['+'], accu(at), list(at, element));
  const step = filter ? call(at, operators.conditional, filter, add, accu(at)) : add;
  return fold(at, { range, variable, variable2, init: list(at), condition: literal(at, true), step, result: accu(at) });
}

const map: Expand = (at, range, args) => collect(at, range, [name(args[0], notIdentifier)], args.length === 3 ? args[1] : undefined, args.at(-1) as Expr);

const filter: Expand = (at, range, args) => {
  const variable = name(args[0], notIdentifier);
  return collect(at, range, [variable], args[1], ident(at, variable));
};

function twoNames(args: readonly Expr[]): [string, string] {
  const [first, second] = [name(args[0], simpleName), name(args[1], simpleName)];
  if (first === second) throw new MacroError(args[1]?.at ?? 0, `duplicate variable name: ${first}`);
  return [first, second];
}

const transformList: Expand = (at, range, args) => collect(at, range, twoNames(args), args.length === 4 ? args[2] : undefined, args.at(-1) as Expr);

/** `insert` is a function that no program can name; it refuses a key that is there. */
const transformInto = (insert: (at: number, key: string, value: Expr) => Call): Expand => (at, range, args) => {
  const [variable, variable2] = twoNames(args);
  const add = insert(at, variable, args.at(-1) as Expr);
  const step = args.length === 4 ? call(at, operators.conditional, args[2] as Expr, add, accu(at)) : add;
  return fold(at, { range, variable, variable2, init: { kind: 'map', at, entries: [] }, condition: literal(at, true), step, result: accu(at) });
};

const transformMap = transformInto((at, key, value) => call(at, 'cel.@mapInsert', accu(at), ident(at, key), value));
const transformMapEntry = transformInto((at, _, value) => call(at, 'cel.@mapInsert', accu(at), value));

/** `optional.of(value)`, with the name bound to what is in the target, where there is something in it. */
const whenPresent = (wrap: (at: number, value: Expr) => Expr): Expand => (at, target, args) => {
  const variable = name(args[0], 'optMap() variable name must be a simple identifier');
  const value = bind(at, variable, memberCall(at, 'value', target), args[1] as Expr);
  return call(at, operators.conditional, memberCall(at, 'hasValue', target), wrap(at, value), call(at, 'optional.none'));
};

/** A loop over nothing, whose accumulator is the name that is bound. */
function bind(at: number, variable: string, init: Expr, result: Expr): Expr {
  return fold(at, { range: list(at), variable: '#unused', init, condition: literal(at, false), step: ident(at, variable), result }, variable);
}

/** Keys beside elements (cel-go ext/lists.go). A range that is no name would be evaluated twice, so it is bound first. */
const sortBy: Expand = (at, target, args) => {
  const variable = name(args[0], 'sortBy(): argument must be a simple name');
  const input = '@__sortBy_input__';
  const keys = collect(at, ident(at, input), [variable], undefined, args[1] as Expr);
  return bind(at, input, target, memberCall(at, '@sortByAssociatedKeys', ident(at, input), keys));
};

const members: Readonly<Record<string, Expand>> = {
  'all:2': quantify(all), 'exists:2': quantify(exists), 'exists_one:2': quantify(existsOne), 'existsOne:2': quantify(existsOne),
  'all:3': quantify(all), 'exists:3': quantify(exists), 'exists_one:3': quantify(existsOne), 'existsOne:3': quantify(existsOne),
  'map:2': map, 'map:3': map, 'filter:2': filter,
  'transformList:3': transformList, 'transformList:4': transformList, 'transformMap:3': transformMap, 'transformMap:4': transformMap,
  'transformMapEntry:3': transformMapEntry, 'transformMapEntry:4': transformMapEntry,
  'optMap:2': whenPresent((at, value) => call(at, 'optional.of', value)), 'optFlatMap:2': whenPresent((_, value) => value),
  'sortBy:2': sortBy,
};

/** Throws MacroError. */
export function expandMember(at: number, fn: string, target: Expr, args: readonly Expr[]): Expr | undefined {
  const key = `${fn}:${args.length}`;
  return Object.hasOwn(members, key) ? members[key]?.(at, target, args) : undefined;
}

/** `cel.bind(name, value, expression)`, which is no macro everywhere (cel-go ext/bindings.go). */
export function expandBinding(at: number, fn: string, target: Expr, args: readonly Expr[]): Expr | undefined {
  if (fn !== 'bind' || args.length !== 3 || target.kind !== 'ident' || target.name !== 'cel') return undefined;
  const [variable, value, expression] = args as [Expr, Expr, Expr];
  return bind(at, name(variable, 'cel.bind() variable names must be simple identifiers'), value, expression);
}

export function expandGlobal(at: number, fn: string, args: readonly Expr[]): Expr | undefined {
  if (fn !== 'has' || args.length !== 1) return undefined;
  const [arg] = args as [Expr];
  if (arg.kind !== 'select') throw new MacroError(arg.at, 'invalid argument to has() macro');
  return { ...arg, at, testOnly: true };
}
