/**
 * Puts the keys of an object back into the order in which they are served, after defaults and strategies have appended
 * some. Equal objects then have equal bytes, which is how a write that changes nothing is found.
 */
import { definitionFacts, type FieldFacts } from '../schema/facts';
import { sortedKeys } from '../schema/sorted-keys';

/** Puts one field in order; the value itself when it is. */
type Ordering = (value: Members) => Members | readonly unknown[];

interface Shape {
  /** Place of a field among its siblings. */
  readonly places: ReadonlyMap<string, number>;
  /** How the fields are put in order that have an order within. */
  readonly inner: ReadonlyMap<string, Ordering>;
}

const shapes = new Map<string, Shape>();

function shapeOf(definition: string): Shape {
  let shape = shapes.get(definition);
  if (!shape) {
    const fields = Object.entries(definitionFacts(definition).fields ?? {});
    shape = {
      places: new Map(fields.map(([name], place) => [name, place])),
      inner: new Map(fields.flatMap(([name, facts]) => {
        const ordering = orderingOf(facts);
        return ordering ? [[name, ordering] as const] : [];
      })),
    };
    shapes.set(definition, shape);
  }
  return shape;
}

function orderingOf({ ref, list, map }: FieldFacts): Ordering | undefined {
  const items = ref === undefined ? undefined : (member: unknown): unknown => (isObject(member) ? ordered(member, ref) : member);
  if (map) return items ? (value) => byKey(withReplaced(value, items)) : byKey;
  if (list && items) return (value) => (Array.isArray(value) ? orderedItems(value, items) : value);
  return list || ref === undefined ? undefined : (value) => ordered(value, ref);
}

type Members = Record<string, unknown>;

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null;

/** In place at the top, which is the caller's own; below it, parts that may be shared are replaced, never changed. Metadata is left alone. */
export function restoreOrder(object: object, definition: string): void {
  const members = object as Members;
  const { places, inner } = shapeOf(definition);
  for (const [name, ordering] of inner) {
    const member = members[name];
    if (name !== 'metadata' && isObject(member)) members[name] = ordering(member);
  }
  if (isOrdered(members, places)) return;
  const sorted = inPlaces(members, places);
  for (const name of Object.keys(members)) delete members[name];
  Object.assign(members, sorted);
}

/** Go prints maps by key. */
function byKey(map: Members): Members {
  const keys = Object.keys(map);
  const sorted = sortedKeys(map);
  return keys.every((key, at) => key === sorted[at]) ? map : Object.fromEntries(sorted.map((key) => [key, map[key]]));
}

function orderedItems(items: readonly unknown[], order: (item: unknown) => unknown): readonly unknown[] {
  const result = items.map(order);
  return result.some((item, i) => item !== items[i]) ? result : items;
}

/** The same object when nothing is out of order. */
function ordered(object: Members, definition: string): Members {
  const { places, inner } = shapeOf(definition);
  const result = withReplaced(object, (member, name) => {
    const ordering = isObject(member) ? inner.get(name) : undefined;
    return ordering ? ordering(member as Members) : member;
  });
  return isOrdered(result, places) ? result : inPlaces(result, places);
}

function withReplaced(object: Members, replace: (member: unknown, name: string) => unknown): Members {
  let copy: Members | undefined;
  for (const name of Object.keys(object)) {
    const member = object[name];
    const replaced = replace(member, name);
    if (replaced !== member) (copy ??= { ...object })[name] = replaced;
  }
  return copy ?? object;
}

function isOrdered(object: Members, places: ReadonlyMap<string, number>): boolean {
  let last = -1;
  for (const name of Object.keys(object)) {
    const place = places.get(name) ?? last;
    if (place < last) return false;
    last = place;
  }
  return true;
}

const inPlaces = (object: Members, places: ReadonlyMap<string, number>): Members =>
  Object.fromEntries(Object.entries(object).sort(([a], [b]) => (places.get(a) ?? places.size) - (places.get(b) ?? places.size)));
