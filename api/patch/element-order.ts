/** `$setElementOrder`: the patch's items in the order asked for, the server's own kept at their places among them. */
import { isDeepStrictEqual } from 'node:util';
import { isObject } from './own';

export function orderAsAsked(merged: readonly unknown[], before: readonly unknown[], order: readonly unknown[], mergeKey: string | undefined): unknown[] {
  const identity = (item: unknown): unknown => (mergeKey !== undefined && isObject(item) ? item[mergeKey] : item);
  const place = (list: readonly unknown[], item: unknown): number => list.findIndex((other) => isDeepStrictEqual(identity(other), identity(item)));
  const named = merged.filter((item) => place(order, item) >= 0).sort((a, b) => place(order, a) - place(order, b));
  const others = merged.filter((item) => place(order, item) < 0);
  return interleave(others, named, (item) => place(before, item));
}

/** A server's own item goes before a named one only when both were there already in that order. */
function interleave(others: readonly unknown[], named: readonly unknown[], before: (item: unknown) => number): unknown[] {
  const result: unknown[] = [];
  let i = 0;
  let j = 0;
  while (i < others.length && j < named.length) {
    const left = before(others[i]);
    const right = before(named[j]);
    result.push(left >= 0 && right >= 0 && left < right ? others[i++] : named[j++]);
  }
  return [...result, ...others.slice(i), ...named.slice(j)];
}
