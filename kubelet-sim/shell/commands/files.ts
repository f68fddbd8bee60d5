/** What is done with files and folders. */
import { FileFault, resolvePath } from '../files';
import { complain, eachPath, flagsAndPaths, type Command, type CommandContext } from './command';

const ls: Command = {
  name: 'ls',
  run(context) {
    const { flags, paths } = flagsAndPaths(context.args);
    const wanted = paths.length ? paths : ['.'];
    const long = (path: string, name: string): string => {
      const folder = context.files.isFolder(path);
      return `${folder ? 'drwxr-xr-x' : '-rw-r--r--'}    1 root     root     ${String(folder ? 4096 : context.files.read(path).length).padStart(9)} ${name}`;
    };
    return eachPath(context, wanted, (path, given) => {
      if (context.files.isFile(path) || flags.has('d')) {
        if (!context.files.isFolder(path)) context.files.read(path);
        context.output.write(`${flags.has('l') ? long(path, given) : given}\n`);
        return;
      }
      const names = context.files.list(path).filter((name) => flags.has('a') || flags.has('A') || !name.startsWith('.'));
      if (wanted.length > 1) context.output.write(`${given}:\n`);
      for (const name of names) context.output.write(`${flags.has('l') ? long(resolvePath(path, name), name) : name}\n`);
    });
  },
};

const cat: Command = {
  name: 'cat',
  async run(context) {
    const { paths } = flagsAndPaths(context.args.filter((arg) => arg !== '-'));
    if (paths.length) return eachPath(context, paths, (path) => context.output.write(context.files.read(path)), (given, fault) => (fault === 'Is a directory' ? 'read error: Is a directory' : `can't open '${given}': ${fault}`));
    for (let chunk = await context.input.read(); chunk; chunk = await context.input.read()) context.output.write(chunk);
    return 0;
  },
};

const makeFolder: Command = {
  name: 'mkdir',
  run(context) {
    const { flags, paths } = flagsAndPaths(context.args);
    return eachPath(context, paths, (path) => {
      if (!flags.has('p')) return context.files.makeFolder(path);
      let folder = '/';
      for (const part of path.split('/').filter(Boolean)) {
        folder = resolvePath(folder, part);
        if (!context.files.isFolder(folder)) context.files.makeFolder(folder);
      }
    }, (given, fault) => `can't create directory '${given}': ${fault}`);
  },
};

const remove: Command = {
  name: 'rm',
  run(context) {
    const { flags, paths } = flagsAndPaths(context.args);
    const deep = flags.has('r') || flags.has('R');
    return eachPath(context, paths, (path) => {
      if (context.files.isFolder(path)) {
        if (!deep) throw new FileFault('is a directory');
        return removeAll(context, path);
      }
      if (!flags.has('f') || context.files.isFile(path)) context.files.remove(path);
    }, (given, fault) => (fault === 'is a directory' ? `'${given}' is a directory` : `can't remove '${given}': ${fault}`));
  },
};

function removeAll(context: CommandContext, path: string): void {
  for (const name of context.files.list(path)) {
    const inner = resolvePath(path, name);
    if (context.files.isFolder(inner)) removeAll(context, inner);
    else context.files.remove(inner);
  }
  context.files.remove(path);
}

const touch: Command = {
  name: 'touch',
  run: (context) => eachPath(context, flagsAndPaths(context.args).paths, (path) => {
    if (!context.files.isFile(path) && !context.files.isFolder(path)) context.files.write(path, Buffer.alloc(0));
  }),
};

const copyTo = (name: string, after: (context: CommandContext, path: string) => void): Command => ({
  name,
  run(context) {
    const { paths } = flagsAndPaths(context.args);
    const target = paths.at(-1);
    if (target === undefined || paths.length < 2) return complain(context, 'missing file operand');
    const place = context.at(target);
    return eachPath(context, paths.slice(0, -1), (path, given) => {
      const content = context.files.read(path);
      context.files.write(context.files.isFolder(place) ? resolvePath(place, given.slice(given.lastIndexOf('/') + 1)) : place, content);
      after(context, path);
    }, (given, fault) => `can't stat '${given}': ${fault}`);
  },
});

export const fileCommands: readonly Command[] = [ls, cat, makeFolder, remove, touch, copyTo('cp', () => undefined), copyTo('mv', ({ files }, path) => files.remove(path))];
