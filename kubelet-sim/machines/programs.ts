/** What runs in a simulated container. */
import type { core } from '../../api';

type Container = Pick<core.Container, 'command' | 'args' | 'image'>;

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export const isShell = (program: string): boolean => /^(?:sh|bash|ash|dash)$/.test(baseName(program));

/** Its words; where nothing is said an image runs the program that it is called after, and arguments alone are that program's. */
export function programOf({ command = [], args = [], image = '' }: Container): readonly string[] {
  if (command.length || isShell(args[0] ?? '')) return [...command, ...args];
  const named = baseName(image.replace(/[@:][^/]*$/, ''));
  return named ? [named, ...args] : args;
}
