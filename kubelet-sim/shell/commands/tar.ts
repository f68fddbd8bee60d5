/** `tar`, as far as `kubectl cp` and its users go: create, extract and list, from and to files and streams. */
import { above, FileFault, resolvePath, type Files } from '../files';
import { archiveOf, ArchiveFault, membersOf, type Member } from '../archive';
import { readAll } from '../io';
import { complain, eachPath, type Command, type CommandContext } from './command';

type Mode = 'c' | 'x' | 't';

interface Asked {
  readonly modes: readonly Mode[];
  /** `-`: standard input or output. */
  readonly archive: string;
  readonly folder: string;
  readonly isTold: boolean;
  readonly paths: readonly string[];
  /** What is not known here. */
  readonly unknown: string | undefined;
}

/** Without a meaning for files that have neither owners nor modes. */
const harmless = new Set(['m', 'p', 'o', 'h', 'k', '--no-same-permissions', '--no-same-owner', '--no-overwrite-dir']);

/** Letters with or without a dash; those that take a word take the next one. */
function read(args: readonly string[]): Asked {
  const modes: Mode[] = [];
  const paths: string[] = [];
  let [archive, folder, isTold, unknown] = ['-', '', false, undefined as string | undefined];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg.startsWith('--')) unknown ??= harmless.has(arg) ? undefined : arg;
    else if (at === 0 || (arg.startsWith('-') && arg !== '-')) {
      for (const letter of arg.replace(/^-/, '')) {
        if (letter === 'c' || letter === 'x' || letter === 't') modes.push(letter);
        else if (letter === 'f') archive = args[++at] ?? '-';
        else if (letter === 'C') folder = args[++at] ?? '';
        else if (letter === 'v') isTold = true;
        else if (!harmless.has(letter)) unknown ??= `-${letter}`;
      }
    } else paths.push(arg);
  }
  return { modes, archive, folder, isTold, paths, unknown };
}

/** Of a path; names in archives do not begin with a slash. */
const inside = (path: string): string => path.replace(/^(?:\.?\/)+/, '');

function collected(files: Files, path: string, name: string): Member[] {
  if (!files.isFolder(path)) return [{ path: name, type: 'file', content: files.read(path) }];
  const own: Member[] = name === '' ? [] : [{ path: `${name}/`, type: 'folder', content: Buffer.alloc(0) }];
  return [...own, ...files.list(path).flatMap((each) => collected(files, resolvePath(path, each), name === '' ? each : `${name}/${each}`))];
}

async function create(context: CommandContext, { archive, folder, paths, isTold }: Asked): Promise<number> {
  if (paths.length === 0) return complain(context, 'empty archive');
  const members: Member[] = [];
  if (paths.some((path) => path.startsWith('/'))) context.errors.write("tar: removing leading '/' from member names\n");
  const code = await eachPath(context, paths, (_, given) => {
    members.push(...collected(context.files, resolvePath(folder, given), inside(given).replace(/\/+$/, '').replace(/^\.$/, '')));
  });
  if (isTold) for (const { path } of members) context.errors.write(`${path}\n`);
  const bytes = archiveOf(members, context.clock.now());
  if (archive === '-') context.output.write(bytes);
  else context.files.write(context.at(archive), bytes);
  return code;
}

/** As systems have it. */
const longestPath = 4096;

function makeFolders(files: Files, path: string): void {
  if (files.isFolder(path)) return;
  makeFolders(files, above(path));
  files.makeFolder(path);
}

function put(files: Files, folder: string, { path, type, content }: Member): void {
  const name = inside(path);
  if (name.split('/').includes('..')) throw new FileFault("name contains '..'");
  if (name.length > longestPath) throw new FileFault('File name too long');
  if (type === 'other') throw new FileFault('neither a file nor a folder: not extracted here');
  const place = resolvePath(folder, name);
  if (type === 'folder') return makeFolders(files, place);
  makeFolders(files, above(place));
  files.write(place, content);
}

const isWanted = (paths: readonly string[], member: string): boolean =>
  paths.length === 0 || paths.map((path) => inside(path).replace(/\/+$/, '')).some((path) => inside(member).replace(/\/+$/, '') === path || inside(member).startsWith(`${path}/`));

async function extract(context: CommandContext, { modes: [mode], archive, folder, paths, isTold }: Asked): Promise<number> {
  const bytes = archive === '-' ? await readAll(context.input) : context.files.read(context.at(archive));
  let code = 0;
  for (const member of membersOf(bytes)) {
    if (!isWanted(paths, member.path)) continue;
    if (mode === 't' || isTold) context.output.write(`${member.path}\n`);
    if (mode === 't') continue;
    try {
      put(context.files, folder, member);
    } catch (error) {
      if (!(error instanceof FileFault)) throw error;
      code = complain(context, `can't open '${member.path}': ${error.message}`);
    }
  }
  return code;
}

export const tar: Command = {
  name: 'tar',
  async run(context) {
    const asked = read(context.args);
    if (asked.unknown !== undefined) return complain(context, `unrecognized option: ${asked.unknown} (of simulated containers, tar knows c, x, t, f, v, C)`);
    if (asked.modes.length !== 1) return complain(context, 'one of c, x, t is needed');
    const folder = asked.folder ? context.at(asked.folder) : context.folder;
    if (!context.files.isFolder(folder)) return complain(context, `can't change directory to '${asked.folder}': No such file or directory`);
    try {
      return await (asked.modes[0] === 'c' ? create : extract)(context, { ...asked, folder });
    } catch (error) {
      if (error instanceof FileFault) return complain(context, `can't open '${asked.archive}': ${error.message}`);
      if (error instanceof ArchiveFault) return complain(context, error.message);
      throw error;
    }
  },
};
