/** What goes by itself: what is stored for nothing, at once, and once an hour what was left of that, and what is too old. */
import type { Clock, Logger, Timer } from '../../api';
import { inTurn } from '../in-turn';
import type { KV, Revision } from '../storage/kv';
import type { Mirror } from './mirror';
import { nextTurn } from './turns';

const everyMs = 3_600_000;

/** A state that need not be stored any longer. */
export interface Spent {
  /** Where it is stored. */
  readonly text: string;
  readonly revision: Revision;
}

export interface RetentionOptions {
  readonly kv: KV;
  readonly clock: Clock;
  readonly log: Logger;
  readonly mirror: Mirror;
}

/** Several API servers do the same at the same time: who comes later finds nothing, and what was written meanwhile stays. */
export class Retention {
  private waiting: Spent[] = [];
  private discarding: Promise<void> | undefined;
  private timer: Timer | undefined;
  private stopped = false;

  constructor(private readonly options: RetentionOptions) {}

  /** Looks after the documents from now on; asked again, it goes on as it does. */
  start(): void {
    if (!this.stopped) this.timer ??= this.options.clock.after(everyMs, () => void this.sweepAndGoOn());
  }

  stop(): void {
    this.stopped = true;
    this.timer?.cancel();
  }

  /** Soon; what the store refuses now goes with the next sweep. */
  discard(spent: Spent): void {
    this.waiting.push(spent);
    this.discarding ??= this.discardAll();
  }

  async sweep(): Promise<void> {
    const { clock, mirror } = this.options;
    for (const collection of mirror.collections) {
      for (const spent of collection.spent(clock.now())) this.discard(spent);
      await nextTurn();
    }
    mirror.forgetIdle();
    await this.discarding;
  }

  private async sweepAndGoOn(): Promise<void> {
    await this.sweep();
    this.timer = undefined;
    this.start();
  }

  private async discardAll(): Promise<void> {
    const { kv, log } = this.options;
    // Not in the turn of the event that says so.
    await nextTurn();
    try {
      while (this.waiting.length > 0 && !this.stopped) {
        const now = this.waiting;
        this.waiting = [];
        await inTurn(now, ({ text, revision }) => kv.delete(text, revision));
      }
    } catch (error) {
      this.waiting = [];
      log.warn('documents that are to go could not be deleted; the next sweep tries again', { error: String(error) });
    } finally {
      this.discarding = undefined;
    }
  }
}
