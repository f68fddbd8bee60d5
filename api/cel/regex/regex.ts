/** RE2's regular expressions: no pattern and no text can make a match take more than linear time. */
import { fail } from '../values/errors';
import { Automaton } from './automaton';
import { RegexError } from './class-reader';
import { search, type Span } from './machine';
import { nativeSource, ways } from './native';
import { parseRegex } from './parse';
import type { Node } from './nodes';
import { compileRegex, type Instruction } from './program';

export { RegexError };

/** Steps that JavaScript's engine may take at worst. */
const affordable = 200_000;

export class Regex {
  private readonly node: Node;
  private program: readonly Instruction[] | undefined;
  private automaton: Automaton | null | undefined;
  private native: RegExp | undefined;
  private safeLength = -1;
  private unsafeLength = Infinity;

  /** Throws RegexError. */
  constructor(pattern: string) {
    this.node = parseRegex(pattern);
  }

  test(text: string): boolean {
    if (this.isAffordable(text)) return this.nativeFrom(0).test(text);
    if (this.automaton === undefined) this.automaton = Automaton.of(this.compiled()) ?? null;
    return this.automaton ? this.automaton.test(text) : search(this.compiled(), text, 0, true) !== undefined;
  }

  /** The leftmost match that begins at `from` or later. */
  match(text: string, from = 0): Span | undefined {
    if (!this.isAffordable(text)) return search(this.compiled(), text, from, false);
    const match = this.nativeFrom(from).exec(text);
    return match ? { start: match.index, end: match.index + match[0].length } : undefined;
  }

  /** All matches that do not overlap, at most `limit`. An empty one right behind another does not count (Go regexp FindAllString). */
  matches(text: string, limit: number): string[] {
    const found: string[] = [];
    let previous = -1;
    for (let from = 0; from <= text.length && found.length < limit;) {
      const span = this.match(text, from);
      if (!span) break;
      if (span.end > span.start || span.start !== previous) found.push(text.slice(span.start, span.end));
      previous = span.end;
      from = span.end > span.start ? span.end : span.end + ((text.codePointAt(span.end) ?? 0) > 0xffff ? 2 : 1);
    }
    return found;
  }

  private isAffordable(text: string): boolean {
    const { length } = text;
    if (length <= this.safeLength) return true;
    if (length >= this.unsafeLength) return false;
    const safe = ways(this.node, length) * (length + 1) <= affordable;
    if (safe) this.safeLength = length;
    else this.unsafeLength = length;
    return safe;
  }

  private nativeFrom(index: number): RegExp {
    const native = (this.native ??= new RegExp(nativeSource(this.node), 'gu'));
    native.lastIndex = index;
    return native;
  }

  private compiled(): readonly Instruction[] {
    return (this.program ??= compileRegex(this.node));
  }
}

const known = new Map<string, Regex>();
const maxKnown = 1000;

/** Compiled once; throws CelError. */
export function regex(pattern: string): Regex {
  const compiled = known.get(pattern);
  if (compiled) return compiled;
  if (known.size >= maxKnown) known.clear();
  try {
    const made = new Regex(pattern);
    known.set(pattern, made);
    return made;
  } catch (error) {
    return error instanceof RegexError ? fail(error.message) : raise(error);
  }
}

function raise(error: unknown): never {
  throw error;
}
