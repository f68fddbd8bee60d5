/** Items of a stream as they come, for the one who reads them. */
import type { ApiError } from '../../api';
import { Fifo } from '../fifo';

export class Arrivals implements AsyncIterable<unknown> {
  private readonly items = new Fifo<{ readonly item: unknown }>();
  private wake: (() => void) | undefined;
  private fault: ApiError | undefined;
  /** The other side has nothing more to say. */
  ended = false;
  private readonly woken = (): void => {
    this.wake?.();
    this.wake = undefined;
  };

  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener('abort', this.woken);
  }

  push(item: unknown): void {
    this.items.push({ item });
    this.woken();
  }

  end(fault?: ApiError): void {
    this.ended = true;
    this.fault = fault;
    this.woken();
  }

  /** Nobody reads any more. */
  leave(): void {
    this.signal.removeEventListener('abort', this.woken);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown> {
    while (!this.signal.aborted) {
      const next = this.items.shift();
      if (next) yield next.item;
      else if (this.fault) throw this.fault;
      else if (this.ended) return;
      else await new Promise<void>((resolve) => { this.wake = resolve; });
    }
  }
}
