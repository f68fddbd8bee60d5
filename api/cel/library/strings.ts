/** Further string functions (cel-go ext/strings.go, version 2 as Kubernetes has it). Costs are those of Kubernetes (pkg/cel/library/cost.go). */
import { member, overload, type Cost, type Implementation, type Library, type Overload } from '../types/declarations';
import { dyn, int, listOf, string, type Type } from '../types/types';
import { ArrayList, elements } from '../values/collections';
import { fail } from '../values/errors';
import type { Int } from '../values/int';
import { sizeOf, traversal, traverseFirst } from '../values/sizes';
import { codePoints } from '../values/text';
import type { ListValue, Value } from '../values/values';
import { formatString } from './format-string';
import { traversalCost } from './traversal';

const outOfRange = (index: Int): never => fail(`index out of range: ${index}`);

function charAt(text: string, index: Int): string {
  const chars = codePoints(text);
  if (index < 0 || index > chars.length) return outOfRange(index);
  return chars[Number(index)] ?? '';
}

const startsAt = (chars: ArrayLike<string>, part: ArrayLike<string>, at: number): boolean => Array.from(part).every((char, i) => chars[at + i] === char);

function indexOf(text: string, part: string, offset: Int = 0): number {
  if (offset < 0) return outOfRange(offset);
  const chars = codePoints(text);
  if (part === '') return Math.min(Number(offset), chars.length);
  const wanted = codePoints(part);
  for (let i = Number(offset); i + wanted.length <= chars.length; i++) if (startsAt(chars, wanted, i)) return i;
  return -1;
}

function lastIndexOf(text: string, part: string, offset?: Int): number {
  const chars = codePoints(text);
  if (part === '') return offset === undefined ? chars.length : offset < 0 ? outOfRange(offset) : Math.min(Number(offset), chars.length);
  if (offset !== undefined && offset < 0) return outOfRange(offset);
  const wanted = codePoints(part);
  if (offset !== undefined && offset >= chars.length) return -1;
  for (let i = Math.min(Number(offset ?? chars.length), chars.length - wanted.length); i >= 0; i--) if (startsAt(chars, wanted, i)) return i;
  return -1;
}

function substring(text: string, start: Int, end?: Int): string {
  const chars = codePoints(text);
  const to = end ?? chars.length;
  if (end !== undefined && start > end) return fail(`invalid substring range. start: ${start}, end: ${end}`);
  if (start < 0 || start > chars.length) return outOfRange(start);
  if (to < 0 || to > chars.length) return outOfRange(to);
  return Array.from(chars).slice(Number(start), Number(to)).join('');
}

/** A negative limit is none; an empty part stands before every character and at the end (Go strings.Replace). */
function replace(text: string, old: string, by: string, limit: Int = -1): string {
  const most = limit < 0 ? Infinity : Number(limit);
  const pieces = old === '' ? ['', ...text] : text.split(old);
  const replaced = old === '' ? pieces.length : pieces.length - 1;
  const count = Math.min(most, replaced);
  if (old === '') return pieces.slice(1).map((char, i) => `${i < count ? by : ''}${char}`).join('') + (count === replaced ? by : '');
  return count === 0 ? text : [pieces.slice(0, count + 1).join(by), ...pieces.slice(count + 1)].join(old);
}

/** At most so many parts, the last one with the rest in it (Go strings.SplitN). */
function split(text: string, separator: string, limit: Int = -1): Value {
  const parts = separator === '' ? [...text] : text.split(separator);
  const most = Number(limit);
  if (most < 0 || most >= parts.length) return new ArrayList(parts);
  return new ArrayList(most === 0 ? [] : [...parts.slice(0, most - 1), parts.slice(most - 1).join(separator)]);
}

function join(list: ListValue, separator = ''): string {
  return Array.from(elements(list), (each) => (typeof each === 'string' ? each : fail(`join: invalid input: ${String(each)}`))).join(separator);
}

const escapes: Readonly<Record<string, string>> = { '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\\': '\\\\', '"': '\\"' };

 
const escaped = /[\x07\b\f\n\r\t\v\\"]/g;
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const wellFormed = (text: string): string => text.replace(loneSurrogate, '\ufffd');
const quote = (text: string): string => `"${wellFormed(text).replace(escaped, (char) => escapes[char] ?? char)}"`;

/** White space as Unicode and Go have it, U+0085 included. */
const trim = (text: string): string => text.replace(/^[\s\u0085]+|[\s\u0085]+$/gu, (space) => (space.includes('\ufeff') ? space.replace(/[^\ufeff]/gu, '') : ''));

const lower = (text: string): string => text.replace(/[A-Z]+/g, (part) => part.toLowerCase());
const upper = (text: string): string => text.replace(/[a-z]+/g, (part) => part.toUpperCase());

const twice = (args: readonly Value[]): number => traversal(sizeOf(args[0]), 2);
const ofResult: Cost = { ofResult: (result) => traversal(sizeOf(result), 2) };
const search = (args: readonly Value[]): number => traversalCost(args[0] as Value);

/** With and without its last argument. */
const optionalLast = (fn: string, id: string, args: readonly Type[], last: Type, result: Type, call: Implementation, cost: Cost): Overload[] =>
  [member(fn, id, args, result, call, cost), member(fn, `${id}_${last.name}`, [...args, last], result, call, cost)];

export const stringsLibrary: Library = {
  overloads: [
    member('charAt', 'string_char_at_int', [string, int], string, charAt),
    ...optionalLast('indexOf', 'string_index_of_string', [string, string], int, int, indexOf, search),
    ...optionalLast('lastIndexOf', 'string_last_index_of_string', [string, string], int, int, lastIndexOf, search),
    member('lowerAscii', 'string_lower_ascii', [string], string, lower, traverseFirst),
    member('upperAscii', 'string_upper_ascii', [string], string, upper, traverseFirst),
    ...optionalLast('replace', 'string_replace_string_string', [string, string, string], int, string, replace, twice),
    ...optionalLast('split', 'string_split_string', [string, string], int, listOf(string), split, twice),
    member('substring', 'string_substring_int', [string, int], string, substring, traverseFirst),
    member('substring', 'string_substring_int_int', [string, int, int], string, substring, traverseFirst),
    member('trim', 'string_trim', [string], string, trim, traverseFirst),
    ...optionalLast('join', 'list_join', [listOf(string)], string, string, join, ofResult),
    overload('strings.quote', 'strings_quote', [string], string, quote, traverseFirst),
    member('format', 'string_format', [string, listOf(dyn)], string, formatString, traverseFirst),
  ],
};
