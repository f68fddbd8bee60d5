/** Something is done once when things have become quiet: an editor's one save is several changes of a directory. */
import type { Clock, Timer } from '../../../../api';

export const quietMs = 100;

/** It is done in time even if it never becomes quiet. */
const mostMs = 1_000;

export class Settled {
  private timer: Timer | undefined;
  private since = 0;

  constructor(private readonly clock: Clock, private readonly run: () => void) {}

  /** Something has happened. */
  stir(): void {
    const now = this.clock.monotonic();
    if (!this.timer) this.since = now;
    this.timer?.cancel();
    this.timer = this.clock.after(Math.max(0, Math.min(quietMs, this.since + mostMs - now)), () => {
      this.timer = undefined;
      this.run();
    });
  }

  cancel(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }
}
