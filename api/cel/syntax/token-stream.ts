/** Reads tokens one by one, and says what was expected in the words of ANTLR's error strategy. */
import type { Token } from './lexer';
import type { CelIssue } from './source';

/** Parsing stops at the first syntax error. */
export class SyntaxFault {
  constructor(readonly issue: CelIssue) {}
}

const nameOf = (kind: string): string => (/^[A-Z_]{2,}$/.test(kind) || kind === '<EOF>' ? kind : `'${kind}'`);

export const expectation = (kinds: readonly string[]): string => (kinds.length === 1 ? nameOf(kinds[0] ?? '') : `{${kinds.map(nameOf).join(', ')}}`);

export class TokenStream {
  private position = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.position + ahead, this.tokens.length - 1)] as Token;
  }

  next(): Token {
    const token = this.peek();
    if (this.position < this.tokens.length - 1) this.position++;
    return token;
  }

  is(kind: string): boolean {
    return this.peek().kind === kind;
  }

  /** The token, if it is of this kind. */
  take(kind: string): Token | undefined {
    return this.is(kind) ? this.next() : undefined;
  }

  expect(kind: string, ...others: readonly string[]): Token {
    return this.take(kind) ?? this.unexpected([kind, ...others]);
  }

  /** What stands in the way of the expected token is extraneous when that one follows it. */
  unexpected(kinds: readonly string[]): never {
    const { text, at } = this.peek();
    const reason = kinds.includes(this.peek(1).kind) && !this.is('<EOF>') ? 'extraneous' : 'mismatched';
    throw new SyntaxFault({ message: `Syntax error: ${reason} input '${text}' expecting ${expectation(kinds)}`, at });
  }

  noViableAlternative(from: Token): never {
    const { text, at, kind } = this.peek();
    const input = kind === '<EOF>' ? from.text : `${from.text}${text}`;
    throw new SyntaxFault({ message: `Syntax error: no viable alternative at input '${input}'`, at });
  }
}
