/** What a program does, foretold from its words alone. */

export type Happening =
  | { readonly type: 'said'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  /** Infinity: for ever. */
  | { readonly type: 'waited'; readonly ms: number };

/** Its exit code in the end. */
export type Course = Generator<Happening, number>;

/** What it does depends on more than its words, or nobody here knows. */
export class Unforeseen extends Error {}

/** It has taken more steps than anybody has patience for. */
export class TooLong extends Error {}

/** Who writes more, in variables too, is not followed any further. */
const mostText = 1024 * 1024;

/** What surrounds the program. */
export class Surroundings {
  /** Milliseconds since its start. */
  private passedMs = 0;
  private steps = 0;
  private text = 0;

  constructor(
    /** Of the environment; throws Unforeseen for what is not known yet. */
    readonly valueOf: (name: string) => string | undefined,
    readonly hostname: string,
    private readonly startedAt: number,
    private readonly mostSteps: number,
    /** What is said does not matter. */
    readonly asksForTheEnd: boolean,
    /** How long a program takes of which nobody knows what it does; undefined: then nobody can tell. */
    private readonly strangerMs: number | undefined,
  ) {}

  /** Where nothing else is known, programs take their time, say nothing and end well. Throws Unforeseen. */
  *stranger(): Course {
    if (this.strangerMs === undefined) throw new Unforeseen();
    yield* this.wait(this.strangerMs);
    return 0;
  }

  /** Something hangs on files, which are as little known as such programs. Throws Unforeseen. */
  needFiles(): void {
    if (this.strangerMs === undefined) throw new Unforeseen();
  }

  now(): number {
    return this.startedAt + this.passedMs;
  }

  get passed(): number {
    return this.passedMs;
  }

  /** Throws TooLong. */
  step(): void {
    if (++this.steps > this.mostSteps) throw new TooLong();
  }

  /** Throws Unforeseen when it has become too much; `text`: what has just been made. */
  spend(text: string): string {
    if ((this.text += text.length) > mostText * (this.asksForTheEnd ? 1 : 16)) throw new Unforeseen();
    return text;
  }

  *wait(ms: number): Generator<Happening, void> {
    this.passedMs += ms;
    yield { type: 'waited', ms };
  }
}
