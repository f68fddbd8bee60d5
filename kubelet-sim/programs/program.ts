/** How long the program of a container runs and how it ends, where its command and arguments tell (docs/pod-life.md). */
import { jobPods, type core } from '../../api';
import { expanded } from '../machines/expansion';
import { hostnameOf } from '../machines/fields';
import { foretellingOf } from './commands';
import { Exit, Leave } from '../shell/leaving';
import { knownEnvironment, type Container, type KnownEnvironment } from './environment';
import { Surroundings, TooLong, Unforeseen, type Course } from './foretold';
import { Interpreter } from './interpreter';

export interface Ending {
  /** Infinity: it runs until it is stopped. */
  readonly runTimeMs: number;
  readonly exitCode: number;
}

const endless: Ending = { runTimeMs: Infinity, exitCode: 0 };

/** Programs that take more are taken to run on. */
const mostSteps = 2000;

/** In the image of simulated jobs every program is there, and takes this long. */
const strangerMs = 1000;

/** What is known of programs, by all that it hangs on; the oldest are forgotten. */
const known = new Map<string, Ending | undefined>();
const mostKnown = 1024;
/** Longer ones, with their variables, are not told of. */
const longest = 32 * 1024;

/** Undefined: nobody can tell. */
export function endingOf(pod: core.Pod, container: Container): Ending | undefined {
  const { command, args } = container;
  const program = command?.length ? command : args;
  // Of most programs nobody can tell: that costs a look.
  if (!program?.length || !foretellingOf(program[0]!)) return undefined;
  const environment = knownEnvironment(pod, container);
  const key = keyOf(pod, container, environment);
  if (key.length > longest) return undefined;
  if (known.has(key)) return known.get(key);
  const ending = foretold(courseOf(pod, container, environment, 0, mostSteps, true));
  if (known.size >= mostKnown) known.delete(known.keys().next().value!);
  known.set(key, ending);
  return ending;
}

/** What the program does from its start on. Throws Unforeseen. */
export function tellingOf(pod: core.Pod, container: Container, startedAt: number, steps: number): Course {
  return courseOf(pod, container, knownEnvironment(pod, container), startedAt, steps, false);
}

const ofName = /hostname/i;

function keyOf(pod: core.Pod, { image, command = [], args = [], stdin, envFrom = [], env = [] }: Container, { values }: KnownEnvironment): string {
  const key = JSON.stringify([image === jobPods.slurmImage, command, args, stdin, envFrom.length > 0, env.map(({ name }) => [name, values.get(name)])]);
  return ofName.test(key) ? `${hostnameOf(pod)} ${key}` : key;
}

function* courseOf(pod: core.Pod, { image, command = [], args = [], stdin = false }: Container, { valueOf }: KnownEnvironment, startedAt: number, steps: number, asksForTheEnd: boolean): Course {
  const words = [...command, ...args].map((word) => expanded(word, valueOf));
  // It waits for somebody to say what to do.
  if (stdin && isShell.test(words[0] ?? '') && !words.some((word) => isCommand.test(word))) throw new Unforeseen();
  try {
    return yield* new Interpreter(new Surroundings(valueOf, hostnameOf(pod), startedAt, steps, asksForTheEnd, image === jobPods.slurmImage ? strangerMs : undefined)).execute(words);
  } catch (error) {
    if (error instanceof Exit) return error.code;
    throw error instanceof Leave ? new Unforeseen() : error;
  }
}

const isShell = /(?:^|\/)(?:sh|bash|ash|dash)$/;
const isCommand = /^-[a-z]*c$/;

function foretold(course: Course): Ending | undefined {
  let runTimeMs = 0;
  try {
    for (;;) {
      const { value, done } = course.next();
      if (done) return { runTimeMs, exitCode: value };
      if (value.type === 'waited') runTimeMs += value.ms;
      if (runTimeMs === Infinity) return endless;
    }
  } catch (error) {
    if (error instanceof TooLong) return runTimeMs > 0 ? endless : undefined;
    if (error instanceof Unforeseen) return undefined;
    throw error;
  }
}
