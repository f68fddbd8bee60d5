/** What runs in a simulated container: its program, by the names that `killall` knows. */
import type { core } from '../../api';

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const isShell = /^(?:sh|bash|ash|dash)$/;

/** A script that is one command: the shell becomes that (its `exec` is ordinary). */
const single = /^\s*(?:exec\s+)?([^\s;|&<>(){}$`'"=]+)(?:\s[^;|&\n]*)?$/;

/** An image runs the program that it is called after, where nothing else is said. */
export function processNames({ command = [], args = [], image = '' }: Pick<core.Container, 'command' | 'args' | 'image'>): ReadonlySet<string> {
  const [program = ''] = command.length ? command : args.length && isShell.test(baseName(args[0]!)) ? args : [];
  if (!program) return new Set([baseName(image.replace(/[@:][^/]*$/, ''))]);
  const words = [...command, ...args];
  const name = baseName(program);
  const script = isShell.test(name) && /^-[a-z]*c$/.test(words[1] ?? '') ? single.exec(words[2] ?? '')?.[1] : undefined;
  return new Set(script === undefined ? [name] : [name, baseName(script)]);
}
