/**
 * The order of a merged list: what the patch names in its order, the server's own items at their places among them
 * (k8s.io/apimachinery pkg/util/strategicpatch normalizeElementOrder).
 */
import { getOwn, isObject } from './own';

/** What tells items apart: themselves, or their merge key. */
export type Identity = (item: unknown) => unknown;

export const identityBy = (mergeKey: string | undefined): Identity =>
  (mergeKey === undefined ? (item) => item : (item) => (isObject(item) ? getOwn(item, mergeKey) : undefined));

/** `asked` is the patch's order, `before` the server's. */
export function orderAsAsked(merged: readonly unknown[], before: readonly unknown[], asked: readonly unknown[], identity: Identity): unknown[] {
  const [inAsked, inBefore] = [placesIn(asked, identity), placesIn(before, identity)];
  const named = merged.filter((item) => inAsked(item) !== undefined);
  const others = merged.filter((item) => inAsked(item) === undefined);
  return interleave(sortBy(others, inBefore), sortBy(named, inAsked), inBefore);
}

type Place = (item: unknown) => number | undefined;

function placesIn(list: readonly unknown[], identity: Identity): Place {
  const places = new Map<unknown, number>();
  list.forEach((item, index) => { if (!places.has(identity(item))) places.set(identity(item), index); });
  return (item) => places.get(identity(item));
}

const sortBy = (items: readonly unknown[], place: Place): unknown[] => [...items].sort((a, b) => (place(a) ?? -1) - (place(b) ?? -1));

/** A server's own item goes before a named one only when both were there already in that order. */
function interleave(others: readonly unknown[], named: readonly unknown[], before: Place): unknown[] {
  const result: unknown[] = [];
  let [i, j] = [0, 0];
  while (i < others.length && j < named.length) {
    const [left, right] = [before(others[i]), before(named[j])];
    const otherFirst = left !== undefined && right !== undefined && left < right;
    result.push(otherFirst ? others[i++] : named[j++]);
  }
  return [...result, ...others.slice(i), ...named.slice(j)];
}
