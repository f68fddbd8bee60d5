/** The order of values of one type, for sorting and for the least and the greatest. */
import { bool, bytes, double, duration, int, string, timestamp, uint, type Type } from '../types/types';
import { fail } from '../values/errors';
import { compareNumbers, isNumeric } from '../values/numbers';
import { compareBytes, compareStrings } from '../values/text';
import { Duration, Timestamp, type Value } from '../values/values';

export const comparable: readonly Type[] = [int, uint, double, bool, duration, timestamp, string, bytes];

export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b);
  if ((a instanceof Timestamp && b instanceof Timestamp) || (a instanceof Duration && b instanceof Duration)) return a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0;
  return fail('no such overload');
}
