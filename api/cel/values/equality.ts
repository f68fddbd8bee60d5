/** When values are equal (cel-spec doc/langdef.md#equality): numbers across types; what is of different types is not. */
import { isNumeric, equalNumbers } from './numbers';
import { Duration, ListValue, MapValue, Opaque, Optional, Timestamp, TypeValue, type Value } from './values';

export function equal(a: Value, b: Value): boolean {
  if (typeof a === 'string' || typeof a === 'boolean' || a === null) return a === b;
  if (isNumeric(a)) return isNumeric(b) && equalNumbers(a, b);
  if (a instanceof ListValue) return b instanceof ListValue && equalLists(a, b);
  if (a instanceof MapValue) return b instanceof MapValue && equalMaps(a, b);
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanos === b.nanos;
  if (a instanceof Duration) return b instanceof Duration && a.nanos === b.nanos;
  if (a instanceof TypeValue) return b instanceof TypeValue && a.type.name === b.type.name && a.type.kind === b.type.kind;
  if (a instanceof Optional) return b instanceof Optional && (a.value === undefined || b.value === undefined ? a.value === b.value : equal(a.value, b.value));
  return b instanceof Opaque && a.type.name === b.type.name && a.equals(b);
}

function equalLists(a: ListValue, b: ListValue): boolean {
  if (a === b) return true;
  if (a.equals) return a.equals(b);
  if (b.equals) return b.equals(a);
  if (a.size !== b.size) return false;
  for (let i = 0; i < a.size; i++) if (!equal(a.at(i), b.at(i))) return false;
  return true;
}

function equalMaps(a: MapValue, b: MapValue): boolean {
  if (a.equals) return a.equals(b);
  if (b.equals) return b.equals(a);
  if (a.size !== b.size) return false;
  return a === b || a.keys().every((key) => {
    const other = b.find(key);
    return other !== undefined && equal(a.find(key) as Value, other);
  });
}
