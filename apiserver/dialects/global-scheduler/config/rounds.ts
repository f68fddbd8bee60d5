/** Each file's own interval: what serves where a watch does not (network file systems, directories that are links to others). */
import type { Clock, Timer } from '../../../../api';
import type { Settings } from './files';

export class Rounds {
  private readonly rounds = new Map<string, { readonly seconds: number; readonly timer: Timer }>();

  constructor(private readonly clock: Clock, private readonly look: (name: string) => void) {}

  /** Seconds by the name of the file, from now on; where they are as they were, the round goes on. */
  follow(intervals: Settings['intervals']): void {
    for (const [name, seconds] of Object.entries(intervals)) {
      if (this.rounds.get(name)?.seconds !== seconds) this.next(name, seconds);
    }
  }

  cancel(): void {
    for (const { timer } of this.rounds.values()) timer.cancel();
    this.rounds.clear();
  }

  private next(name: string, seconds: number): void {
    this.rounds.get(name)?.timer.cancel();
    const timer = this.clock.after(seconds * 1000, () => {
      this.next(name, seconds);
      this.look(name);
    });
    this.rounds.set(name, { seconds, timer });
  }
}
