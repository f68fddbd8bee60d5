/**
 * Values read from JSON as encoding/json reads them into Go's types: unknown members are passed over, a missing one has its zero value,
 * null changes no scalar, a member that comes again is read onto what is there. Names are matched exactly, or as Go does it: in any case
 * of letters where none is exact.
 */
import type { Cursor } from './cursor';

export interface Shape<T> {
  /** What is there where nothing was sent. */
  readonly zero: T;
  /** As Go calls it. */
  readonly type: string;
  /** `there`: what is there already. */
  read(from: Cursor, there: T): T;
  /** The value, whatever it is, with all that is not read; members of structs have the names by which they are read. Absent: as it is. */
  spelt?(value: unknown): unknown;
}

export type Of<S> = S extends Shape<infer T> ? T : never;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

export const spelt = (shape: Shape<unknown>, value: unknown): unknown => (shape.spelt ? shape.spelt(value) : value);

/** Null is nothing; anything else does not fit. */
function passed(from: Cursor, type: string): void {
  const kind = from.kind();
  if (kind !== 'null') from.note(kind, type);
  from.raw();
}

export const text: Shape<string> = {
  zero: '',
  type: 'string',
  read(from, there) {
    if (from.kind() === 'string') return from.string();
    passed(from, this.type);
    return there;
  },
};

export const flag: Shape<boolean> = {
  zero: false,
  type: 'bool',
  read(from, there) {
    if (from.kind() === 'bool') return from.raw() === 'true';
    passed(from, this.type);
    return there;
  },
};

const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n];

/** `1.0` and `1e3` are none, as in Go. */
const isInteger = (raw: string): boolean => /^-?\d{1,19}$/.test(raw) && BigInt(raw) >= least && BigInt(raw) <= most;

/** Of 64 bits. */
export const integer = (type: 'int' | 'int64'): Shape<number> => ({
  zero: 0,
  type,
  read(from, there) {
    if (from.kind() !== 'number') {
      passed(from, type);
      return there;
    }
    const raw = from.raw();
    // Not -0.
    if (isInteger(raw)) return Number(raw) || 0;
    from.note(`number ${raw}`, type);
    return there;
  },
});

/** Of 64 bits, with a fraction. */
export const float: Shape<number> = {
  zero: 0,
  type: 'float64',
  read(from, there) {
    if (from.kind() !== 'number') {
      passed(from, this.type);
      return there;
    }
    const raw = from.raw();
    if (Number.isFinite(Number(raw))) return Number(raw) || 0;
    from.note(`number ${raw}`, this.type);
    return there;
  },
};

/** Whatever was sent, as it was sent; nothing where nothing was. */
export const anything: Shape<string | undefined> = {
  zero: undefined,
  type: 'interface {}',
  read: (from) => from.raw(),
};

/** `type`: where Go's is not that of the items, such as pointers to them. */
export const list = <T>(items: Shape<T>, type = items.type): Shape<readonly T[]> => ({
  zero: [],
  type: `[]${type}`,
  spelt: (value) => (Array.isArray(value) ? value.map((item) => spelt(items, item)) : value),
  read(from, there) {
    const kind = from.kind();
    const read: T[] = [];
    if (kind === 'array') from.items(() => read.push(items.read(from, items.zero)));
    else passed(from, this.type);
    return kind === 'array' || kind === 'null' ? read : there;
  },
});

/** By any name. */
export const record = <T>(values: Shape<T>): Shape<Readonly<Record<string, T>>> => ({
  zero: {},
  type: `map[string]${values.type}`,
  spelt: (value) => (isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, spelt(values, inner)])) : value),
  read(from, there) {
    const kind = from.kind();
    // Not an object while it is read: `__proto__` is a name like any other.
    const read = new Map(Object.entries(there));
    if (kind === 'object') from.members((name) => read.set(name, values.read(from, values.zero)));
    else passed(from, this.type);
    return kind === 'null' ? {} : Object.fromEntries(read);
  },
});

/** A pointer: null is none. */
export const optional = <T>(shape: Shape<T>): Shape<T | undefined> => ({
  zero: undefined,
  type: `*${shape.type}`,
  spelt: (value) => spelt(shape, value),
  read(from, there) {
    if (from.kind() !== 'null') return shape.read(from, there ?? shape.zero);
    from.raw();
    return undefined;
  },
});

type Members = Readonly<Record<string, Shape<unknown>>>;
type Optional<M> = { [K in keyof M]: undefined extends Of<M[K]> ? K : never }[keyof M];
type Struct<M> = { readonly [K in Exclude<keyof M, Optional<M>>]: Of<M[K]> } & { readonly [K in Optional<M>]?: Of<M[K]> };

interface StructOptions {
  /** `MaxRetries` is read as `maxRetries`, where there is no member of that very name. */
  readonly anyCase?: boolean;
}

export function struct<const M extends Members>(name: string, members: M, { anyCase = false }: StructOptions = {}): Shape<Struct<M>> {
  const folded = new Map(anyCase ? Object.keys(members).map((member) => [member.toLowerCase(), member]) : []);
  const memberOf = (sent: string): string | undefined => (Object.hasOwn(members, sent) ? sent : folded.get(sent.toLowerCase()));
  const renamed = (sent: string, inner: unknown): [string, unknown] => {
    const member = memberOf(sent);
    return member === undefined ? [sent, inner] : [member, spelt(members[member]!, inner)];
  };
  const zeros = Object.entries(members).filter(([, { zero }]) => zero !== undefined).map(([member, { zero }]) => [member, zero]);
  return {
    zero: Object.fromEntries(zeros) as Struct<M>,
    type: `types.${name}`,
    spelt: (value) => (isObject(value) ? Object.fromEntries(Object.entries(value).map(([sent, inner]) => renamed(sent, inner))) : value),
    read(from, there) {
      if (from.kind() !== 'object') {
        passed(from, this.type);
        return there;
      }
      const read: Record<string, unknown> = { ...there };
      const { place } = from;
      from.members((sent) => {
        const member = memberOf(sent);
        if (member === undefined) {
          from.raw();
          return;
        }
        from.place = `Go struct field ${name}.${member}`;
        const value = members[member]!.read(from, read[member]);
        from.place = place;
        if (value === undefined) delete read[member];
        else read[member] = value;
      });
      return read as Struct<M>;
    },
  };
}
