/** Sprig's functions on texts (https://masterminds.github.io/sprig/strings.html). */
import { createHash } from 'node:crypto';
import { cel } from '../../api';
import type { Functions } from './execute';
import { fail, isMap, kindOf, print, quoted, sortedKeys } from './values';

export const text = (value: unknown): string => (value === undefined || value === null ? fail('invalid value; expected string') : print(value));

const longest = 1 << 20;

const repeat = (count: unknown, value: unknown): string =>
  (Number(count) * text(value).length > longest ? fail('the text is too long') : text(value).repeat(Math.max(0, Number(count))));

const indent = (spaces: unknown, value: unknown): string => {
  const pad = repeat(spaces, ' ');
  return pad + text(value).replaceAll('\n', `\n${pad}`);
};

function trunc(count: unknown, value: unknown): string {
  const [length, whole] = [Number(count), text(value)];
  return length < 0 ? whole.slice(Math.max(0, whole.length + length)) : whole.slice(0, length);
}

const trimmed = (value: string, letters: string, ends: 'both' | 'left' | 'right'): string => {
  let [start, end] = [0, value.length];
  if (ends !== 'right') while (start < end && letters.includes(value[start] ?? '')) start++;
  if (ends !== 'left') while (end > start && letters.includes(value[end - 1] ?? '')) end--;
  return value.slice(start, end);
};

/** Regular expressions are RE2's; those of CEL take linear time. */
const pattern = cel.compile('text.matches(pattern)', { environment: cel.kubernetesEnvironment, variables: { text: cel.dynamic, pattern: cel.dynamic } });

function regexMatch(expression: unknown, value: unknown): boolean {
  if (!pattern.ok) throw new Error(pattern.message);
  const outcome = pattern.program.evaluate({ text: text(value), pattern: text(expression) }).value;
  return outcome instanceof cel.CelError ? fail(outcome.message) : outcome === true;
}

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(print) : [print(value)]);

function json(value: unknown, space?: number): string {
  const ordered = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(ordered);
    return isMap(part) ? Object.fromEntries(sortedKeys(part).map((key) => [key, ordered(part[key])])) : part;
  };
  return JSON.stringify(ordered(value ?? null), undefined, space);
}

function parsed(value: unknown): unknown {
  try {
    return JSON.parse(text(value)) as unknown;
  } catch {
    return undefined;
  }
}

const hash = (algorithm: string) => (value: unknown): string => createHash(algorithm).update(text(value)).digest('hex');

export const textFunctions: Functions = {
  toString: print,
  toStrings: strings,
  upper: (value) => text(value).toUpperCase(),
  lower: (value) => text(value).toLowerCase(),
  title: (value) => text(value).replace(/(^|\s)\S/g, (start) => start.toUpperCase()),
  untitle: (value) => text(value).replace(/(^|\s)\S/g, (start) => start.toLowerCase()),
  trim: (value) => text(value).trim(),
  trimAll: (letters, value) => trimmed(text(value), text(letters), 'both'),
  trimPrefix: (start, value) => (text(value).startsWith(text(start)) ? text(value).slice(text(start).length) : value),
  trimSuffix: (end, value) => (text(end) && text(value).endsWith(text(end)) ? text(value).slice(0, -text(end).length) : value),
  hasPrefix: (start, value) => text(value).startsWith(text(start)),
  hasSuffix: (end, value) => text(value).endsWith(text(end)),
  contains: (part, value) => text(value).includes(text(part)),
  replace: (old, by, value) => text(value).replaceAll(text(old), text(by)),
  repeat,
  substr: (start, end, value) => text(value).slice(Math.max(0, Number(start)), Number(end) < 0 ? undefined : Number(end)),
  trunc,
  nospace: (value) => text(value).replace(/\s+/g, ''),
  indent,
  nindent: (spaces, value) => `\n${indent(spaces, value)}`,
  quote: (...values) => values.filter((value) => value !== undefined && value !== null).map((value) => quoted(print(value))).join(' '),
  squote: (...values) => values.filter((value) => value !== undefined && value !== null).map((value) => `'${print(value)}'`).join(' '),
  cat: (...values) => values.filter((value) => value !== undefined && value !== null).map(print).join(' '),
  join: (separator, value) => strings(value).join(text(separator)),
  splitList: (separator, value) => text(value).split(text(separator)),
  split: (separator, value) => Object.fromEntries(text(value).split(text(separator)).map((part, i) => [`_${i}`, part])),
  sortAlpha: (value) => strings(value).sort(),
  regexMatch,
  kindOf, typeOf: kindOf,
  kindIs: (kind, value) => kindOf(value) === kind,
  toJson: (value) => json(value),
  toPrettyJson: (value) => json(value, 2),
  fromJson: parsed,
  b64enc: (value) => Buffer.from(text(value)).toString('base64'),
  b64dec: (value) => Buffer.from(text(value), 'base64').toString(),
  sha1sum: hash('sha1'), sha256sum: hash('sha256'),
  fail: (message) => fail(text(message)),
};
