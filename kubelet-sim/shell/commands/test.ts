/** `test` and `[`. */
import { complain, type Command, type CommandContext } from './command';

const binary: Readonly<Record<string, (left: string, right: string) => boolean>> = {
  '=': (left, right) => left === right, '==': (left, right) => left === right, '!=': (left, right) => left !== right,
  '-eq': (left, right) => Number(left) === Number(right), '-ne': (left, right) => Number(left) !== Number(right),
  '-lt': (left, right) => Number(left) < Number(right), '-le': (left, right) => Number(left) <= Number(right),
  '-gt': (left, right) => Number(left) > Number(right), '-ge': (left, right) => Number(left) >= Number(right),
};

const unary: Readonly<Record<string, (operand: string, context: CommandContext) => boolean>> = {
  '-n': (text) => text !== '', '-z': (text) => text === '',
  '-e': (path, { files, at }) => files.isFile(at(path)) || files.isFolder(at(path)),
  '-f': (path, { files, at }) => files.isFile(at(path)),
  '-d': (path, { files, at }) => files.isFolder(at(path)),
  '-r': (path, { files, at }) => files.isFile(at(path)) || files.isFolder(at(path)),
  '-s': (path, { files, at }) => files.isFile(at(path)) && files.read(at(path)).length > 0,
};

/** Undefined: it makes no sense. */
function judge(words: readonly string[], context: CommandContext): boolean | undefined {
  const or = words.lastIndexOf('-o');
  if (or > 0 && words.length > 3) return judge(words.slice(0, or), context) || judge(words.slice(or + 1), context);
  const and = words.lastIndexOf('-a');
  if (and > 0 && words.length > 3) return judge(words.slice(0, and), context) && judge(words.slice(and + 1), context);
  if (words[0] === '!' && words.length > 1) {
    const inner = judge(words.slice(1), context);
    return inner === undefined ? undefined : !inner;
  }
  const [first = '', second = '', third = ''] = words;
  switch (words.length) {
    case 0: return false;
    case 1: return first !== '';
    case 2: return unary[first]?.(second, context);
    case 3: return binary[second]?.(first, third);
    default: return undefined;
  }
}

export const test: Command = {
  name: 'test',
  run(context) {
    const bracket = context.name === '[';
    if (bracket && context.args.at(-1) !== ']') return complain(context, 'missing ]') + 1;
    const verdict = judge(bracket ? context.args.slice(0, -1) : context.args, context);
    if (verdict === undefined) return complain(context, `${context.args[0] ?? ''}: unknown operand`) + 1;
    return verdict ? 0 : 1;
  },
};
