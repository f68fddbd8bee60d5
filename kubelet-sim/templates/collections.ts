/** Sprig's functions on lists, maps and what is missing (https://masterminds.github.io/sprig/). */
import { isDeepStrictEqual } from 'node:util';
import type { Functions } from './execute';
import { fail, isMap, isTrue, kindOf, print, sortedKeys, type JsonObject } from './values';

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : fail(`type ${kindOf(value)} is no list`));
const map = (value: unknown): JsonObject => (isMap(value) ? value : fail(`type ${kindOf(value)} is no dict`));

/** Pairs of a key and a value. Dicts are copied where sprig changes them: what a template is given stays as it is. */
function dict(...pairs: readonly unknown[]): JsonObject {
  const keys = pairs.filter((_, i) => i % 2 === 0);
  return Object.fromEntries(keys.map((key, i) => [print(key), pairs[2 * i + 1] ?? '']));
}

const member = (of: unknown, key: unknown): unknown => (isMap(of) && Object.hasOwn(of, print(key)) ? of[print(key)] : undefined);

const chosen = (of: unknown, keep: (key: string) => boolean): JsonObject => Object.fromEntries(Object.entries(map(of)).filter(([key]) => keep(key)));

function merged(base: unknown, other: unknown): JsonObject {
  const result: Record<string, unknown> = { ...map(other) };
  for (const [key, value] of Object.entries(map(base))) {
    const content = isMap(value) && isMap(result[key]) ? merged(value, result[key]) : value;
    Object.assign(result, Object.fromEntries([[key, content]]));
  }
  return result;
}

function dig(...args: readonly unknown[]): unknown {
  const [keys, fallback, of] = [args.slice(0, -2), args.at(-2), args.at(-1)];
  return keys.reduce(member, of) ?? fallback;
}

const includes = (values: unknown, wanted: unknown): boolean => list(values).some((value) => isDeepStrictEqual(value, wanted));

const unique = (values: readonly unknown[]): unknown[] => values.filter((value, i) => values.findIndex((other) => isDeepStrictEqual(value, other)) === i);

export const collectionFunctions: Functions = {
  default: (fallback, ...given) => (isTrue(given[0]) ? given[0] : fallback),
  empty: (value) => !isTrue(value),
  coalesce: (...values) => values.find(isTrue),
  ternary: (yes, no, condition) => (condition === true ? yes : no),
  all: (...values) => values.every(isTrue),
  any: (...values) => values.some(isTrue),
  list: (...values) => values,
  tuple: (...values) => values,
  first: (values) => list(values)[0],
  last: (values) => list(values).at(-1),
  rest: (values) => list(values).slice(1),
  initial: (values) => list(values).slice(0, -1),
  append: (values, value) => [...list(values), value],
  prepend: (values, value) => [value, ...list(values)],
  concat: (...lists) => lists.flatMap(list),
  reverse: (values) => [...list(values)].reverse(),
  uniq: (values) => unique(list(values)),
  without: (values, ...unwanted) => list(values).filter((value) => !includes(unwanted, value)),
  has: (wanted, values) => includes(values, wanted),
  compact: (values) => list(values).filter(isTrue),
  dict,
  get: (of, key) => member(map(of), key) ?? '',
  set: (of, key, value) => ({ ...map(of), ...Object.fromEntries([[print(key), value]]) }),
  unset: (of, key) => chosen(of, (other) => other !== print(key)),
  hasKey: (of, key) => Object.hasOwn(map(of), print(key)),
  pluck: (key, ...maps) => maps.flatMap((of) => member(of, key) ?? []),
  keys: (...maps) => maps.flatMap((of) => sortedKeys(map(of))),
  values: (of) => sortedKeys(map(of)).map((key) => map(of)[key]),
  pick: (of, ...keys) => chosen(of, (key) => keys.includes(key)),
  omit: (of, ...keys) => chosen(of, (key) => !keys.includes(key)),
  merge: (...maps) => maps.reduce<JsonObject>(merged, {}),
  dig,
  deepCopy: (value) => structuredClone(value),
};
