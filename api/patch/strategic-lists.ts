/** Lists of a strategic merge patch: as sets of scalars, or as objects told apart by their merge key. */
import { ApiError } from '../errors';
import type { MergeRule } from '../schema';
import { directive, newContent } from './directives';
import { identityBy, orderAsAsked } from './element-order';
import { getOwn, goFormat, isObject, type Json } from './own';

type MergeItem = (item: Json, change: Json) => Json;

/** `order` is what `$setElementOrder` says of the list, if anything. */
export function mergeLists(before: readonly unknown[], patch: readonly unknown[], order: unknown, rule: MergeRule | undefined, mergeItem: MergeItem): unknown[] {
  if (!rule?.merge) return orderList(patch, before, order, patch, rule);
  const key = mergesByKey(before, patch) ? rule.mergeKey : undefined;
  const merged = key === undefined ? mergeScalars(before, patch) : mergeByKey(before, patch, key, mergeItem);
  return orderList(merged, before, order, patch, rule);
}

const mergesByKey = (before: readonly unknown[], patch: readonly unknown[]): boolean => isObject(before[0] ?? patch[0]);

function mergeScalars(before: readonly unknown[], patch: readonly unknown[]): unknown[] {
  return orderAsAsked([...new Set([...before, ...patch])], before, patch, identityBy(undefined));
}

function mergeByKey(before: readonly unknown[], patch: readonly unknown[], mergeKey: string, mergeItem: MergeItem): unknown[] {
  const items = patch.map((item) => asObject(item));
  const plain = items.filter((item) => !Object.hasOwn(item, directive));
  const special = items.filter((item) => Object.hasOwn(item, directive));
  const kept = special.reduce<readonly unknown[]>((list, item) => applySpecial(list, item, mergeKey), before);
  // A bare {"$patch":"replace"} makes the rest of the patch the whole list.
  if (special.some((item) => item[directive] === 'replace')) return plain.map(newContent);
  const identity = identityBy(mergeKey);
  const merged = [...kept];
  const places = new Map<unknown, number>();
  kept.forEach((item, index) => { if (!places.has(identity(asObject(item)))) places.set(identity(item), index); });
  for (const item of plain) {
    const at = places.get(keyOf(item, mergeKey));
    if (at === undefined) places.set(identity(item), merged.push(newContent(item)) - 1);
    else merged[at] = mergeItem(merged[at] as Json, item);
  }
  return orderAsAsked(merged, before, plain, identity);
}

function applySpecial(list: readonly unknown[], item: Json, mergeKey: string): readonly unknown[] {
  const how = item[directive];
  if (how === 'replace') return list;
  if (how === 'merge') throw ApiError.unknown('merging lists cannot yet be specified in the patch');
  if (how !== 'delete') throw ApiError.unknown(`unknown patch type: ${goFormat(how)} in map: ${goFormat(item)}`);
  const key = keyOf(item, mergeKey);
  return list.filter((other) => getOwn(asObject(other), mergeKey) !== key);
}

function asObject(item: unknown): Json {
  if (!isObject(item)) throw ApiError.unknown(`list element types are not identical: ${goFormat(item)}`);
  return item;
}

function keyOf(item: Json, mergeKey: string): unknown {
  if (!Object.hasOwn(item, mergeKey)) throw ApiError.unknown(`map: ${goFormat(item)} does not contain declared merge key: ${mergeKey}`);
  return item[mergeKey];
}

/** `patch` is the patch's own list, whose order must not contradict the one it asks for; absent: it has none. */
export function orderList(list: readonly unknown[], before: readonly unknown[], order: unknown, patch: readonly unknown[] | undefined, rule: MergeRule | undefined): unknown[] {
  if (order === undefined) return [...list];
  if (!Array.isArray(order)) throw ApiError.unknown(`expected a []interface {}, but received a ${order === null ? '%!s(<nil>)' : isObject(order) ? 'map[string]interface {}' : typeof order}`);
  const identity = identityBy(rule?.mergeKey);
  checkOrder(patch ?? [], order, identity);
  return orderAsAsked(list, before, order, identity);
}

function checkOrder(patch: readonly unknown[], order: readonly unknown[], identity: (item: unknown) => unknown): void {
  const wanted = patch.filter((item) => !(isObject(item) && Object.hasOwn(item, directive))).map(identity);
  if (order.length === 0 || wanted.length === 0) return;
  let met = 0;
  for (const item of order) if (met < wanted.length && identity(item) === wanted[met]) met++;
  if (met < wanted.length) {
    throw ApiError.unknown(`The order in patch list:\n${goFormat(patch)}\n doesn't match $setElementOrder list:\n${goFormat(order)}\n`);
  }
}
