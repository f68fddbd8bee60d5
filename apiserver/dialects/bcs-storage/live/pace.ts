/** Begins one piece of work in a turn of the event loop, and lets only so many run at once: other people's requests come in between. */
import { turn } from './turn';

export class Pace {
  private running = 0;
  private waiting: (() => void)[] = [];

  constructor(private readonly atOnce: number) {}

  /** Resolves when it has begun and others have had their turn. `work` never rejects. */
  async begin(work: () => Promise<void>): Promise<void> {
    while (this.running >= this.atOnce) await this.someEnd();
    this.running++;
    void work().finally(() => {
      this.running--;
      for (const wake of this.waiting.splice(0)) wake();
    });
    await turn();
  }

  /** Resolves when nothing runs. */
  async idle(): Promise<void> {
    while (this.running) await this.someEnd();
  }

  private someEnd(): Promise<void> {
    return new Promise((resolve) => { this.waiting.push(resolve); });
  }
}
