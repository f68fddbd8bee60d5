/** What is done with lines of text. */
import { cel } from '../../../api';
import { readAll } from '../io';
import { complain, eachPath, flagsAndPaths, type Command, type CommandContext } from './command';

/** Of the files, or of the standard input without any; the exit code tells whether all could be read. */
async function eachText(context: CommandContext, paths: readonly string[], work: (text: string, given: string | undefined, bytes: Buffer) => void): Promise<number> {
  if (paths.length === 0) {
    const bytes = await readAll(context.input);
    work(bytes.toString(), undefined, bytes);
    return 0;
  }
  return eachPath(context, paths, (path, given) => {
    const bytes = context.files.read(path);
    work(bytes.toString(), given, bytes);
  });
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/** Written together: a message for each line would be many. */
const joined = (lines: readonly (string | number)[]): string => lines.map((line) => `${line}\n`).join('');

/** `-n 5`, `-n5`, `-5`. */
function countAndPaths(args: readonly string[]): { readonly count: number; readonly paths: readonly string[] } {
  let count = 10;
  const paths: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const [, digits] = /^-n?(\d+)$/.exec(args[i]!) ?? [];
    if (args[i] === '-n') count = Number(args[++i]) || 0;
    else if (digits !== undefined) count = Number(digits);
    else if (!args[i]!.startsWith('-')) paths.push(args[i]!);
  }
  return { count, paths };
}

const part = (name: string, choose: (lines: string[], count: number) => string[]): Command => ({
  name,
  run(context) {
    const { count, paths } = countAndPaths(context.args);
    return eachText(context, paths, (text) => context.output.write(joined(choose(linesOf(text), count))));
  },
});

const grep: Command = {
  name: 'grep',
  async run(context) {
    const { flags, paths: [pattern, ...paths] } = flagsAndPaths(context.args);
    if (pattern === undefined) return complain(context, 'missing pattern') + 1;
    const matches = matcher(pattern, flags);
    if (!matches) return complain(context, `bad regex '${pattern}'`) + 1;
    let found = 0;
    const code = await eachText(context, paths, (text, given) => {
      const hits = linesOf(text).map((line, i) => ({ line, number: i + 1 })).filter(({ line }) => matches(line) !== flags.has('v'));
      found += hits.length;
      const label = paths.length > 1 ? `${given}:` : '';
      if (flags.has('q')) return;
      if (flags.has('c')) context.output.write(`${label}${hits.length}\n`);
      else context.output.write(joined(hits.map(({ line, number }) => `${label}${flags.has('n') ? `${number}:` : ''}${line}`)));
    });
    return code === 0 ? (found ? 0 : 1) : 2;
  },
};

/** Undefined: no regular expression. Matching takes linear time, whatever is asked. */
function matcher(pattern: string, flags: ReadonlySet<string>): ((line: string) => boolean) | undefined {
  if (flags.has('F')) {
    const fold = (text: string): string => (flags.has('i') ? text.toLowerCase() : text);
    return (line) => fold(line).includes(fold(pattern));
  }
  try {
    const compiled = cel.regex(`${flags.has('i') ? '(?i)' : ''}${pattern}`);
    return (line) => compiled.test(line);
  } catch (error) {
    if (error instanceof cel.CelError) return undefined;
    throw error;
  }
}

const wc: Command = {
  name: 'wc',
  run(context) {
    const { flags, paths } = flagsAndPaths(context.args);
    return eachText(context, paths, (text, given, bytes) => {
      const counts = [['l', text.split('\n').length - 1], ['w', text.split(/\s+/).filter(Boolean).length], ['c', bytes.length]] as const;
      const shown = counts.filter(([name]) => flags.size === 0 || flags.has(name));
      const numbers = shown.length === 1 ? String(shown[0]![1]) : shown.map(([, count]) => String(count).padStart(9)).join(' ');
      context.output.write(`${numbers}${given === undefined ? '' : ` ${given}`}\n`);
    });
  },
};

const sort: Command = {
  name: 'sort',
  async run(context) {
    const { flags, paths } = flagsAndPaths(context.args);
    const all: string[] = [];
    const code = await eachText(context, paths, (text) => { all.push(...linesOf(text)); });
    all.sort(flags.has('n') ? (a, b) => (parseFloat(a) || 0) - (parseFloat(b) || 0) : (a, b) => (a < b ? -1 : a > b ? 1 : 0));
    if (flags.has('r')) all.reverse();
    context.output.write(joined(flags.has('u') ? [...new Set(all)] : all));
    return code;
  },
};

const tee: Command = {
  name: 'tee',
  async run(context) {
    const { flags, paths } = flagsAndPaths(context.args);
    const bytes = await readAll(context.input);
    context.output.write(bytes);
    return eachPath(context, paths, (path) => context.files.write(path, bytes, flags.has('a')));
  },
};

const seq: Command = {
  name: 'seq',
  run(context) {
    const numbers = context.args.map(Number);
    if (numbers.some(Number.isNaN) || numbers.length < 1 || numbers.length > 3) return complain(context, 'invalid argument');
    const [first, step, last] = numbers.length === 1 ? [1, 1, numbers[0]!] : numbers.length === 2 ? [numbers[0]!, 1, numbers[1]!] : (numbers as [number, number, number]);
    if (step === 0 || (last - first) / step > 1_000_000) return complain(context, 'too many numbers');
    const all: number[] = [];
    for (let number = first; step > 0 ? number <= last : number >= last; number += step) all.push(number);
    context.output.write(joined(all));
    return 0;
  },
};

export const textCommands: readonly Command[] = [
  part('head', (lines, count) => lines.slice(0, count)), part('tail', (lines, count) => (count ? lines.slice(-count) : [])), grep, wc, sort, tee, seq,
];
