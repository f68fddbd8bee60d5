/** Types of values, and whether a value is of a type: what calls with dynamic arguments are decided by. */
import { anyType, bool, bytes, double, duration, dyn, int, listOf, mapOf, nullType, optionalOf, string, timestamp, uint, type Type } from '../types/types';
import { Double, Duration, ListValue, MapValue, type Opaque, Optional, Timestamp, TypeValue, Uint, type Value } from './values';

const list = listOf(dyn);
const map = mapOf(dyn, dyn);
const optional = optionalOf(dyn);

/** Without parameters: a list is a list. */
export function runtimeType(value: Value): Type {
  switch (typeof value) {
    case 'string': return string;
    case 'boolean': return bool;
    case 'number': case 'bigint': return int;
    default: return value === null ? nullType : objectType(value);
  }
}

function objectType(value: Exclude<Value, null | string | boolean | number | bigint>): Type {
  if (value instanceof MapValue) return map;
  if (value instanceof ListValue) return list;
  if (value instanceof Double) return double;
  if (value instanceof Uint) return uint;
  if (value instanceof Uint8Array) return bytes;
  if (value instanceof Timestamp) return timestamp;
  if (value instanceof Duration) return duration;
  if (value instanceof Optional) return optional;
  if (value instanceof TypeValue) return anyType;
  return (value as Opaque).type;
}

/** Elements of lists are looked at where their type matters; what a function takes as a struct is a value of a library. */
export function isOfType(value: Value, type: Type): boolean {
  if (type.kind === 'dyn' || type.kind === 'param') return true;
  const actual = runtimeType(value);
  if (actual.name !== type.name) return false;
  const element = type.params[0];
  return !(value instanceof ListValue) || element === undefined || isOpen(element) || everyElement(value, (each) => isOfType(each, element));
}

const isOpen = ({ kind }: Type): boolean => kind === 'dyn' || kind === 'param';

function everyElement(list: ListValue, test: (value: Value) => boolean): boolean {
  for (let i = 0; i < list.size; i++) if (!test(list.at(i))) return false;
  return true;
}

/** Whether the static type leaves nothing to find out about a value that a function takes as `declared`. */
export function isDecided(actual: Type, declared: Type): boolean {
  if (isOpen(declared)) return true;
  return !isOpen(actual) && actual.kind !== 'error' && declared.params.every((param, i) => isDecided(actual.params[i] ?? dyn, param));
}
