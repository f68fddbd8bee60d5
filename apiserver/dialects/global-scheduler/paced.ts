/** Work that is done in rounds, in the background: when somebody has rung, and not more often than the pace. */
import { sleep, type Clock, type Logger, type Random } from '../../../api';

export interface PacedDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export interface Pace {
  /** Between two rounds, and half as much more by chance: of several servers the first does it. */
  readonly gapMs: number;
  /** For the log. */
  readonly what: string;
}

const retryMs = 1000;

export class Paced {
  private isRung = false;
  private wake: () => void = () => undefined;
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>;

  constructor(private readonly round: (signal: AbortSignal) => Promise<void>, private readonly pace: Pace, private readonly deps: PacedDeps) {
    this.stopping.signal.addEventListener('abort', () => this.wake());
    this.running = this.run();
  }

  ring(): void {
    this.isRung = true;
    this.wake();
  }

  stop(): Promise<void> {
    this.stopping.abort();
    return this.running;
  }

  private async run(): Promise<void> {
    const { clock, random, log } = this.deps;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      if (!this.isRung) await new Promise<void>((resolve) => { this.wake = resolve; });
      await sleep(clock, this.pace.gapMs * (1 + random.float() / 2), signal);
      if (signal.aborted) return;
      this.isRung = false;
      try {
        await this.round(signal);
      } catch (error) {
        if (signal.aborted) return;
        log.warn(`${this.pace.what} will be tried again`, { error: String(error) });
        clock.after(retryMs, () => this.ring());
      }
    }
  }
}
