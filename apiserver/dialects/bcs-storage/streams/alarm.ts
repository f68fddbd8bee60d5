/** Rings when it has not been wound again for a while. */
import type { Clock, Timer } from '../../../../api';

export class Alarm {
  private timer: Timer | undefined;

  /** `ms`: undefined for one that never rings. */
  constructor(private readonly clock: Clock, private readonly ms: number | undefined, private readonly ring: () => void) {
    this.again();
  }

  again(): void {
    this.end();
    if (this.ms !== undefined) this.timer = this.clock.after(this.ms, this.ring);
  }

  end(): void {
    this.timer?.cancel();
  }
}
