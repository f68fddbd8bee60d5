/** Arithmetic, comparison, equality, membership (cel-go common/stdlib/standard.go). Logic and indexing are the planner's. */
import { member, overload, type Cost, type Implementation, type Library, type Overload } from '../types/declarations';
import { bool, bytes, double, duration, int, listOf, mapOf, param, string, timestamp, uint, type Type } from '../types/types';
import { operators } from '../syntax/ast';
import { concat, elements, indexIn } from '../values/collections';
import { equal } from '../values/equality';
import { fail } from '../values/errors';
import { addInt, divideInt, moduloInt, multiplyInt, negateInt, subtractInt, type Int } from '../values/int';
import { compareNumbers, plain, uintOf, type Numeric } from '../values/numbers';
import { sizeOf, traversal, traverseShorter } from '../values/sizes';
import { codePointCount, compareBytes, compareStrings } from '../values/text';
import { durationOf, timestampOf } from '../values/time';
import { Double, type Duration, type ListValue, type MapValue, type Timestamp, type Uint, type Value } from '../values/values';

const a = param('A');
const b = param('B');
const list = listOf(a);
const map = mapOf(a, b);

const binary = (fn: string, id: string, left: Type, right: Type, result: Type, call: Implementation, cost?: Cost): Overload => overload(fn, id, [left, right], result, call, cost);
const doubles = (compute: (x: number, y: number) => number) => (x: Double, y: Double): Value => new Double(compute(x.value, y.value));
const uints = (compute: (x: bigint, y: bigint) => bigint) => (x: Uint, y: Uint): Value => uintOf(compute(x.value, y.value));
const both: Cost = (args) => traversal(sizeOf(args[0]) + sizeOf(args[1]));

const nonZero = (value: bigint, message: string): bigint => (value === 0n ? fail(message) : value);

const arithmetic: readonly Overload[] = [
  binary(operators['+'], 'add_bytes', bytes, bytes, bytes, (x: Uint8Array, y: Uint8Array) => Buffer.concat([x, y]), both),
  binary(operators['+'], 'add_double', double, double, double, doubles((x, y) => x + y)),
  binary(operators['+'], 'add_duration_duration', duration, duration, duration, (x: Duration, y: Duration) => durationOf(x.nanos + y.nanos)),
  binary(operators['+'], 'add_duration_timestamp', duration, timestamp, timestamp, (x: Duration, y: Timestamp) => timestampOf(x.nanos + y.nanos)),
  binary(operators['+'], 'add_timestamp_duration', timestamp, duration, timestamp, (x: Timestamp, y: Duration) => timestampOf(x.nanos + y.nanos)),
  binary(operators['+'], 'add_int64', int, int, int, addInt),
  binary(operators['+'], 'add_list', list, list, list, (x: ListValue, y: ListValue) => concat(x, y)),
  binary(operators['+'], 'add_string', string, string, string, (x: string, y: string) => x + y, both),
  binary(operators['+'], 'add_uint64', uint, uint, uint, uints((x, y) => x + y)),
  binary(operators['-'], 'subtract_double', double, double, double, doubles((x, y) => x - y)),
  binary(operators['-'], 'subtract_duration_duration', duration, duration, duration, (x: Duration, y: Duration) => durationOf(x.nanos - y.nanos)),
  binary(operators['-'], 'subtract_int64', int, int, int, subtractInt),
  binary(operators['-'], 'subtract_timestamp_duration', timestamp, duration, timestamp, (x: Timestamp, y: Duration) => timestampOf(x.nanos - y.nanos)),
  binary(operators['-'], 'subtract_timestamp_timestamp', timestamp, timestamp, duration, (x: Timestamp, y: Timestamp) => durationOf(x.nanos - y.nanos)),
  binary(operators['-'], 'subtract_uint64', uint, uint, uint, uints((x, y) => x - y)),
  binary(operators['*'], 'multiply_double', double, double, double, doubles((x, y) => x * y)),
  binary(operators['*'], 'multiply_int64', int, int, int, multiplyInt),
  binary(operators['*'], 'multiply_uint64', uint, uint, uint, uints((x, y) => x * y)),
  binary(operators['/'], 'divide_double', double, double, double, doubles((x, y) => x / y)),
  binary(operators['/'], 'divide_int64', int, int, int, divideInt),
  binary(operators['/'], 'divide_uint64', uint, uint, uint, uints((x, y) => x / nonZero(y, 'division by zero'))),
  binary(operators['%'], 'modulo_int64', int, int, int, moduloInt),
  binary(operators['%'], 'modulo_uint64', uint, uint, uint, uints((x, y) => x % nonZero(y, 'modulus by zero'))),
  overload(operators.negate, 'negate_int64', [int], int, (x: Int) => negateInt(x)),
  overload(operators.negate, 'negate_double', [double], double, (x: Double) => new Double(-x.value)),
];

type Sign = (order: number) => boolean;

const order = (x: bigint, y: bigint): number => (x < y ? -1 : x > y ? 1 : 0);

const ordered = (sign: number): number => (Number.isNaN(sign) ? fail('NaN values cannot be ordered') : sign);

const numeric = (holds: Sign) => (x: Numeric, y: Numeric): boolean => holds(typeof x === 'number' && typeof y === 'number' ? x - y : ordered(compareNumbers(x, y)));

function comparisons(fn: string, name: string, holds: Sign): Overload[] {
  const numbers: [string, Type][] = [['int64', int], ['uint64', uint], ['double', double]];
  const pairs = numbers.flatMap(([x, left]) => numbers.map(([y, right]) => binary(fn, x === y ? `${name}_${x}` : `${name}_${x}_${y}`, left, right, bool, numeric(holds))));
  return [
    binary(fn, `${name}_bool`, bool, bool, bool, (x: boolean, y: boolean) => holds(Number(x) - Number(y))),
    ...pairs,
    binary(fn, `${name}_string`, string, string, bool, (x: string, y: string) => holds(compareStrings(x, y)), traverseShorter),
    binary(fn, `${name}_bytes`, bytes, bytes, bool, (x: Uint8Array, y: Uint8Array) => holds(compareBytes(x, y)), traverseShorter),
    binary(fn, `${name}_timestamp`, timestamp, timestamp, bool, (x: Timestamp, y: Timestamp) => holds(order(x.nanos, y.nanos))),
    binary(fn, `${name}_duration`, duration, duration, bool, (x: Duration, y: Duration) => holds(order(x.nanos, y.nanos))),
  ];
}

function contains(value: Value, values: ListValue): boolean {
  for (const each of elements(values)) if (equal(each, value)) return true;
  return false;
}

const collections: readonly Overload[] = [
  binary(operators.in, 'in_list', a, list, bool, contains, (args) => sizeOf(args[1])),
  binary(operators.in, 'in_map', a, map, bool, (key: Value, values: MapValue) => values.has(key)),
  binary(operators.index, 'index_list', list, int, a, (values: ListValue, index: Value) => {
    const at = indexIn(values, index);
    return at === undefined ? fail(`index out of bounds: ${plain(index as Numeric)}`) : values.at(at);
  }),
  binary(operators.index, 'index_map', map, a, b, (values: MapValue, key: Value) => {
    const found = values.find(key);
    return found === undefined ? fail(`no such key: ${String(key)}`) : found;
  }),
];

const sizes = ([['bytes', bytes], ['list', list], ['map', map], ['string', string]] as [string, Type][]).flatMap(([name, type]) => {
  const size = (value: Value): Value => (typeof value === 'string' ? codePointCount(value) : sizeOf(value));
  return [overload('size', `size_${name}`, [type], int, size), member('size', `${name}_size`, [type], int, size)];
});

const never = (): Value => fail('no such overload');

/** Declared for the checker; the planner does not call them. */
const planned: readonly Overload[] = [
  overload(operators.conditional, 'conditional', [bool, a, a], a, never),
  binary(operators.and, 'logical_and', bool, bool, bool, never),
  binary(operators.or, 'logical_or', bool, bool, bool, never),
  overload(operators.notStrictlyFalse, 'not_strictly_false', [bool], bool, never),
];

export const operatorLibrary: Library = {
  overloads: [
    ...planned, ...arithmetic, ...collections, ...sizes,
    overload(operators.not, 'logical_not', [bool], bool, (x: boolean) => !x),
    binary(operators['=='], 'equals', a, a, bool, equal, traverseShorter),
    binary(operators['!='], 'not_equals', a, a, bool, (x: Value, y: Value) => !equal(x, y), traverseShorter),
    ...comparisons(operators['<'], 'less', (sign) => sign < 0), ...comparisons(operators['<='], 'less_equals', (sign) => sign <= 0),
    ...comparisons(operators['>'], 'greater', (sign) => sign > 0), ...comparisons(operators['>='], 'greater_equals', (sign) => sign >= 0),
  ],
};
