/** The grammar of Go's templates. */
import { lex, type Piece, type Token } from './lex';
import { TemplateSyntaxError, type Command, type Definitions, type Node, type Operand, type Pipeline } from './syntax';

/** Throws TemplateSyntaxError. `isFunction`: whether there is a function of that name. */
export const parse = (template: string, isFunction: (name: string) => boolean): Definitions => new Parser(lex(template), isFunction).whole();

type Keyword = 'if' | 'with' | 'range';

/** How a list of nodes ended. */
interface Listed {
  readonly nodes: readonly Node[];
  readonly end: 'end' | 'else' | 'eof';
  readonly rest: readonly Token[];
}

const maxDepth = 200;

class Parser {
  private at = 0;
  private depth = 0;
  private loops = 0;
  private readonly named = new Map<string, readonly Node[]>();
  /** Variables in sight. */
  private variables: string[] = ['$'];

  constructor(private readonly pieces: readonly Piece[], private readonly isFunction: (name: string) => boolean) {}

  whole(): Definitions {
    const { nodes, end } = this.list();
    if (end !== 'eof') throw new TemplateSyntaxError(`unexpected {{${end}}}`);
    return { body: nodes, named: this.named };
  }

  private list(): Listed {
    if (++this.depth > maxDepth) throw new TemplateSyntaxError('the template is nested too deeply');
    const nodes: Node[] = [];
    const ended = (end: Listed['end'], rest: readonly Token[] = []): Listed => {
      this.depth--;
      return { nodes, end, rest };
    };
    for (let piece = this.pieces[this.at++]; piece; piece = this.pieces[this.at++]) {
      if ('text' in piece) {
        if (piece.text) nodes.push({ type: 'text', text: piece.text });
        continue;
      }
      const [first, ...rest] = piece.tokens;
      if (!first) throw new TemplateSyntaxError('missing value for command');
      const keyword = first.type === 'word' ? first.text : '';
      if (keyword === 'end' || keyword === 'else') return ended(keyword, rest);
      nodes.push(...this.action(keyword, rest, piece.tokens));
    }
    return ended('eof');
  }

  private action(keyword: string, rest: readonly Token[], all: readonly Token[]): Node[] {
    switch (keyword) {
      case 'if': case 'with': case 'range': return [this.control(keyword, rest)];
      case 'define': this.define(nameOf(rest, 'define clause')); return [];
      case 'block': return [this.block(rest)];
      case 'template': return [{ type: 'template', name: nameOf(rest.slice(0, 1), 'template clause'), pipeline: rest.length > 1 ? this.pipeline(rest.slice(1)) : undefined }];
      case 'break': case 'continue':
        if (rest.length) throw new TemplateSyntaxError(`unexpected token in {{${keyword}}}`);
        if (this.loops === 0) throw new TemplateSyntaxError(`{{${keyword}}} outside {{range}}`);
        return [{ type: keyword }];
      default: return [{ type: 'action', pipeline: this.pipeline(all) }];
    }
  }

  /** Variables that are declared within are out of sight behind it. */
  private scoped<R>(work: () => R): R {
    const before = this.variables;
    this.variables = [...before];
    const result = work();
    this.variables = before;
    return result;
  }

  private control(type: Keyword, tokens: readonly Token[]): Node {
    return this.scoped(() => {
      const pipeline = this.pipeline(tokens, type);
      if (type === 'range') this.loops++;
      const body = this.list();
      if (type === 'range') this.loops--;
      return { type, pipeline, body: body.nodes, otherwise: this.otherwise(type, body) };
    });
  }

  private otherwise(type: Keyword, { end, rest }: Listed): readonly Node[] {
    if (end === 'eof') throw new TemplateSyntaxError('unexpected EOF');
    if (end === 'end') return [];
    const [keyword, ...condition] = rest;
    // `{{ else if }}`, and since Go 1.23 `{{ else with }}`.
    if (keyword?.type === 'word' && keyword.text === type && type !== 'range') return [this.control(type, condition)];
    if (keyword) throw new TemplateSyntaxError('unexpected token in {{else}}');
    const last = this.scoped(() => this.list());
    if (last.end !== 'end') throw new TemplateSyntaxError(last.end === 'else' ? 'expected end; found {{else}}' : 'unexpected EOF');
    return last.nodes;
  }

  private define(name: string): void {
    const before = this.variables;
    this.variables = ['$'];
    const { nodes, end } = this.list();
    this.variables = before;
    if (end !== 'end') throw new TemplateSyntaxError('unexpected EOF');
    this.named.set(name, nodes);
  }

  private block(rest: readonly Token[]): Node {
    const name = nameOf(rest.slice(0, 1), 'block clause');
    const pipeline = this.pipeline(rest.slice(1));
    this.define(name);
    return { type: 'template', name, pipeline };
  }

  private pipeline(tokens: readonly Token[], context?: Keyword): Pipeline {
    const parser = new PipelineParser(tokens, this.variables, this.isFunction);
    const pipeline = parser.whole(context === 'range');
    if (!pipeline.sets) this.variables.push(...pipeline.variables);
    return pipeline;
  }
}

function nameOf([token, ...rest]: readonly Token[], clause: string): string {
  if (token?.type !== 'literal' || typeof token.value !== 'string' || rest.length) throw new TemplateSyntaxError(`a name is missing in ${clause}`);
  return token.value;
}

const literals: Readonly<Record<string, unknown>> = { true: true, false: false, nil: null };

class PipelineParser {
  private at = 0;

  constructor(private readonly tokens: readonly Token[], private readonly variables: readonly string[], private readonly isFunction: (name: string) => boolean) {}

  whole(isRange: boolean): Pipeline {
    const { variables, sets } = this.declaration(isRange);
    const pipeline = { variables, sets, commands: this.commands() };
    if (this.at < this.tokens.length) throw this.unexpected();
    return pipeline;
  }

  private get next(): Token | undefined {
    return this.tokens[this.at];
  }

  private isSymbol(text: string, at = this.at): boolean {
    const token = this.tokens[at];
    return token?.type === 'symbol' && token.text === text;
  }

  private unexpected(): TemplateSyntaxError {
    const token = this.next;
    if (!token) return new TemplateSyntaxError('missing value for command');
    return new TemplateSyntaxError(`unexpected ${JSON.stringify(token.type === 'literal' ? token.value : token.text)} in operand`);
  }

  private declaration(isRange: boolean): { variables: string[]; sets: boolean } {
    const names: string[] = [];
    let at = 0;
    for (let token = this.tokens[at]; token?.type === 'variable'; token = this.tokens[at]) {
      names.push(token.text);
      at++;
      if (names.length === 1 && isRange && this.isSymbol(',', at)) at++;
      else break;
    }
    const declares = this.isSymbol(':=', at);
    if (names.length === 0 || (!declares && !this.isSymbol('=', at))) return { variables: [], sets: false };
    this.at = at + 1;
    if (!declares) names.forEach((name) => this.known(name));
    return { variables: names, sets: !declares };
  }

  private known(name: string): void {
    if (!this.variables.includes(name)) throw new TemplateSyntaxError(`undefined variable ${JSON.stringify(name)}`);
  }

  private commands(): Command[] {
    const commands = [this.command()];
    while (this.isSymbol('|')) {
      this.at++;
      commands.push(this.command());
    }
    return commands;
  }

  private command(): Command {
    const operands: Operand[] = [];
    while (this.next && !this.isSymbol('|') && !this.isSymbol(')')) {
      if (operands.length && !this.next.spaced) throw this.unexpected();
      operands.push(this.operand());
    }
    const [first, ...rest] = operands;
    if (!first) throw this.unexpected();
    if (first.type === 'literal' && (rest.length || first.value === null)) throw new TemplateSyntaxError(first.value === null ? 'nil is not a command' : "can't give argument to non-function");
    return [first, ...rest];
  }

  private operand(): Operand {
    const token = this.next;
    if (!token) throw this.unexpected();
    this.at++;
    switch (token.type) {
      case 'literal': return { type: 'literal', value: token.value };
      case 'field': return { type: 'dot', fields: [token.text, ...this.fields()] };
      case 'variable':
        this.known(token.text);
        return { type: 'variable', name: token.text, fields: this.fields() };
      case 'word': return this.named(token.text);
      default: return this.symbol(token.text);
    }
  }

  private named(name: string): Operand {
    if (Object.hasOwn(literals, name)) return { type: 'literal', value: literals[name] };
    if (!this.isFunction(name)) throw new TemplateSyntaxError(`function ${JSON.stringify(name)} not defined`);
    return { type: 'function', name, fields: this.fields() };
  }

  private symbol(text: string): Operand {
    if (text === '.') return { type: 'dot', fields: [] };
    if (text !== '(') {
      this.at--;
      throw this.unexpected();
    }
    const commands = this.commands();
    if (!this.isSymbol(')')) throw new TemplateSyntaxError('unclosed left paren');
    this.at++;
    return { type: 'pipeline', pipeline: { variables: [], sets: false, commands }, fields: this.fields() };
  }

  /** Those that follow without a space. */
  private fields(): string[] {
    const fields: string[] = [];
    for (let token = this.next; token?.type === 'field' && !token.spaced; token = this.next) {
      fields.push(token.text);
      this.at++;
    }
    return fields;
  }
}
