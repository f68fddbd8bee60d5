/** Reads RE2's syntax (Go regexp/syntax/parse.go). Faults are told in Go's words. */
import { complement, hex, perl, posixClass, property } from './classes';
import type { Node } from './nodes';

export class RegexError extends Error {
  constructor(reason: string, part: string) {
    super(`error parsing regexp: ${reason}: \`${part}\``);
  }
}

interface Flags { readonly fold: boolean; readonly multiline: boolean; readonly dotAll: boolean; readonly lazy: boolean }

const maxRepeat = 1000;
const maxDepth = 1000;
const empty: Node = { kind: 'empty' };

export function parseRegex(pattern: string): Node {
  return new RegexParser(pattern).start();
}

class RegexParser {
  private at = 0;
  private depth = 0;
  private readonly chars: readonly string[];
  private flags: Flags = { fold: false, multiline: false, dotAll: false, lazy: false };

  constructor(private readonly pattern: string) {
    this.chars = [...pattern];
  }

  start(): Node {
    const node = this.alternatives();
    if (this.at < this.chars.length) throw new RegexError('unexpected )', this.pattern);
    return node;
  }

  private rest(length: number): string {
    return this.chars.slice(this.at, this.at + length).join('');
  }

  private take(text: string): boolean {
    const found = this.rest(text.length) === text;
    if (found) this.at += text.length;
    return found;
  }

  private alternatives(): Node {
    if (++this.depth > maxDepth) throw new RegexError('expression nests too deeply', this.pattern);
    const options = [this.sequence()];
    while (this.take('|')) options.push(this.sequence());
    this.depth--;
    return options.length === 1 ? (options[0] as Node) : { kind: 'alternate', options };
  }

  private sequence(): Node {
    const parts: Node[] = [];
    while (this.at < this.chars.length && !/^[|)]/.test(this.rest(1))) {
      if (this.take('\\Q')) parts.push(...this.quoted());
      else parts.push(this.repeated(this.atom()));
    }
    return parts.length === 1 ? (parts[0] as Node) : parts.length ? { kind: 'concat', parts } : empty;
  }

  private quoted(): Node[] {
    const parts: Node[] = [];
    while (this.at < this.chars.length && !this.take('\\E')) parts.push(this.literal(this.chars[this.at++] as string));
    return parts;
  }

  private repeated(atom: Node): Node {
    let node = atom;
    let before: string | undefined;
    for (;;) {
      const from = this.at;
      const range = this.quantifier();
      if (!range) return node;
      const greedy = this.take('?') === this.flags.lazy;
      const text = this.chars.slice(from, this.at).join('');
      if (before !== undefined) throw new RegexError('invalid nested repetition operator', `${before}${text}`);
      before = text;
      node = { kind: 'repeat', inner: node, ...range, greedy };
      if (copies(node) > maxRepeat) throw new RegexError('invalid repeat count', text);
    }
  }

  private quantifier(): { readonly min: number; readonly max: number } | undefined {
    if (this.take('*')) return { min: 0, max: Infinity };
    if (this.take('+')) return { min: 1, max: Infinity };
    if (this.take('?')) return { min: 0, max: 1 };
    // A brace that counts nothing stands for itself.
    const [text, low, comma, high] = /^\{(\d+)(,(\d*))?\}/.exec(this.rest(16)) ?? [];
    if (text === undefined) return undefined;
    const min = Number(low);
    const max = comma === undefined ? min : high ? Number(high) : Infinity;
    if (min > maxRepeat || (max !== Infinity && max > maxRepeat) || max < min) throw new RegexError('invalid repeat count', text);
    this.at += text.length;
    return { min, max };
  }

  private atom(): Node {
    const char = this.chars[this.at] as string;
    if (char === '(') return this.group();
    if (char === '[') return this.set(this.charClass());
    if (char === '\\') return this.escaped();
    if ('*+?'.includes(char) || (char === '{' && /^\{\d+(,\d*)?\}/.test(this.rest(16)))) throw new RegexError('missing argument to repetition operator', char);
    this.at++;
    if (char === '.') return this.set(this.flags.dotAll ? '[^]' : '[^\\n]');
    if (char === '^') return { kind: 'assert', assertion: this.flags.multiline ? 'lineStart' : 'textStart' };
    if (char === '$') return { kind: 'assert', assertion: this.flags.multiline ? 'lineEnd' : 'textEnd' };
    return this.literal(char);
  }

  private set(source: string): Node {
    return { kind: 'set', source, fold: this.flags.fold };
  }

  private literal(char: string): Node {
    return this.set(`[${hex(char.codePointAt(0) ?? 0)}]`);
  }

  private group(): Node {
    const [text, flags, colon] = /^\(\?([imsU]*(?:-[imsU]+)?)([:)])/.exec(this.rest(24)) ?? [];
    const before = this.flags;
    if (text !== undefined) {
      if (text === '(?)') throw new RegexError('missing argument to repetition operator', '?');
      this.at += text.length;
      this.flags = withFlags(this.flags, flags ?? '');
      if (colon === ')') return empty;
    } else if (this.rest(2) === '(?') {
      this.groupName();
    } else {
      this.at++;
    }
    const node = this.alternatives();
    if (!this.take(')')) throw new RegexError('missing closing )', this.pattern);
    this.flags = before;
    return node;
  }

  private groupName(): void {
    const [text] = /^\(\?P?<[A-Za-z0-9_]+>/.exec(this.chars.slice(this.at).join('')) ?? [];
    if (text === undefined) throw new RegexError('invalid or unsupported Perl syntax', this.rest(3));
    this.at += text.length;
  }

  private escaped(): Node {
    const next = this.chars[this.at + 1];
    const assertions = { A: 'textStart', z: 'textEnd', b: 'word', B: 'notWord' } as const;
    if (next !== undefined && Object.hasOwn(assertions, next)) {
      this.at += 2;
      return { kind: 'assert', assertion: assertions[next as 'A'] };
    }
    return this.set(`[${this.namedClass() ?? hex(this.escape())}]`);
  }

  /** `\d`, `\pL`, `\p{Greek}` as parts of a class. */
  private namedClass(): string | undefined {
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
  private escape(): number {
    if (this.at + 1 >= this.chars.length) throw new RegexError('trailing backslash at end of expression', '');
    const [text, wide, short, octal, char = ''] = /^\\(?:x\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|([0-7]{1,3})|([^]))/u.exec(this.chars.slice(this.at, this.at + 12).join('')) ?? [];
    const named: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };
    const code = wide ?? short ? parseInt(wide ?? short ?? '', 16) : octal && (octal.startsWith('0') || octal.length > 1) ? parseInt(octal, 8) : named[char] ?? (/[^\w]/u.test(char) ? char.codePointAt(0) : undefined);
    if (text === undefined || code === undefined || code > 0x10ffff) throw new RegexError('invalid escape sequence', this.rest(2));
    this.at += [...text].length;
    return code;
  }

  private charClass(): string {
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

function withFlags(flags: Flags, text: string): Flags {
  const [on = '', off = ''] = text.split('-');
  const flag = (name: string, before: boolean): boolean => on.includes(name) || (before && !off.includes(name));
  return { fold: flag('i', flags.fold), multiline: flag('m', flags.multiline), dotAll: flag('s', flags.dotAll), lazy: flag('U', flags.lazy) };
}

/** How often the innermost part is written down once counts are spelled out. */
function copies(node: Node): number {
  switch (node.kind) {
    case 'repeat': return Math.max(1, node.max === Infinity ? node.min : node.max) * copies(node.inner);
    case 'concat': return Math.max(1, ...node.parts.map(copies));
    case 'alternate': return Math.max(1, ...node.options.map(copies));
    default: return 1;
  }
}
