/** Who comes first has the first turn, and turns come at a rate: one may be saved up (a token bucket of one, upstream's RateLimitedTimedQueue). */
import type { Clock } from '../../api';

/** Who is not first asks again: those before may have left, or turns come faster. */
const askAgainMs = 5000;

export class Turns {
  private readonly waiting = new Set<string>();
  private saved = 1;
  private counted: number;

  constructor(private readonly clock: Clock) {
    this.counted = clock.monotonic();
  }

  /** 0: it is this one's turn, which is thereby over; else milliseconds until asking again. `rate`: turns in a second. */
  wait(name: string, rate: number): number {
    const now = this.clock.monotonic();
    this.saved = Math.min(1, this.saved + ((now - this.counted) / 1000) * rate);
    this.counted = now;
    this.waiting.add(name);
    const [first] = this.waiting;
    if (first !== name || rate === 0) return askAgainMs;
    // Sums of parts of a turn may be a hair short of one.
    if (this.saved < 1 - 1e-6) return Math.ceil(Math.min(askAgainMs, ((1 - this.saved) / rate) * 1000));
    this.saved = 0;
    this.waiting.delete(name);
    return 0;
  }

  leave(name: string): void {
    this.waiting.delete(name);
  }
}
