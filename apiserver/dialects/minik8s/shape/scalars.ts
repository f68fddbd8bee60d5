/** Members that are single values. */
import { parseGoDuration } from '../../../../api';
import { BadValue, type Shape } from './shape';

const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

const mustBe = (at: string, what: string, value: unknown): BadValue => new BadValue(at, `must be ${what}, not ${typeOf(value)}`);

function scalar<T>(what: string, zero: unknown, parse: (value: unknown, isYaml: boolean) => T | undefined): Shape<T> {
  return {
    read(value, at, notation) {
      if (value === null || value === undefined) return undefined;
      const parsed = parse(value, notation === 'yaml');
      if (parsed === undefined) throw mustBe(at, what, value);
      return parsed;
    },
    write: (value) => value ?? zero,
  };
}

export const text = scalar('a string', '', (value, isYaml) =>
  (typeof value === 'string' ? value : isYaml && (typeof value === 'number' || typeof value === 'boolean') ? String(value) : undefined));

export const integer = scalar('an integer', 0, (value) => (Number.isSafeInteger(value) ? value as number : undefined));

export const number = scalar('a number', 0, (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined));

export const flag = scalar('a boolean', false, (value) => (typeof value === 'boolean' ? value : undefined));

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** Go's zero time. */
export const noTime = '0001-01-01T00:00:00Z';

export const time = scalar('an RFC 3339 time', noTime, (value) =>
  (value === '' ? noTime : typeof value === 'string' && rfc3339.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined));

/** Nanoseconds; YAML may write `15s`. */
export const duration = scalar('an integer number of nanoseconds', 0, (value, isYaml) => {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  const ms = isYaml && typeof value === 'string' ? parseGoDuration(value) : undefined;
  return ms === undefined ? undefined : Math.round(ms * 1e6);
});

/** Base64 text; YAML's `!!binary` is bytes already. */
export const bytes = scalar('base64', null, (value) => {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  return typeof value === 'string' ? base64(value) : undefined;
});

/** Without the line ends that Go's decoder reads over. */
function base64(value: string): string | undefined {
  const joined = /[\r\n]/.test(value) ? value.replace(/[\r\n]/g, '') : value;
  // One pass without backtracking: a file may have millions of characters.
  return joined.length % 4 === 0 && !/[^A-Za-z0-9+/=]/.test(joined) && /^[^=]*={0,2}$/.test(joined) ? joined : undefined;
}

/** Texts by name. */
export const texts: Shape<Record<string, string>> = {
  read(value, at, notation) {
    if (value === null || value === undefined) return undefined;
    if (typeof value !== 'object' || Array.isArray(value)) throw mustBe(at, 'an object', value);
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, text.read(inner, `${at}.${name}`, notation) ?? '']));
  },
  write: (value) => (value && Object.keys(value).length ? value : null),
};
