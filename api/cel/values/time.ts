/** Timestamps and durations as text and as parts (cel-go common/types/timestamp.go, duration.go). */
import { fail } from './errors';
import { isInt64 } from './int';
import { decimal } from './numbers';
import { Duration, Timestamp } from './values';

const second = 1_000_000_000n;
const earliest = -62_135_596_800n * second;
const latest = 253_402_300_800n * second - 1n;

export const timestampOf = (nanos: bigint): Timestamp => (nanos >= earliest && nanos <= latest ? new Timestamp(nanos) : fail('timestamp overflow'));
export const durationOf = (nanos: bigint): Duration => (isInt64(nanos) ? new Duration(nanos) : fail('duration overflow'));

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/** undefined for what is no timestamp of RFC 3339. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = rfc3339.exec(text);
  if (!match) return undefined;
  const [year, month, day, hours, minutes, seconds] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const ms = utc(year, month - 1, day, hours, minutes, seconds);
  if (hours > 23 || minutes > 59 || seconds > 59 || new Date(ms).getUTCDate() !== day || month < 1 || month > 12) return undefined;
  const offset = (Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0)) * (match[8] === '-' ? -1 : 1);
  if (Math.abs(offset) > 24 * 60) return undefined;
  return timestampOf((BigInt(ms) / 1000n - BigInt(offset) * 60n) * second + BigInt((match[7] ?? '').slice(0, 9).padEnd(9, '0')));
}

/** Date.UTC takes years below 100 for those of the last century. */
function utc(year: number, month: number, day: number, hours: number, minutes: number, seconds: number): number {
  const date = new Date(Date.UTC(2000, month, day, hours, minutes, seconds));
  if (date.getUTCMonth() !== month && !(month === 1 && day === 29)) return NaN;
  return new Date(0).setUTCFullYear(year, month, day) + ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

const floorDiv = (a: bigint, b: bigint): bigint => (a - ((a % b) + b) % b) / b;

export const epochSeconds = ({ nanos }: Timestamp): bigint => floorDiv(nanos, second);

/** RFC 3339 in UTC, with as many digits as are needed. */
export function formatTimestamp(timestamp: Timestamp): string {
  const seconds = epochSeconds(timestamp);
  const fraction = String(timestamp.nanos - seconds * second).padStart(9, '0').replace(/0+$/, '');
  return new Date(Number(seconds) * 1000).toISOString().replace(/\.\d+Z$/, fraction ? `.${fraction}Z` : 'Z');
}

const units: Readonly<Record<string, bigint>> = { ns: 1n, us: 1000n, 'µs': 1000n, 'μs': 1000n, ms: 1_000_000n, s: second, m: 60n * second, h: 3600n * second };

/** As Go's time.ParseDuration; undefined for what is none. */
export function parseDuration(text: string): Duration | undefined {
  const match = /^([+-]?)((?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)$/.exec(text);
  if (!match) return undefined;
  let nanos = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of (match[2] ?? '').matchAll(/(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/g)) {
    const scale = units[unit] ?? 0n;
    nanos += BigInt(whole || '0') * scale + (BigInt(fraction || '0') * scale) / 10n ** BigInt(fraction.length);
  }
  const signed = match[1] === '-' ? -nanos : nanos;
  return isInt64(signed) ? new Duration(signed) : undefined;
}

/** In seconds, as protobuf writes durations. */
export function formatDuration({ nanos }: Duration): string {
  const sign = nanos < 0n ? '-' : '';
  const positive = nanos < 0n ? -nanos : nanos;
  const fraction = String(positive % second).padStart(9, '0').replace(/0+$/, '');
  return `${sign}${positive / second}${fraction ? `.${fraction}` : ''}s`;
}

/** As Go prints a duration, for messages and format strings: decimal seconds. */
export const durationSeconds = ({ nanos }: Duration): string => decimal(Number(nanos) / 1e9);

const zones = new Map<string, Intl.DateTimeFormat>();

function zone(name: string): Intl.DateTimeFormat {
  const known = zones.get(name) ?? new Intl.DateTimeFormat('en-US', {
    timeZone: name, hourCycle: 'h23', era: 'short', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  });
  zones.set(name, known);
  return known;
}

/** The time on the clocks of a zone, as a Date whose UTC fields are to be read. */
export function clockTime(timestamp: Timestamp, zoneName = 'UTC'): Date {
  const ms = Number(floorDiv(timestamp.nanos, 1_000_000n));
  if (zoneName === 'UTC' || zoneName === '') return new Date(ms);
  const offset = /^([+-]?)(\d\d):(\d\d)$/.exec(zoneName);
  if (offset) return new Date(ms + (Number(offset[2]) * 60 + Number(offset[3])) * 60_000 * (offset[1] === '-' ? -1 : 1));
  try {
    const parts = Object.fromEntries(zone(zoneName).formatToParts(ms).map(({ type, value }) => [type, Number(value)])) as Record<string, number>;
    return new Date(utc(parts.year ?? 0, (parts.month ?? 1) - 1, parts.day ?? 1, parts.hour ?? 0, parts.minute ?? 0, parts.second ?? 0) + (((ms % 1000) + 1000) % 1000));
  } catch (error) {
    if (error instanceof RangeError) return fail(`unknown time zone ${zoneName}`);
    throw error;
  }
}
