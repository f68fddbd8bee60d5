/** Something that is so, or is not so for a while, and can be waited for. Closed at first. */
export class Gate {
  private passed = false;
  private waiting: { readonly pass: () => void; readonly refuse: (error: unknown) => void }[] = [];

  get isOpen(): boolean {
    return this.passed;
  }

  open(): void {
    this.passed = true;
    for (const { pass } of this.waiting.splice(0)) pass();
  }

  close(): void {
    this.passed = false;
  }

  /** Those who wait now, wait in vain. */
  fail(error: unknown): void {
    for (const { refuse } of this.waiting.splice(0)) refuse(error);
  }

  /** Resolves when it is open, or `signal` has aborted. */
  opened(signal?: AbortSignal): Promise<void> {
    if (this.passed || signal?.aborted) return Promise.resolve();
    return new Promise((resolve, refuse) => {
      const pass = (): void => {
        signal?.removeEventListener('abort', pass);
        resolve();
      };
      this.waiting.push({ pass, refuse });
      signal?.addEventListener('abort', pass);
    });
  }
}
