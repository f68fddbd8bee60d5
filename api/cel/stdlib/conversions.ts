/** `int('1')` and its like; types as values (cel-go common/stdlib/standard.go, common/types). */
import { overload, type Implementation, type Library, type Overload } from '../types/declarations';
import { anyType, bool, bytes, double, duration, dyn, int, listOf, mapOf, nullType, param, string, timestamp, typeOf, uint, type Type } from '../types/types';
import { fail } from '../values/errors';
import { fromBigInt, isInt64, isUint64, type Int } from '../values/int';
import { formatDouble, intFromDouble, intFromUint, uintFromDouble, uintOf } from '../values/numbers';
import { runtimeType } from '../values/runtime-type';
import { traverseFirst } from '../values/sizes';
import { epochSeconds, formatDuration, formatTimestamp, parseDuration, parseTimestamp, timestampOf } from '../values/time';
import { Double, TypeValue, Uint, type Duration, type Timestamp, type Value } from '../values/values';

const refused = (to: string): never => fail(`type conversion error from 'string' to '${to}'`);

const trues = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const falses = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);
const parseBool = (text: string): boolean => trues.has(text) || (falses.has(text) ? false : refused('bool'));

function parseInt64(text: string): Int {
  const value = /^[+-]?\d+$/.test(text) ? BigInt(text.replace(/^\+/, '')) : refused('int');
  return isInt64(value) ? fromBigInt(value) : refused('int');
}

function parseUint64(text: string): Uint {
  const value = /^\d+$/.test(text) ? BigInt(text) : refused('uint');
  return isUint64(value) ? new Uint(value) : refused('uint');
}

const decimalNumber = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const named = /^([+-]?)(?:(inf|infinity)|nan)$/i;

function parseDouble(text: string): Double {
  const word = named.exec(text);
  if (word) return new Double(word[2] ? (word[1] === '-' ? -Infinity : Infinity) : NaN);
  const value = decimalNumber.test(text) ? Number(text) : refused('double');
  return Number.isFinite(value) ? new Double(value) : refused('double');
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(value: Uint8Array): string {
  try {
    return utf8.decode(value);
  } catch {
    return fail('invalid UTF-8 in bytes, cannot convert to string');
  }
}

const same: Implementation = (value: Value) => value;
const conversion = (from: Type, to: Type, id: string, convert: Implementation): Overload => overload(to.kind, id, [from], to, convert);

const conversions: readonly Overload[] = [
  conversion(bool, bool, 'bool_to_bool', same),
  conversion(string, bool, 'string_to_bool', parseBool),
  conversion(bytes, bytes, 'bytes_to_bytes', same),
  overload('bytes', 'string_to_bytes', [string], bytes, (text: string) => Buffer.from(text, 'utf8'), traverseFirst),
  conversion(double, double, 'double_to_double', same),
  conversion(int, double, 'int64_to_double', (value: Int) => new Double(Number(value))),
  conversion(string, double, 'string_to_double', parseDouble),
  conversion(uint, double, 'uint64_to_double', (value: Uint) => new Double(Number(value.value))),
  conversion(duration, duration, 'duration_to_duration', same),
  conversion(string, duration, 'string_to_duration', (text: string) => parseDuration(text) ?? refused('google.protobuf.Duration')),
  overload('dyn', 'to_dyn', [param('A')], dyn, same),
  conversion(int, int, 'int64_to_int64', same),
  conversion(double, int, 'double_to_int64', intFromDouble),
  conversion(duration, int, 'duration_to_int64', (value: Duration) => fromBigInt(value.nanos)),
  conversion(string, int, 'string_to_int64', parseInt64),
  conversion(timestamp, int, 'timestamp_to_int64', (value: Timestamp) => fromBigInt(epochSeconds(value))),
  conversion(uint, int, 'uint64_to_int64', intFromUint),
  conversion(string, string, 'string_to_string', same),
  conversion(bool, string, 'bool_to_string', String),
  overload('string', 'bytes_to_string', [bytes], string, decode, traverseFirst),
  conversion(double, string, 'double_to_string', (value: Double) => formatDouble(value.value)),
  conversion(duration, string, 'duration_to_string', formatDuration),
  conversion(int, string, 'int64_to_string', String),
  conversion(timestamp, string, 'timestamp_to_string', formatTimestamp),
  conversion(uint, string, 'uint64_to_string', (value: Uint) => String(value.value)),
  conversion(timestamp, timestamp, 'timestamp_to_timestamp', same),
  conversion(int, timestamp, 'int64_to_timestamp', (value: Int) => timestampOf(BigInt(value) * 1_000_000_000n)),
  conversion(string, timestamp, 'string_to_timestamp', (text: string) => parseTimestamp(text) ?? refused('google.protobuf.Timestamp')),
  conversion(uint, uint, 'uint64_to_uint64', same),
  conversion(double, uint, 'double_to_uint64', uintFromDouble),
  conversion(int, uint, 'int64_to_uint64', (value: Int) => uintOf(BigInt(value))),
  conversion(string, uint, 'string_to_uint64', parseUint64),
  overload('type', 'type', [param('A')], typeOf(param('A')), (value: Value) => new TypeValue(runtimeType(value))),
];

/** Those of one constant are computed once, when the program is made. */
export const conversionFunctions = new Set(['bool', 'bytes', 'double', 'duration', 'dyn', 'int', 'string', 'timestamp', 'type', 'uint']);

const types: readonly Type[] = [bool, bytes, double, int, string, uint, nullType, anyType, duration, timestamp, listOf(dyn), mapOf(dyn, dyn)];

export const conversionLibrary: Library = { overloads: conversions, types };
