/** `'%s is %d'.format([a, b])` (cel-go ext/formatting.go). */
import { elements, entriesOf, toArray } from '../values/collections';
import { fail } from '../values/errors';
import { decimal, formatDouble } from '../values/numbers';
import { runtimeType } from '../values/runtime-type';
import { formatDuration, formatTimestamp } from '../values/time';
import { Double, Duration, ListValue, MapValue, Timestamp, TypeValue, Uint, type Value } from '../values/values';

const clause = /%(%|(\.\d*)?([^]))?/gu;
const defaultPrecision = 6;
const maxPrecision = 100;

export function formatString(format: string, list: ListValue): string {
  const args = toArray(list);
  let used = 0;
  return format.replace(clause, (_, what?: string, precision?: string, verb?: string) => {
    if (what === undefined) return fail('unexpected end of string');
    if (what === '%') return '%';
    if (used >= args.length) return fail(`index ${used} out of range`);
    return formatClause(verb ?? '', precision, args[used++] as Value);
  });
}

/** How many arguments a format wants. */
export const formatClauses = (format: string): number => Array.from(format.matchAll(clause)).filter(([, what]) => what !== undefined && what !== '%').length;

function formatClause(verb: string, precision: string | undefined, value: Value): string {
  const digits = precision === undefined ? defaultPrecision : Number(precision.slice(1) || '0');
  if (digits > maxPrecision) return fail(`error during formatting: error while parsing precision: precision ${digits} exceeds maximum allowed precision ${maxPrecision}`);
  switch (verb) {
    case 's': return stringOf(value);
    case 'd': return decimalOf(value);
    case 'f': return fixed(value, digits);
    case 'e': return scientific(value, digits);
    case 'b': return typeof value === 'boolean' ? String(Number(value)) : inBase(value, 2, 'only integers and bools can be formatted as binary');
    case 'o': return inBase(value, 8, 'octal clause can only be used on integers');
    case 'x': return hex(value);
    case 'X': return hex(value).toUpperCase();
    default: return fail(`error during formatting: could not parse formatting clause: unrecognized formatting clause "${verb}"`);
  }
}

const wrong = (reason: string, value: Value): never => fail(`error during formatting: ${reason}, was given ${runtimeType(value).name}`);

function stringOf(value: Value): string {
  switch (typeof value) {
    case 'string': return value;
    case 'number': case 'bigint': case 'boolean': return String(value);
    default: return value === null ? 'null' : objectString(value);
  }
}

function objectString(value: Exclude<Value, null | string | number | bigint | boolean>): string {
  if (value instanceof ListValue) return `[${Array.from(elements(value), literal).join(', ')}]`;
  if (value instanceof MapValue) return `{${entriesOf(value).map(([key, each]) => `${literal(key)}:${literal(each)}`).sort().join(', ')}}`;
  if (value instanceof Double) return formatDouble(value.value);
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration) return formatDuration(value);
  if (value instanceof TypeValue) return value.type.name;
  return wrong('string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps', value);
}

/** Within lists and maps values are written as in a program. */
function literal(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Uint8Array) return `b${JSON.stringify(Buffer.from(value).toString('utf8'))}`;
  if (value instanceof Timestamp) return `timestamp("${formatTimestamp(value)}")`;
  if (value instanceof Duration) return `duration("${formatDuration(value)}")`;
  if (value instanceof Double) return Number.isFinite(value.value) ? value.value.toFixed(defaultPrecision) : `"${formatDouble(value.value)}"`;
  return stringOf(value);
}

function decimalOf(value: Value): string {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return value instanceof Uint ? String(value.value) : wrong('decimal clause can only be used on integers', value);
}

const special: Readonly<Record<string, number>> = { NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity };

/** Strings that stand for what JSON has no number for are taken as well. */
function doubleOf(value: Value): number | undefined {
  if (value instanceof Double) return value.value;
  return typeof value === 'string' && Object.hasOwn(special, value) ? special[value] : undefined;
}

const infinite = (number: number): string => (Number.isNaN(number) ? 'NaN' : number > 0 ? '∞' : '-∞');

function fixed(value: Value, digits: number): string {
  const number = doubleOf(value);
  if (number === undefined) return wrong('fixed-point clause can only be used on doubles', value);
  if (!Number.isFinite(number)) return infinite(number);
  return grouped(Math.abs(number) < 1e21 ? toFixed(number, digits) : `${decimal(number)}${digits ? `.${'0'.repeat(digits)}` : ''}`);
}

/** Thousands apart, as golang.org/x/text prints in English. */
const grouped = (text: string): string => text.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');

/** Halves go to the even neighbour, as Go rounds; JavaScript takes the greater one. */
function toFixed(number: number, digits: number): string {
  const text = number.toFixed(digits);
  const exact = number.toFixed(Math.min(100, digits + 30));
  const cut = exact.slice(0, exact.length - Math.min(100 - digits, 30)).replace(/\.$/, '');
  return /^50*$/.test(exact.slice(-Math.min(100 - digits, 30))) && /[02468]$/.test(cut) ? cut : text;
}

/** As golang.org/x/text prints in English. */
function scientific(value: Value, digits: number): string {
  const number = doubleOf(value);
  if (number === undefined) return wrong('scientific clause can only be used on doubles', value);
  if (!Number.isFinite(number)) return infinite(number);
  const [mantissa = '', exponent = ''] = number.toExponential(digits).split('e');
  const power = exponent.replace(/^([+-])(\d)$/, '$10$2');
  return `${mantissa}\u202f×\u202f10${[...power.replace('+', '')].map((char) => superscripts[char] ?? char).join('')}`;
}

const superscripts: Readonly<Record<string, string>> = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' };

function inBase(value: Value, base: number, reason: string): string {
  if (typeof value === 'number' || typeof value === 'bigint') return value.toString(base);
  return value instanceof Uint ? value.value.toString(base) : wrong(reason, value);
}

function hex(value: Value): string {
  if (typeof value === 'string') return Buffer.from(value).toString('hex');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return inBase(value, 16, 'only integers, byte buffers, and strings can be formatted as hex');
}
