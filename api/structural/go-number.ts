/** Numbers as Go keeps and prints them. */

/** Whether a number is one that Go keeps as an integer. */
export const isInt64 = (value: number): boolean => Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;

/** As `%v` prints them: integers by their digits, others in their shortest form, with an exponent from 1e+06 on and below 1e-04. */
export function printNumber(value: number): string {
  if (isInt64(value)) return BigInt(value).toString();
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
