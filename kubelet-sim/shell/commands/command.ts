/** The contract of a command. */
import type { Clock } from '../../../api';
import { FileFault, type Files } from '../files';
import type { LineInput, Streams } from '../io';

export interface CommandContext extends Streams {
  readonly name: string;
  readonly args: readonly string[];
  readonly files: Files;
  readonly hostname: string;
  readonly user: number;
  readonly group: number;
  readonly clock: Clock;
  /** What the container runs; absent: nobody knows. */
  readonly program?: readonly string[];
  readonly signal: AbortSignal;
  readonly folder: string;
  /** Of the command before. */
  readonly status: number;
  /** What is exported. */
  readonly environment: ReadonlyMap<string, string>;
  readonly lines: LineInput;
  /** An absolute path. */
  at(path: string): string;
  /** To be thrown when `signal` aborts. */
  interrupted(): Error;
  readonly shell: ShellAccess;
}

/** For what is built into the shell. */
export interface ShellAccess {
  set(name: string, value: string): void;
  export(name: string): void;
  unset(name: string): void;
  get(name: string): string | undefined;
  changeFolder(path: string): void;
  exit(code: number): never;
  leave(how: 'break' | 'continue'): never;
  /** A shell within; `args`: what it is called and given. */
  inner(text: string, args: readonly string[]): Promise<number>;
  /** In this very shell. */
  evaluate(text: string): Promise<number>;
  /** A command without a shell; undefined where there is none of the name. */
  execute(words: readonly string[], environment: ReadonlyMap<string, string>): Promise<number | undefined>;
}

export interface Command {
  readonly name: string;
  /** Known to the shell alone: no file of an image. */
  readonly isBuiltIn?: boolean;
  /** The exit code. */
  run(context: CommandContext): Promise<number> | number;
}

/** Tells of a fault as programs do. */
export function complain({ name, errors }: CommandContext, text: string): number {
  errors.write(`${name}: ${text}\n`);
  return 1;
}

/** Of several paths: those that fail are told of. */
export async function eachPath(context: CommandContext, paths: readonly string[], work: (path: string, given: string) => Promise<void> | void, label: (given: string, fault: string) => string = (given, fault) => `${given}: ${fault}`): Promise<number> {
  let code = 0;
  for (const given of paths) {
    try {
      await work(context.at(given), given);
    } catch (error) {
      if (!(error instanceof FileFault)) throw error;
      code = complain(context, label(given, error.message));
    }
  }
  return code;
}

/** `-la x` -> flags `l`, `a` and the operand `x`. */
export function flagsAndPaths(args: readonly string[]): { readonly flags: ReadonlySet<string>; readonly paths: readonly string[] } {
  const flags = new Set<string>();
  let at = 0;
  for (; at < args.length && /^-./.test(args[at]!) ; at++) {
    if (args[at] === '--') { at++; break; }
    for (const letter of args[at]!.slice(1)) flags.add(letter);
  }
  return { flags, paths: args.slice(at) };
}
