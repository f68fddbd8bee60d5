/**
 * Parts of JSON as they were written: what is kept must come back as it came, and a value that has been parsed has lost the order of keys
 * that are numbers, digits beyond 2^53 and what `1.0` looked like. All texts here are valid JSON.
 */
import { badInput } from './faults';

export interface Member {
  readonly key: string;
  /** Where it begins, with its key, and where its value begins and ends. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** What is nested deeper may not be walked by whoever works with it. */
const deepest = 1000;

const [quote, backslash, comma, colon, openBrace, closeBrace, openBracket, closeBracket] = [0x22, 0x5c, 0x2c, 0x3a, 0x7b, 0x7d, 0x5b, 0x5d];

/** The members of the object that begins there, in order, also those that are there twice. Throws Refusal for what is nested too deep. */
export function* membersOf(text: string, begin = behindBlanks(text, 0)): Generator<Member> {
  let at = behindBlanks(text, begin + 1);
  while (text.charCodeAt(at) === quote) {
    const keyEnd = behindString(text, at);
    const from = behindBlanks(text, behindBlanks(text, keyEnd) + 1);
    const to = behindValue(text, from);
    yield { key: keyOf(text.slice(at, keyEnd)), at, from, to };
    const next = behindBlanks(text, to);
    if (text.charCodeAt(next) !== comma) return;
    at = behindBlanks(text, next + 1);
  }
}

/** Where the items of the list begin and end that begins there. */
export function* itemsOf(text: string, begin: number): Generator<{ readonly from: number; readonly to: number }> {
  let from = behindBlanks(text, begin + 1);
  while (text.charCodeAt(from) !== closeBracket) {
    const to = behindValue(text, from);
    yield { from, to };
    const next = behindBlanks(text, to);
    if (text.charCodeAt(next) !== comma) return;
    from = behindBlanks(text, next + 1);
  }
}

/** The text of a member's value; of one that is there twice the last, as JSON.parse has it. */
export function memberText(text: string, key: string): string | undefined {
  let found: string | undefined;
  for (const member of membersOf(text)) if (member.key === key) found = text.slice(member.from, member.to);
  return found;
}

/** The same object with other values of some members. */
export function withMembers(text: string, change: (key: string, value: string) => string): string {
  let result = '';
  let done = 0;
  for (const { key, from, to } of membersOf(text)) {
    const value = text.slice(from, to);
    const changed = change(key, value);
    if (changed === value) continue;
    result += text.slice(done, from) + changed;
    done = to;
  }
  return done === 0 ? text : result + text.slice(done);
}

/** The same value without the blanks between its parts. */
export function compact(text: string): string {
  // In strings a line end is written otherwise: without one nobody has set it out to be read.
  if (!/[\n\r\t]/.test(text)) return text;
  let result = '';
  for (let at = behindBlanks(text, 0); at < text.length; at = behindBlanks(text, at)) {
    const to = text.charCodeAt(at) === quote ? behindString(text, at) : behindBare(text, at);
    result += text.slice(at, to);
    at = to;
  }
  return result;
}

const keyOf = (written: string): string => (written.includes('\\') ? JSON.parse(written) as string : written.slice(1, -1));

function behindBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 0x20) at++;
  return at;
}

/** Behind the string that begins here. */
function behindString(text: string, from: number): number {
  for (let end = text.indexOf('"', from + 1); ; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) return end + 1;
  }
}

/** Behind what is neither a string nor a blank. */
function behindBare(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code > 0x20 && code !== quote; code = text.charCodeAt(at)) at++;
  return at;
}

function behindValue(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first === quote) return behindString(text, from);
  if (first !== openBrace && first !== openBracket) return behindScalar(text, from);
  let depth = 0;
  for (let at = from; ; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = behindString(text, at) - 1;
    else if (code === openBrace || code === openBracket) {
      if (++depth > deepest) throw badInput(`what is sent is nested deeper than ${deepest} levels`);
    } else if ((code === closeBrace || code === closeBracket) && --depth === 0) return at + 1;
  }
}

function behindScalar(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code > 0x20 && code !== comma && code !== colon && code !== closeBrace && code !== closeBracket; code = text.charCodeAt(at)) at++;
  return at;
}
