/** Parts of timestamps, in UTC or in a named zone, and of durations. */
import { member, type Library, type Overload } from '../types/declarations';
import { duration, int, string, timestamp } from '../types/types';
import { fromBigInt } from '../values/int';
import { clockTime } from '../values/time';
import type { Duration, Timestamp } from '../values/values';

const dayMs = 86_400_000;

const dayOfYear = (date: Date): number => Math.floor((date.getTime() - new Date(date).setUTCMonth(0, 1)) / dayMs);

const parts: Readonly<Record<string, (date: Date) => number>> = {
  getFullYear: (date) => date.getUTCFullYear(), getMonth: (date) => date.getUTCMonth(), getDayOfYear: dayOfYear,
  getDayOfMonth: (date) => date.getUTCDate() - 1, getDate: (date) => date.getUTCDate(), getDayOfWeek: (date) => date.getUTCDay(),
  getHours: (date) => date.getUTCHours(), getMinutes: (date) => date.getUTCMinutes(), getSeconds: (date) => date.getUTCSeconds(), getMilliseconds: (date) => date.getUTCMilliseconds(),
};

const ofTimestamps = Object.entries(parts).flatMap(([fn, part]): Overload[] => [
  member(fn, `timestamp_${fn}`, [timestamp], int, (value: Timestamp) => part(clockTime(value))),
  member(fn, `timestamp_${fn}_with_tz`, [timestamp, string], int, (value: Timestamp, zone: string) => part(clockTime(value, zone))),
]);

/** Whole units; milliseconds alone are what is left of the second. */
const units: Readonly<Record<string, (nanos: bigint) => bigint>> = {
  getHours: (nanos) => nanos / 3_600_000_000_000n, getMinutes: (nanos) => nanos / 60_000_000_000n, getSeconds: (nanos) => nanos / 1_000_000_000n, getMilliseconds: (nanos) => nanos / 1_000_000n,
};

const ofDurations = Object.entries(units).map(([fn, unit]) => member(fn, `duration_${fn}`, [duration], int, ({ nanos }: Duration) => fromBigInt(unit(nanos))));

export const timeLibrary: Library = { overloads: [...ofTimestamps, ...ofDurations] };
