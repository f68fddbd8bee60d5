/** CEL's grammar by recursive descent (cel-go parser/gen/CEL.g4, parser/parser.go). Macros are expanded on the way. */
import type { Element, Entry, Expr, FieldInit } from './ast';
import { call, ident, literal } from './build';
import { lex, type Token } from './lexer';
import { parseLiteral } from './literals';
import { expandGlobal, MacroError } from './macros';
import { OperatorParser, products, relations, sums, unquoted } from './operator-parser';
import type { CelIssue } from './source';
import { expressionStart, SyntaxFault, TokenStream } from './token-stream';
import { UnescapeError } from './unescape';

export type Parsed = { readonly expr: Expr } | { readonly issues: readonly CelIssue[] };

const maxCodePoints = 100_000;
const afterPrimary = new Set([...relations, ...sums, ...products, '&&', '||', '?', ':', ',', ')', ']', '}']);
const literals = new Set(['NUM_INT', 'NUM_UINT', 'NUM_FLOAT', 'STRING', 'BYTES', 'true', 'false', 'null']);
const primaryStart = expressionStart();

/** Names that the grammar keeps; they may still be fields. */
const reserved = new Set(['as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while']);

export interface ParseOptions {
  /** Whether `cel.bind` is known. */
  readonly bindings?: boolean;
}

export function parse(source: string, { bindings = false }: ParseOptions = {}): Parsed {
  const size = [...source].length;
  if (size > maxCodePoints) return { issues: [{ message: `expression code point size exceeds limit: size: ${size}, limit ${maxCodePoints}` }] };
  const { tokens, issues } = lex(source);
  const stream = new TokenStream(tokens);
  try {
    const expr = new Parser(stream, bindings).start();
    const all = [...issues, ...stream.issues];
    return all.length ? { issues: all } : { expr };
  } catch (fault) {
    if (fault instanceof SyntaxFault) return { issues: [...issues, ...stream.issues, fault.issue] };
    throw fault;
  }
}

class Parser extends OperatorParser {
  protected primary(): Expr {
    const token = this.tokens.peek();
    if (literals.has(token.kind) || token.kind === '-') return this.literal();
    if (token.kind === '(') return this.parenthesized();
    if (token.kind === '[') return this.list();
    if (token.kind === '{') return this.map();
    if (token.kind === 'IDENTIFIER' || token.kind === '.') return this.named();
    return this.missing(token);
  }

  /** Where an expression should be: what can follow one is left to be read as if there had been one. */
  private missing(token: Token): Expr {
    if (afterPrimary.has(token.kind) && !primaryStart.includes(this.tokens.peek(1).kind)) return this.faulty(token.at, this.tokens.mismatch(primaryStart));
    this.tokens.skipTo(primaryStart);
    return this.primary();
  }

  private literal(): Expr {
    const sign = this.tokens.take('-');
    const token = this.tokens.next();
    const at = sign?.at ?? token.at;
    try {
      return literal(at, parseLiteral(token.kind, `${sign?.text ?? ''}${token.text}`));
    } catch (error) {
      if (!(error instanceof UnescapeError)) throw error;
      return this.faulty(at, error.message);
    }
  }

  private faulty(at: number, message: string): Expr {
    this.tokens.issues.push({ message, at });
    return literal(at, null);
  }

  private parenthesized(): Expr {
    this.tokens.next();
    const expr = this.expr();
    this.tokens.expect(')');
    return expr;
  }

  private list(): Expr {
    const open = this.tokens.next();
    this.begin(expressionStart(']', ',', '?'));
    const elements = this.items(']', (): Element => {
      const optional = this.tokens.take('?') !== undefined;
      return { optional, value: this.expr() };
    });
    return { kind: 'list', at: open.at, elements };
  }

  private map(): Expr {
    const open = this.tokens.next();
    this.begin(expressionStart('}', ',', '?'));
    const entries = this.items('}', (): Entry => {
      const optional = this.tokens.take('?') !== undefined;
      const key = this.expr();
      const colon = this.tokens.expect(':');
      return { at: colon.at, key, value: this.expr(), optional };
    });
    return { kind: 'map', at: open.at, entries };
  }

  /** What may stand here is more than an expression. */
  private begin(expected: readonly string[]): void {
    if (!expected.includes(this.tokens.peek().kind)) this.tokens.skipTo(expected);
  }

  /** With commas between, and perhaps one behind. */
  private items<T>(close: string, item: () => T): T[] {
    const found: T[] = [];
    if (this.tokens.take(close)) return found;
    if (this.tokens.take(',')) {
      this.tokens.expect(close);
      return found;
    }
    do found.push(item()); while (this.tokens.take(',') && !this.tokens.is(close));
    this.tokens.expect(close, ',');
    return found;
  }

  private named(): Expr {
    const dot = this.tokens.take('.');
    const name = this.tokens.take('IDENTIFIER') ?? this.tokens.noViableAlternative(dot ?? this.tokens.peek());
    const message = this.messageName(dot, name);
    if (message !== undefined) return this.message(message);
    if (reserved.has(name.text)) return this.reservedName(name);
    const full = `${dot ? '.' : ''}${name.text}`;
    const open = this.tokens.take('(');
    if (!open) return ident(dot?.at ?? name.at, full);
    return this.macro(open, (args) => expandGlobal(open.at, full, args) ?? call(open.at, full, ...args));
  }

  private reservedName(name: Token): Expr {
    if (this.tokens.take('(')) this.args();
    return this.faulty(name.at, `reserved identifier: ${name.text}`);
  }

  /** `a.b.C{`: the name of a message, if that is what stands here. */
  private messageName(dot: Token | undefined, first: Token): string | undefined {
    let ahead = 0;
    while (this.tokens.peek(ahead).kind === '.' && this.tokens.peek(ahead + 1).kind === 'IDENTIFIER') ahead += 2;
    if (this.tokens.peek(ahead).kind !== '{') return undefined;
    let name = `${dot ? '.' : ''}${first.text}`;
    for (; ahead > 0; ahead--) name += this.tokens.next().text;
    return name;
  }

  private message(name: string): Expr {
    const open = this.tokens.next();
    const fields = this.items('}', (): FieldInit => {
      const optional = this.tokens.take('?') !== undefined;
      if (!this.tokens.is('IDENTIFIER') && !this.tokens.is('ESC_IDENTIFIER')) this.tokens.skipTo(['}', ',', '?', 'IDENTIFIER', 'ESC_IDENTIFIER'], ['IDENTIFIER', 'ESC_IDENTIFIER']);
      const field = this.tokens.next();
      const colon = this.tokens.expect(':');
      return { at: colon.at, field: unquoted(field), value: this.expr(), optional };
    });
    return { kind: 'struct', at: open.at, name, fields };
  }

  protected macro(open: Token, make: (args: readonly Expr[]) => Expr): Expr {
    const args = this.args();
    try {
      return make(args);
    } catch (error) {
      if (!(error instanceof MacroError)) throw error;
      return this.faulty(error.at || open.at, error.message);
    }
  }

  private args(): Expr[] {
    const args: Expr[] = [];
    this.begin(expressionStart(')'));
    if (this.tokens.take(')')) return args;
    do args.push(this.expr()); while (this.tokens.take(','));
    this.tokens.expect(')', ',');
    return args;
  }
}
