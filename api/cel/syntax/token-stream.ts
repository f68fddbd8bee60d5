/** Reads tokens one by one, and says what was expected in the words of ANTLR's error strategy. */
import type { Token } from './lexer';
import type { CelIssue } from './source';

/** Parsing stops at the first syntax error. */
export class SyntaxFault {
  constructor(readonly issue: CelIssue) {}
}

/** In the order of the grammar, which messages list them in. */
const order = ['[', ']', '{', '}', '(', ')', '.', ',', '-', '!', '?', 'true', 'false', 'null', 'NUM_FLOAT', 'NUM_INT', 'NUM_UINT', 'STRING', 'BYTES', 'IDENTIFIER', 'ESC_IDENTIFIER'];

/** What an expression begins with, and what else may stand in its place. */
export const expressionStart = (...others: readonly string[]): readonly string[] =>
  order.filter((kind) => others.includes(kind) || ![']', '}', ')', ',', '?', 'ESC_IDENTIFIER'].includes(kind));

const nameOf = (kind: string): string => (/^[A-Z_]{2,}$/.test(kind) || kind === '<EOF>' ? kind : `'${kind}'`);

const expectation = (kinds: readonly string[]): string => (kinds.length === 1 ? nameOf(kinds[0] ?? '') : `{${kinds.map(nameOf).join(', ')}}`);

export class TokenStream {
  /** Faults that parsing went on after. */
  readonly issues: CelIssue[] = [];
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
    if (!this.is(kind)) this.skipTo([kind, ...others], [kind]);
    return this.next();
  }

  mismatch(expected: readonly string[], reason = 'mismatched'): string {
    return `Syntax error: ${reason} input '${this.peek().text}' expecting ${expectation(expected)}`;
  }

  /**
   * What stands in the way of something expected is passed over when that follows it; `wanted` are those of the expected
   * that parsing can go on with.
   */
  skipTo(expected: readonly string[], wanted: readonly string[] = expected): void {
    const extraneous = !this.is('<EOF>') && expected.includes(this.peek(1).kind);
    const issue = { message: this.mismatch(expected, extraneous ? 'extraneous' : 'mismatched'), at: this.peek().at };
    if (!extraneous || !wanted.includes(this.peek(1).kind)) throw new SyntaxFault(issue);
    this.issues.push(issue);
    this.next();
  }

  noViableAlternative(from: Token): never {
    const { text, at, kind } = this.peek();
    const input = kind === '<EOF>' ? from.text : `${from.text}${text}`;
    throw new SyntaxFault({ message: `Syntax error: no viable alternative at input '${input}'`, at });
  }
}
