/**
 * Puts the keys of an object back into the order in which they are served, after defaults and strategies have appended
 * some. Equal objects then have equal bytes, which is how a write that changes nothing is found.
 */
import { definitionFacts } from '../schema/facts';

interface Shape {
  /** Place of a field among its siblings. */
  readonly places: ReadonlyMap<string, number>;
  /** Definition of the objects in a field: its own value, or the members of its list or map. */
  readonly inner: ReadonlyMap<string, { readonly definition: string; readonly many: boolean }>;
}

const shapes = new Map<string, Shape>();

function shapeOf(definition: string): Shape {
  let shape = shapes.get(definition);
  if (!shape) {
    const fields = Object.entries(definitionFacts(definition).fields ?? {});
    shape = {
      places: new Map(fields.map(([name], place) => [name, place])),
      inner: new Map(fields.flatMap(([name, { ref, list, map }]) => (ref ? [[name, { definition: ref, many: Boolean(list ?? map) }] as const] : []))),
    };
    shapes.set(definition, shape);
  }
  return shape;
}

type Members = Record<string, unknown>;

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null;

/** In place at the top, which is the caller's own; below it, parts that may be shared are replaced, never changed. Metadata is left alone. */
export function restoreOrder(object: object, definition: string): void {
  const members = object as Members;
  const { places, inner } = shapeOf(definition);
  for (const [name, { definition: of, many }] of inner) {
    if (name !== 'metadata' && members[name] !== undefined) members[name] = orderedField(members[name], of, many);
  }
  if (isOrdered(members, places)) return;
  const sorted = inPlaces(members, places);
  for (const name of Object.keys(members)) delete members[name];
  Object.assign(members, sorted);
}

function orderedField(value: unknown, definition: string, many: boolean): unknown {
  if (!isObject(value)) return value;
  if (!many) return ordered(value, definition);
  if (Array.isArray(value)) return orderedItems(value, definition);
  return withReplaced(value, (member) => (isObject(member) ? ordered(member, definition) : member));
}

function orderedItems(items: readonly unknown[], definition: string): readonly unknown[] {
  const result = items.map((item) => (isObject(item) ? ordered(item, definition) : item));
  return result.some((item, i) => item !== items[i]) ? result : items;
}

/** The same object when nothing is out of order. */
function ordered(object: Members, definition: string): Members {
  const { places, inner } = shapeOf(definition);
  const result = withReplaced(object, (member, name) => {
    const field = inner.get(name);
    return field ? orderedField(member, field.definition, field.many) : member;
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
