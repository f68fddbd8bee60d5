/** The grammar of jq 1.7, without modules, labels and formats. */
import { lex, type Token } from './lex';
import { JqSyntaxError, type Node } from './syntax';

/** Deeper ones are nobody's work. */
const maxDepth = 200;

/** Throws JqSyntaxError. */
export const parse = (query: string, depth = 0): Node => new Parser(lex(query), depth).whole();

const identity: Node = { type: 'identity' };
const comparisons = ['==', '!=', '<', '<=', '>', '>='];
const assignments = ['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='];

class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly Token[], private depth: number) {}

  whole(): Node {
    const node = this.pipe();
    if (this.at < this.tokens.length) throw this.unexpected();
    return node;
  }

  private get next(): Token | undefined {
    return this.tokens[this.at];
  }

  private is(type: 'symbol' | 'word', ...texts: string[]): boolean {
    const token = this.next;
    return token?.type === type && texts.includes(token.text);
  }

  private accept(type: 'symbol' | 'word', text: string): boolean {
    const found = this.is(type, text);
    if (found) this.at++;
    return found;
  }

  private expect(type: 'symbol' | 'word', text: string): void {
    if (!this.accept(type, text)) throw this.unexpected();
  }

  private unexpected(): JqSyntaxError {
    const token = this.next;
    if (!token) return new JqSyntaxError('unexpected EOF');
    return new JqSyntaxError(`unexpected token ${JSON.stringify('text' in token ? token.text : token.type)}`);
  }

  private pipe(): Node {
    if (++this.depth > maxDepth) throw new JqSyntaxError('the query is nested too deeply');
    if (this.accept('word', 'def')) return this.leave(this.definition());
    const left = this.comma();
    return this.leave(this.is('word', 'as') ? this.bind(left) : this.accept('symbol', '|') ? { type: 'pipe', left, right: this.pipe() } : left);
  }

  private leave(node: Node): Node {
    this.depth--;
    return node;
  }

  private definition(): Node {
    const name = this.name('word');
    const params: string[] = [];
    if (this.accept('symbol', '(')) {
      do params.push(this.next?.type === 'variable' ? `$${this.name('variable')}` : this.name('word'));
      while (this.accept('symbol', ';'));
      this.expect('symbol', ')');
    }
    this.expect('symbol', ':');
    const body = this.pipe();
    this.expect('symbol', ';');
    return { type: 'def', name, params, body, rest: this.pipe() };
  }

  private name(type: 'word' | 'variable'): string {
    const token = this.next;
    if (token?.type !== type) throw this.unexpected();
    this.at++;
    return token.text;
  }

  private bind(source: Node): Node {
    const name = this.boundName();
    this.expect('symbol', '|');
    return { type: 'bind', source, name, body: this.pipe() };
  }

  private boundName(): string {
    this.expect('word', 'as');
    return this.name('variable');
  }

  private comma(): Node {
    let node = this.alternative();
    while (this.accept('symbol', ',')) node = { type: 'comma', left: node, right: this.alternative() };
    return node;
  }

  private alternative(): Node {
    const left = this.assignment();
    return this.accept('symbol', '//') ? { type: 'alternative', left, right: this.alternative() } : left;
  }

  private assignment(): Node {
    const left = this.either();
    const token = this.next;
    if (token?.type !== 'symbol' || !assignments.includes(token.text)) return left;
    this.at++;
    return { type: 'assign', operator: token.text, left, right: this.either() };
  }

  private either(): Node {
    let node = this.both();
    while (this.accept('word', 'or')) node = { type: 'or', left: node, right: this.both() };
    return node;
  }

  private both(): Node {
    let node = this.comparison();
    while (this.accept('word', 'and')) node = { type: 'and', left: node, right: this.comparison() };
    return node;
  }

  private comparison(): Node {
    const left = this.chain(['+', '-'], () => this.chain(['*', '/', '%'], () => this.postfix()));
    const token = this.next;
    if (token?.type !== 'symbol' || !comparisons.includes(token.text)) return left;
    this.at++;
    return { type: 'operation', operator: token.text, left, right: this.chain(['+', '-'], () => this.chain(['*', '/', '%'], () => this.postfix())) };
  }

  private chain(operators: readonly string[], operand: () => Node): Node {
    let node = operand();
    for (let token = this.next; token?.type === 'symbol' && operators.includes(token.text); token = this.next) {
      this.at++;
      node = { type: 'operation', operator: token.text, left: node, right: operand() };
    }
    return node;
  }

  private postfix(): Node {
    let node = this.term();
    for (;;) {
      const token = this.next;
      if (token?.type === 'field') {
        this.at++;
        node = member(node, token.text);
      } else if (this.accept('symbol', '?')) node = { type: 'try', body: node, otherwise: undefined };
      else if (this.is('symbol', '[')) node = this.bracket(node);
      else if (this.is('symbol', '.') && this.opensSuffix()) {
        this.at++;
        node = this.suffix(node);
      } else return node;
    }
  }

  /** `.["a"]`, `."a"` and (jq 1.7) `.[]` behind something. */
  private opensSuffix(): boolean {
    const after = this.tokens[this.at + 1];
    return after?.type === 'string' || (after?.type === 'symbol' && after.text === '[');
  }

  private suffix(of: Node): Node {
    const token = this.next;
    if (token?.type !== 'string') return this.bracket(of);
    this.at++;
    return { type: 'member', of, key: this.text(token.parts) };
  }

  private bracket(of: Node): Node {
    this.expect('symbol', '[');
    if (this.accept('symbol', ']')) return { type: 'each', of };
    if (this.accept('symbol', ':')) return this.sliced(of, undefined);
    const key = this.pipe();
    if (this.accept('symbol', ':')) return this.sliced(of, key);
    this.expect('symbol', ']');
    return { type: 'member', of, key };
  }

  private sliced(of: Node, from: Node | undefined): Node {
    const to = this.is('symbol', ']') ? undefined : this.pipe();
    this.expect('symbol', ']');
    return { type: 'slice', of, from, to };
  }

  private term(): Node {
    const token = this.next;
    if (!token) throw this.unexpected();
    this.at++;
    switch (token.type) {
      case 'number': return { type: 'literal', value: token.value };
      case 'string': return this.text(token.parts);
      case 'field': return member(identity, token.text);
      case 'variable': return { type: 'variable', name: token.text };
      case 'word': return this.word(token.text);
      case 'format': throw new JqSyntaxError(`${token.text} is not supported`);
      default: return this.symbol(token.text);
    }
  }

  private symbol(text: string): Node {
    if (text === '..') return { type: 'recurse' };
    if (text === '.') {
      this.at--;
      const isSuffix = this.opensSuffix();
      this.at++;
      return isSuffix ? this.suffix(identity) : identity;
    }
    if (text === '-') return { type: 'negate', body: this.postfix() };
    if (text === '{') return this.object();
    if (text === '(' || text === '[') {
      const close = text === '(' ? ')' : ']';
      if (text === '[' && this.accept('symbol', ']')) return { type: 'array', body: undefined };
      const body = this.pipe();
      this.expect('symbol', close);
      return text === '(' ? body : { type: 'array', body };
    }
    this.at--;
    throw this.unexpected();
  }

  private word(name: string): Node {
    switch (name) {
      case 'true': case 'false': return { type: 'literal', value: name === 'true' };
      case 'null': return { type: 'literal', value: null };
      case 'if': return this.condition();
      case 'try': return this.attempt();
      case 'reduce': return this.reduction();
      case 'foreach': case 'label': case 'import': case 'include': throw new JqSyntaxError(`${name} is not supported`);
      default: return { type: 'call', name, args: this.args() };
    }
  }

  private args(): Node[] {
    if (!this.accept('symbol', '(')) return [];
    const args = [this.pipe()];
    while (this.accept('symbol', ';')) args.push(this.pipe());
    this.expect('symbol', ')');
    return args;
  }

  private condition(): Node {
    const condition = this.pipe();
    this.expect('word', 'then');
    const then = this.pipe();
    if (this.accept('word', 'elif')) return { type: 'if', condition, then, otherwise: this.condition() };
    const otherwise = this.accept('word', 'else') ? this.pipe() : identity;
    this.expect('word', 'end');
    return { type: 'if', condition, then, otherwise };
  }

  private attempt(): Node {
    const body = this.postfix();
    return { type: 'try', body, otherwise: this.accept('word', 'catch') ? this.postfix() : undefined };
  }

  private reduction(): Node {
    const source = this.postfix();
    const name = this.boundName();
    this.expect('symbol', '(');
    const start = this.pipe();
    this.expect('symbol', ';');
    const update = this.pipe();
    this.expect('symbol', ')');
    return { type: 'reduce', source, name, start, update };
  }

  private object(): Node {
    const entries: { key: Node; value: Node }[] = [];
    while (!this.accept('symbol', '}')) {
      if (entries.length) this.expect('symbol', ',');
      entries.push(this.entry());
    }
    return { type: 'object', entries };
  }

  private entry(): { key: Node; value: Node } {
    const token = this.next;
    if (!token) throw this.unexpected();
    this.at++;
    if (token.type === 'variable') return { key: { type: 'literal', value: token.text }, value: { type: 'variable', name: token.text } };
    const key = this.entryKey(token);
    if (this.accept('symbol', ':')) return { key, value: this.entryValue() };
    if (token.type === 'symbol') throw this.unexpected();
    return { key, value: { type: 'member', of: identity, key } };
  }

  private entryKey(token: Token): Node {
    if (token.type === 'word') return { type: 'literal', value: token.text };
    if (token.type === 'string') return this.text(token.parts);
    if (token.type !== 'symbol' || token.text !== '(') {
      this.at--;
      throw this.unexpected();
    }
    const key = this.pipe();
    this.expect('symbol', ')');
    return key;
  }

  /** Up to the comma of the next entry. */
  private entryValue(): Node {
    let node = this.alternative();
    while (this.accept('symbol', '|')) node = { type: 'pipe', left: node, right: this.alternative() };
    return node;
  }

  private text(parts: readonly (string | { readonly query: string })[]): Node {
    if (parts.every((part) => typeof part === 'string')) return { type: 'literal', value: parts.join('') };
    return { type: 'text', parts: parts.map((part) => (typeof part === 'string' ? part : parse(part.query, this.depth + 1))) };
  }
}

const member = (of: Node, name: string): Node => ({ type: 'member', of, key: { type: 'literal', value: name } });
