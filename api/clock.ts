/**
 * Time as a parameter. Nothing else in the project reads the machine's clock or sets a timer (a lint rule holds
 * it): deterministic and faster-than-real-time simulation rest on that.
 */

export interface Timer {
  /** The callback will not run any more. Harmless after it ran. */
  cancel(): void;
}

export interface Clock {
  /** Milliseconds since the Unix epoch, whole ones. */
  now(): number;
  /** Milliseconds from an arbitrary start, never going back: for durations. */
  monotonic(): number;
  /** Runs `callback` once, `ms` from now. Pending timers do not keep the process alive. */
  after(ms: number, callback: () => void): Timer;
}

/** Resolves after `ms`; at once when `signal` is or becomes aborted (look at the signal afterwards). */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      timer.cancel();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = clock.after(ms, finish);
    signal?.addEventListener('abort', finish);
  });
}

/** RFC 3339 in whole seconds, the form of metav1.Time. */
export function formatTime(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second !== lastFormatted.second) lastFormatted = { second, text: `${new Date(ms).toISOString().slice(0, 19)}Z` };
  return lastFormatted.text;
}

/** Writes come by the thousand a second: each second is put into words once. */
let lastFormatted = { second: NaN, text: '' };

/** RFC 3339 with six fractional digits, the form of metav1.MicroTime. */
export const formatMicroTime = (ms: number): string => new Date(ms).toISOString().replace('Z', '000Z');

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, callback) {
    // setTimeout takes a signed 32-bit delay; a longer one would fire at once.
    const handle = setTimeout(callback, Math.min(Math.max(ms, 0), 2 ** 31 - 1));
    handle.unref();
    return { cancel: () => clearTimeout(handle) };
  },
};

interface Pending { readonly at: number; readonly order: number; readonly callback: () => void }

/** A clock that stands still until it is stepped. */
export class SteppedClock implements Clock {
  private pending: Pending[] = [];
  private order = 0;
  private readonly start: number;

  constructor(private time: number = Date.UTC(2026, 0, 1)) {
    this.start = time;
  }

  now(): number {
    return Math.floor(this.time);
  }

  monotonic(): number {
    return this.time - this.start;
  }

  after(ms: number, callback: () => void): Timer {
    const entry: Pending = { at: this.time + Math.max(ms, 0), order: this.order++, callback };
    this.pending.push(entry);
    return { cancel: () => { this.pending = this.pending.filter((p) => p !== entry); } };
  }

  /** Moves time forward, running what falls due in order, each at its own time, letting promises settle in between. */
  async step(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await settle();
      const next = this.pending.filter((p) => p.at <= end).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!next) break;
      this.pending = this.pending.filter((p) => p !== next);
      this.time = next.at;
      next.callback();
    }
    this.time = end;
    await settle();
  }

  /** Milliseconds until the earliest pending timer; undefined when none is pending. */
  untilNext(): number | undefined {
    return this.pending.length ? Math.min(...this.pending.map((p) => p.at)) - this.time : undefined;
  }
}

/** Lets queued promise callbacks and I/O callbacks run. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
