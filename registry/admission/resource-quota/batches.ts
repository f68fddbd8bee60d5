/** Work by key, one batch at a time: what comes while a batch is worked on waits for the next one. */
export class Batches<T> {
  /** What waits, by key; an entry stands for a worker that is under way. */
  private readonly waiting = new Map<string, T[]>();

  /** `work` must not reject: whoever handed an item in learns of its end through the item. */
  constructor(private readonly work: (key: string, items: readonly T[]) => Promise<void>) {}

  add(key: string, item: T): void {
    const waiting = this.waiting.get(key);
    if (waiting) waiting.push(item);
    else {
      this.waiting.set(key, [item]);
      void this.run(key);
    }
  }

  private async run(key: string): Promise<void> {
    for (let items = this.waiting.get(key); items?.length; items = this.waiting.get(key)) {
      this.waiting.set(key, []);
      await this.work(key, items);
    }
    this.waiting.delete(key);
  }
}
