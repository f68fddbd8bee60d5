/** Numbers as Go keeps and prints them. */

/** Whether a number is one that Go keeps as an integer. */
export const isInt64 = (value: number): boolean => Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;

/** As `%v` prints them: integers by their digits, others in their shortest form, with exponents from 1e+21 on and below 1e-04. */
export function printNumber(value: number): string {
  if (isInt64(value)) return BigInt(value).toString();
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -4) return String(value);
  return value.toExponential().replace(/e-(\d)$/, 'e-0$1');
}
