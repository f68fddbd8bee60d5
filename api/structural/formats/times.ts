/** Dates and durations. */
import { parseGoDuration } from '../../go-duration';

const daysIn = (year: number, month: number): number => (month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31);
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** RFC 3339 full-date. */
export function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

const timeForm = /^(\d\d):(\d\d):(\d\d)(.\d+)?(z|([+-]\d\d:\d\d))$/;

/** RFC 3339 date-time. */
export function isDateTime(text: string): boolean {
  const [date = '', time] = text.toLowerCase().split('t');
  if (time === undefined || !isDate(date)) return false;
  const [, hour = '', minute = '', second = ''] = timeForm.exec(time) ?? [];
  return hour !== '' && hour <= '23' && minute <= '59' && second <= '59';
}

const units = [
  ['ns', 'nano'], ['us', 'µs', 'micro'], ['ms', 'milli'], ['s', 'sec'], ['m', 'min'], ['h', 'hr', 'hour'], ['d', 'day'], ['w', 'wk', 'week'],
];

/** `1h30m` as Go has it, or Scala's `3 days`: whatever of the text is an amount and a unit counts. */
export function isDuration(text: string): boolean {
  if (parseGoDuration(text.replace(/^[+-]/, '')) !== undefined) return true;
  return [...text.matchAll(/\d+\s*([A-Za-zµ]+)/g)].some(([, unit = '']) => isUnit(unit.toLowerCase()));
}

const isUnit = (unit: string): boolean => units.some((names) => names.includes(unit) || unit.startsWith(names.at(-1) as string));
