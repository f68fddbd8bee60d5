/** Runs all ways through a program side by side (Rob Pike's machine): linear in the text, whatever the pattern. */
import type { Assertion } from './nodes';
import type { Instruction } from './program';

export interface Span { readonly start: number; readonly end: number }

/** Threads in order of preference, each at an instruction once. */
class Threads {
  readonly at: number[] = [];
  readonly starts: number[] = [];
  private readonly seen: Int32Array;

  constructor(size: number) {
    this.seen = new Int32Array(size).fill(-1);
  }

  clear(): void {
    this.at.length = 0;
    this.starts.length = 0;
  }

  /** Whether the instruction was already reached at this position. */
  reached(instruction: number, position: number): boolean {
    if (this.seen[instruction] === position) return true;
    this.seen[instruction] = position;
    return false;
  }
}

/** The leftmost match from `from` on, by preference of alternatives; `any` is content with knowing that there is one. */
export function search(program: readonly Instruction[], text: string, from: number, any: boolean): Span | undefined {
  let current = new Threads(program.length);
  let next = new Threads(program.length);
  let found: Span | undefined;
  for (let position = from; ; ) {
    if (!found) follow(program, 0, position, current, text, position);
    if (current.at.length === 0 && found) return found;
    const code = position < text.length ? (text.codePointAt(position) as number) : -1;
    const after = position + (code > 0xffff ? 2 : 1);
    for (let i = 0; i < current.at.length; i++) {
      const at = current.at[i] as number;
      const start = current.starts[i] as number;
      const instruction = program[at] as Instruction;
      if (instruction.op === 'match') {
        found = { start, end: position };
        if (any) return found;
        break;
      }
      if (code >= 0 && instruction.op === 'char' && instruction.test(code)) follow(program, at + 1, after, next, text, start);
    }
    if (code < 0) return found;
    [current, next] = [next, current];
    next.clear();
    position = after;
  }
}

/** Everything that is reached from an instruction without reading. */
function follow(program: readonly Instruction[], first: number, position: number, threads: Threads, text: string, start: number): void {
  const stack = [first];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (threads.reached(at, position)) continue;
    const instruction = program[at] as Instruction;
    if (instruction.op === 'jump') stack.push(instruction.to);
    else if (instruction.op === 'split') stack.push(instruction.second, instruction.first);
    else if (instruction.op === 'assert') { if (holds(instruction.assertion, text, position)) stack.push(at + 1); }
    else {
      threads.at.push(at);
      threads.starts.push(start);
    }
  }
}

const isWord = (text: string, at: number): boolean => at >= 0 && at < text.length && /\w/.test(text[at] as string);

function holds(assertion: Assertion, text: string, at: number): boolean {
  switch (assertion) {
    case 'textStart': return at === 0;
    case 'textEnd': return at === text.length;
    case 'lineStart': return at === 0 || text[at - 1] === '\n';
    case 'lineEnd': return at === text.length || text[at] === '\n';
    case 'word': return isWord(text, at - 1) !== isWord(text, at);
    case 'notWord': return isWord(text, at - 1) === isWord(text, at);
  }
}
