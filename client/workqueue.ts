/**
 * A queue of keys with the properties of client-go util/workqueue: keys are handed out in the order in which they
 * were added; a key added twice before it is handed out is handed out once; no two workers hold the same key; a key
 * added while it is held is handed out again after `done`.
 *
 * client-go's default limiter also has one token bucket for all keys (10 per second, burst 100). It is left out:
 * it protects a shared production server, and would only slow a simulation down.
 */
import type { Clock, Measures, Timer } from '../api';
import { exponentialDelay } from './backoff';
import type { WorkQueue } from './client';
import { Fifo } from './fifo';
import { measureQueue, unmeasured, type QueueMeasures } from './queue-measures';

const firstRetryMs = 5;
const longestRetryMs = 1_000_000;

export interface WorkQueueOptions {
  readonly clock: Clock;
  /** By which it is told in `measures`. */
  readonly name?: string;
  /** Where it counts what happens to it; default: nowhere. */
  readonly measures?: Measures;
}

export const createWorkQueue = (options: WorkQueueOptions): WorkQueue => new KeyQueue(options);

interface Delayed { readonly at: number; readonly timer: Timer }

class KeyQueue implements WorkQueue {
  private readonly ready = new Fifo<string>();
  /** Keys that need processing: those in `ready`, and those held by a worker and added again. */
  private readonly dirty = new Set<string>();
  private readonly held = new Set<string>();
  private readonly takers = new Fifo<(key: string | undefined) => void>();
  private readonly delayed = new Map<string, Delayed>();
  private readonly failures = new Map<string, number>();
  private stopped = false;

  private readonly clock: Clock;
  private readonly measures: QueueMeasures;

  constructor({ clock, name = '', measures }: WorkQueueOptions) {
    this.clock = clock;
    this.measures = measures ? measureQueue({ clock, name, measures }, this) : unmeasured;
  }

  get length(): number {
    return this.ready.length;
  }

  add(key: string): void {
    if (this.stopped || this.dirty.has(key)) return;
    this.dirty.add(key);
    this.measures.added(key);
    if (!this.held.has(key)) this.offer(key);
  }

  addAfter(key: string, ms: number): void {
    if (this.stopped) return;
    if (ms <= 0) {
      this.add(key);
      return;
    }
    const at = this.clock.monotonic() + ms;
    const pending = this.delayed.get(key);
    if (pending && pending.at <= at) return;
    pending?.timer.cancel();
    this.delayed.set(key, { at, timer: this.clock.after(ms, () => this.ripen(key)) });
  }

  addRateLimited(key: string): void {
    const failures = this.failures.get(key) ?? 0;
    this.failures.set(key, failures + 1);
    this.measures.retried();
    this.addAfter(key, exponentialDelay(firstRetryMs, longestRetryMs, failures));
  }

  forget(key: string): void {
    this.failures.delete(key);
  }

  take(): Promise<string | undefined> {
    if (this.stopped) return Promise.resolve(undefined);
    const key = this.ready.shift();
    if (key === undefined) return new Promise((resolve) => this.takers.push(resolve));
    this.hold(key);
    return Promise.resolve(key);
  }

  done(key: string): void {
    this.held.delete(key);
    this.measures.done(key);
    if (this.dirty.has(key) && !this.stopped) this.offer(key);
  }

  shutDown(): void {
    this.stopped = true;
    for (const { timer } of this.delayed.values()) timer.cancel();
    this.delayed.clear();
    this.measures.ended();
    for (let taker = this.takers.shift(); taker; taker = this.takers.shift()) taker(undefined);
  }

  private ripen(key: string): void {
    this.delayed.delete(key);
    this.add(key);
  }

  private offer(key: string): void {
    const taker = this.takers.shift();
    if (!taker) {
      this.ready.push(key);
      return;
    }
    this.hold(key);
    taker(key);
  }

  private hold(key: string): void {
    this.dirty.delete(key);
    this.held.add(key);
    this.measures.taken(key);
  }
}
