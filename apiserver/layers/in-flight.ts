/** Counts running requests, so that closing can wait for them. */
import type { RequestHandler } from 'express';

export class InFlight {
  private running = 0;
  private waiting: (() => void)[] = [];

  /** `onEnd` runs after each request. */
  layer(onEnd: () => void): RequestHandler {
    return (_request, response, next) => {
      this.running++;
      response.once('close', () => {
        this.running--;
        onEnd();
        if (this.running === 0) this.release();
      });
      next();
    };
  }

  get count(): number {
    return this.running;
  }

  /** Resolves when no request is running. */
  idle(): Promise<void> {
    if (this.running === 0) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private release(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
