/** Sprig's functions on times; a time is a Date, and its zone is UTC. */
import { parseGoDuration } from '../../api';
import type { Functions } from './execute';
import { fail } from './values';

const two = (value: number): string => String(value).padStart(2, '0');
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** Elements of a layout, the longer before those that they begin with (https://pkg.go.dev/time#Layout). */
const elements: readonly (readonly [string, (time: Date) => string])[] = [
  ['January', (time) => months[time.getUTCMonth()] ?? ''], ['Jan', (time) => (months[time.getUTCMonth()] ?? '').slice(0, 3)],
  ['Monday', (time) => days[time.getUTCDay()] ?? ''], ['Mon', (time) => (days[time.getUTCDay()] ?? '').slice(0, 3)], ['MST', () => 'UTC'],
  ['2006', (time) => String(time.getUTCFullYear()).padStart(4, '0')], ['-07:00', () => '+00:00'], ['-0700', () => '+0000'], ['Z07:00', () => 'Z'],
  ['01', (time) => two(time.getUTCMonth() + 1)], ['02', (time) => two(time.getUTCDate())], ['03', (time) => two(time.getUTCHours() % 12 || 12)],
  ['04', (time) => two(time.getUTCMinutes())], ['05', (time) => two(time.getUTCSeconds())], ['06', (time) => two(time.getUTCFullYear() % 100)],
  ['15', (time) => two(time.getUTCHours())], ['PM', (time) => (time.getUTCHours() < 12 ? 'AM' : 'PM')],
  ['.000', (time) => `.${String(time.getUTCMilliseconds()).padStart(3, '0')}`],
];
const byElement = new Map(elements);
const anyElement = new RegExp(elements.map(([element]) => element.replace('.', '[.]')).join('|'), 'g');

/** A time, or seconds since the epoch. */
const time = (value: unknown): Date => {
  if (value instanceof Date) return value;
  const at = new Date(typeof value === 'number' ? value * 1000 : String(value));
  return Number.isNaN(at.getTime()) ? fail('this is no time') : at;
};

const formatted = (layout: unknown, value: unknown): string => String(layout).replace(anyElement, (element) => byElement.get(element)?.(time(value)) ?? element);

function moved(by: unknown, value: unknown): Date {
  const [, sign, amount = ''] = /^([+-]?)(.*)$/.exec(String(by)) ?? [];
  const ms = parseGoDuration(amount);
  return ms === undefined ? time(value) : new Date(time(value).getTime() + (sign === '-' ? -ms : ms));
}

export const timeFunctions: Functions = {
  date: formatted,
  dateModify: moved, date_modify: moved,
  unixEpoch: (value) => String(Math.floor(time(value).getTime() / 1000)),
  toDate: (_layout, value) => time(value),
};
