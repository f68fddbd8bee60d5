/** Optional values (cel-go cel/library.go OptionalTypes). Selecting with a question mark is the planner's. */
import { member, overload, type Library } from '../types/declarations';
import { bool, dyn, int, listOf, mapOf, optionalOf, param, type Type } from '../types/types';
import { operators } from '../syntax/ast';
import { ArrayList, indexIn, toArray } from '../values/collections';
import { fail } from '../values/errors';
import { sizeOf } from '../values/sizes';
import { Double, Duration, ListValue, MapValue, Optional, Timestamp, Uint, type Value } from '../values/values';

const v = param('V');
const k = param('K');
const optional = optionalOf(v);

function isZero(value: Value): boolean {
  if (value instanceof Double || value instanceof Uint) return !value.value;
  if (value instanceof Duration || value instanceof Timestamp) return value.nanos === 0n;
  if (value instanceof ListValue || value instanceof MapValue || value instanceof Uint8Array) return sizeOf(value) === 0;
  if (value instanceof Optional) return value.value === undefined;
  return value === null || value === '' || value === false || value === 0;
}

/** What is at a key or index, if anything; of an optional, what is in it. */
export function lookUp(container: Value, key: Value): Optional {
  if (container instanceof Optional) return container.value === undefined ? Optional.none : lookUp(container.value, key);
  const found = container instanceof MapValue ? container.find(key) : container instanceof ListValue ? elementAt(container, key) : fail('no such overload');
  return found === undefined ? Optional.none : new Optional(found);
}

function elementAt(list: ListValue, key: Value): Value | undefined {
  const index = indexIn(list, key);
  return index === undefined ? undefined : list.at(index);
}

const present = (values: ListValue): Value => new ArrayList(toArray(values).flatMap((each) => (each instanceof Optional && each.value !== undefined ? [each.value] : [])));

const lookups = ([[mapOf(k, v), k], [optionalOf(mapOf(k, v)), k], [listOf(v), int], [optionalOf(listOf(v)), int]] as [Type, Type][])
  .map(([container, key], i) => overload(operators.optIndex, `optional_index_${i}`, [container, key], optional, lookUp));

/** An index into an optional is optional too. */
const throughOptionals = ([[optionalOf(mapOf(k, v)), k], [optionalOf(listOf(v)), int]] as [Type, Type][])
  .map(([container, key], i) => overload(operators.index, `optional_value_index_${i}`, [container, key], optional, lookUp));

export const optionalLibrary: Library = {
  types: [optionalOf(dyn)],
  overloads: [
    ...lookups, ...throughOptionals,
    overload('optional.of', 'optional_of', [v], optional, (value: Value) => new Optional(value)),
    overload('optional.ofNonZeroValue', 'optional_ofNonZeroValue', [v], optional, (value: Value) => (isZero(value) ? Optional.none : new Optional(value))),
    overload('optional.none', 'optional_none', [], optional, () => Optional.none),
    overload('optional.unwrap', 'optional_unwrap', [listOf(optional)], listOf(v), present),
    member('unwrapOpt', 'optional_unwrapOpt', [listOf(optional)], listOf(v), present),
    member('value', 'optional_value', [optional], v, ({ value }: Optional) => (value === undefined ? fail('optional.none() dereference') : value)),
    member('hasValue', 'optional_hasValue', [optional], bool, ({ value }: Optional) => value !== undefined),
    // Planned, as the alternative is computed only where it is needed.
    member('or', 'optional_or_optional', [optional, optional], optional, (value: Optional, other: Optional) => (value.value === undefined ? other : value)),
    member('orValue', 'optional_orValue_value', [optional, v], v, ({ value }: Optional, other: Value) => (value === undefined ? other : value)),
  ],
};
