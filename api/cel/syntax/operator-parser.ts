/** Operators and what follows a value: everything of the grammar down to primary expressions. */
import { operators, type Expr } from './ast';
import { call, literal, memberCall } from './build';
import type { Token } from './lexer';
import { balanced } from './logic';
import { expandBinding, expandMember } from './macros';
import { SyntaxFault, type TokenStream } from './token-stream';

const maxDepth = 250;
export const relations = new Set(['<', '<=', '>=', '>', '==', '!=', 'in']);
export const sums = new Set(['+', '-']);
export const products = new Set(['*', '/', '%']);

export abstract class OperatorParser {
  private depth = 0;

  /** `bindings`: whether `cel.bind` is known. */
  constructor(protected readonly tokens: TokenStream, private readonly bindings: boolean) {}

  protected abstract primary(): Expr;
  /** The arguments behind an opening parenthesis, and what is made of them. */
  protected abstract macro(open: Token, make: (args: readonly Expr[]) => Expr): Expr;

  start(): Expr {
    const expr = this.expr();
    this.tokens.expect('<EOF>');
    return expr;
  }

  protected expr(): Expr {
    return this.nested(() => {
      const condition = this.or();
      const op = this.tokens.take('?');
      if (!op) return condition;
      const whenTrue = this.or();
      this.tokens.expect(':');
      return call(op.at, operators.conditional, condition, whenTrue, this.expr());
    });
  }

  private nested<T>(parse: () => T): T {
    if (++this.depth > maxDepth) throw new SyntaxFault({ message: `expression recursion limit exceeded: ${maxDepth}` });
    const result = parse();
    this.depth--;
    return result;
  }

  private or(): Expr {
    return balanced(operators.or, ...this.separated('||', () => this.and()));
  }

  private and(): Expr {
    return balanced(operators.and, ...this.separated('&&', () => this.binary(relations, () => this.sum())));
  }

  private separated(kind: string, term: () => Expr): [Expr[], Token[]] {
    const terms = [term()];
    const ops: Token[] = [];
    for (let op = this.tokens.take(kind); op; op = this.tokens.take(kind)) {
      ops.push(op);
      terms.push(term());
    }
    return [terms, ops];
  }

  private sum(): Expr {
    return this.binary(sums, () => this.binary(products, () => this.unary()));
  }

  /** Left to right; every level of what comes out is a level of depth. */
  private binary(kinds: ReadonlySet<string>, operand: () => Expr): Expr {
    const before = this.depth;
    let left = operand();
    while (kinds.has(this.tokens.peek().kind)) {
      this.deeper();
      const op = this.tokens.next();
      left = call(op.at, operators[op.kind as '+'], left, operand());
    }
    this.depth = before;
    return left;
  }

  private deeper(): void {
    if (++this.depth > maxDepth) throw new SyntaxFault({ message: 'max recursion depth exceeded' });
  }

  private unary(): Expr {
    const op = this.tokens.peek();
    if (op.kind !== '!' && !(op.kind === '-' && !/^NUM_(INT|FLOAT)$/.test(this.tokens.peek(1).kind))) return this.member();
    let count = 0;
    for (; this.tokens.take(op.kind); count++);
    const operand = this.member();
    return count % 2 === 0 ? operand : call(op.at, op.kind === '!' ? operators.not : operators.negate, operand);
  }

  private member(): Expr {
    const before = this.depth;
    let expr = this.primary();
    for (;;) {
      const op = this.tokens.peek();
      if (op.kind === '.') expr = this.selection(expr);
      else if (op.kind === '[') expr = this.index(expr);
      else break;
      this.deeper();
    }
    this.depth = before;
    return expr;
  }

  private selection(operand: Expr): Expr {
    const dot = this.tokens.next();
    const optional = this.tokens.take('?');
    const name = this.fieldName(dot, optional !== undefined);
    const open = optional || name.kind === 'ESC_IDENTIFIER' ? undefined : this.tokens.take('(');
    if (open) return this.macro(open, (args) => expandMember(open.at, name.text, operand, args) ?? this.binding(open.at, name.text, operand, args) ?? memberCall(open.at, name.text, operand, ...args));
    const field = unquoted(name);
    return optional ? call(dot.at, operators.optSelect, operand, literal(name.at, field)) : { kind: 'select', at: dot.at, operand, field, testOnly: false };
  }

  private readonly binding = (...[at, fn, target, args]: Parameters<typeof expandBinding>): Expr | undefined => (this.bindings ? expandBinding(at, fn, target, args) : undefined);

  private fieldName(dot: Token, optional: boolean): Token {
    const name = this.tokens.peek();
    if (name.kind === 'IDENTIFIER' || name.kind === 'ESC_IDENTIFIER') return this.tokens.next();
    if (optional) {
      this.tokens.skipTo(['IDENTIFIER', 'ESC_IDENTIFIER']);
      return this.tokens.next();
    }
    // cel-go keeps its old message for keywords.
    if (['true', 'false', 'null'].includes(name.kind)) throw new SyntaxFault({ message: `Syntax error: mismatched input '${name.text}' expecting IDENTIFIER`, at: name.at });
    return this.tokens.noViableAlternative(dot);
  }

  private index(operand: Expr): Expr {
    const open = this.tokens.next();
    const optional = this.tokens.take('?');
    const index = this.expr();
    this.tokens.expect(']');
    return call(open.at, optional ? operators.optIndex : operators.index, operand, index);
  }
}

export const unquoted = ({ kind, text }: Token): string => (kind === 'ESC_IDENTIFIER' ? text.slice(1, -1) : text);
