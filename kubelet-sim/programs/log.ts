/** The log of a container whose program is known: what it says, when it says it. */
import type { core } from '../../api';
import { firstIndex, type Line, type Log } from '../logs/log';
import type { Run } from '../logs/runs';
import type { Container } from './environment';
import { TooLong, Unforeseen, type Course, type Happening } from './foretold';
import { endingOf, tellingOf } from './program';

/** Of a log that goes on and on no more is written. */
const mostSteps = 200_000;

/** Looked ahead for the next line at once. */
const stepsAhead = 5000;

/** Times are stored in whole seconds: a run ends somewhere within the last of them. */
const lastMs = 999;

/** Undefined: nobody can tell what it says. */
export function programLog(pod: core.Pod, container: Container, { startedAt, end }: Run): Log | undefined {
  if (!endingOf(pod, container)) return undefined;
  const heard = new Heard(tellingOf(pod, container, startedAt, mostSteps), startedAt);
  const until = end ? end.at + lastMs : Infinity;
  return {
    count: (now) => heard.count(end ? until : Math.min(now, until)),
    line: (index) => heard.line(index),
    timeOf(index) {
      const time = heard.timeOf(index);
      return time <= until ? time : Infinity;
    },
  };
}

/** What has been heard of a program; listens only as far as somebody asks. */
class Heard {
  private readonly lines: Line[] = [];
  /** Lines that are not complete, by stream. */
  private readonly open = { stdout: '', stderr: '' };
  private isOver = false;

  constructor(private readonly course: Course, private now: number) {}

  count(until: number): number {
    while (!this.isOver && this.now <= until) this.listen();
    return firstIndex(this.lines.length, (index) => this.lines[index]!.time > until);
  }

  line(index: number): Line {
    return this.lines[index]!;
  }

  /** When nothing has been heard for long: a time at which to ask again. */
  timeOf(index: number): number {
    for (let i = 0; i < stepsAhead && !this.isOver && index >= this.lines.length; i++) this.listen();
    return this.lines[index]?.time ?? (this.isOver ? Infinity : this.now);
  }

  private listen(): void {
    const happening = this.next();
    if (!happening || (happening.type === 'waited' && happening.ms === Infinity)) {
      this.isOver = true;
      if (!happening) this.flush();
    } else if (happening.type === 'waited') this.now += happening.ms;
    else this.hear(happening.stream, happening.text);
  }

  private next(): Happening | undefined {
    try {
      const { value, done } = this.course.next();
      return done ? undefined : value;
    } catch (error) {
      if (error instanceof TooLong || error instanceof Unforeseen) return undefined;
      throw error;
    }
  }

  private hear(stream: Line['stream'], said: string): void {
    const pieces = (this.open[stream] + said).split('\n');
    this.open[stream] = pieces.pop() ?? '';
    for (const text of pieces) this.lines.push({ time: this.now, stream, text });
  }

  private flush(): void {
    for (const stream of ['stdout', 'stderr'] as const) if (this.open[stream]) this.hear(stream, '\n');
  }
}
