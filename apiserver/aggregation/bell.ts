/** Somebody works in rounds: whenever the bell has rung, and at the latest when it is time. */
import { sleep, type Clock, type KubeObject, type ListerWatcher, type WatchOptions } from '../../api';

export class Bell {
  private rung = false;
  private waking: (() => void) | undefined;

  ring(): void {
    this.rung = true;
    this.waking?.();
  }

  /** Returns at once when it has rung since the last wait; `ms` absent: it must ring. */
  async wait(clock: Clock, ms: number | undefined, signal: AbortSignal): Promise<void> {
    if (!this.rung && !signal.aborted) {
      const enough = new AbortController();
      const wake = (): void => enough.abort();
      this.waking = wake;
      signal.addEventListener('abort', wake);
      await (ms === undefined ? new Promise<void>((resolve) => { enough.signal.addEventListener('abort', () => resolve()); }) : sleep(clock, ms, enough.signal));
      signal.removeEventListener('abort', wake);
      this.waking = undefined;
    }
    this.rung = false;
  }
}

export interface Rounds {
  readonly bell: Bell;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told why a round failed; it is done again soon. */
  readonly failed: (error: unknown) => void;
}

/** Before a round that failed is done again. */
const retryMs = 1000;

/** A round whenever the bell has rung, one after another. Resolves when `signal` aborted. */
export async function inRounds(round: () => Promise<void>, { bell, clock, signal, failed }: Rounds): Promise<void> {
  let again = false;
  for (;;) {
    await bell.wait(clock, again ? retryMs : undefined, signal);
    if (signal.aborted) return;
    try {
      await round();
      again = false;
    } catch (error) {
      again = true;
      if (!signal.aborted) failed(error);
    }
  }
}

/** Before a watch that broke off is opened again. */
const pauseMs = 1000;

/** Rings for what there is and for whatever changes, until `signal` aborts. */
export async function ringOnChange<T extends KubeObject>(source: ListerWatcher<T>, options: WatchOptions, bell: Bell, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const batch of source.watch(options, signal)) if (batch.length) bell.ring();
    } catch {
      // Fell behind, or the store is away for a moment: the next watch begins with what there is.
    }
    if (!signal.aborted) await sleep(clock, pauseMs, signal);
  }
}
