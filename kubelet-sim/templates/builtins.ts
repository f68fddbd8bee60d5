/** What text/template brings itself; `and` and `or` are execute.ts's. */
import type { Functions } from './execute';
import { fail, format, isMap, isTrue, kindOf, print, quoted } from './values';

type Basic = string | number | boolean;

const isBasic = (value: unknown): value is Basic => ['string', 'number', 'boolean'].includes(typeof value);

function equal(a: unknown, b: unknown): boolean {
  if (a === undefined || a === null || b === undefined || b === null) return (a ?? null) === (b ?? null);
  if (!isBasic(a) || !isBasic(b)) return fail(`non-comparable type: ${kindOf(isBasic(a) ? b : a)}`);
  return typeof a === typeof b ? a === b : fail('incompatible types for comparison');
}

function less(a: unknown, b: unknown): boolean {
  const comparable = (typeof a === 'string' && typeof b === 'string') || (typeof a === 'number' && typeof b === 'number');
  return comparable ? a < b : fail('incompatible types for comparison');
}

function index(value: unknown, ...keys: readonly unknown[]): unknown {
  return keys.reduce((of, key) => {
    if (isMap(of)) return typeof key === 'string' ? (Object.hasOwn(of, key) ? of[key] : undefined) : fail(`value has type ${kindOf(key)}; should be string`);
    if (of === undefined || of === null) return fail('index of untyped nil');
    if (!Array.isArray(of) && typeof of !== 'string') return fail(`can't index item of type ${kindOf(of)}`);
    if (typeof key !== 'number') return fail(`cannot index slice/array with type ${kindOf(key)}`);
    if (key < 0 || key >= of.length) return fail(`index out of range: ${key}`);
    return typeof of === 'string' ? of.charCodeAt(key) : (of as readonly unknown[])[key];
  }, value);
}

function slice(value: unknown, from = 0, to?: unknown): unknown {
  if (typeof value !== 'string' && !Array.isArray(value)) return fail(`can't slice item of type ${kindOf(value)}`);
  const [start, end] = [Number(from), to === undefined ? value.length : Number(to)];
  return start >= 0 && end <= value.length && start <= end ? value.slice(start, end) : fail(`index out of range: ${end}`);
}

function length(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (Array.isArray(value)) return value.length;
  return isMap(value) ? Object.keys(value).length : fail(`len of type ${kindOf(value)}`);
}

/** Spaces stand between operands of which neither is a string (fmt.Sprint). */
const sprint = (...values: readonly unknown[]): string =>
  values.map((value, i) => (i > 0 && typeof value !== 'string' && typeof values[i - 1] !== 'string' ? ` ${print(value)}` : print(value))).join('');

const html: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&#34;', "'": '&#39;' };

export const builtins: Functions = {
  and: (value) => value,
  or: (value) => value,
  not: (value) => !isTrue(value),
  eq: (a, ...others) => (others.length ? others.some((b) => equal(a, b)) : fail('missing argument for comparison')),
  ne: (a, b) => !equal(a, b),
  lt: less,
  le: (a, b) => !less(b, a),
  gt: (a, b) => less(b, a),
  ge: (a, b) => !less(a, b),
  index,
  slice: (value, from, to) => slice(value, from as number | undefined, to),
  len: length,
  print: sprint,
  println: (...values) => `${values.map(print).join(' ')}\n`,
  printf: (pattern, ...values) => format(String(pattern), values),
  html: (...values) => sprint(...values).replace(/[<>&"']/g, (letter) => html[letter] ?? letter),
  urlquery: (...values) => encodeURIComponent(sprint(...values)),
  js: (...values) => quoted(sprint(...values)).slice(1, -1),
};
