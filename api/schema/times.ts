/** Times as Go's time.Parse reads them, and in the form in which they are served: UTC, whole seconds or microseconds. */
import { Mismatch } from './mismatch';

interface Layout {
  readonly text: string;
  readonly steps: readonly (readonly [layout: string, pattern: RegExp, range?: readonly [what: string, least: number, most: number]])[];
}

const date = [
  ['2006', /^\d{4}/], ['-', /^-/], ['01', /^\d\d/, ['month', 1, 12]], ['-', /^-/], ['02', /^\d\d/], ['T', /^T/],
  ['15', /^\d\d/, ['hour', 0, 23]], [':', /^:/], ['04', /^\d\d/, ['minute', 0, 59]], [':', /^:/],
] as const;
const zone = ['Z07:00', /^(?:Z|[+-]\d\d:\d\d)/] as const;

/** A fraction is allowed behind the seconds of a layout without one. */
const rfc3339: Layout = { text: '2006-01-02T15:04:05Z07:00', steps: [...date, ['05', /^\d\d(?:[.,]\d+)?/, ['second', 0, 59]], zone] };
const rfc3339Micro: Layout = { text: '2006-01-02T15:04:05.000000Z07:00', steps: [...date, ['05', /^\d\d/, ['second', 0, 59]], ['.000000', /^[.,]\d{6}/], zone] };

const fault = (text: string, rest: string): Mismatch => new Mismatch(`parsing time ${JSON.stringify(text)}${rest}`);

/** The milliseconds of a text that fits the layout. Throws Mismatch with Go's text. */
function parse(text: string, layout: Layout): number {
  let rest = text;
  for (const [element, pattern, range] of layout.steps) {
    const found = pattern.exec(rest)?.[0];
    if (found === undefined) throw fault(text, ` as "${layout.text}": cannot parse ${JSON.stringify(rest)} as "${element}"`);
    rest = rest.slice(found.length);
    const value = Number(found.slice(0, 2));
    if (range && (value < range[1] || value > range[2])) throw fault(text, `: ${range[0]} out of range`);
  }
  if (rest) throw fault(text, `: extra text: ${JSON.stringify(rest)}`);
  const ms = Date.parse(text.replace(',', '.'));
  if (Number.isNaN(ms) || !hasDay(text)) throw fault(text, ': day out of range');
  return ms;
}

/** Date takes the 31st of February for the 3rd of March. */
const hasDay = (text: string): boolean => new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate() === Number(text.slice(8, 10));

/** Already in the served form: the common case, and much cheaper than the general one. */
const plainTime = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;
const plainMicroTime = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/;

/** The time that Go regards as unset. */
const zeroTime = Date.parse('0001-01-01T00:00:00Z');

/** null for the zero time, which is printed so. */
export function time(text: string): string | null {
  if (plainTime.test(text) && !text.startsWith('0001')) return text;
  const ms = parse(text, rfc3339);
  return ms === zeroTime ? null : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

export function microTime(text: string): string | null {
  if (plainMicroTime.test(text) && !text.startsWith('0001')) return text;
  const ms = parse(text, rfc3339Micro);
  // Date keeps milliseconds; the six digits are the text's own.
  const digits = text.slice(20, 26);
  return ms === zeroTime && digits === '000000' ? null : `${new Date(ms).toISOString().slice(0, 19)}.${digits}Z`;
}
