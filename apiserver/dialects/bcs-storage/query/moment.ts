/**
 * Times in parameters: unix seconds, as the document's text has them; `YYYY-MM-DD hh:mm:ss` in the configured zone, as its examples have
 * them; or RFC 3339.
 */
import { instantOf } from '../../../../api';

const seconds = /^[+-]?\d{1,30}$/;
const withoutZone = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d([.,]\d+)?$/;

/** Milliseconds since 1970; undefined: no time. */
export function readMoment(text: string, zone: string): number | undefined {
  const value = text.trim();
  if (seconds.test(value)) return readInt64(value, 1000);
  // In a query the plus of a zone has become a blank.
  return instantOf(withoutZone.test(value) ? value + zoneSuffix(zone) : value.replace(/ (?=\d\d:?\d\d$)/, '+'));
}

/** An int64 in decimal, times `factor`; undefined: none. */
export function readInt64(text: string, factor = 1): number | undefined {
  const digits = text.trim();
  if (!seconds.test(digits)) return undefined;
  const number = BigInt(digits.replace('+', ''));
  return BigInt.asIntN(64, number) === number ? Number(number) * factor : undefined;
}

const zoneSuffix = (zone: string): string => (zone === 'UTC' ? 'Z' : zone);
