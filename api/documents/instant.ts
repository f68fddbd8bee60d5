/** Times as documents have them. */

/** A date, a time of day, and a zone; without one it is UTC. The parts may stand apart by a blank, and zones lack their colon: old documents have both. */
const form = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)([.,]\d+)?(?:[Zz]|([+-])(\d\d):?(\d\d))?$/;

/** What Go writes for a time that nobody has set, as milliseconds since 1970: 0001-01-01T00:00:00Z. */
const neverSet = -62_135_596_800_000;

const secondMs = 1000;

/** No Date lies beyond (ECMA-262, Time Values and Time Range). */
const furthestMs = 8.64e15;

/**
 * Milliseconds since 1970, with what lies below them as a fraction: RFC 3339 texts, and numbers as unix seconds. Undefined: no time, or one
 * that was never set (0, and the zero time of Go).
 */
export function instantOf(value: unknown): number | undefined {
  if (typeof value === 'string') return parseInstant(value);
  if (typeof value !== 'number' || value === 0) return undefined;
  const ms = value * secondMs;
  return Math.abs(ms) <= furthestMs && ms !== neverSet ? ms : undefined;
}

function parseInstant(text: string): number | undefined {
  const parts = form.exec(text);
  if (!parts) return undefined;
  const [year, month, day, hours, minutes, seconds] = parts.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const date = new Date(0);
  // Not Date.UTC: it takes the years below 100 for those of the last century.
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const offset = zoneMinutes(parts[8], Number(parts[9]), Number(parts[10]));
  if (offset === undefined) return undefined;
  const whole = date.getTime() + ((hours * 60 + minutes - offset) * 60 + seconds) * secondMs;
  return whole === neverSet ? undefined : whole + fractionMs(parts[7]);
}

function zoneMinutes(sign: string | undefined, hours: number, minutes: number): number | undefined {
  if (sign === undefined) return 0;
  if (hours > 23 || minutes > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes);
}

const fractionMs = (text: string | undefined): number => (text === undefined ? 0 : Number(`0.${text.slice(1)}`) * secondMs);
