/** Members that have members. */
import { BadValue, type Of, type Shape } from './shape';

type Members = Readonly<Record<string, Shape<unknown>>>;

/** Every member may be missing: nothing was sent. */
export type Struct<M> = { -readonly [K in keyof M]?: Of<M[K]> };

const below = (at: string, name: string): string => (at ? `${at}.${name}` : name);

/** Names are matched in any case, as Go's JSON does; one that is spelt exactly counts more. */
export function struct<const M extends Members>(members: M): Shape<Struct<M>> {
  const names = Object.keys(members);
  const byLowerCase = new Map<string, string>();
  for (const name of names) byLowerCase.set((members[name]?.legacyName ?? name).toLowerCase(), name);
  for (const name of names) byLowerCase.set(name.toLowerCase(), name);
  const memberOf = (name: string): string | undefined => (Object.hasOwn(members, name) ? name : byLowerCase.get(name.toLowerCase()));
  return {
    read(value, at, notation) {
      if (value === null || value === undefined) return undefined;
      if (typeof value !== 'object' || Array.isArray(value) || value instanceof Uint8Array) throw new BadValue(at, `must be an object, not ${Array.isArray(value) ? 'array' : typeof value}`);
      const read: Record<string, unknown> = {};
      for (const [name, inner] of Object.entries(value)) {
        const member = memberOf(name);
        if (member === undefined || (member !== name && Object.hasOwn(value, member))) continue;
        const found = members[member]!.read(inner, below(at, member), notation);
        if (found !== undefined) read[member] = found;
      }
      return read as Struct<M>;
    },
    write(value, naming) {
      const written: Record<string, unknown> = {};
      const given = (value ?? {}) as Readonly<Record<string, unknown>>;
      for (const name of names) {
        const shape = members[name]!;
        if (shape.isOptional && given[name] === undefined) continue;
        written[naming === 'legacy' ? shape.legacyName ?? name : name] = shape.write(given[name], naming);
      }
      return written;
    },
  };
}

export function list<T>(items: Shape<T>): Shape<T[]> {
  return {
    read(value, at, notation) {
      if (value === null || value === undefined) return undefined;
      if (!Array.isArray(value)) throw new BadValue(at, `must be an array, not ${typeof value}`);
      // Go's zero value in place of null.
      return value.map((item: unknown, i) => items.read(item ?? zeroOf(items), `${at}[${i}]`, notation) as T);
    },
    write: (value, naming) => (value ? value.map((item) => items.write(item, naming)) : null),
  };
}

const zeroOf = <T>(shape: Shape<T>): unknown => shape.write(undefined, 'camelCase') ?? {};
