/**
 * When which key disappears by itself. Deadlines are rounded up to whole seconds and kept in one bucket per second,
 * so that prolonging a key (a Lease, an Event that is counted up) leaves nothing behind; one timer, for the first.
 */
import type { Clock, Timer } from '../../../api';
import { lowerBound } from './ordered-map';

const roundUp = (ms: number): number => Math.ceil(ms / 1_000) * 1_000;

export class Expiry {
  private readonly deadlines = new Map<string, number>();
  private readonly buckets = new Map<number, Set<string>>();
  /** The deadlines of the buckets, ascending. */
  private readonly order: number[] = [];
  private timer: Timer | undefined;
  private timerAt = Infinity;
  private expire: ((key: string) => void) | undefined;

  constructor(private readonly clock: Clock) {}

  /** From now on `expire` is called once per key that fell due, which is no longer kept then. */
  start(expire: (key: string) => void): void {
    this.expire = expire;
    this.arm();
  }

  /** Unix ms; undefined: never. */
  set(key: string, at: number | undefined): void {
    if (this.deadlines.size > 0) this.drop(key);
    if (at === undefined) return;
    this.deadlines.set(key, at);
    this.bucket(roundUp(at)).add(key);
    this.arm();
  }

  /** The deadline of a key, Unix ms. */
  of(key: string): number | undefined {
    return this.deadlines.get(key);
  }

  stop(): void {
    this.expire = undefined;
    this.timer?.cancel();
  }

  private drop(key: string): void {
    const at = this.deadlines.get(key);
    if (at === undefined) return;
    this.deadlines.delete(key);
    const bucket = this.buckets.get(roundUp(at));
    bucket?.delete(key);
    if (bucket?.size === 0) this.removeBucket(roundUp(at));
  }

  private bucket(at: number): Set<string> {
    const found = this.buckets.get(at);
    if (found) return found;
    const made = new Set<string>();
    this.buckets.set(at, made);
    this.order.splice(this.indexOf(at), 0, at);
    return made;
  }

  private removeBucket(at: number): void {
    this.buckets.delete(at);
    this.order.splice(this.indexOf(at), 1);
  }

  private indexOf(at: number): number {
    return lowerBound(this.order.length, (i) => (this.order[i] ?? 0) >= at);
  }

  /** A timer that rings early (its bucket is gone meanwhile) finds nothing due and is set anew. */
  private arm(): void {
    const first = this.order[0];
    if (!this.expire || first === undefined || first >= this.timerAt) return;
    this.timer?.cancel();
    this.timerAt = first;
    this.timer = this.clock.after(first - this.clock.now(), () => this.ring());
  }

  private ring(): void {
    this.timerAt = Infinity;
    const now = this.clock.now();
    for (let first = this.order[0]; first !== undefined && first <= now; first = this.order[0]) {
      const due = [...(this.buckets.get(first) ?? [])];
      for (const key of due) this.drop(key);
      for (const key of due) this.expire?.(key);
    }
    this.arm();
  }
}
