/** Which commands there are: what a small image has. */
import type { Command } from './command';
import { fileCommands } from './files';
import * as processes from './process';
import { shellWords } from './shell-words';
import { tar } from './tar';
import { textCommands } from './text';

export type { CommandContext } from './command';

const { env, printenv, hostname, pwd, whoami, id, ps, uname, pause, date, yes, no } = processes;

const commands = new Map([...shellWords, env, printenv, hostname, pwd, whoami, id, ps, uname, pause, date, yes, no, ...fileCommands, tar, ...textCommands].map((command): [string, Command] => [command.name, command]));

/** Where images have their programs. */
const folders = /^\/(?:usr\/(?:local\/)?)?s?bin\/(?=[^/]+$)/;

/** By name or by path. */
export function commandNamed(name: string): Command | undefined {
  const found = commands.get(name.replace(folders, ''));
  return found?.isBuiltIn && name.includes('/') ? undefined : found;
}

/** Of those that are files in an image. */
export const programNames: readonly string[] = [...commands.values()].filter(({ isBuiltIn }) => !isBuiltIn).map(({ name }) => name);
