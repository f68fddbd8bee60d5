/** Who is looked at in a regular period, whatever changes meanwhile. By uid, on the monotonic clock. */
import type { Clock } from '../api';

export class Turns {
  private readonly due = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** Milliseconds until the object's turn; 0 or less: now, and then again after `periodMs`. The first one comes after as long. */
  until(uid: string, periodMs: number): number {
    const now = this.clock.monotonic();
    const at = this.due.get(uid) ?? now + periodMs;
    this.due.set(uid, at > now ? at : now + periodMs);
    return at - now;
  }

  forget(uid: string): void {
    this.due.delete(uid);
  }
}
