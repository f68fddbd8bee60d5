/** Numbers of three types on one line (cel-go common/types/compare.go), and how doubles are written. */
import { fail } from './errors';
import { fromBigInt, isInt64, isUint64, type Int } from './int';
import { Double, Uint, type Value } from './values';

export type Numeric = Int | Double | Uint;

export const isNumeric = (value: Value): value is Numeric => typeof value === 'number' || typeof value === 'bigint' || value instanceof Double || value instanceof Uint;

export const plain = (value: Numeric): number | bigint => (value instanceof Double || value instanceof Uint ? value.value : value);

/** What is beyond the precision of doubles is compared as doubles, as cel-go does; NaN has no order. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  let [x, y] = [plain(a), plain(b)];
  if (a instanceof Double || b instanceof Double) [x, y] = [Number(x), Number(y)];
  return x < y ? -1 : x > y ? 1 : x >= y ? 0 : NaN;
}

export const equalNumbers = (a: Numeric, b: Numeric): boolean => compareNumbers(a, b) === 0;

export const uintOf = (value: bigint): Uint => (isUint64(value) ? new Uint(value) : fail('unsigned integer overflow'));

export function intFromDouble({ value }: Double): Int {
  if (!(value > -(2 ** 63) && value < 2 ** 63)) return fail('integer overflow');
  return fromBigInt(BigInt(Math.trunc(value)));
}

export function uintFromDouble({ value }: Double): Uint {
  if (!(value >= 0 && value < 2 ** 64)) return fail('unsigned integer overflow');
  return new Uint(BigInt(Math.trunc(value)));
}

export const intFromUint = ({ value }: Uint): Int => (isInt64(value) ? fromBigInt(value) : fail('integer overflow'));

/** As Go's strconv writes with format 'g' and the shortest precision. */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return decimal(value);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** Never with an exponent. */
export function decimal(value: number): string {
  const [, sign = '', first = '', rest = '', exponent] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  if (exponent === undefined) return String(value);
  const power = Number(exponent);
  return power < 0 ? `${sign}0.${'0'.repeat(-power - 1)}${first}${rest}` : `${sign}${first}${rest.padEnd(power, '0')}`;
}
