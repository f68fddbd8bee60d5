/** Tokens of CEL (cel-spec doc/langdef.md, cel-go parser/gen/CEL.g4), named as ANTLR names them in messages. */
import type { CelIssue } from './source';

export interface Token {
  /** A symbol or keyword stands for itself; the rest are the names of the grammar. */
  readonly kind: string;
  readonly text: string;
  readonly at: number;
}

const escape = String.raw`\\(?:[abfnrtv"'\\?${'`'}]|[0-3][0-7]{2}|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})`;
const quoted = (quote: string): string => `${quote}(?:${escape}|[^\\\\${quote}\\n\\r])*${quote}`;
const tripled = (quote: string): string => `${quote}{3}(?:${escape}|[^\\\\])*?${quote}{3}`;
const raw = (quote: string): string => `[rR](?:${quote}{3}[^]*?${quote}{3}|${quote}[^${quote}\\n\\r]*${quote})`;
const string = `(?:${tripled('"')}|${tripled("'")}|${quoted('"')}|${quoted("'")}|${raw('"')}|${raw("'")})`;

/** In the order in which they are tried; a longer one stands before what it begins with. */
const rules: readonly (readonly [string, string])[] = [
  ['', String.raw`[\t \r\n\f]+|//[^\n]*`],
  ['NUM_FLOAT', String.raw`\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?`],
  ['NUM_UINT', String.raw`0x[0-9a-fA-F]+[uU]|\d+[uU]`],
  ['NUM_INT', String.raw`0x[0-9a-fA-F]+|\d+`],
  ['BYTES', `[bB]${string}`],
  ['STRING', string],
  ['IDENTIFIER', String.raw`[A-Za-z_][A-Za-z0-9_]*`],
  ['ESC_IDENTIFIER', '`[A-Za-z0-9_.\\-/ ]+`'],
  ['SYMBOL', String.raw`==|!=|<=|>=|&&|\|\||[<>[\]{}().,\-!?:+*/%]`],
];

const pattern = new RegExp(rules.map(([, rule]) => `(${rule})`).join('|'), 'y');
const keywords = new Set(['in', 'true', 'false', 'null']);

export interface Lexed {
  readonly tokens: readonly Token[];
  readonly issues: readonly CelIssue[];
}

/** What is no token is reported and passed over, as ANTLR does. The last token is the end. */
export function lex(source: string): Lexed {
  const tokens: Token[] = [];
  const issues: CelIssue[] = [];
  for (let at = 0; at < source.length;) {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match) {
      const rule = match.findIndex((group, i) => i > 0 && group !== undefined) - 1;
      if (rule > 0) tokens.push({ kind: kindOf(rules[rule]?.[0] ?? '', match[0]), text: match[0], at });
      at += match[0].length;
    } else {
      const length = unrecognized(source, at);
      issues.push({ message: `Syntax error: token recognition error at: '${shown(source.slice(at, at + length))}'`, at });
      at += length;
    }
  }
  tokens.push({ kind: '<EOF>', text: '<EOF>', at: source.length });
  return { tokens, issues };
}

const kindOf = (rule: string, text: string): string => (rule === 'SYMBOL' || keywords.has(text) ? text : rule);

const shown = (text: string): string => text.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');

const partialEscape = String.raw`\\(?:[xX][0-9a-fA-F]?|u[0-9a-fA-F]{0,3}|U[0-9a-fA-F]{0,7}|[0-3][0-7]?)?`;
const begunString = (quote: string): string => `${quote}(?:${escape}|[^\\\\${quote}\\n\\r])*(?:${partialEscape})?`;
const begun = new RegExp(`(?:[bB])?(?:[rR]"[^"\\n\\r]*|[rR]'[^'\\n\\r]*|${begunString('"')}|${begunString("'")})|${'`'}[A-Za-z0-9_.\\-/ ]*|[&|=]|`, 'y');

/** How much ANTLR takes for one bad token: the longest beginning of a token, and the character that broke it. */
function unrecognized(source: string, at: number): number {
  begun.lastIndex = at;
  const length = begun.exec(source)?.[0].length ?? 0;
  return Math.min(source.length - at, length + String.fromCodePoint(source.codePointAt(at + length) ?? 32).length);
}
