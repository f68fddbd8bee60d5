/** So many writes at a time: whoever wants to start one more waits for a slot. */
export class Slots {
  private taken = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly idling: (() => void)[] = [];

  constructor(private readonly limit: number) {}

  /** Runs `work` when there is a slot. Resolves as soon as it has started; `work` must not reject. */
  async start(work: () => Promise<void>): Promise<void> {
    if (this.taken >= this.limit) await new Promise<void>((resolve) => { this.waiting.push(resolve); });
    else this.taken++;
    void work().finally(() => this.release());
  }

  /** Resolves when nothing is running. */
  idle(): Promise<void> {
    return this.taken === 0 ? Promise.resolve() : new Promise((resolve) => { this.idling.push(resolve); });
  }

  /** A slot goes straight to whoever has waited longest. */
  private release(): void {
    const next = this.waiting.shift();
    if (next) return next();
    this.taken--;
    if (this.taken === 0) for (const resolve of this.idling.splice(0)) resolve();
  }
}
