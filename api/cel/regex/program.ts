/** Programs for the machine: Thompson's construction (Russ Cox, "Regular Expression Matching: the Virtual Machine Approach"). */
import type { Assertion, CharSet, Node } from './nodes';

export type Instruction =
  | { readonly op: 'char'; readonly test: (code: number) => boolean }
  | { readonly op: 'assert'; readonly assertion: Assertion }
  /** Goes on at `first`, and failing that at `second`. */
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'match' };

export function compileRegex(node: Node): readonly Instruction[] {
  const program: Instruction[] = [];
  emit(node, program);
  program.push({ op: 'match' });
  return program;
}

function emit(node: Node, program: Instruction[]): void {
  switch (node.kind) {
    case 'empty': return;
    case 'set': program.push({ op: 'char', test: tester(node) }); return;
    case 'assert': program.push({ op: 'assert', assertion: node.assertion }); return;
    case 'concat': for (const part of node.parts) emit(part, program); return;
    case 'alternate': emitAlternatives(node.options, program); return;
    case 'repeat': emitRepeat(node, program);
  }
}

function emitAlternatives(options: readonly Node[], program: Instruction[]): void {
  const jumps: { op: 'jump'; to: number }[] = [];
  options.forEach((option, i) => {
    if (i === options.length - 1) return emit(option, program);
    const split = { op: 'split' as const, first: program.length + 1, second: 0 };
    program.push(split);
    emit(option, program);
    const jump = { op: 'jump' as const, to: 0 };
    program.push(jump);
    jumps.push(jump);
    split.second = program.length;
  });
  for (const jump of jumps) jump.to = program.length;
}

function emitRepeat({ inner, min, max, greedy }: Extract<Node, { kind: 'repeat' }>, program: Instruction[]): void {
  for (let i = 0; i < min; i++) emit(inner, program);
  const choices = max === Infinity ? 1 : max - min;
  const ends: ((end: number) => void)[] = [];
  for (let i = 0; i < choices; i++) {
    const at = program.length;
    const split = { op: 'split' as const, first: 0, second: 0 };
    program.push(split);
    emit(inner, program);
    if (max === Infinity) program.push({ op: 'jump', to: at });
    ends.push((end) => Object.assign(split, greedy ? { first: at + 1, second: end } : { first: end, second: at + 1 }));
  }
  for (const setEnd of ends) setEnd(program.length);
}

/** ASCII by table; the rest is asked of JavaScript's own class. */
function tester({ source, fold }: CharSet): (code: number) => boolean {
  const native = new RegExp(source, fold ? 'iu' : 'u');
  const table = Uint8Array.from({ length: 128 }, (_, code) => Number(native.test(String.fromCharCode(code))));
  return (code) => (code < 128 ? table[code] === 1 : native.test(String.fromCodePoint(code)));
}
