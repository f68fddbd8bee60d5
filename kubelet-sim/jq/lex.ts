/** A query in words. */
import { JqSyntaxError } from './syntax';

export type Token =
  | { readonly type: 'symbol' | 'field' | 'variable' | 'word' | 'format'; readonly text: string; readonly at: number }
  | { readonly type: 'number'; readonly value: number; readonly at: number }
  /** Pieces of a string: plain ones, and what stands in `\(…)`. */
  | { readonly type: 'string'; readonly parts: readonly (string | { readonly query: string })[]; readonly at: number };

const patterns: readonly (readonly ['field' | 'variable' | 'word' | 'format' | 'symbol', RegExp])[] = [
  ['field', /\.([A-Za-z_]\w*)/y],
  ['variable', /\$([A-Za-z_]\w*)/y],
  ['word', /([A-Za-z_]\w*)/y],
  ['format', /(@[a-z0-9]+)/y],
  ['symbol', /(\?\/\/=?|\/\/=|\/\/|\|=|\+=|-=|\*=|\/=|%=|==|!=|<=|>=|\.\.|[.[\]{}()|,:;+\-*/%<>=?])/y],
];
const number = /\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?/y;
const blank = /(?:\s|#[^\n]*)+/y;

export function lex(query: string): Token[] {
  const tokens: Token[] = [];
  for (let at = skip(query, 0); at < query.length;) {
    const { token, end } = tokenAt(query, at);
    tokens.push(token);
    at = skip(query, end);
  }
  return tokens;
}

const skip = (query: string, at: number): number => at + (matchAt(blank, query, at)?.[0].length ?? 0);

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function tokenAt(query: string, at: number): { token: Token; end: number } {
  if (query[at] === '"') return stringAt(query, at);
  const digits = matchAt(number, query, at);
  if (digits) return { token: { type: 'number', value: Number(digits[0]), at }, end: at + digits[0].length };
  for (const [type, pattern] of patterns) {
    const found = matchAt(pattern, query, at);
    if (found) return { token: { type, text: found[1] ?? '', at }, end: at + found[0].length };
  }
  throw new JqSyntaxError(`unexpected token ${JSON.stringify(query[at])}`);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '/': '/', '\\': '\\', '"': '"' };

function stringAt(query: string, start: number): { token: Token; end: number } {
  const parts: (string | { query: string })[] = [];
  let plain = '';
  for (let at = start + 1; at < query.length; at++) {
    const letter = query[at] ?? '';
    if (letter === '"') return { token: { type: 'string', parts: plain ? [...parts, plain] : parts, at: start }, end: at + 1 };
    if (letter !== '\\') {
      plain += letter;
      continue;
    }
    const next = query[++at] ?? '';
    if (next === '(') {
      const end = closing(query, at);
      if (plain) parts.push(plain);
      parts.push({ query: query.slice(at + 1, end) });
      plain = '';
      at = end;
    } else if (next === 'u' && /^[0-9a-fA-F]{4}$/.test(query.slice(at + 1, at + 5))) {
      plain += String.fromCharCode(parseInt(query.slice(at + 1, at + 5), 16));
      at += 4;
    } else {
      const escaped = escapes[next];
      if (escaped === undefined) throw new JqSyntaxError(`invalid escape sequence "\\${next}" in string literal`);
      plain += escaped;
    }
  }
  throw new JqSyntaxError('unterminated string literal');
}

/** Where the parenthesis that opens at `open` closes. */
function closing(query: string, open: number): number {
  let depth = 0;
  for (let at = open; at < query.length; at++) {
    if (query[at] === '"') at = stringAt(query, at).end - 1;
    else if (query[at] === '(') depth++;
    else if (query[at] === ')' && --depth === 0) return at;
  }
  throw new JqSyntaxError('unterminated string literal');
}
