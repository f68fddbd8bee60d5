/** Lists as sets (cel-go ext/sets.go). */
import { overload, type Cost, type Library } from '../types/declarations';
import { bool, listOf, param } from '../types/types';
import { elements, keyOf, toArray } from '../values/collections';
import { equal } from '../values/equality';
import { sizeOf } from '../values/sizes';
import type { ListValue, Value } from '../values/values';

const pair = [listOf(param('T')), listOf(param('T'))];

/** Whether a value is in the list: by key where it has one, by comparison otherwise. */
function membership(list: ListValue): (value: Value) => boolean {
  const values = toArray(list);
  const keys = new Set(values.map(keyOf));
  return (value) => {
    const key = keyOf(value);
    return key === undefined ? values.some((each) => equal(each, value)) : keys.has(key);
  };
}

const contains = (list: ListValue, sublist: ListValue): boolean => toArray(sublist).every(membership(list));

function intersects(a: ListValue, b: ListValue): boolean {
  const within = membership(b);
  for (const each of elements(a)) if (within(each)) return true;
  return false;
}

const product = (factor: number): Cost => (args) => 1 + Math.floor(sizeOf(args[0]) * sizeOf(args[1]) * factor);

export const setsLibrary: Library = {
  overloads: [
    overload('sets.contains', 'list_sets_contains_list', pair, bool, contains, product(1)),
    overload('sets.equivalent', 'list_sets_equivalent_list', pair, bool, (a: ListValue, b: ListValue) => contains(a, b) && contains(b, a), product(2)),
    overload('sets.intersects', 'list_sets_intersects_list', pair, bool, intersects, product(1)),
  ],
};
