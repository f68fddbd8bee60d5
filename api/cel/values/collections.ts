/** Lists and maps that programs make. Those that are JSON are in json.ts. */
import { fail } from './errors';
import { fromBigInt, type Int } from './int';
import { isNumeric, plain } from './numbers';
import { Double, ListValue, MapValue, Uint, type MapKey, type Value } from './values';

export class ArrayList extends ListValue {
  constructor(readonly items: readonly Value[]) {
    super();
  }

  get size(): number {
    return this.items.length;
  }

  at(index: number): Value {
    return this.items[index] as Value;
  }
}

export function* elements(list: ListValue): Generator<Value> {
  for (let i = 0; i < list.size; i++) yield list.at(i);
}

export const toArray = (list: ListValue): Value[] => Array.from({ length: list.size }, (_, i) => list.at(i));

export const concat = (a: ListValue, b: ListValue): ListValue => a.concat?.(b) ?? new ArrayList([...elements(a), ...elements(b)]);

/** Whole numbers are one key, whichever type they are of. */
export function keyOf(value: Value): string | boolean | Int | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (!isNumeric(value)) return undefined;
  const number = plain(value);
  if (typeof number === 'bigint') return fromBigInt(number);
  return Number.isSafeInteger(number) ? number + 0 : Number.isInteger(number) ? fromBigInt(BigInt(number)) : undefined;
}

export class EntryMap extends MapValue {
  private constructor(private readonly entries: ReadonlyMap<unknown, readonly [MapKey, Value]>) {
    super();
  }

  static readonly empty = new EntryMap(new Map());

  /** Keys must be strings, booleans or whole numbers, each one once. */
  static of(pairs: Iterable<readonly [Value, Value]>): EntryMap {
    const entries = new Map<unknown, readonly [MapKey, Value]>();
    for (const [key, value] of pairs) {
      const own = key instanceof Double ? undefined : keyOf(key);
      if (own === undefined) return fail(`unsupported key type: ${typeof key}`);
      if (entries.has(own)) return fail(`Failed with repeated key`);
      entries.set(own, [key as MapKey, value]);
    }
    return new EntryMap(entries);
  }

  get size(): number {
    return this.entries.size;
  }

  find(key: Value): Value | undefined {
    return this.entries.get(keyOf(key))?.[1];
  }

  keys(): readonly MapKey[] {
    return Array.from(this.entries.values(), ([key]) => key);
  }

  /** With further entries; `fault` says what a key that is there means. */
  insert(pairs: Iterable<readonly [MapKey, Value]>, fault: (key: MapKey) => string): EntryMap {
    const entries = new Map(this.entries);
    for (const [key, value] of pairs) {
      if (entries.has(keyOf(key))) return fail(fault(key));
      entries.set(keyOf(key), [key, value]);
    }
    return new EntryMap(entries);
  }
}

export const entriesOf = (map: MapValue): [MapKey, Value][] => map.keys().map((key) => [key, map.find(key) as Value]);

/** A message that a program made: its fields by name. */
export class Message extends MapValue {
  constructor(readonly typeName: string, private readonly values: ReadonlyMap<string, Value>) {
    super();
  }

  get size(): number {
    return this.values.size;
  }

  find(key: Value): Value | undefined {
    return typeof key === 'string' ? this.values.get(key) : undefined;
  }

  keys(): readonly string[] {
    return [...this.values.keys()];
  }
}

/** Which element of a list a value names: whole numbers of any type. */
export function indexIn(list: ListValue, index: Value): number | undefined {
  const key = isNumeric(index) ? keyOf(index) : undefined;
  if (key === undefined) return fail(`unsupported index type '${index instanceof Uint ? 'uint' : typeof index}' in list`);
  return typeof key === 'number' && key >= 0 && key < list.size ? key : undefined;
}
