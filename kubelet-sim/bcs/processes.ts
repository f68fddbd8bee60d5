/** What runs in a simulated container, by the names that `killall` knows. */
import type { core } from '../../api';
import { baseName, isShell, programOf } from '../machines/programs';

/** A script that is one command: the shell becomes that (its `exec` is ordinary). */
const single = /^\s*(?:exec\s+)?([^\s;|&<>(){}$`'"=]+)(?:\s[^;|&\n]*)?$/;

export function processNames(container: Pick<core.Container, 'command' | 'args' | 'image'>): ReadonlySet<string> {
  const [program = '', flags = '', script = ''] = programOf(container);
  const name = baseName(program);
  const becomes = isShell(name) && /^-[a-z]*c$/.test(flags) ? single.exec(script)?.[1] : undefined;
  return new Set(becomes === undefined ? [name] : [name, baseName(becomes)]);
}
