/** What commands would do. */
import { commandNamed, type CommandContext } from '../shell/commands';
import { sleepMs } from '../shell/commands/process';
import { inputOf, LineInput, type Output } from '../shell/io';
import { Exit, Leave } from '../shell/leaving';
import { Unforeseen, type Course, type Happening, type Surroundings } from './foretold';
import { shellFlags } from './shell-flags';

/** The shell that a command is called in. */
export interface Teller {
  status: number;
  stopsAtFaults: boolean;
  readonly world: Surroundings;
  readonly variables: Map<string, string>;
  program(text: string): Course;
  execute(words: readonly string[]): Course;
  inner(words: readonly string[]): Teller;
}

type Foretelling = (teller: Teller, words: readonly string[]) => Course;

/** Commands that touch nothing: what they do themselves is what they would do. */
const plain: ReadonlySet<string> = new Set(['echo', 'printf', 'true', 'false', ':', 'test', '[', 'seq', 'date', 'hostname', 'exit', 'export', 'unset', 'local', 'break', 'continue']);

function* pause({ world }: Teller, [, ...args]: readonly string[]): Course {
  const ms = sleepMs(args);
  if (typeof ms === 'string') {
    yield { type: 'said', stream: 'stderr', text: `sleep: ${ms}\n` };
    return 1;
  }
  yield* world.wait(ms);
  return 0;
}

/** `tail -f /dev/null`: nothing, for ever. */
function* tail({ world }: Teller, [, ...args]: readonly string[]): Course {
  const paths = args.filter((arg) => !arg.startsWith('-'));
  if (!args.some((arg) => /^-[fF]$/.test(arg)) || paths.length !== 1 || paths[0] !== '/dev/null') throw new Unforeseen();
  yield* world.wait(Infinity);
  return 0;
}

/** `sh -c text name args…`; a shell that is given nothing to do ends at once. */
function* shell(teller: Teller, [name = '', ...args]: readonly string[]): Course {
  const { stopsAtFaults, isCommand, rest } = shellFlags(args);
  if (!isCommand && rest.length) throw new Unforeseen();
  const [text = '', ...words] = rest;
  const inner = teller.inner(words.length ? words : [name]);
  inner.status = 0;
  inner.stopsAtFaults = stopsAtFaults ?? false;
  return yield* inner.program(text);
}

function* set(teller: Teller, [, ...args]: readonly string[]): Course {
  const { stopsAtFaults, isCommand, rest } = shellFlags(args);
  if (rest.length || isCommand) throw new Unforeseen();
  teller.stopsAtFaults = stopsAtFaults ?? teller.stopsAtFaults;
  yield* [];
  return 0;
}

function* execute(teller: Teller, [, ...words]: readonly string[]): Course {
  if (words.length === 0) throw new Unforeseen();
  throw new Exit(yield* teller.execute(words));
}

function* plainly(teller: Teller, words: readonly string[]): Course {
  const said: Happening[] = [];
  const hear = (stream: 'stdout' | 'stderr'): Output => ({ write: (data) => { said.push({ type: 'said', stream, text: teller.world.spend(data.toString()) }); } });
  const code = commandNamed(words[0] ?? '')?.run(contextFor(teller, words, hear('stdout'), hear('stderr')));
  if (typeof code !== 'number') throw new Unforeseen();
  yield* said;
  return code;
}

const special: Readonly<Partial<Record<string, Foretelling>>> = { sleep: pause, tail, sh: shell, bash: shell, ash: shell, dash: shell, set, exec: execute };

/** Undefined: nobody can tell what it does. */
export function foretellingOf(program: string): Foretelling | undefined {
  const name = program.replace(/^\/(?:usr\/(?:local\/)?)?s?bin\/(?=[^/]+$)/, '');
  return Object.hasOwn(special, name) ? special[name] : plain.has(name) ? plainly : undefined;
}

/** What is foretold is done without files, input and time. */
function contextFor({ world, variables, status }: Teller, words: readonly string[], output: Output, errors: Output): CommandContext {
  const nothing = inputOf(Buffer.alloc(0));
  const unforeseen = (): never => { throw new Unforeseen(); };
  return {
    name: words[0] ?? '', args: words.slice(1), status, output, errors, input: nothing, lines: new LineInput(nothing), hostname: world.hostname, user: 0, group: 0, folder: '/',
    clock: { now: () => world.now(), monotonic: unforeseen, after: unforeseen },
    signal: never, environment: variables, interrupted: unforeseen, at: unforeseen,
    get files() { return unforeseen(); },
    shell: {
      set: (name, value) => { variables.set(name, value); }, export: () => undefined, unset: (name) => { variables.set(name, ''); },
      get: (name) => variables.get(name) ?? world.valueOf(name), exit: (code) => { throw new Exit(code); }, leave: (how) => { throw new Leave(how); },
      changeFolder: unforeseen, inner: unforeseen, evaluate: unforeseen, execute: unforeseen,
    },
  };
}

const never = new AbortController().signal;
