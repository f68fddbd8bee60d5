/** Reads a pattern character by character, and classes of characters at once. */
import { complement, hex, perl, posixClass, property } from './classes';

export class RegexError extends Error {
  constructor(reason: string, part: string) {
    super(`error parsing regexp: ${reason}: \`${part}\``);
  }
}

export class ClassReader {
  protected at = 0;
  protected readonly chars: readonly string[];

  constructor(protected readonly pattern: string) {
    this.chars = [...pattern];
  }

  protected rest(length: number): string {
    return this.chars.slice(this.at, this.at + length).join('');
  }

  protected take(text: string): boolean {
    const found = this.rest(text.length) === text;
    if (found) this.at += text.length;
    return found;
  }

  /** `\d`, `\pL`, `\p{Greek}` as parts of a class. */
  protected namedClass(): string | undefined {
    const next = this.chars[this.at + 1] ?? '';
    const body = perl[next.toLowerCase()];
    if (body !== undefined) {
      this.at += 2;
      return next === next.toLowerCase() ? body : complement(body);
    }
    if (next !== 'p' && next !== 'P') return undefined;
    const [text, long, short] = /^\\[pP](?:\{(\^?\w+)\}|(\w))/.exec(this.rest(40)) ?? [];
    const source = text === undefined ? undefined : property(long ?? short ?? '', next === 'P');
    if (source === undefined) throw new RegexError('invalid character class range', text ?? this.rest(3));
    this.at += text?.length ?? 0;
    return source;
  }

  /** The code of `\x41`, `\n`, `\.` and such. */
  protected escape(): number {
    if (this.at + 1 >= this.chars.length) throw new RegexError('trailing backslash at end of expression', '');
    const [text, wide, short, octal, char = ''] = /^\\(?:x\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|([0-7]{1,3})|([^]))/u.exec(this.chars.slice(this.at, this.at + 12).join('')) ?? [];
    const named: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };
    const code = wide ?? short ? parseInt(wide ?? short ?? '', 16) : octal && (octal.startsWith('0') || octal.length > 1) ? parseInt(octal, 8) : named[char] ?? (/[^\w]/u.test(char) ? char.codePointAt(0) : undefined);
    if (text === undefined || code === undefined || code > 0x10ffff) throw new RegexError('invalid escape sequence', this.rest(2));
    this.at += [...text].length;
    return code;
  }

  protected charClass(): string {
    const from = this.at++;
    const negated = this.take('^');
    let body = '';
    for (let first = true; first || this.rest(1) !== ']'; first = false) {
      if (this.at >= this.chars.length) throw new RegexError('missing closing ]', this.chars.slice(from).join(''));
      body += this.classPart(from);
    }
    this.at++;
    return `[${negated ? '^' : ''}${body}]`;
  }

  private classPart(from: number): string {
    const [text, caret, name = ''] = /^\[:(\^?)(\w*):\]/.exec(this.rest(16)) ?? [];
    if (text !== undefined) return this.posix(text, name, caret === '^');
    if (this.rest(1) === '\\') {
      const named = this.namedClass();
      if (named !== undefined) return named;
    }
    const start = this.at;
    const low = this.classChar(from);
    if (this.rest(1) !== '-' || /^-\]?$/.test(this.rest(2))) return hex(low);
    this.at++;
    const high = this.classChar(from);
    if (high < low) throw new RegexError('invalid character class range', this.chars.slice(start, this.at).join(''));
    return `${hex(low)}-${hex(high)}`;
  }

  private posix(text: string, name: string, negated: boolean): string {
    const body = posixClass(name, negated);
    if (body === undefined) throw new RegexError('invalid character class range', text);
    this.at += text.length;
    return body;
  }

  private classChar(from: number): number {
    if (this.at >= this.chars.length) throw new RegexError('missing closing ]', this.chars.slice(from).join(''));
    return this.rest(1) === '\\' ? this.escape() : (this.chars[this.at++]?.codePointAt(0) ?? 0);
  }
}
