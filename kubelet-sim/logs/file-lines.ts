/** Lines of log files as container runtimes write them (k8s.io/cri-client pkg/logs: CRI's own form, and Docker's JSON); anything else is a plain line. */
import type { Line } from './log';

interface Written extends Partial<Line> {
  readonly text: string;
  /** More of the same line follows. */
  readonly isPart: boolean;
}

const cri = /^(\S+T\S+) (stdout|stderr) (\S+) ?([^]*)$/;

function readLine(text: string): Written {
  const [, time = '', stream, tags = '', rest = ''] = cri.exec(text) ?? [];
  const at = Date.parse(time);
  if (stream && !Number.isNaN(at)) return { time: at, stream: stream as Line['stream'], text: rest, isPart: tags.split(':').includes('P') };
  return (text.startsWith('{') && dockerLine(text)) || { text, isPart: false };
}

function dockerLine(json: string): Written | undefined {
  try {
    const { log, stream, time } = JSON.parse(json) as { readonly log?: unknown; readonly stream?: unknown; readonly time?: unknown };
    const at = Date.parse(String(time));
    if (typeof log !== 'string' || Number.isNaN(at)) return undefined;
    return { time: at, stream: stream === 'stderr' ? 'stderr' : 'stdout', text: log.replace(/\n$/, ''), isPart: !log.endsWith('\n') };
  } catch {
    return undefined; // A plain line that looks like JSON.
  }
}

/** Puts pieces of a file together to lines. Times never go back. */
export class FileLines {
  readonly lines: Line[] = [];
  private rest: Buffer = Buffer.alloc(0);
  private part = '';

  private time: number | undefined;

  /** `startedAt`: the time of lines that say none, until one does. */
  constructor(private readonly startedAt: number) {}

  add(bytes: Buffer): void {
    const all = Buffer.concat([this.rest, bytes]);
    const end = all.lastIndexOf(10);
    this.rest = all.subarray(end + 1);
    if (end >= 0) for (const text of all.subarray(0, end).toString().split('\n')) this.take(text.replace(/\r$/, ''));
  }

  /** The last line has no end. */
  finish(): void {
    if (this.rest.length) this.add(Buffer.from('\n'));
  }

  private take(written: string): void {
    const { time, stream = 'stdout', text, isPart } = readLine(written);
    this.part += text;
    if (isPart) return;
    const stated = time ?? this.time ?? this.startedAt;
    this.time = Math.max(this.time ?? stated, stated);
    this.lines.push({ time: this.time, stream, text: this.part });
    this.part = '';
  }
}
