/** Members that have members. */
import { isMissing, typeOf, type Members, type Of, type Shape } from './shape';
import type { Reading } from './reading';

export type Fields<M extends Members> = { readonly [K in keyof M]: Of<M[K]> };

type Json = Readonly<Record<string, unknown>>;

interface About { readonly isRequired?: true }

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Undefined, of something required: told as a fault. */
function objectIn(value: unknown, isRequired: boolean | undefined, reading: Reading): Json | undefined {
  if (isObject(value)) return value;
  if (!isMissing(value)) reading.fault(`must be an object, got ${typeOf(value)}`);
  else if (isRequired) reading.fault('must be given');
  return undefined;
}

/** What is missing has the empty value of every member. */
export function record<const M extends Members>(meaning: string, members: M, { isRequired }: About = {}): Shape<Fields<M>> {
  const entries = Object.entries(members);
  const known = new Set(Object.keys(members));
  const empty = Object.fromEntries(entries.map(([name, shape]) => [name, shape.empty])) as Fields<M>;
  return {
    type: 'object', meaning, members, isRequired, empty,
    read(value, reading) {
      const given = objectIn(value, isRequired, reading);
      if (!given) return empty;
      reading.record();
      for (const name in given) if (!known.has(name)) reading.unknownMember(name);
      const read: Record<string, unknown> = { ...empty };
      for (const [name, shape] of entries) {
        reading.enter(name);
        read[name] = shape.read(given[name], reading);
        reading.leave();
      }
      return read as Fields<M>;
    },
  };
}

/** Undefined where it is missing. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return { ...shape, empty: undefined, read: (value, reading) => (isMissing(value) ? undefined : shape.read(value, reading)) };
}

export function list<T>(items: Shape<T>, meaning = items.meaning, { isRequired }: About = {}): Shape<readonly T[]> {
  return {
    type: `list of ${items.type}`, meaning, items, isRequired, empty: [],
    read(value, reading) {
      if (Array.isArray(value)) return value.map((item: unknown, i) => reading.within(i, () => readItem(items, item, reading)));
      if (!isMissing(value)) reading.fault(`must be a list, got ${typeOf(value)}`);
      else if (isRequired) reading.fault('must be given');
      return [];
    },
  };
}

/** Of a list, unlike of a member, nothing is nothing that one may leave out. */
function readItem<T>(items: Shape<T>, item: unknown, reading: Reading): T {
  if (item === null) reading.fault('must not be null');
  return items.read(item, reading);
}

/** Values by names that are the user's own. */
export function mapOf<T>(values: Shape<T>, meaning: string, { isRequired }: About = {}): Shape<Readonly<Record<string, T>>> {
  return {
    type: `object of ${values.type}`, meaning, isRequired, empty: {},
    read(value, reading) {
      const given = objectIn(value, isRequired, reading);
      if (!given) return {};
      reading.record();
      return Object.fromEntries(Object.entries(given).map(([name, inner]) => [name, reading.within(name, () => values.read(inner, reading))]));
    },
  };
}

/** An object of any content that nobody looks at. */
export const anything = (meaning: string): Shape<Json> => ({
  type: 'object', meaning, empty: {},
  read: (value, reading) => objectIn(value, false, reading) ?? {},
});
