/** Timers of a program: its thread has no clock but ours. */
import type { Clock, Timer } from '../../../api';

export class Timers {
  private readonly set = new Map<number, Timer>();

  constructor(private readonly clock: Clock, private readonly fire: (timer: number) => void) {}

  get size(): number {
    return this.set.size;
  }

  add(timer: number, ms: number): void {
    this.set.get(timer)?.cancel();
    this.set.set(timer, this.clock.after(ms, () => {
      this.set.delete(timer);
      this.fire(timer);
    }));
  }

  cancel(timer: number): void {
    this.set.get(timer)?.cancel();
    this.set.delete(timer);
  }

  clear(): void {
    for (const timer of [...this.set.keys()]) this.cancel(timer);
  }
}
