/** Items of a stream as they come, for the one who reads them. */
import type { ApiError } from '../../api';
import { Fifo } from '../fifo';

/** What becomes of an item as it comes; how many come before it that nobody has read. */
export type Take<V> = (item: unknown, unread: number) => V;

export class Arrivals<V> implements AsyncIterable<V> {
  private readonly items = new Fifo<{ readonly item: V }>();
  private wake: (() => void) | undefined;
  private fault: ApiError | undefined;
  /** The other side has nothing more to say. */
  ended = false;
  private readonly woken = (): void => {
    this.wake?.();
    this.wake = undefined;
  };

  constructor(private readonly signal: AbortSignal, private readonly take: Take<V>) {
    signal.addEventListener('abort', this.woken);
  }

  push(item: unknown): void {
    this.items.push({ item: this.take(item, this.items.length) });
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

  async *[Symbol.asyncIterator](): AsyncGenerator<V> {
    while (!this.signal.aborted) {
      const next = this.items.shift();
      if (next) yield next.item;
      else if (this.fault) throw this.fault;
      else if (this.ended) return;
      else await new Promise<void>((resolve) => { this.wake = resolve; });
    }
  }
}
