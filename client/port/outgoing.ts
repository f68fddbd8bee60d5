/** A stream that is being sent: not further ahead of its reader than so many items, as a socket's window has it. */
export const ahead = 8;

export class Outgoing {
  private readonly leaving = new AbortController();
  private sent = 0;
  private wake: (() => void) | undefined;

  get signal(): AbortSignal {
    return this.leaving.signal;
  }

  /** One item has been sent: resolves when another one may be. */
  async room(): Promise<void> {
    this.sent++;
    if (this.sent >= ahead && !this.signal.aborted) await new Promise<void>((resolve) => { this.wake = resolve; });
  }

  more(): void {
    this.sent--;
    this.woken();
  }

  leave(): void {
    this.leaving.abort();
    this.woken();
  }

  private woken(): void {
    this.wake?.();
    this.wake = undefined;
  }
}
