/** Text -> words and operators. */
import { SyntaxFault, type Part, type Word } from './syntax';

export type Token = { readonly type: 'word'; readonly word: Word } | { readonly type: 'operator'; readonly text: string };

/** Longest first. A digit before a redirection is its descriptor. */
const operators = /(?:2>&1|1>&2|>&2|2>>|1>>|2>|1>|>>|>|<|&&|\|\||;;|;|&|\||\(|\)|\n)/y;
const nameStart = /[A-Za-z_]/;
const variable = /(?:[A-Za-z_]\w*|[0-9?#$@*!])/y;

export function lex(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (char === '#') {
      while (at < text.length && text[at] !== '\n') at++;
    } else if (char === ' ' || char === '\t' || char === '\r') at++;
    else if (text.startsWith('\\\n', at)) at += 2;
    else {
      const operator = matchAt(operators, text, at);
      if (operator) {
        tokens.push({ type: 'operator', text: operator });
        at += operator.length;
      } else {
        const reader = new WordReader(text, at);
        tokens.push({ type: 'word', word: reader.read() });
        at = reader.at;
      }
    }
  }
  return tokens;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

class WordReader {
  private readonly parts: Part[] = [];

  constructor(private readonly text: string, public at: number) {}

  read(): Word {
    while (this.at < this.text.length && !/[\s;&|<>()]/.test(this.text[this.at]!)) this.piece();
    return this.parts;
  }

  private piece(): void {
    const { text } = this;
    const char = text[this.at]!;
    if (char === "'") {
      const end = this.endOf("'", this.at + 1);
      this.add(text.slice(this.at + 1, end), true);
      this.at = end + 1;
    } else if (char === '"') this.quoted();
    else if (char === '\\') {
      if (text[this.at + 1] !== '\n') this.add(text[this.at + 1] ?? '\\', true);
      this.at += 2;
    } else if (char === '$' || char === '`') this.expansion(false);
    else {
      this.add(char, false);
      this.at++;
    }
  }

  private quoted(): void {
    this.at++;
    this.add('', true);
    while (this.text[this.at] !== '"') {
      const char = this.text[this.at];
      if (char === undefined) throw new SyntaxFault('syntax error: unterminated quoted string', true);
      if (char === '\\' && /["\\$`\n]/.test(this.text[this.at + 1] ?? '')) {
        if (this.text[this.at + 1] !== '\n') this.add(this.text[this.at + 1]!, true);
        this.at += 2;
      } else if (char === '$' || char === '`') this.expansion(true);
      else {
        this.add(char, true);
        this.at++;
      }
    }
    this.at++;
  }

  /** At `$` or a backquote. */
  private expansion(quoted: boolean): void {
    const { text, at } = this;
    if (text[at] === '`') {
      const end = this.endOf('`', at + 1);
      this.parts.push({ type: 'output', script: text.slice(at + 1, end), quoted });
      this.at = end + 1;
    } else if (text.startsWith('((', at + 1)) {
      const end = closing(text, at + 3);
      if (text[end + 1] !== ')') throw new SyntaxFault('syntax error: missing "))"', end + 1 >= text.length);
      this.parts.push({ type: 'sum', text: text.slice(at + 3, end), quoted });
      this.at = end + 2;
    } else if (text[at + 1] === '(') {
      const end = closing(text, at + 2);
      this.parts.push({ type: 'output', script: text.slice(at + 2, end), quoted });
      this.at = end + 1;
    } else if (text[at + 1] === '{') {
      const end = this.endOf('}', at + 2);
      this.parts.push(braced(text.slice(at + 2, end), quoted));
      this.at = end + 1;
    } else {
      const name = matchAt(variable, text, at + 1);
      if (name) this.parts.push({ type: 'variable', name, quoted });
      else this.add('$', quoted);
      this.at += 1 + (name?.length ?? 0);
    }
  }

  private endOf(char: string, from: number): number {
    const end = this.text.indexOf(char, from);
    if (end < 0) throw new SyntaxFault('syntax error: unterminated quoted string', true);
    return end;
  }

  private add(text: string, quoted: boolean): void {
    const last = this.parts.at(-1);
    if (last?.type === 'text' && last.quoted === quoted) this.parts[this.parts.length - 1] = { ...last, text: last.text + text };
    else this.parts.push({ type: 'text', text, quoted });
  }
}

function braced(text: string, quoted: boolean): Part {
  const [, name, otherwise] = /^(\w+|[?#$@*!])(?::?-([^]*))?$/.exec(text) ?? [];
  if (!name || (!nameStart.test(name) && name.length > 1 && !/^\d+$/.test(name))) throw new SyntaxFault('syntax error: bad substitution', false);
  return { type: 'variable', name, quoted, ...(otherwise !== undefined && { otherwise }) };
}

/** Where the `)` stands that ends what began before `from`. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === "'") at = endOfQuote(text, at);
    else if (char === '(') depth++;
    else if (char === ')' && --depth === 0) return at;
  }
  throw new SyntaxFault('syntax error: unexpected end of file (expecting ")")', true);
}

function endOfQuote(text: string, at: number): number {
  const end = text.indexOf("'", at + 1);
  return end < 0 ? text.length : end;
}
