/** What has been opened, so that it is closed in the reverse order: when it is time, or when a later step fails. */
export class Opened {
  private readonly closings: (() => Promise<unknown>)[] = [];

  add(close: () => Promise<unknown>): void {
    this.closings.push(close);
  }

  /** What this opens is closed again when it fails. */
  async orNone<V>(steps: () => Promise<V>): Promise<V> {
    try {
      return await steps();
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    for (let close = this.closings.pop(); close; close = this.closings.pop()) await close();
  }
}
