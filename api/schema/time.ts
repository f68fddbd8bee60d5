/**
 * Times as kube-apiserver reads and prints them (k8s.io/apimachinery pkg/apis/meta/v1 time.go, micro_time.go), with the
 * texts of Go's time.Parse for what is none.
 */
import { Mismatch } from './mismatch';

interface Parts { year: number; month: number; day: number; hour: number; minute: number; second: number; fraction: string; offsetMinutes: number }

interface Element {
  /** As the layout has it, for the text of a fault. */
  readonly layout: string;
  readonly form: RegExp;
  readonly read?: (text: string, parts: Parts) => string | undefined;
}

const literal = (layout: string): Element => ({ layout, form: new RegExp(`^${layout}`) });

type Numeric = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

const numeric = (layout: string, form: RegExp, part: Numeric, most: number, least = 0): Element => ({
  layout, form,
  read(text, parts) {
    parts[part] = Number(text);
    return parts[part] < least || parts[part] > most ? part : undefined;
  },
});

const fraction = (form: RegExp, layout: string): Element => ({ layout, form, read: (text, parts) => { parts.fraction = text.slice(1); return undefined; } });

const zone: Element = {
  layout: 'Z07:00', form: /^(?:Z|[+-]\d\d:\d\d)/,
  read(text, parts) {
    if (text === 'Z') return undefined;
    const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(4, 6));
    parts.offsetMinutes = text.startsWith('-') ? -minutes : minutes;
    return Number(text.slice(1, 3)) > 24 ? 'time zone offset hour' : Number(text.slice(4, 6)) > 60 ? 'time zone offset minute' : undefined;
  },
};

const untilSeconds = [
  numeric('2006', /^\d{4}/, 'year', 9999), literal('-'), numeric('01', /^\d\d/, 'month', 12, 1), literal('-'), numeric('02', /^\d\d/, 'day', 31, 1),
  literal('T'), numeric('15', /^\d\d?/, 'hour', 23), literal(':'), numeric('04', /^\d\d/, 'minute', 59), literal(':'), numeric('05', /^\d\d/, 'second', 59),
];

interface Layout { readonly text: string; readonly elements: readonly Element[] }

/** A fraction is taken though the layout has none, as time.Parse does. */
const seconds: Layout = { text: '2006-01-02T15:04:05Z07:00', elements: [...untilSeconds, fraction(/^(?:[.,]\d+)?/, ''), zone] };
const microseconds: Layout = { text: '2006-01-02T15:04:05.000000Z07:00', elements: [...untilSeconds, fraction(/^\.\d{6}/, '.000000'), zone] };

function parse(value: string, { text, elements }: Layout): Parts {
  const parts: Parts = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0, fraction: '', offsetMinutes: 0 };
  let rest = value;
  for (const { layout, form, read } of elements) {
    const found = form.exec(rest)?.[0];
    if (found === undefined) throw new Mismatch(`parsing time ${quote(value)} as ${quote(text)}: cannot parse ${quote(rest)} as ${quote(layout)}`);
    const outOfRange = read?.(found, parts);
    if (outOfRange) throw new Mismatch(`parsing time ${quote(value)}: ${outOfRange} out of range`);
    rest = rest.slice(found.length);
  }
  if (rest) throw new Mismatch(`parsing time ${quote(value)}: extra text: ${quote(rest)}`);
  return parts;
}

const quote = (text: string): string => JSON.stringify(text);

/** `2006-01-02T15:04:05` in UTC. */
function utcSeconds(value: string, { year, month, day, hour, minute, second, offsetMinutes }: Parts): string {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCDate() !== day) throw new Mismatch(`parsing time ${quote(value)}: day out of range`);
  date.setUTCHours(hour, minute - offsetMinutes, second);
  if (date.getUTCFullYear() < 0 || date.getUTCFullYear() > 9999) throw new Mismatch('Time.MarshalJSON: year outside of range [0,9999]');
  return date.toISOString().slice(0, 19);
}

/** Served as it stands: no need to look closer (days beyond the 28th want the calendar). */
const plain = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{6})?Z$/;
const plainLength = { seconds: '2006-01-02T15:04:05Z'.length, microseconds: '2006-01-02T15:04:05.000000Z'.length };

/** Go's zero time is no time. */
const zero = '0001-01-01T00:00:00';

/** RFC 3339 to whole seconds in UTC; null for the zero time. Throws Mismatch. */
export function readTime(value: string): string | null {
  const served = value.length === plainLength.seconds && plain.test(value) ? value : `${utcSeconds(value, parse(value, seconds))}Z`;
  return served.startsWith(zero) ? null : served;
}

/** The same with six digits behind the point, which must be there. */
export function readMicroTime(value: string): string | null {
  if (value.length === plainLength.microseconds && plain.test(value)) return value.startsWith(`${zero}.000000`) ? null : value;
  const parts = parse(value, microseconds);
  return `${utcSeconds(value, parts)}.${parts.fraction}Z`;
}
