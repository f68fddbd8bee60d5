/**
 * When a schedule comes round (github.com/robfig/cron v3, SpecSchedule.Next and ConstantDelaySchedule.Next). What clocks
 * leave out does not happen, and what they show twice happens twice. Pure.
 */
import type { CronFields, CronSchedule } from './cron';
import { zoneOffset } from './time-zone';

const minuteMs = 60_000;
/** Clocks that were set are not set back within a week. */
const weekMs = 7 * 24 * 60 * minuteMs;
/** Upstream looks no further: a schedule such as February 30 never comes round. */
const years = 5;

/** The first time after `after`, in milliseconds since the epoch; undefined when there is none. */
export function nextCronTime(schedule: CronSchedule, zone: string, after: number): number | undefined {
  if ('everyMs' in schedule) return Math.floor(after / 1000) * 1000 + schedule.everyMs;
  let from = (Math.floor(after / minuteMs) + 1) * minuteMs;
  for (;;) {
    // As far as the clocks run evenly, local times can be searched as if they were UTC.
    const offset = zoneOffset(zone, from);
    const local = nextLocalTime(schedule, from + offset);
    if (local === undefined) return undefined;
    const change = nextClockChange(zone, from, local - offset);
    if (change === undefined) return local - offset;
    from = change;
  }
}

/** `from` and the result: local times, written as if the zone were UTC. */
function nextLocalTime(fields: CronFields, from: number): number | undefined {
  const lastYear = new Date(from).getUTCFullYear() + years;
  for (let time = from; ;) {
    const date = new Date(time);
    const [year, month, day, hour] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), date.getUTCHours()];
    // Times that no Date can hold have no year.
    if (!(year <= lastYear)) return undefined;
    if (!fields.months.has(month + 1)) time = Date.UTC(year, month + 1);
    else if (!isDay(fields, date)) time = Date.UTC(year, month, day + 1);
    else if (!fields.hours.has(hour)) time = Date.UTC(year, month, day, hour + 1);
    else if (!fields.minutes.has(date.getUTCMinutes())) time += minuteMs;
    else return time;
  }
}

function isDay({ daysOfMonth, daysOfWeek, anyDayOfMonth, anyDayOfWeek }: CronFields, date: Date): boolean {
  const [ofMonth, ofWeek] = [daysOfMonth.has(date.getUTCDate()), daysOfWeek.has(date.getUTCDay())];
  return anyDayOfMonth || anyDayOfWeek ? ofMonth && ofWeek : ofMonth || ofWeek;
}

/** The first minute in (`from`, `to`] at which the zone's clocks have been set; undefined when they run evenly. */
function nextClockChange(zone: string, from: number, to: number): number | undefined {
  if (zone === 'UTC') return undefined;
  const offset = zoneOffset(zone, from);
  for (let before = from; before < to; before += weekMs) {
    const after = Math.min(before + weekMs, to);
    if (zoneOffset(zone, after) !== offset) return minuteOfChange(zone, offset, before, after);
  }
  return undefined;
}

/** The offset is `offset` at `before` and another one at `after`. */
function minuteOfChange(zone: string, offset: number, before: number, after: number): number {
  let [low, high] = [before / minuteMs, after / minuteMs];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zoneOffset(zone, middle * minuteMs) === offset) low = middle;
    else high = middle;
  }
  return high * minuteMs;
}
