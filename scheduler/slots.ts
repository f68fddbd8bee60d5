/** So many writes at a time: whoever wants to start one more waits for a slot. */
export class Slots {
  private taken = 0;
  /** Work that has begun and not ended, with a slot or resting. */
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly idling: (() => void)[] = [];

  constructor(private readonly limit: number) {}

  /** Runs `work` when there is a slot. Resolves as soon as it has started; `work` must not reject. */
  async start(work: () => Promise<void>): Promise<void> {
    this.running++;
    await this.acquire();
    void work().finally(() => this.end());
  }

  /** Work that waits for others gives its slot away meanwhile; it goes on when there is one again. */
  async resting<T>(wait: () => Promise<T>): Promise<T> {
    this.release();
    try {
      return await wait();
    } finally {
      await this.acquire();
    }
  }

  /** Resolves when nothing is running. */
  idle(): Promise<void> {
    return this.running === 0 ? Promise.resolve() : new Promise((resolve) => { this.idling.push(resolve); });
  }

  private async acquire(): Promise<void> {
    if (this.taken >= this.limit) await new Promise<void>((resolve) => { this.waiting.push(resolve); });
    else this.taken++;
  }

  /** A slot goes straight to whoever has waited longest. */
  private release(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.taken--;
  }

  private end(): void {
    this.release();
    this.running--;
    if (this.running === 0) for (const resolve of this.idling.splice(0)) resolve();
  }
}
