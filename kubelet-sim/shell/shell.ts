/** A small shell in a simulated container: runs what `syntax.ts` describes, with the commands of `commands/`. */
import type { Clock } from '../../api';
import { calculate } from './arithmetic';
import { commandNamed, type CommandContext } from './commands';
import { fieldsOf, isPattern, plainText, type Valued } from './fields';
import { resolvePath, type Files } from './files';
import { Collected, inputOf, lineInput, LineInput, type Streams } from './io';
import { Exit, Leave } from './leaving';
import { parameterOf } from './parameters';
import { parseScript } from './parse';
import { matching } from './pattern';
import { FileOutput, open, RedirectFault } from './redirect';
import { SyntaxFault, type Node, type Part, type Redirect, type Word } from './syntax';

/** What a container is to those who run in it. */
export interface Machine {
  readonly files: Files;
  readonly hostname: string;
  readonly user: number;
  readonly group: number;
  readonly clock: Clock;
  /** What it runs; absent: nobody knows. */
  readonly program?: readonly string[];
}

/** Ctrl-C, or nobody is there any more. */
export class Interrupted extends Error {}

const interruptedCode = 130;

/** A substitution or a subshell within one, and so on. */
const deepest = 50;

type Simple = Extract<Node, { type: 'simple' }>;

export class Shell {
  folder: string;
  status = 0;
  private readonly variables: Map<string, string>;
  private readonly exported: Set<string>;

  constructor(readonly machine: Machine, environment: ReadonlyMap<string, string>, folder: string, private readonly words: readonly string[] = ['sh'], private readonly depth = 0) {
    this.variables = new Map(environment);
    this.exported = new Set(environment.keys());
    this.folder = folder;
    this.variables.set('PWD', folder);
  }

  /** The exit code. Ends early when `signal` aborts. */
  async run(text: string, streams: Streams, signal: AbortSignal): Promise<number> {
    try {
      const tree = parseScript(text);
      await this.walk(tree, { ...streams, input: lineInput(streams.input) }, signal);
      return this.status;
    } catch (error) {
      if (error instanceof Exit) throw error;
      return (this.status = this.codeOf(error, streams));
    }
  }

  /** A whole program: `exit` ends it. */
  async program(text: string, streams: Streams, signal: AbortSignal): Promise<number> {
    try {
      return await this.run(text, streams, signal);
    } catch (error) {
      if (error instanceof Exit) return error.code;
      throw error;
    }
  }

  /** One of many: the exit code when it was the last one. */
  async step(text: string, streams: Streams, signal: AbortSignal): Promise<number | undefined> {
    try {
      await this.run(text, streams, signal);
      return undefined;
    } catch (error) {
      if (error instanceof Exit) return error.code;
      throw error;
    }
  }

  /** One command without a shell's syntax. Undefined: there is none of the name. */
  async execute(words: readonly string[], streams: Streams, signal: AbortSignal): Promise<number | undefined> {
    const command = commandNamed(words[0] ?? '');
    if (!command || command.isBuiltIn) return undefined;
    try {
      return await command.run(this.contextFor(words, { ...streams, input: lineInput(streams.input) }, signal));
    } catch (error) {
      return error instanceof Exit ? error.code : this.codeOf(error, streams);
    }
  }

  private codeOf(error: unknown, { errors }: Streams): number {
    if (error instanceof Interrupted) return interruptedCode;
    if (error instanceof Leave) return 0;
    if (!(error instanceof SyntaxFault)) throw error;
    errors.write(`sh: ${error.message}\n`);
    return 2;
  }

  private async walk(node: Node, streams: Streams, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw new Interrupted();
    switch (node.type) {
      case 'simple': return this.simple(node, streams, signal);
      case 'list':
        for (const each of node.nodes) await this.walk(each, streams, signal);
        return;
      case 'and': case 'or':
        await this.walk(node.left, streams, signal);
        if ((this.status === 0) === (node.type === 'and')) await this.walk(node.right, streams, signal);
        return;
      case 'pipe': return this.pipe(node, streams, signal);
      case 'subshell': this.status = await this.apart((shell) => shell.inside(node.body, streams, signal)); return;
      case 'if': return this.choose(node, streams, signal);
      case 'loop':
        await this.repeat(async () => {
          await this.walk(node.condition, streams, signal);
          return (this.status === 0) !== node.until;
        }, node.body, streams, signal);
        return;
      case 'for': {
        const values = (await this.expandAll(node.words, streams, signal)).values();
        await this.repeat(() => {
          const { value, done } = values.next();
          if (!done) this.set(node.name, value);
          return Promise.resolve(!done);
        }, node.body, streams, signal);
      }
    }
  }

  private async choose({ condition, then, otherwise }: Extract<Node, { type: 'if' }>, streams: Streams, signal: AbortSignal): Promise<void> {
    await this.walk(condition, streams, signal);
    if (this.status === 0) await this.walk(then, streams, signal);
    else if (otherwise) await this.walk(otherwise, streams, signal);
    else this.status = 0;
  }

  private async repeat(more: () => Promise<boolean>, body: Node, streams: Streams, signal: AbortSignal): Promise<void> {
    let status = 0;
    while (await more()) {
      // A loop without an end must leave room for everybody else.
      await new Promise<void>((resolve) => { setImmediate(resolve); });
      try {
        await this.walk(body, streams, signal);
      } catch (error) {
        if (!(error instanceof Leave)) throw error;
        if (error.how === 'break') break;
      }
      status = this.status;
    }
    this.status = status;
  }

  /** One after the other: each reads what the one before has written. */
  private async pipe({ commands, negated }: Extract<Node, { type: 'pipe' }>, streams: Streams, signal: AbortSignal): Promise<void> {
    let { input } = streams;
    for (const [i, command] of commands.entries()) {
      const output = i === commands.length - 1 ? streams.output : new Collected();
      const own = { ...streams, input, output };
      if (commands.length === 1) await this.walk(command, own, signal);
      else this.status = await this.apart((shell) => shell.inside(command, own, signal));
      if (output instanceof Collected) input = new LineInput(inputOf(output.bytes()));
    }
    if (negated) this.status = this.status === 0 ? 1 : 0;
  }

  private async inside(node: Node, streams: Streams, signal: AbortSignal): Promise<number> {
    try {
      await this.walk(node, streams, signal);
      return this.status;
    } catch (error) {
      if (error instanceof Exit) return error.code;
      throw error;
    }
  }

  /** In a shell of its own, whose variables and folder are forgotten. */
  private apart(work: (shell: Shell) => Promise<number>): Promise<number> {
    if (this.depth >= deepest) throw new SyntaxFault('too many shells within shells', false);
    const shell = new Shell(this.machine, this.variables, this.folder, this.words, this.depth + 1);
    shell.status = this.status;
    shell.exported.clear();
    for (const name of this.exported) shell.exported.add(name);
    return work(shell);
  }

  private async simple(node: Simple, streams: Streams, signal: AbortSignal): Promise<void> {
    const words = await this.expandAll(node.words, streams, signal);
    const assigned = new Map<string, string>();
    for (const { name, value } of node.assignments) assigned.set(name, await this.joined(value, streams, signal));
    const [name] = words;
    try {
      const own = await this.redirected(node.redirects, streams, signal);
      try {
        if (name === undefined) {
          for (const [key, value] of assigned) this.set(key, value);
          if (node.assignments.length) this.status = 0;
        } else this.status = await this.call(words, assigned, own.streams, signal);
      } finally {
        own.finish();
      }
    } catch (error) {
      if (!(error instanceof RedirectFault)) throw error;
      streams.errors.write(`sh: ${error.message}\n`);
      this.status = 1;
    }
  }

  private async call(words: readonly string[], assigned: ReadonlyMap<string, string>, streams: Streams, signal: AbortSignal): Promise<number> {
    const name = words[0] ?? '';
    const command = commandNamed(name);
    if (!command) {
      const path = resolvePath(this.folder, name);
      const found = name.includes('/') && (this.machine.files.isFile(path) || this.machine.files.isFolder(path));
      streams.errors.write(`sh: ${name}: ${found ? 'Permission denied' : 'not found'}\n`);
      return found ? 126 : 127;
    }
    const before = new Map([...assigned.keys()].map((key) => [key, this.variables.get(key)] as const));
    for (const [key, value] of assigned) this.variables.set(key, value);
    try {
      return await command.run(this.contextFor(words, streams, signal, new Set([...this.exported, ...assigned.keys()])));
    } finally {
      for (const [key, value] of before) {
        if (value === undefined) this.variables.delete(key);
        else this.variables.set(key, value);
      }
    }
  }

  private contextFor(words: readonly string[], streams: Streams, signal: AbortSignal, exported: ReadonlySet<string> = this.exported): CommandContext {
    const { machine } = this;
    return {
      ...machine, ...streams, signal, name: words[0] ?? '', args: words.slice(1), folder: this.folder, status: this.status,
      environment: new Map([...this.variables].filter(([name]) => exported.has(name))),
      lines: lineInput(streams.input),
      at: (path) => resolvePath(this.folder, path),
      interrupted: () => new Interrupted(),
      shell: {
        set: (name, value) => this.set(name, value),
        export: (name) => { this.exported.add(name); },
        unset: (name) => { this.variables.delete(name); this.exported.delete(name); },
        get: (name) => this.variables.get(name),
        changeFolder: (path) => { this.folder = path; this.variables.set('PWD', path); },
        exit: (code) => { throw new Exit(code); },
        leave: (how) => { throw new Leave(how); },
        inner: (text, args) => new Shell(machine, new Map([...this.variables].filter(([name]) => exported.has(name))), this.folder, args, this.depth + 1).guarded(text, streams, signal),
        evaluate: (text) => this.run(text, streams, signal),
        execute: (inner, environment) => new Shell(machine, environment, this.folder, this.words, this.depth + 1).execute(inner, streams, signal),
      },
    };
  }

  private async guarded(text: string, streams: Streams, signal: AbortSignal): Promise<number> {
    if (this.depth > deepest) {
      streams.errors.write('sh: too many shells within shells\n');
      return 2;
    }
    return this.program(text, streams, signal);
  }

  private set(name: string, value: string): void {
    this.variables.set(name, value);
  }

  private async redirected(redirects: readonly Redirect[], streams: Streams, signal: AbortSignal): Promise<Redirected> {
    let own = streams;
    const files: FileOutput[] = [];
        for (const redirect of redirects) {
      if (redirect.type === 'join') {
        own = redirect.from === 2 ? { ...own, errors: own.output } : { ...own, output: own.errors };
        continue;
      }
      const text = await this.joined(redirect.path, streams, signal);
      const path = resolvePath(this.folder, text);
      if (redirect.type === 'read') own = { ...own, input: new LineInput(inputOf(open(text, () => this.machine.files.read(path)))) };
      else {
        const target = new FileOutput(this.machine.files, path, text, redirect.type === 'append');
        files.push(target);
        own = redirect.from === 2 ? { ...own, errors: target } : { ...own, output: target };
      }
    }
    return { streams: own, finish: () => files.forEach((file) => file.flush()) };
  }

  private async expandAll(words: readonly Word[], streams: Streams, signal: AbortSignal): Promise<string[]> {
    const all: string[] = [];
    for (const word of words) all.push(...(await this.fields(word, streams, signal)));
    return all;
  }

  /** One word without splitting. */
  private async joined(word: Word, streams: Streams, signal: AbortSignal): Promise<string> {
    let text = '';
    for (const part of word) text += await this.value(part, streams, signal);
    return text;
  }

  /** What is not in quotes is split at blanks, and may mean several files. */
  private async fields(word: Word, streams: Streams, signal: AbortSignal): Promise<string[]> {
    const values: Valued[] = [];
    for (const part of word) values.push({ part, value: await this.value(part, streams, signal) });
    return fieldsOf(values).flatMap(({ text, pattern }) => (isPattern(pattern) ? matching(this.machine.files, this.folder, pattern, text) : [text]));
  }

  private async value(part: Part, streams: Streams, signal: AbortSignal): Promise<string> {
    if (part.type === 'text') return plainText(part, this.variables.get('HOME'));
    if (part.type === 'sum') return String(calculate(part.text.replace(/\$(\w+)/g, (_, name: string) => this.parameter(name) || '0'), (name) => this.parameter(name)));
    if (part.type === 'variable') return this.parameter(part.name) || (part.otherwise ?? '');
    const output = new Collected();
    this.status = await this.apart((shell) => shell.program(part.script, { ...streams, output }, signal));
    return output.text().replace(/\n+$/, '');
  }

  private parameter(name: string): string {
    return parameterOf(name, this.words, this.status) ?? this.variables.get(name) ?? '';
  }
}

interface Redirected {
  readonly streams: Streams;
  /** After the command. */
  readonly finish: () => void;
}
