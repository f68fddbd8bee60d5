/** JSON values as jq orders, adds and names them. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What a query says in place of a value. */
export class JqError extends Error {}

export type Kind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

export function kindOf(value: unknown): Kind {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'boolean' || type === 'number' || type === 'string' ? type : 'object';
}

export const isTrue = (value: unknown): boolean => value !== null && value !== undefined && value !== false;

export const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));

const named = (value: unknown): string => {
  const shown = text(value);
  return `${kindOf(value)} (${shown.length > 30 ? `${shown.slice(0, 27)}...` : shown})`;
};

export const fail = (message: string): never => { throw new JqError(message); };

/** An own member; null where there is none. */
export function memberOf(value: unknown, key: unknown): unknown {
  const [of, by] = [kindOf(value), kindOf(key)];
  if (of === 'null') return null;
  if (of === 'object' && by === 'string') return Object.hasOwn(value as JsonObject, key as string) ? ((value as JsonObject)[key as string] ?? null) : null;
  if (of === 'array' && by === 'number') return (value as unknown[]).at(Math.floor(key as number)) ?? null;
  return fail(`expected ${by === 'number' ? 'an array' : 'an object'} but got: ${named(value)}`);
}

/** A step of a path: a key or an index. */
export type Step = string | number;

/** Longer lists than this come from no index. */
const longestList = 10_000;

/** With another value there; what is missing on the way is made. `made` is shown every copy. */
export function withValue(value: unknown, path: readonly unknown[], change: (before: unknown) => unknown, made: (copy: unknown) => unknown = (copy) => copy): unknown {
  const [step, ...rest] = path;
  if (path.length === 0) return change(value ?? null);
  const inner = withValue(memberOf(value, step), rest, change, made);
  if (typeof step === 'string') return made({ ...((value ?? {}) as JsonObject), ...Object.fromEntries([[step, inner]]) });
  const list = [...((value ?? []) as unknown[])];
  const at = Math.floor(step as number) + ((step as number) < 0 ? list.length : 0);
  if (at < 0 || at > longestList) return fail(`array index out of range: ${String(step)}`);
  while (list.length < at) list.push(null);
  list[at] = inner;
  return made(list);
}

/** Without what lies there. The last go first, so that indexes stay what they are. */
export const withoutValues = (value: unknown, paths: readonly (readonly unknown[])[]): unknown =>
  [...paths].sort((a, b) => -compare(a, b)).reduce<unknown>(withoutValue, value);

function withoutValue(value: unknown, path: readonly unknown[]): unknown {
  const [step, ...rest] = path;
  if (path.length === 0 || value === null || value === undefined) return null;
  const member = memberOf(value, step);
  if (rest.length) return member === null ? value : withValue(value, [step], () => withoutValue(member, rest));
  if (Array.isArray(value)) {
    const at = Math.floor(step as number) + ((step as number) < 0 ? value.length : 0);
    return value.filter((_, i) => i !== at);
  }
  return Object.fromEntries(Object.entries(value as JsonObject).filter(([key]) => key !== step));
}

export const sortedKeys = (value: JsonObject): string[] => Object.keys(value).filter((key) => value[key] !== undefined).sort(order);

export function elementsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  if (kindOf(value) === 'object') return sortedKeys(value as JsonObject).map((key) => (value as JsonObject)[key]);
  return fail(`cannot iterate over: ${named(value)}`);
}

export function slice(value: unknown, from: unknown, to: unknown): unknown {
  if (value === null || value === undefined) return null;
  const [start, end] = [from ?? undefined, to ?? undefined] as (number | undefined)[];
  if (typeof value !== 'string' && !Array.isArray(value)) return fail(`expected an array but got: ${named(value)}`);
  return value.slice(start === undefined ? undefined : Math.floor(start), end === undefined ? undefined : Math.ceil(end));
}

const ranks: Readonly<Record<Kind, number>> = { null: 0, boolean: 1, number: 3, string: 4, array: 5, object: 6 };

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** null < false < true < numbers < strings < arrays < objects. */
export function compare(a: unknown, b: unknown): number {
  const [left, right] = [kindOf(a), kindOf(b)];
  if (left !== right) return ranks[left] - ranks[right];
  if (left === 'string') return order(a as string, b as string);
  if (left === 'array') return compareLists(a as unknown[], b as unknown[]);
  if (left === 'object') return compareObjects(a as JsonObject, b as JsonObject);
  return Number(a) - Number(b) || 0;
}

function compareLists(a: readonly unknown[], b: readonly unknown[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const found = compare(a[i], b[i]);
    if (found) return found;
  }
  return a.length - b.length;
}

const compareObjects = (a: JsonObject, b: JsonObject): number =>
  compareLists(sortedKeys(a), sortedKeys(b)) || compareLists(elementsOf(a), elementsOf(b));

type Operation = (a: unknown, b: unknown) => unknown;

const mismatch = (verb: string, a: unknown, b: unknown): never => fail(`cannot ${verb}: ${named(a)} and ${named(b)}`);

const both = (kind: Kind, a: unknown, b: unknown): boolean => kindOf(a) === kind && kindOf(b) === kind;

/** So that no few words make a text that fills the memory. */
export const longestText = 1 << 20;

export const operations: Readonly<Record<string, Operation>> = {
  '==': (a, b) => compare(a, b) === 0,
  '!=': (a, b) => compare(a, b) !== 0,
  '<': (a, b) => compare(a, b) < 0,
  '<=': (a, b) => compare(a, b) <= 0,
  '>': (a, b) => compare(a, b) > 0,
  '>=': (a, b) => compare(a, b) >= 0,
  '+'(a, b) {
    if (kindOf(a) === 'null') return b ?? null;
    if (kindOf(b) === 'null') return a;
    if (both('number', a, b)) return (a as number) + (b as number);
    if (both('string', a, b)) return (a as string).length + (b as string).length > longestText ? fail('the string is too long') : (a as string) + (b as string);
    if (both('array', a, b)) return (a as unknown[]).concat(b);
    return both('object', a, b) ? { ...(a as JsonObject), ...(b as JsonObject) } : mismatch('add', a, b);
  },
  '-'(a, b) {
    if (both('number', a, b)) return (a as number) - (b as number);
    return both('array', a, b) ? (a as unknown[]).filter((item) => !(b as unknown[]).some((other) => compare(item, other) === 0)) : mismatch('subtract', a, b);
  },
  '*': (a, b) => (both('number', a, b) ? (a as number) * (b as number) : mismatch('multiply', a, b)),
  '/'(a, b) {
    if (both('string', a, b)) return (a as string).split(b as string);
    if (!both('number', a, b)) return mismatch('divide', a, b);
    return b === 0 ? mismatch('divide', a, b) : (a as number) / (b as number);
  },
  '%'(a, b) {
    if (!both('number', a, b)) return mismatch('modulo', a, b);
    return Math.trunc(b as number) === 0 ? mismatch('modulo', a, b) : Math.trunc(a as number) % Math.trunc(b as number);
  },
};

export function contains(a: unknown, b: unknown): boolean {
  if (kindOf(a) !== kindOf(b)) return fail(`cannot check contains: ${named(a)} and ${named(b)}`);
  if (typeof a === 'string') return a.includes(b as string);
  if (Array.isArray(a)) return (b as unknown[]).every((wanted) => a.some((item) => kindOf(item) === kindOf(wanted) && contains(item, wanted)));
  if (kindOf(a) !== 'object') return compare(a, b) === 0;
  return Object.entries(b as JsonObject).every(([key, wanted]) => Object.hasOwn(a as JsonObject, key) && kindOf((a as JsonObject)[key]) === kindOf(wanted) && contains((a as JsonObject)[key], wanted));
}
