/** Each file's own interval: what serves where a watch does not (network file systems, directories that are links to others). */
import type { Clock, Timer } from '../../../../api';
import type { Settings } from './files';

export class Rounds {
  private readonly timers = new Map<string, Timer>();

  constructor(private readonly clock: Clock, private readonly look: (name: string) => void) {}

  /** Seconds by the name of the file, from now on. */
  follow(intervals: Settings['intervals']): void {
    this.cancel();
    for (const [name, seconds] of Object.entries(intervals)) this.next(name, seconds);
  }

  cancel(): void {
    for (const timer of this.timers.values()) timer.cancel();
    this.timers.clear();
  }

  private next(name: string, seconds: number): void {
    this.timers.set(name, this.clock.after(seconds * 1000, () => {
      this.next(name, seconds);
      this.look(name);
    }));
  }
}
