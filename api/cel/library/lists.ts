/** Functions of lists: Kubernetes' own (pkg/cel/library/lists.go) and those of cel-go (ext/lists.go, version 3). */
import { member, overload, type Cost, type Library, type Overload } from '../types/declarations';
import { bool, double, duration, dyn, int, listOf, optionalOf, param, uint, type Type } from '../types/types';
import { ArrayList, elements, toArray } from '../values/collections';
import { equal } from '../values/equality';
import { fail } from '../values/errors';
import { addInt, type Int } from '../values/int';
import { uintOf } from '../values/numbers';
import { runtimeType } from '../values/runtime-type';
import { sizeOf } from '../values/sizes';
import { durationOf } from '../values/time';
import { Double, Duration, ListValue, Optional, type Uint, type Value } from '../values/values';
import { comparable, compareValues } from './order';
import { traversalCost } from './traversal';

const t = param('T');
const list = listOf(t);
const traverse: Cost = (args) => traversalCost(args[0] as Value);

function extreme(name: string, sign: number): (values: ListValue) => Value {
  return (values) => {
    if (values.size === 0) return fail(`${name} called on empty list`);
    return toArray(values).reduce((best, each) => (Math.sign(compareValues(each, best)) === sign ? each : best));
  };
}

function isSorted(values: ListValue): boolean {
  for (let i = 1; i < values.size; i++) if (compareValues(values.at(i - 1), values.at(i)) > 0) return false;
  return true;
}

const ofComparable = comparable.flatMap((type): Overload[] => [
  member('isSorted', `list_${type.name}_is_sorted_bool`, [listOf(type)], bool, isSorted, traverse),
  member('max', `list_${type.name}_max`, [listOf(type)], type, extreme('max', 1), traverse),
  member('min', `list_${type.name}_min`, [listOf(type)], type, extreme('min', -1), traverse),
]);

/** A sum begins at the type's zero. */
const sum = (type: Type, zero: Value, add: (a: never, b: never) => Value): Overload =>
  member('sum', `list_${type.name}_sum`, [listOf(type)], type, (values: ListValue) => toArray(values).reduce((a, b) => add(a as never, b as never), zero), traverse);

const sums: readonly Overload[] = [
  sum(int, 0, addInt),
  sum(uint, uintOf(0n), (a: Uint, b: Uint) => uintOf(a.value + b.value)),
  sum(double, new Double(0), (a: Double, b: Double) => new Double(a.value + b.value)),
  sum(duration, new Duration(0n), (a: Duration, b: Duration) => durationOf(a.nanos + b.nanos)),
];

const indexOf = (values: ListValue, item: Value): number => toArray(values).findIndex((each) => equal(each, item));
const lastIndexOf = (values: ListValue, item: Value): number => toArray(values).findLastIndex((each) => equal(each, item));

function slice(values: ListValue, start: Int, end: Int): Value {
  if (start < 0 || end < 0) return fail(`cannot slice(${start}, ${end}), negative indexes not supported`);
  if (start > end) return fail(`cannot slice(${start}, ${end}), start index must be less than or equal to end index`);
  if (values.size < end) return fail(`cannot slice(${start}, ${end}), list is length ${values.size}`);
  return new ArrayList(toArray(values).slice(Number(start), Number(end)));
}

function flat(values: ListValue, depth: Int): Value[] {
  if (depth < 0) return fail('level must be non-negative');
  return toArray(values).flatMap((each) => (each instanceof ListValue && depth > 0 ? flat(each, addInt(depth, -1)) : [each]));
}

function sortBy(values: ListValue, keys: ListValue): Value {
  if (values.size !== keys.size) return fail(`@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got ${values.size} and ${keys.size} elements respectively`);
  const own = toArray(keys);
  const type = own[0] === undefined ? undefined : runtimeType(own[0]).name;
  if (own.some((key) => runtimeType(key).name !== type)) return fail('list elements must have the same type');
  const order = own.map((_, i) => i).sort((a, b) => compareValues(own[a] as Value, own[b] as Value));
  return new ArrayList(order.map((i) => values.at(i)));
}

/** As upstream, by comparing all with all; nothing less is right for values of any type. */
function distinct(values: ListValue): Value {
  const found: Value[] = [];
  for (const each of elements(values)) if (!found.some((other) => equal(other, each))) found.push(each);
  return new ArrayList(found);
}

/** Charged before it is made. */
const rangeCost: Cost = (args) => allocating(Math.max(0, Number(args[0])));

function range(size: Int): Value {
  return new ArrayList(Array.from({ length: Math.max(0, Number(size)) }, (_, i) => i));
}

const allocating = (size: number, factor = 1): number => Math.floor(size * factor) + 11;
const ofResult: Cost = { ofResult: (result) => allocating(sizeOf(result)) };

/** All elements against all, strings and bytes a little dearer. */
const selfCompare = (which: number): Cost => (args) => {
  const values = args[which] as ListValue;
  const kind = values.size ? runtimeType(values.at(0)).kind : 'int';
  return allocating(values.size ** 2, kind === 'string' || kind === 'bytes' ? 2.1 : 2);
};

const sorting = comparable.flatMap((type): Overload[] => [
  member('sort', `list_${type.name}_sort`, [listOf(type)], listOf(type), (values: ListValue) => sortBy(values, values), selfCompare(0)),
  member('@sortByAssociatedKeys', `list_${type.name}_sortByAssociatedKeys`, [list, listOf(type)], list, sortBy, selfCompare(1)),
]);

const at = (values: ListValue, index: number): Value => (values.size ? new Optional(values.at(index)) : Optional.none);

export const listsLibrary: Library = {
  overloads: [
    ...ofComparable, ...sums, ...sorting,
    member('indexOf', 'list_a_index_of_int', [list, t], int, indexOf, traverse),
    member('lastIndexOf', 'list_a_last_index_of_int', [list, t], int, lastIndexOf, traverse),
    member('slice', 'list_slice', [list, int, int], list, slice, ofResult),
    member('flatten', 'list_flatten', [listOf(list)], list, (values: ListValue) => new ArrayList(flat(values, 1)), (args) => allocating(sizeOf(args[0]))),
    member('flatten', 'list_flatten_int', [listOf(dyn), int], listOf(dyn), (values: ListValue, depth: Int) => new ArrayList(flat(values, depth)), (args) => allocating(sizeOf(args[0]), Number(args[1]))),
    overload('lists.range', 'lists_range', [int], listOf(int), range, rangeCost),
    member('reverse', 'list_reverse', [list], list, (values: ListValue) => new ArrayList(toArray(values).reverse()), ofResult),
    member('distinct', 'list_distinct', [list], list, distinct, selfCompare(0)),
    member('first', 'list_first', [list], optionalOf(t), (values: ListValue) => at(values, 0)),
    member('last', 'list_last', [list], optionalOf(t), (values: ListValue) => at(values, values.size - 1)),
  ],
};
