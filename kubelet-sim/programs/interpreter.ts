/**
 * What a shell would do with a program, without doing it: time passes at once, and nothing outside is touched. Only what depends on nothing
 * but its words is foretold; everything else throws Unforeseen.
 */
import { calculate } from '../shell/arithmetic';
import { fieldsOf, isPattern, plainText, type Valued } from '../shell/fields';
import { Exit, Leave } from '../shell/leaving';
import { lex } from '../shell/lex';
import { parameterOf } from '../shell/parameters';
import { parseScript } from '../shell/parse';
import { SyntaxFault, type Node, type Part, type Redirect, type Word } from '../shell/syntax';
import { foretellingOf, type Teller } from './commands';
import { Unforeseen, type Course, type Happening, type Surroundings } from './foretold';

type Going = Generator<Happening, void>;
type Simple = Extract<Node, { type: 'simple' }>;

/** Shells within shells. */
const deepest = 20;

export class Interpreter implements Teller {
  status = 0;
  stopsAtFaults = false;

  /** `words`: what the shell is called and given. */
  constructor(readonly world: Surroundings, readonly variables: Map<string, string> = new Map(), private readonly words: readonly string[] = ['sh'], private readonly depth = 0) {
    if (depth > deepest) throw new Unforeseen();
  }

  *program(text: string): Course {
    try {
      yield* this.walk(parsed(text));
      return this.status;
    } catch (error) {
      if (error instanceof Exit) return error.code;
      if (error instanceof SyntaxFault || error instanceof Leave) throw new Unforeseen();
      throw error;
    }
  }

  *execute(words: readonly string[]): Course {
    this.world.step();
    const foretelling = foretellingOf(words[0] ?? '');
    return yield* foretelling ? foretelling(this, words) : this.world.stranger();
  }

  /** A shell within, that shares no variables. */
  inner(words: readonly string[] = this.words): Interpreter {
    const inner = new Interpreter(this.world, new Map(this.variables), words, this.depth + 1);
    inner.status = this.status;
    return inner;
  }

  /** `tested`: somebody asks how it ends, so that a fault is none (`set -e`). */
  private *walk(node: Node, tested = false): Going {
    switch (node.type) {
      case 'simple': yield* this.simple(node); break;
      case 'list':
        for (const each of node.nodes) yield* this.walk(each, tested);
        return;
      case 'and': case 'or':
        yield* this.walk(node.left, true);
        if ((this.status === 0) === (node.type === 'and')) yield* this.walk(node.right, tested);
        return;
      case 'pipe':
        if (node.commands.length > 1) throw new Unforeseen();
        yield* this.walk(node.commands[0]!, true);
        if (node.negated) this.status = this.status === 0 ? 1 : 0;
        return;
      case 'subshell': this.status = yield* this.inner().inside(node.body, this.stopsAtFaults); break;
      case 'if': yield* this.choose(node, tested); return;
      case 'loop': yield* this.loop(node, tested); return;
      case 'for': yield* this.each(node, tested); return;
    }
    if (this.stopsAtFaults && !tested && this.status !== 0) throw new Exit(this.status);
  }

  private *inside(body: Node, stopsAtFaults: boolean): Course {
    this.stopsAtFaults = stopsAtFaults;
    try {
      yield* this.walk(body);
      return this.status;
    } catch (error) {
      if (error instanceof Exit) return error.code;
      throw error;
    }
  }

  private *choose({ condition, then, otherwise }: Extract<Node, { type: 'if' }>, tested: boolean): Going {
    yield* this.walk(condition, true);
    if (this.status === 0) yield* this.walk(then, tested);
    else if (otherwise) yield* this.walk(otherwise, tested);
    else this.status = 0;
  }

  private *loop(node: Extract<Node, { type: 'loop' }>, tested: boolean): Going {
    const before = this.world.passed;
    let status = 0;
    for (;;) {
      yield* this.walk(node.condition, true);
      if ((this.status === 0) === node.until || !(yield* this.turn(node.body, tested))) break;
      status = this.status;
      if (this.world.asksForTheEnd && this.world.passed > before && !this.stopsAtFaults && hasNoEnd(node)) yield* this.world.wait(Infinity);
    }
    this.status = status;
  }

  /** False: it breaks the loop. */
  private *turn(body: Node, tested: boolean): Generator<Happening, boolean> {
    this.world.step();
    try {
      yield* this.walk(body, tested);
    } catch (error) {
      if (!(error instanceof Leave)) throw error;
      return error.how === 'continue';
    }
    return true;
  }

  private *each({ name, words, body }: Extract<Node, { type: 'for' }>, tested: boolean): Going {
    let status = 0;
    for (const value of yield* this.expandAll(words)) {
      this.variables.set(name, value);
      if (!(yield* this.turn(body, tested))) break;
      status = this.status;
    }
    this.status = status;
  }

  private *simple({ words, assignments, redirects }: Simple): Going {
    const expanded = yield* this.expandAll(words);
    const assigned: [string, string][] = [];
    for (const { name, value } of assignments) assigned.push([name, yield* this.joined(value)]);
    if (expanded.length === 0) {
      for (const [name, value] of assigned) this.variables.set(name, value);
      this.status = 0;
      return;
    }
    const teller = assigned.length ? this.inner() : this;
    for (const [name, value] of assigned) teller.variables.set(name, value);
    this.status = yield* rerouted(teller.execute(expanded), yield* this.routes(redirects));
  }

  /** Where what is said goes. */
  private *routes(redirects: readonly Redirect[]): Generator<Happening, Routes> {
    const routes: Record<1 | 2, Stream | undefined> = { 1: 'stdout', 2: 'stderr' };
    for (const redirect of redirects) {
      if (redirect.type === 'join') routes[redirect.from] = routes[redirect.to];
      else {
        if ((yield* this.joined(redirect.path)) !== '/dev/null') this.world.needFiles();
        if (redirect.type !== 'read') routes[redirect.from] = undefined;
      }
    }
    return { stdout: routes[1], stderr: routes[2] };
  }

  private *expandAll(words: readonly Word[]): Generator<Happening, string[]> {
    const all: string[] = [];
    for (const word of words) {
      const values: Valued[] = [];
      for (const part of word) values.push({ part, value: this.world.spend(yield* this.value(part)) });
      for (const { text, pattern } of fieldsOf(values)) {
        if (isPattern(pattern) || hasBraces(word)) this.world.needFiles();
        all.push(text);
      }
    }
    return all;
  }

  private *joined(word: Word): Generator<Happening, string> {
    let text = '';
    for (const part of word) text += this.world.spend(yield* this.value(part));
    return text;
  }

  private *value(part: Part): Generator<Happening, string> {
    if (part.type === 'text') return plainText(part, this.parameter('HOME'));
    if (part.type === 'variable') return this.parameter(part.name) || (part.otherwise ?? '');
    if (part.type === 'sum') return String(calculate(part.text.replace(/\$(\w+)/g, (_, name: string) => this.parameter(name) || '0'), (name) => this.parameter(name)));
    const heard: string[] = [];
    for (const course = this.inner().program(part.script); ;) {
      const { value, done } = course.next();
      if (done) break;
      if (value.type === 'said' && value.stream === 'stdout') heard.push(value.text);
      else yield value;
    }
    return heard.join('').replace(/\n+$/, '');
  }

  private parameter(name: string): string {
    return parameterOf(name, this.words, this.status) ?? this.variables.get(name) ?? this.world.valueOf(name) ?? '';
  }
}

type Stream = 'stdout' | 'stderr';
/** Undefined: nobody hears it. */
type Routes = Readonly<Record<Stream, Stream | undefined>>;

function* rerouted(course: Course, routes: Routes): Course {
  for (;;) {
    const { value, done } = course.next();
    if (done) return value;
    const stream = value.type === 'said' ? routes[value.stream] : undefined;
    if (value.type === 'waited') yield value;
    else if (stream) yield { ...value, stream };
  }
}

/** Throws SyntaxFault; Unforeseen for what runs beside the rest, of which the tree does not tell. */
function parsed(text: string): Node {
  if (lex(text).some((token) => token.type === 'operator' && token.text === '&')) throw new Unforeseen();
  return parseScript(text);
}

/** Some shells make several words of `{a,b}` and `{1..3}`. */
const hasBraces = (word: Word): boolean => word.some((part) => part.type === 'text' && !part.quoted && part.text.includes('{') && /,|\.\./.test(part.text));

/** `while true`, and nothing in it that leaves. */
const hasNoEnd = ({ condition, body, until }: Extract<Node, { type: 'loop' }>): boolean =>
  ['true', ':', 'false'].some((name) => (name === 'false') === until && isPlainly(condition, name)) && !leaves(body);

const isPlainly = (node: Node, name: string): boolean => node.type === 'simple' && node.words.length === 1 && firstWord(node) === name;

const firstWord = ({ words: [word] }: Simple): string | undefined => (word?.length === 1 && word[0]?.type === 'text' ? word[0].text : undefined);

const leaving = new Set(['break', 'exit', 'exec', 'set', 'eval', 'return', 'continue']);

function leaves(node: Node): boolean {
  switch (node.type) {
    case 'simple': return node.words.length > 0 && leaving.has(firstWord(node) ?? 'exit');
    case 'pipe': return node.commands.some(leaves);
    case 'and': case 'or': return leaves(node.left) || leaves(node.right);
    case 'list': return node.nodes.some(leaves);
    case 'subshell': return false;
    case 'if': return leaves(node.condition) || leaves(node.then) || (node.otherwise !== undefined && leaves(node.otherwise));
    case 'loop': return leaves(node.condition) || leaves(node.body);
    case 'for': return leaves(node.body);
  }
}
