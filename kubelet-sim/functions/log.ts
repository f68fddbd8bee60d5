/** What an instance has said: the log of its container's run. Older lines go. */
import { firstIndex, type Line, type Log } from '../logs/log';

const mostLines = 20_000;
const mostText = 4 * 1024 * 1024;
/** A line that does not end is broken here. */
const longestLine = 16 * 1024;

export class RunLog implements Log {
  /** The index of the oldest line that is there. */
  first = 0;
  private readonly lines: Line[] = [];
  private size = 0;
  private readonly open = { stdout: '', stderr: '' };
  private readonly listeners = new Set<() => void>();

  hear(now: number, stream: Line['stream'], said: string): void {
    const pieces = (this.open[stream] + said).split('\n');
    this.open[stream] = pieces.pop() ?? '';
    for (const text of pieces) this.add({ time: now, stream, text });
    if (this.open[stream].length > longestLine) this.flush(now, stream);
    if (pieces.length) this.listeners.forEach((listener) => listener());
  }

  /** Nothing more comes. */
  end(now: number): void {
    this.flush(now, 'stdout');
    this.flush(now, 'stderr');
    this.listeners.forEach((listener) => listener());
  }

  count(now: number): number {
    return this.first + firstIndex(this.lines.length, (i) => this.lines[i]!.time > now);
  }

  line(index: number): Line {
    return this.lines[index - this.first]!;
  }

  timeOf(index: number): number {
    return this.lines[index - this.first]?.time ?? Infinity;
  }

  onLine(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private flush(now: number, stream: Line['stream']): void {
    const text = this.open[stream];
    this.open[stream] = '';
    if (text) this.add({ time: now, stream, text });
  }

  private add(line: Line): void {
    this.lines.push(line);
    this.size += line.text.length;
    let surplus = 0;
    while (this.lines.length - surplus > mostLines || this.size > mostText) this.size -= this.lines[surplus++]!.text.length;
    // Many at a time: what is cut off an array is paid by what stays.
    if (surplus) {
      this.lines.splice(0, surplus);
      this.first += surplus;
    }
  }
}
