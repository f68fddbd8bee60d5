/** Lets one reader sleep until any of several sources has news. */
export class Wakeup {
  private news = false;
  private resolve: (() => void) | undefined;

  readonly wake = (): void => {
    this.news = true;
    this.resolve?.();
  };

  /** Resolves at the next `wake`, at once when one came since the last wait. */
  async wait(): Promise<void> {
    if (!this.news) await new Promise<void>((resolve) => { this.resolve = resolve; });
    this.resolve = undefined;
    this.news = false;
  }
}
