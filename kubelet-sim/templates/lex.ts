/** A template in pieces: texts, and the words of its actions. */
import { TemplateSyntaxError } from './syntax';

export type Token =
  | { readonly type: 'field' | 'variable' | 'word' | 'symbol'; readonly text: string; readonly spaced: boolean }
  | { readonly type: 'literal'; readonly value: string | number; readonly spaced: boolean };

export type Piece = { readonly text: string } | { readonly tokens: readonly Token[] };

/** Go's white space. */
const isBlank = (letter: string | undefined): boolean => letter === ' ' || letter === '\t' || letter === '\r' || letter === '\n';

/** Not a pattern: those look at a long row of blanks again and again. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isBlank(text[end - 1])) end--;
  return text.slice(0, end);
}

function trimStart(text: string): string {
  let start = 0;
  while (isBlank(text[start])) start++;
  return text.slice(start);
}

export function lex(template: string): Piece[] {
  const pieces: Piece[] = [];
  let trims = false;
  for (let at = 0; ;) {
    const open = template.indexOf('{{', at);
    const raw = template.slice(at, open < 0 ? undefined : open);
    const left = trims ? trimStart(raw) : raw;
    if (open < 0) return [...pieces, { text: left }];
    const trimsBefore = /^-[ \t\r\n]/.test(template.slice(open + 2, open + 4));
    pieces.push({ text: trimsBefore ? trimEnd(left) : left });
    const action = actionAt(template, open + (trimsBefore ? 3 : 2));
    if (action.tokens) pieces.push({ tokens: action.tokens });
    trims = action.trims;
    at = action.end;
  }
}

interface Action {
  /** None of a comment. */
  readonly tokens: readonly Token[] | undefined;
  readonly trims: boolean;
  readonly end: number;
}

const comment = /\s*\/\*[^]*?\*\/(\s+-)?\}\}/y;
const close = /(\s-)?\}\}/y;
const blank = /\s+/y;
const word = /[A-Za-z_]\w*/y;
const field = /\.([A-Za-z_]\w*)/y;
const variable = /\$\w*/y;
const number = /[+-]?(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)/y;
const symbol = /:=|[=|(),.]/y;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function actionAt(template: string, start: number): Action {
  const remark = matchAt(comment, template, start);
  if (remark) return { tokens: undefined, trims: remark[1] !== undefined, end: start + remark[0].length };
  const tokens: Token[] = [];
  let spaced = true;
  for (let at = start; at < template.length;) {
    const closed = matchAt(close, template, at);
    if (closed) return { tokens, trims: closed[1] !== undefined, end: at + closed[0].length };
    const space = matchAt(blank, template, at);
    if (space) {
      spaced = true;
      at += space[0].length;
      continue;
    }
    const { token, end } = tokenAt(template, at, spaced);
    tokens.push(token);
    spaced = false;
    at = end;
  }
  throw new TemplateSyntaxError('unclosed action');
}

function tokenAt(template: string, at: number, spaced: boolean): { token: Token; end: number } {
  const letter = template[at] ?? '';
  if (letter === '"' || letter === '`' || letter === "'") return quotedAt(template, at, letter, spaced);
  for (const [type, pattern] of [['field', field], ['variable', variable], ['word', word]] as const) {
    const found = matchAt(pattern, template, at);
    if (found) return { token: { type, text: found[1] ?? found[0], spaced }, end: at + found[0].length };
  }
  const digits = matchAt(number, template, at);
  if (digits) return { token: { type: 'literal', value: numberOf(digits[0]), spaced }, end: at + digits[0].length };
  const sign = matchAt(symbol, template, at);
  if (sign) return { token: { type: 'symbol', text: sign[0], spaced }, end: at + sign[0].length };
  throw new TemplateSyntaxError(`unexpected ${JSON.stringify(letter)} in operand`);
}

function numberOf(text: string): number {
  const digits = text.replace(/_/g, '');
  return digits.startsWith('-') ? -Number(digits.slice(1)) : Number(digits.replace('+', ''));
}

function quotedAt(template: string, start: number, quote: string, spaced: boolean): { token: Token; end: number } {
  const body = quote === '`' ? /`([^`]*)`/y : quote === '"' ? /"((?:[^"\\\n]|\\.)*)"/y : /'((?:[^'\\\n]|\\.)+)'/y;
  const found = matchAt(body, template, start);
  if (!found) throw new TemplateSyntaxError(quote === '`' ? 'unterminated raw quoted string' : quote === '"' ? 'unterminated quoted string' : 'unterminated character constant');
  const text = quote === '`' ? (found[1] ?? '') : unescaped(found[1] ?? '');
  return { token: { type: 'literal', value: quote === "'" ? (text.codePointAt(0) ?? 0) : text, spaced }, end: start + found[0].length };
}

const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', "'": "'", '"': '"' };

/** Go's escapes (https://go.dev/ref/spec#String_literals). */
const unescaped = (text: string): string =>
  text.replace(/\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{3}|[^])/g, (_, escape: string) => {
    const plain = escapes[escape];
    if (plain !== undefined) return plain;
    const code = /^[xuU]./.test(escape) ? parseInt(escape.slice(1), 16) : /^[0-7]{3}$/.test(escape) ? parseInt(escape, 8) : NaN;
    if (Number.isNaN(code) || code > 0x10ffff) throw new TemplateSyntaxError(`invalid escape \\${escape} in string`);
    return String.fromCodePoint(code);
  });
