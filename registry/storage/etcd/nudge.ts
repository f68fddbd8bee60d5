import type { Clock, Logger, Timer } from '../../../api';

/** An awaited revision normally arrives within milliseconds. */
const graceMs = 50;
const retryMs = 500;

/**
 * Moves the watch on when nothing else does. Under a root prefix, revisions that others write outside are never seen
 * by the shared watch. When someone waits for one and nothing comes for a moment, a mark is written under the root:
 * its event is later than the awaited revision and has all earlier ones before it.
 *
 * A progress request of etcd would do without a write, but may overtake events on etcd before 3.4.25 and 3.5.8
 * (etcd-io/etcd issue 15220); a range with min_mod_revision does not show deletes.
 */
export class Nudge {
  private timer: Timer | undefined;
  private closed = false;

  constructor(
    private readonly isBehind: () => boolean,
    private readonly writeMark: () => Promise<unknown>,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /** To be called whenever someone begins to wait. */
  expect(): void {
    if (!this.timer && !this.closed && this.isBehind()) this.arm(graceMs);
  }

  close(): void {
    this.closed = true;
    this.timer?.cancel();
  }

  private arm(ms: number): void {
    this.timer = this.clock.after(ms, () => void this.act());
  }

  private async act(): Promise<void> {
    try {
      if (this.isBehind()) await this.writeMark();
      this.timer = undefined;
    } catch (error) {
      this.log.debug('no progress mark written', { error });
      if (!this.closed) this.arm(retryMs);
    }
  }
}
