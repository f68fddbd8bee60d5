/** Writes of a log what is wanted of it, and goes on with it while it grows (pkg/kubelet/kuberuntime/logs ReadLogs). */
import type { Clock } from '../../api';
import { firstIndex, type Line, type Log } from './log';
import type { LogOptions } from './options';

/** A log that may grow. */
export interface LogSource {
  /** As it is now; `ended`: nothing more comes. */
  look(): Promise<{ readonly log: Log; readonly ended: boolean }>;
  /** Calls when it may have become another. Returns how to leave. */
  onChange(wake: () => void): () => void;
}

export interface Reader {
  /** Resolves when more may be written. */
  write(text: string): Promise<void>;
  /** Aborts when nobody reads any more. */
  readonly signal: AbortSignal;
}

/** Older lines are gone, as those of a log that has been rotated. */
const keptLines = 20_000;

/** Lines that are written together. */
const batchLines = 500;

export async function tell(source: LogSource, options: LogOptions, clock: Clock, reader: Reader): Promise<void> {
  const changes = new Changes(clock, reader.signal);
  const leave = options.follow ? source.onChange(changes.ring) : undefined;
  const told = new Telling(options, reader);
  try {
    let at: number | undefined;
    while (!reader.signal.aborted) {
      const { log, ended } = await source.look();
      at = await told.lines(log, at ?? beginning(log, options, clock.now()), log.count(clock.now()));
      if (!options.follow || ended || told.full) return;
      await changes.next(log.timeOf(at));
    }
  } finally {
    leave?.();
  }
}

/** Where to begin: the last lines are counted before those that are too old are left out. */
function beginning(log: Log, { since, tailLines }: LogOptions, now: number): number {
  const count = log.count(now);
  const kept = Math.max(log.first ?? 0, count - Math.min(keptLines, tailLines));
  return Math.max(kept, firstIndex(count, (index) => log.timeOf(index) >= since));
}

/** Remembers that something has changed until somebody waits for it. */
class Changes {
  private happened = false;
  private wake = (): void => undefined;

  constructor(private readonly clock: Clock, private readonly signal: AbortSignal) {}

  readonly ring = (): void => {
    this.happened = true;
    this.wake();
  };

  /** Until the next one, or that time. */
  async next(at: number): Promise<void> {
    const timer = Number.isFinite(at) ? this.clock.after(at - this.clock.now(), this.ring) : undefined;
    this.signal.addEventListener('abort', this.ring, { once: true });
    if (!this.happened && !this.signal.aborted) await new Promise<void>((resolve) => { this.wake = resolve; });
    this.happened = false;
    timer?.cancel();
    this.signal.removeEventListener('abort', this.ring);
  }
}

class Telling {
  private left: number;

  constructor(private readonly options: LogOptions, private readonly reader: Reader) {
    this.left = options.limitBytes;
  }

  get full(): boolean {
    return this.left <= 0;
  }

  /** Returns how far it came. */
  async lines(log: Log, from: number, until: number): Promise<number> {
    let at = Math.max(from, log.first ?? 0);
    while (at < until && !this.full && !this.reader.signal.aborted) {
      let text = '';
      for (const end = Math.min(until, at + batchLines); at < end; at++) text += this.textOf(log.line(at));
      if (text) await this.reader.write(this.cut(text));
    }
    return Math.max(from, until);
  }

  private textOf({ time, stream, text }: Line): string {
    if (!this.options.streams.has(stream)) return '';
    return `${this.options.timestamps ? `${nanoTime(time)} ` : ''}${text}\n`;
  }

  private cut(text: string): string {
    const bytes = Buffer.from(text);
    const taken = bytes.subarray(0, Math.min(bytes.length, this.left));
    this.left -= taken.length;
    return taken.length === bytes.length ? text : taken.toString();
  }
}

/** RFC 3339 with nine fractional digits, as container runtimes write times into logs. */
const nanoTime = (ms: number): string => new Date(ms).toISOString().replace('Z', '000000Z');
