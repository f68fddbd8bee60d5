/** Lists in which order does not matter: of sets, and of objects that have a key (KEP-2876, "x-kubernetes-list-type"). */
import { ArrayList, elements, keyOf } from '../values/collections';
import { equal } from '../values/equality';
import { toJson } from '../values/json';
import { ListValue, MapValue, type Value } from '../values/values';
import { escapeName } from './escaping';
import { StructValue } from './struct-value';

/** What tells elements apart, as a text, and which of two of one key a sum keeps. */
interface Keying {
  readonly keyOf: (element: Value) => string;
  readonly keeps: 'first' | 'last';
}

export class KeyedList extends ListValue {
  constructor(private readonly list: ListValue, private readonly keying: Keying) {
    super();
  }

  get size(): number {
    return this.list.size;
  }

  at(index: number): Value {
    return this.list.at(index);
  }

  private byKey(list: ListValue): Map<string, Value> {
    return new Map(Array.from(elements(list), (each) => [this.keying.keyOf(each), each]));
  }

  override equals(other: ListValue): boolean {
    if (this.size !== other.size) return false;
    const theirs = this.byKey(other);
    const own = this.byKey(this);
    return own.size === theirs.size && [...own].every(([key, each]) => {
      const match = theirs.get(key);
      return match !== undefined && equal(each, match);
    });
  }

  /** Positions stay; what is new is appended in its order. */
  override concat(other: ListValue): ListValue {
    const merged = new Map<string, Value>(Array.from(elements(this), (each) => [this.keying.keyOf(each), each]));
    for (const each of elements(other)) {
      const key = this.keying.keyOf(each);
      if (this.keying.keeps === 'last' || !merged.has(key)) merged.set(key, each);
    }
    return new KeyedList(new ArrayList([...merged.values()]), this.keying);
  }
}

/** Scalars by what they are, numbers of all types by their value; lists and objects as JSON, fields in order of names. */
function textOf(value: Value | undefined): string {
  const key = value === undefined ? undefined : keyOf(value);
  return key === undefined ? JSON.stringify(sorted(value === undefined ? null : toJson(value))) : typeof key === 'string' ? JSON.stringify(key) : String(key);
}

function sorted(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(sorted);
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [name, sorted(value)]));
}

const setList = (list: ListValue): ListValue => new KeyedList(list, { keyOf: textOf, keeps: 'first' });

/** `keys` are names of fields in JSON; some of them no expression can write. */
const mapList = (list: ListValue, keys: readonly string[]): ListValue => new KeyedList(list, { keyOf: (element) => keys.map((key) => keyText(element, key)).join(), keeps: 'last' });

function keyText(element: Value, key: string): string {
  if (element instanceof StructValue) return JSON.stringify(element.raw(key) ?? null);
  return textOf(element instanceof MapValue ? element.find(escapeName(key) ?? key) : undefined);
}

export const listOfKind = (list: ListValue, kind: string, keys: readonly string[]): ListValue => (kind === 'set' ? setList(list) : kind === 'map' ? mapList(list, keys) : list);

