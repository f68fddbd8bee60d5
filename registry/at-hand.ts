/**
 * Which objects are kept beside their bytes. Where everybody works with them in this thread, all: they are shared. Where others have
 * copies of their own, the latest: who asks for an older one parses it again.
 */
export interface AtHand {
  /** An object is there: it may be asked to go. */
  add(holder: Holder): void;
}

interface Holder { forget(): void }

export const allAtHand: AtHand = { add() {} };

export class LatestAtHand implements AtHand {
  private readonly ring: (Holder | undefined)[];
  private next = 0;

  constructor(private readonly count: number) {
    this.ring = Array.from({ length: count });
  }

  add(holder: Holder): void {
    this.ring[this.next]?.forget();
    this.ring[this.next] = holder;
    this.next = (this.next + 1) % this.count;
  }
}
