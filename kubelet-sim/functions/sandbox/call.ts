/** One call of a function: waits for its turn, begins, and is answered once. */
import type { Clock, Timer } from '../../../api';
import { Failure } from '../../serverless/instances';

export class Call {
  /** Resolves to JSON text; rejects with a Failure, or as the signal says. */
  readonly answer: Promise<string>;
  private settle!: { readonly resolve: (text: string) => void; readonly reject: (error: unknown) => void };
  private deadline: Timer | undefined;
  private hasEnded = false;

  constructor(readonly id: number, readonly params: string, private readonly signal: AbortSignal) {
    this.answer = new Promise((resolve, reject) => { this.settle = { resolve, reject }; });
    signal.addEventListener('abort', this.leave, { once: true });
  }

  /** Nobody waits for it any more. */
  get isOver(): boolean {
    return this.hasEnded;
  }

  begin(clock: Clock, timeoutMs: number, onTimeout: () => void): void {
    this.deadline = clock.after(timeoutMs, onTimeout);
  }

  succeed(text: string): void {
    this.end(() => this.settle.resolve(text));
  }

  fail(kind: Failure['kind'], message: string): void {
    this.end(() => this.settle.reject(new Failure(kind, message)));
  }

  /** The deadline still holds: what has begun goes on, and may have to be ended. */
  private readonly leave = (): void => {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.settle.reject(this.signal.reason);
  };

  private end(settle: () => void): void {
    this.deadline?.cancel();
    this.signal.removeEventListener('abort', this.leave);
    if (this.hasEnded) return;
    this.hasEnded = true;
    settle();
  }
}
