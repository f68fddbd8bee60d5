/** Pods that permit holds: others may tell them to give up. */
import type { Answer } from './framework';

export class WaitingPods {
  private readonly held = new Map<string, (answer: Answer) => void>();

  /** The first answer: `until`'s, or that of whoever sends the pod away meanwhile. */
  async hold(uid: string, until: Promise<Answer>): Promise<Answer> {
    const sentAway = new Promise<Answer>((resolve) => { this.held.set(uid, resolve); });
    try {
      return await Promise.race([until, sentAway]);
    } finally {
      this.held.delete(uid);
    }
  }

  /** False when nobody waits there. */
  sendAway(uid: string, answer: Answer): boolean {
    const give = this.held.get(uid);
    give?.(answer);
    return give !== undefined;
  }
}
