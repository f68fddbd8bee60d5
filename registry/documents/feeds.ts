/** Tells changes of a collection to those who follow it, each at its own pace. */
import { Wakeup } from '../wakeup';
import type { DocumentChange } from './documents';

/** How far a follower may fall behind. */
const longest = 10_000;

export class Feeds {
  private readonly queues = new Set<Queue>();

  get idle(): boolean {
    return this.queues.size === 0;
  }

  tell(change: DocumentChange): void {
    for (const queue of this.queues) queue.push(change);
  }

  /** What comes from now on. */
  open(signal: AbortSignal): AsyncIterable<readonly DocumentChange[]> {
    const queue = new Queue();
    if (signal.aborted) queue.end();
    else this.queues.add(queue);
    signal.addEventListener('abort', () => this.leave(queue), { once: true });
    return this.drain(queue);
  }

  close(): void {
    for (const queue of this.queues) queue.end();
  }

  private leave(queue: Queue): void {
    queue.end();
    this.queues.delete(queue);
  }

  /** What has come while somebody was busy with what came before is one batch. */
  private async *drain(queue: Queue): AsyncGenerator<readonly DocumentChange[]> {
    try {
      for (let changes = queue.take(); changes; changes = queue.take()) {
        if (changes.length) yield changes;
        else await queue.wakeup.wait();
      }
    } finally {
      this.leave(queue);
    }
  }
}

class Queue {
  readonly wakeup = new Wakeup();
  private changes: DocumentChange[] = [];
  private ended = false;

  push(change: DocumentChange): void {
    if (this.ended) return;
    if (this.changes.length >= longest) {
      this.changes = [{ type: 'broken' }];
      this.ended = true;
    } else {
      this.changes.push(change);
    }
    this.wakeup.wake();
  }

  /** Undefined: nothing will come any more. */
  take(): readonly DocumentChange[] | undefined {
    const taken = this.changes;
    this.changes = [];
    return taken.length === 0 && this.ended ? undefined : taken;
  }

  end(): void {
    this.ended = true;
    this.wakeup.wake();
  }
}
