/**
 * Whether there is a match at all: sets of instructions become states, made when a text first needs them, so that each
 * character is one step however large the program is (Russ Cox, "Regular Expression Matching Can Be Simple And Fast").
 */
import type { Instruction } from './program';

/** Beyond that all are forgotten, and made anew as they are needed. */
const maxStates = 2000;

interface State {
  /** Instructions that wait for a character. */
  readonly waiting: readonly number[];
  readonly matches: boolean;
  readonly matchesAtEnd: boolean;
  readonly ascii: (State | undefined)[];
  readonly others: Map<number, State>;
}

interface Where { readonly atStart: boolean; readonly atEnd: boolean }

export class Automaton {
  private readonly states = new Map<string, State>();
  private readonly first: State;

  /** Undefined for programs that look at more around them than the ends of the text. */
  static of(program: readonly Instruction[]): Automaton | undefined {
    const decidable = program.every((instruction) => instruction.op !== 'assert' || instruction.assertion === 'textStart' || instruction.assertion === 'textEnd');
    return decidable ? new Automaton(program) : undefined;
  }

  private constructor(private readonly program: readonly Instruction[]) {
    this.first = this.state([0], true);
  }

  test(text: string): boolean {
    let state = this.first;
    for (let i = 0; i < text.length; i++) {
      if (state.matches) return true;
      if (state.waiting.length === 0) return false;
      const code = text.codePointAt(i) as number;
      if (code > 0xffff) i++;
      state = (code < 128 ? state.ascii[code] : state.others.get(code)) ?? this.step(state, code);
    }
    return state.matches || state.matchesAtEnd;
  }

  /** A match may begin at any character. */
  private step(from: State, code: number): State {
    const seeds = [0];
    for (const at of from.waiting) {
      const instruction = this.program[at] as Instruction;
      if (instruction.op === 'char' && instruction.test(code)) seeds.push(at + 1);
    }
    const next = this.state(seeds, false);
    if (code < 128) from.ascii[code] = next;
    else from.others.set(code, next);
    return next;
  }

  private state(seeds: readonly number[], atStart: boolean): State {
    const { waiting, matches } = this.reach(seeds, { atStart, atEnd: false });
    const matchesAtEnd = this.reach(seeds, { atStart, atEnd: true }).matches;
    const key = `${Number(matches)}${Number(matchesAtEnd)}${waiting.join()}`;
    const known = this.states.get(key);
    if (known) return known;
    if (this.states.size >= maxStates) this.forget();
    const state: State = { waiting, matches, matchesAtEnd, ascii: new Array<State | undefined>(128), others: new Map() };
    this.states.set(key, state);
    return state;
  }

  private forget(): void {
    for (const state of this.states.values()) {
      state.ascii.fill(undefined);
      state.others.clear();
    }
    this.states.clear();
  }

  private reach(seeds: readonly number[], where: Where): { readonly waiting: readonly number[]; readonly matches: boolean } {
    const seen = new Uint8Array(this.program.length);
    const stack = [...seeds];
    const waiting: number[] = [];
    let matches = false;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (seen[at]) continue;
      seen[at] = 1;
      const instruction = this.program[at] as Instruction;
      if (instruction.op === 'jump') stack.push(instruction.to);
      else if (instruction.op === 'split') stack.push(instruction.first, instruction.second);
      else if (instruction.op === 'match') matches = true;
      else if (instruction.op === 'char') waiting.push(at);
      else if (instruction.assertion === 'textStart' ? where.atStart : where.atEnd) stack.push(at + 1);
    }
    return { waiting: waiting.sort((a, b) => a - b), matches };
  }
}
