/** Schedules of cron jobs (github.com/robfig/cron v3, ParseStandard): five fields, or a word such as `@daily`. */
import { parseGoDuration } from './go-duration';
import { isTimeZone } from './time-zone';

/** What the fields allow. A day has to be allowed by both of its fields, or by either where both are restricted. */
export interface CronFields {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly daysOfMonth: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday. */
  readonly daysOfWeek: ReadonlySet<number>;
  readonly anyDayOfMonth: boolean;
  readonly anyDayOfWeek: boolean;
}

export type CronSchedule = CronFields | { readonly everyMs: number };

/** No schedule; the message is upstream's. */
export class CronError extends Error {}

interface Bounds { readonly min: number; readonly max: number; readonly names?: readonly string[] }

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const bounds = {
  minutes: { min: 0, max: 59 }, hours: { min: 0, max: 23 }, daysOfMonth: { min: 1, max: 31 },
  months: { min: 1, max: 12, names: months }, daysOfWeek: { min: 0, max: 6, names: days },
} satisfies Record<string, Bounds>;

const words: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *', '@monthly': '0 0 1 * *', '@weekly': '0 0 * * 0', '@daily': '0 0 * * *', '@midnight': '0 0 * * *', '@hourly': '0 * * * *',
};

export interface ZonedSchedule {
  readonly times: CronSchedule;
  /** Named in front of the schedule (`TZ=Asia/Tokyo 0 3 * * *`), from before there was a field for it. */
  readonly zone?: string;
}

/** A schedule with or without its zone. Throws CronError. */
export function parseZonedCron(text: string): ZonedSchedule {
  const [, zone, rest] = /^(?:CRON_)?TZ=([^ ]*) +(.*)$/.exec(text) ?? [];
  if (zone && !isTimeZone(zone)) throw new CronError(`provided bad location ${zone}: unknown time zone ${zone}`);
  const times = parseCron(rest ?? text);
  return zone ? { times, zone } : { times };
}

/** Throws CronError. */
export function parseCron(text: string): CronSchedule {
  if (!text) throw new CronError('empty spec string');
  if (text.startsWith('@every ')) return { everyMs: parseDuration(text, text.slice('@every '.length)) };
  if (text.startsWith('@') && !words[text]) throw new CronError(`unrecognized descriptor: ${text}`);
  const fields = (words[text] ?? text).trim().split(/\s+/);
  if (fields.length !== 5) throw new CronError(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  const [minutes, hours, daysOfMonth, monthField, daysOfWeek] = fields as [string, string, string, string, string];
  return {
    minutes: parseField(minutes, bounds.minutes), hours: parseField(hours, bounds.hours),
    daysOfMonth: parseField(daysOfMonth, bounds.daysOfMonth), months: parseField(monthField, bounds.months), daysOfWeek: parseField(daysOfWeek, bounds.daysOfWeek),
    anyDayOfMonth: isAny(daysOfMonth), anyDayOfWeek: isAny(daysOfWeek),
  };
}

/** A star with steps restricts its field. */
const isAny = (field: string): boolean => field.split(',').some((part) => /^[*?](\/1)?$/.test(part));

const parseField = (field: string, within: Bounds): ReadonlySet<number> =>
  new Set(field.split(',').filter(Boolean).flatMap((part) => parseRange(part, within)));

function parseRange(part: string, within: Bounds): number[] {
  const [range = '', step, ...moreSteps] = part.split('/');
  const [low = '', high, ...moreEnds] = range.split('-');
  const star = low === '*' || low === '?';
  const start = star ? within.min : parseNumber(low, within.names, within.min);
  if (!star && moreEnds.length) throw new CronError(`too many hyphens: ${part}`);
  const end = star ? within.max : high === undefined ? start : parseNumber(high, within.names, within.min);
  if (moreSteps.length) throw new CronError(`too many slashes: ${part}`);
  const by = step === undefined ? 1 : parseNumber(step);
  return numbersOf(start, step !== undefined && high === undefined ? within.max : end, by, within, part);
}

function numbersOf(start: number, end: number, step: number, { min, max }: Bounds, part: string): number[] {
  if (start < min) throw new CronError(`beginning of range (${start}) below minimum (${min}): ${part}`);
  if (end > max) throw new CronError(`end of range (${end}) above maximum (${max}): ${part}`);
  if (start > end) throw new CronError(`beginning of range (${start}) beyond end of range (${end}): ${part}`);
  if (step === 0) throw new CronError(`step of range should be a positive number: ${part}`);
  return Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, i) => start + i * step);
}

function parseNumber(text: string, names: readonly string[] = [], first = 0): number {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + first;
  if (!/^[+-]?\d+$/.test(text)) throw new CronError(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  const number = Number(text);
  if (number < 0) throw new CronError(`negative number (${number}) not allowed: ${text}`);
  return number;
}

function parseDuration(whole: string, text: string): number {
  const ms = parseGoDuration(text);
  if (ms === undefined) throw new CronError(`failed to parse duration ${whole}: time: invalid duration ${JSON.stringify(text)}`);
  // As every second is the finest that upstream keeps.
  return Math.max(1000, Math.floor(ms / 1000) * 1000);
}
