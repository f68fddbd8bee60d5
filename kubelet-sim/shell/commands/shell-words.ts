/** What belongs to the shell itself. */
import { complain, type Command, type CommandContext } from './command';
import { test } from './test';

const builtIn = (name: string, run: Command['run']): Command => ({ name, isBuiltIn: true, run });

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', e: '\x1b', '\\': '\\' };

const unescaped = (text: string): string => text.replace(/\\(0[0-7]{0,3}|x[0-9a-fA-F]{1,2}|.)/g, (whole, escape: string) =>
  (escape.startsWith('0') ? String.fromCharCode(parseInt(escape, 8)) : /^x./.test(escape) ? String.fromCharCode(parseInt(escape.slice(1), 16)) : (escapes[escape] ?? whole)));

const echo: Command = {
  name: 'echo',
  run({ args, output }) {
    let at = 0;
    let flags = '';
    for (; /^-[neE]+$/.test(args[at] ?? ''); at++) flags += args[at]!;
    const text = args.slice(at).join(' ');
    output.write(`${flags.includes('e') ? unescaped(text) : text}${flags.includes('n') ? '' : '\n'}`);
    return 0;
  },
};

/** A few digits must not fill the memory. */
const widthOf = (digits: string): number => Math.min(Number(digits) || 0, 4096);

const printf: Command = {
  name: 'printf',
  run({ args: [format = '', ...values], output }) {
    const left = [...values];
    const once = (): string => unescaped(format).replace(/%([-0]?\d*)([sdi%])/g, (_, width: string, type: string) => {
      if (type === '%') return '%';
      const value = left.shift() ?? '';
      const text = type === 's' ? value : String(parseInt(value, 10) || 0);
      return width.startsWith('-') ? text.padEnd(widthOf(width.slice(1))) : text.padStart(widthOf(width), width.startsWith('0') ? '0' : ' ');
    });
    let text = once();
    // Again while there are values, and the format takes any.
    for (let before = values.length; left.length && left.length < before;) {
      before = left.length;
      text += once();
    }
    output.write(text);
    return 0;
  },
};

const cd = builtIn('cd', (context) => {
  const { args: [path = context.shell.get('HOME') ?? '/'], files, errors } = context;
  const place = context.at(path);
  if (!files.isFolder(place)) {
    errors.write(`sh: cd: can't cd to ${path}: ${files.isFile(place) ? 'Not a directory' : 'No such file or directory'}\n`);
    return 2;
  }
  context.shell.changeFolder(place);
  return 0;
});

const exit = builtIn('exit', ({ args: [code], status, shell, errors }) => {
  if (code === undefined) return shell.exit(status);
  if (!/^\d+$/.test(code)) {
    errors.write(`sh: exit: Illegal number: ${code}\n`);
    return shell.exit(2);
  }
  return shell.exit(Number(code) & 255);
});

function assign({ shell, args }: CommandContext, alsoExport: boolean): number {
  for (const arg of args) {
    const [, name = arg, value] = /^([^=]+)=([^]*)$/.exec(arg) ?? [];
    if (value !== undefined) shell.set(name, value);
    if (alsoExport && !arg.startsWith('-')) shell.export(name);
  }
  return 0;
}

const unset = builtIn('unset', ({ args, shell }) => {
  args.forEach((name) => shell.unset(name));
  return 0;
});

const read = builtIn('read', async ({ args, lines, shell }) => {
  const names = args.filter((arg) => !arg.startsWith('-'));
  const line = await lines.line();
  const words = (line ?? '').trim().split(/[ \t]+/);
  const wanted = names.length ? names : ['REPLY'];
  wanted.forEach((name, i) => shell.set(name, i === wanted.length - 1 ? words.slice(i).join(' ') : (words[i] ?? '')));
  return line === undefined ? 1 : 0;
});

/** `sh -c text name args…`, or what stands on its standard input. */
const shellNamed = (name: string): Command => ({
  name,
  async run(context) {
    const at = context.args.findIndex((arg) => !/^-[a-zA-Z]+$/.test(arg) || arg.includes('c'));
    const flag = context.args[at];
    if (flag?.startsWith('-')) {
      const [text, ...words] = context.args.slice(at + 1);
      if (text === undefined) return complain(context, '-c requires an argument') + 1;
      return context.shell.inner(text, words.length ? words : [name]);
    }
    if (flag !== undefined) {
      const path = context.at(flag);
      if (!context.files.isFile(path)) return complain(context, `can't open '${flag}': No such file or directory`) + 1;
      return context.shell.inner(context.files.read(path).toString(), context.args.slice(at));
    }
    let code = 0;
    for (let line = await context.lines.line(); line !== undefined; line = await context.lines.line()) code = await context.shell.evaluate(line);
    return code;
  },
});

const evaluate = builtIn('eval', ({ args, shell }) => shell.evaluate(args.join(' ')));

const execute = builtIn('exec', async (context) => {
  if (context.args.length === 0) return 0;
  const code = await context.shell.execute(context.args, context.environment);
  if (code !== undefined) return context.shell.exit(code);
  context.errors.write(`sh: exec: ${context.args[0]}: not found\n`);
  return context.shell.exit(127);
});

const silent = (name: string): Command => builtIn(name, () => 0);

export const shellWords: readonly Command[] = [
  echo, printf, cd, exit, unset, read, evaluate, execute, test, { ...test, name: '[' }, silent(':'), silent('set'), silent('trap'), silent('wait'), silent('umask'),
  builtIn('export', (context) => assign(context, true)), builtIn('local', (context) => assign(context, false)),
  builtIn('break', ({ shell }) => shell.leave('break')), builtIn('continue', ({ shell }) => shell.leave('continue')),
  shellNamed('sh'), shellNamed('bash'), shellNamed('ash'),
];
