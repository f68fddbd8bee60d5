/** Reads RE2's syntax (Go regexp/syntax/parse.go). Faults are told in Go's words. */
import { ClassReader, RegexError } from './class-reader';
import { hex } from './classes';
import type { Node } from './nodes';

interface Flags { readonly fold: boolean; readonly multiline: boolean; readonly dotAll: boolean; readonly lazy: boolean }

const maxRepeat = 1000;
const maxDepth = 1000;
const empty: Node = { kind: 'empty' };

export function parseRegex(pattern: string): Node {
  return new RegexParser(pattern).start();
}

class RegexParser extends ClassReader {
  private depth = 0;
  private flags: Flags = { fold: false, multiline: false, dotAll: false, lazy: false };

  start(): Node {
    const node = this.alternatives();
    if (this.at < this.chars.length) throw new RegexError('unexpected )', this.pattern);
    return node;
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
