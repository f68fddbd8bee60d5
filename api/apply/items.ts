/** What names the items of lists that merge: the keys of a list map, the values of a set. */
import { isObject, type Json } from '../patch/own';
import { keyElement, valueElement } from './path-element';
import type { ApplyType, ListType } from './typed';

/** An item that cannot be named; the message is upstream's (structured-merge-diff typed/helpers.go). */
export class ItemError extends Error {}

/** `k:{"name":"web"}` or `v:"a"`. Throws ItemError. */
export function itemElement(list: ListType, item: unknown): string {
  return list.keys.length ? keyedElement(list, item) : setElement(item);
}

function keyedElement({ keys, items }: ListType, item: unknown): string {
  if (item === null || item === undefined) throw new ItemError('associative list with keys may not have a null element');
  if (!isObject(item)) throw new ItemError('associative list with keys may not have non-map elements');
  const pairs: [string, unknown][] = [];
  for (const key of keys) {
    const value = item[key] ?? keyDefault(items, item, key);
    if (value !== undefined) pairs.push([key, value]);
  }
  if (pairs.length === 0) {
    const names = `[${keys.map((key) => JSON.stringify(key)).join(' ')}]`;
    throw new ItemError(`associative list with keys has an element that omits all key fields ${names} (and doesn't have default values for any key fields)`);
  }
  return keyElement(pairs);
}

/** An explicit null is a value of its own. */
function keyDefault(items: ApplyType, item: Json, key: string): unknown {
  if (item[key] === null) return null;
  const type = items.kind === 'leaf' ? items.inner?.() : items;
  return type?.kind === 'fields' ? type.field(key)?.default : undefined;
}

function setElement(item: unknown): string {
  if (item === null || item === undefined) throw new ItemError("associative list without keys has an element that's an explicit null");
  if (Array.isArray(item)) throw new ItemError('not supported: associative list with lists as elements');
  if (typeof item === 'object') throw new ItemError("associative list without keys has an element that's a map type");
  return valueElement(item);
}

/** The items by their names, in order of first appearance; several under one name are duplicates. */
export function indexItems(list: ListType, items: readonly unknown[]): Map<string, unknown[]> {
  const index = new Map<string, unknown[]>();
  for (const item of items) {
    const element = itemElement(list, item);
    const there = index.get(element);
    if (there) there.push(item);
    else index.set(element, [item]);
  }
  return index;
}
