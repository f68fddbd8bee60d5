/**
 * Pods that must wait a little before they are tried again (kube-scheduler backend/queue/backoff_queue.go). Rejected
 * ones are let go early when there is nothing else to do; those for whom something failed are not.
 */
import type { Clock, Timer } from '../api';
import { Heap } from './heap';
import type { QueuedPod } from './framework';

/** How long a pod rests after so many tries of one kind in a row. */
export type Backoff = (tries: number) => number;

export const backoffOf = ({ initialMs = 1000, maxMs = 10_000 } = {}): Backoff => (tries) => Math.min(initialMs * 2 ** (tries - 1), maxMs);

export interface CoolingPod extends QueuedPod {
  /** End of its back-off. */
  readonly readyAt: number;
  readonly failures: number;
}

export class Cooling<P extends CoolingPod> {
  private readonly rejected = Cooling.heap<P>();
  private readonly failed = Cooling.heap<P>();
  private timer: Timer | undefined;
  private closed = false;

  /** `onReady` takes pods whose time has come. */
  constructor(private readonly clock: Clock, private readonly onReady: (pod: P) => void) {}

  private static heap<P extends CoolingPod>(): Heap<P> {
    return new Heap<P>(({ pod }) => pod.uid, (a, b) => a.readyAt - b.readyAt || a.order - b.order);
  }

  get size(): number {
    return this.rejected.size + this.failed.size;
  }

  get(uid: string): P | undefined {
    return this.rejected.get(uid) ?? this.failed.get(uid);
  }

  push(pod: P): void {
    const heap = pod.failures ? this.failed : this.rejected;
    heap.push(pod);
    if (heap.peek() === pod) this.watch();
  }

  remove(uid: string): void {
    this.rejected.remove(uid);
    this.failed.remove(uid);
  }

  /** The first that may go early. */
  popEarly(): P | undefined {
    return this.rejected.pop();
  }

  close(): void {
    this.closed = true;
    this.timer?.cancel();
  }

  private watch(): void {
    this.timer?.cancel();
    const next = Math.min(this.rejected.peek()?.readyAt ?? Infinity, this.failed.peek()?.readyAt ?? Infinity);
    if (next === Infinity || this.closed) return;
    this.timer = this.clock.after(next - this.clock.now(), () => this.release());
  }

  private release(): void {
    for (const heap of [this.rejected, this.failed]) {
      for (let first = heap.peek(); first && first.readyAt <= this.clock.now(); first = heap.peek()) {
        heap.pop();
        this.onReady(first);
      }
    }
    this.watch();
  }
}
