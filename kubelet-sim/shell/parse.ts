/** Words and operators -> a tree. */
import { lex, type Token } from './lex';
import { SyntaxFault, type Node, type Redirect, type Word } from './syntax';

/** Throws SyntaxFault. */
export function parseScript(text: string): Node {
  const parser = new Parser(lex(text));
  const node = parser.list([]);
  parser.end();
  return node;
}

/** Deeper than this nobody nests. */
const deepest = 100;

const redirections: Readonly<Record<string, (path: () => Word) => Redirect>> = {
  '<': (path) => ({ type: 'read', path: path() }),
  '>': (path) => ({ type: 'write', from: 1, path: path() }),
  '1>': (path) => ({ type: 'write', from: 1, path: path() }),
  '2>': (path) => ({ type: 'write', from: 2, path: path() }),
  '>>': (path) => ({ type: 'append', from: 1, path: path() }),
  '1>>': (path) => ({ type: 'append', from: 1, path: path() }),
  '2>>': (path) => ({ type: 'append', from: 2, path: path() }),
  '2>&1': () => ({ type: 'join', from: 2, to: 1 }),
  '1>&2': () => ({ type: 'join', from: 1, to: 2 }),
  '>&2': () => ({ type: 'join', from: 1, to: 2 }),
};

class Parser {
  private at = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  end(): void {
    if (this.at < this.tokens.length) this.unexpected();
  }

  /** Until one of the words, or a closing parenthesis. */
  list(ends: readonly string[]): Node {
    if (++this.depth > deepest) throw new SyntaxFault('syntax error: nested too deeply', false);
    const nodes: Node[] = [];
    for (;;) {
      while (this.isOperator('\n', ';')) this.at++;
      if (this.at >= this.tokens.length || this.isOperator(')') || ends.includes(this.keyword() ?? '')) break;
      nodes.push(this.chain());
      if (!this.isOperator('\n', ';', '&')) break;
      this.at++;
    }
    this.depth--;
    return nodes.length === 1 ? nodes[0]! : { type: 'list', nodes };
  }

  private chain(): Node {
    let left = this.pipe();
    while (this.isOperator('&&', '||')) {
      const type = this.take() === '&&' ? 'and' : 'or';
      this.skipLines();
      left = { type, left, right: this.pipe() };
    }
    return left;
  }

  private pipe(): Node {
    const negated = this.keyword() === '!';
    if (negated) this.at++;
    const commands = [this.command()];
    while (this.isOperator('|')) {
      this.at++;
      this.skipLines();
      commands.push(this.command());
    }
    return commands.length === 1 && !negated ? commands[0]! : { type: 'pipe', commands, negated };
  }

  private command(): Node {
    if (this.isOperator('(')) {
      this.at++;
      const body = this.list([]);
      if (!this.isOperator(')')) this.unexpected(')');
      this.at++;
      return { type: 'subshell', body };
    }
    const word = this.keyword();
    switch (word) {
      case '{': return this.between('{', '}');
      case 'if': return this.choice();
      case 'while': case 'until': {
        this.expect(word);
        const condition = this.list(['do']);
        return { type: 'loop', until: word === 'until', condition, body: this.between('do', 'done') };
      }
      case 'for': return this.each();
      default: return this.simple();
    }
  }

  private between(start: string, end: string): Node {
    this.expect(start);
    const body = this.list([end]);
    this.expect(end);
    return body;
  }

  /** At `if` or `elif`. */
  private choice(): Node {
    this.at++;
    const condition = this.list(['then']);
    this.expect('then');
    const then = this.list(['elif', 'else', 'fi']);
    const word = this.keyword();
    if (word === 'elif') return { type: 'if', condition, then, otherwise: this.choice() };
    const otherwise = word === 'else' ? this.otherwise() : undefined;
    this.expect('fi');
    return { type: 'if', condition, then, ...(otherwise && { otherwise }) };
  }

  private otherwise(): Node {
    this.at++;
    return this.list(['fi']);
  }

  private each(): Node {
    this.expect('for');
    const name = this.keyword();
    if (!name || !/^[A-Za-z_]\w*$/.test(name)) throw new SyntaxFault('syntax error: bad for loop variable', name === undefined && this.at >= this.tokens.length);
    this.at++;
    this.expect('in');
    const words: Word[] = [];
    for (let token = this.tokens[this.at]; token?.type === 'word'; token = this.tokens[++this.at]) words.push(token.word);
    while (this.isOperator('\n', ';')) this.at++;
    return { type: 'for', name, words, body: this.between('do', 'done') };
  }

  private simple(): Node {
    const assignments: { name: string; value: Word }[] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    for (let token = this.tokens[this.at]; token; token = this.tokens[this.at]) {
      if (token.type === 'operator') {
        const make = redirections[token.text];
        if (!make) break;
        this.at++;
        redirects.push(make(() => this.word()));
      } else {
        this.at++;
        const assignment = words.length ? undefined : assignmentIn(token.word);
        if (assignment) assignments.push(assignment);
        else words.push(token.word);
      }
    }
    if (!words.length && !assignments.length && !redirects.length) this.unexpected();
    return { type: 'simple', assignments, words, redirects };
  }

  private word(): Word {
    const token = this.tokens[this.at];
    if (token?.type !== 'word') return this.unexpected();
    this.at++;
    return token.word;
  }

  private take(): string {
    const token = this.tokens[this.at++];
    return token?.type === 'operator' ? token.text : '';
  }

  private skipLines(): void {
    while (this.isOperator('\n')) this.at++;
  }

  private isOperator(...texts: readonly string[]): boolean {
    const token = this.tokens[this.at];
    return token?.type === 'operator' && texts.includes(token.text);
  }

  /** The plain text of a word; undefined for anything else. */
  private keyword(): string | undefined {
    const token = this.tokens[this.at];
    if (token?.type !== 'word' || token.word.length !== 1) return undefined;
    const [part] = token.word;
    return part?.type === 'text' && !part.quoted ? part.text : undefined;
  }

  private expect(word: string): void {
    if (this.keyword() !== word) this.unexpected(word);
    this.at++;
  }

  private unexpected(wanted?: string): never {
    const token = this.tokens[this.at];
    const found = token === undefined ? 'end of file' : token.type === 'operator' ? (token.text === '\n' ? 'newline' : `"${token.text}"`) : this.keyword() ? `"${this.keyword()!}"` : 'word';
    throw new SyntaxFault(`syntax error: unexpected ${found}${wanted ? ` (expecting "${wanted}")` : ''}`, token === undefined);
  }
}

function assignmentIn([first, ...rest]: Word): { name: string; value: Word } | undefined {
  if (first?.type !== 'text' || first.quoted) return undefined;
  const [, name, value] = /^([A-Za-z_]\w*)=([^]*)$/.exec(first.text) ?? [];
  return name === undefined ? undefined : { name, value: value ? [{ ...first, text: value }, ...rest] : rest };
}
