/**
 * Which part of an old object a part of a new one is to be compared with: fields and keys by name, items of list maps by
 * their keys, items of other lists not at all (k8s.io/apiserver pkg/cel/common equality.go, maplist.go).
 */
import { same } from '../../kinds/equality';
import { isObject, type Json } from '../../patch/own';
import { propertiesOf, valuesOf, type Structural } from '../structural';

/** There is nothing to compare with. */
export const uncorrelated: unique symbol = Symbol('uncorrelated');

export interface Correlation {
  /** Whether nothing has changed, as far as that can be said: fields that no schema describes cannot be compared. */
  equal(value: unknown, old: unknown): boolean;
  /** Finds what an item was in the old list. */
  items(old: unknown): (item: unknown) => unknown;
}

const known = new WeakMap<Structural, Correlation>();

export function compileCorrelation(schema: Structural): Correlation {
  let correlation = known.get(schema);
  if (!correlation) {
    correlation = new Correlated(schema);
    known.set(schema, correlation);
  }
  return correlation;
}

class Correlated implements Correlation {
  /** Names of keys, for a list map. */
  private readonly keys: readonly string[] | undefined;
  private members: Map<string, Correlation> | undefined;

  constructor(private readonly schema: Structural) {
    const names = schema['x-kubernetes-list-map-keys'];
    this.keys = schema['x-kubernetes-list-type'] === 'map' && names?.length && schema.items ? names : undefined;
  }

  equal(value: unknown, old: unknown): boolean {
    if (Array.isArray(value) && Array.isArray(old)) return this.equalLists(value, old);
    return isObject(value) && isObject(old) ? this.equalMaps(value, old) : same(value, old);
  }

  items(old: unknown): (item: unknown) => unknown {
    const { keys } = this;
    if (!keys || !Array.isArray(old)) return () => uncorrelated;
    const found = new Map<string, unknown>();
    for (const item of old) {
      const id = idOf(keys, item);
      if (id !== undefined && !found.has(id)) found.set(id, item);
    }
    return (item) => {
      const id = idOf(keys, item);
      return id !== undefined && found.has(id) ? found.get(id) : uncorrelated;
    };
  }

  private equalLists(value: readonly unknown[], old: readonly unknown[]): boolean {
    if (value.length !== old.length) return false;
    const { items } = this.schema;
    if (!this.keys || !items) return same(value, old);
    const before = this.items(old);
    return value.every((item) => {
      const other = before(item);
      return other !== uncorrelated && compileCorrelation(items).equal(item, other);
    });
  }

  private equalMaps(value: Json, old: Json): boolean {
    const keys = Object.keys(value);
    if (keys.length !== Object.keys(old).length) return false;
    return keys.every((key) => Object.hasOwn(old, key) && this.member(key)?.equal(value[key], old[key]) === true);
  }

  private member(key: string): Correlation | undefined {
    this.members ??= new Map(propertiesOf(this.schema).map(([name, property]) => [name, compileCorrelation(property)]));
    const values = valuesOf(this.schema);
    return this.members.get(key) ?? (values && compileCorrelation(values));
  }
}

/** Undefined: the item lacks a key, or has one that is no scalar. */
function idOf(keys: readonly string[], item: unknown): string | undefined {
  if (!isObject(item)) return undefined;
  const values = keys.map((key) => (Object.hasOwn(item, key) ? item[key] : undefined));
  return values.every((value) => value !== null && ['string', 'number', 'boolean'].includes(typeof value)) ? JSON.stringify(values) : undefined;
}
