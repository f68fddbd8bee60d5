/** Waiting longer after each failure, so that what is broken is not also overrun. */
import type { Random } from '../api';

export interface Backoff {
  /** Milliseconds to wait before the next attempt. */
  next(): number;
  /** The last attempt worked. */
  reset(): void;
}

export interface BackoffOptions {
  readonly initialMs: number;
  readonly maxMs: number;
  /** Spreads each delay over [delay, delay * (1 + jitter)); default 1. Absent `random`: no jitter. */
  readonly jitter?: number;
  readonly random?: Random;
}

/** `initial * 2^failures`, at most `max`. */
export const exponentialDelay = (initialMs: number, maxMs: number, failures: number): number =>
  Math.min(initialMs * 2 ** failures, maxMs);

export function createBackoff({ initialMs, maxMs, jitter = 1, random }: BackoffOptions): Backoff {
  let failures = 0;
  return {
    next() {
      const delay = exponentialDelay(initialMs, maxMs, failures++);
      return random ? jittered(random, delay, jitter) : delay;
    },
    reset() {
      failures = 0;
    },
  };
}

/** `ms` plus up to `factor` times as much again (as wait.Jitter of k8s.io/apimachinery). */
export const jittered = (random: Random, ms: number, factor: number): number => ms + random.float() * factor * ms;
