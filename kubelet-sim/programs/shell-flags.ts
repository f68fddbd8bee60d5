/** Flags of a shell, as it is called or as `set` changes them (POSIX.1-2024, XCU sh and set). */
import { Unforeseen } from './foretold';

export interface ShellFlags {
  /** Undefined: nothing is said of it. */
  readonly stopsAtFaults: boolean | undefined;
  /** `-c`. */
  readonly isCommand: boolean;
  readonly rest: readonly string[];
}

/** Without a meaning for what is foretold. */
const harmless = /^[uilb]$/;
const harmlessOptions: ReadonlySet<string | undefined> = new Set(['pipefail', 'nounset', 'posix']);

/** Throws Unforeseen. */
export function shellFlags(args: readonly string[]): ShellFlags {
  let stopsAtFaults: boolean | undefined;
  let isCommand = false;
  let at = 0;
  for (; /^[-+][a-zA-Z]+$/.test(args[at] ?? ''); at++) {
    const [sign = '', ...letters] = args[at]!;
    for (const letter of letters) {
      if (letter === 'c') isCommand = true;
      else if (letter === 'e') stopsAtFaults = sign === '-';
      else if (letter === 'o') {
        const option = args[++at];
        if (option === 'errexit') stopsAtFaults = sign === '-';
        else if (!harmlessOptions.has(option)) throw new Unforeseen();
      } else if (!harmless.test(letter)) throw new Unforeseen();
    }
  }
  return { stopsAtFaults, isCommand, rest: args.slice(args[at] === '--' ? at + 1 : at) };
}
