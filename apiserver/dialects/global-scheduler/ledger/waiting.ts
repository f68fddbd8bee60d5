/** Allocations that wait for a place, in the order in which they came. */
import type { Verdict, Wish } from './wish';

/** One of them. It ends once. */
export class Waiting {
  /** Of its object, once there is one. */
  uid: string | undefined;
  /** The object was made for this wish: it goes where there is no place. */
  isMade = false;
  /** Its name was taken by somebody who was faster. */
  wasLate = false;
  end: 'placed' | 'without' | undefined;

  constructor(readonly wish: Wish, private readonly resolve: (verdict: Verdict) => void, private readonly reject: (error: unknown) => void) {
    this.uid = wish.uid;
  }

  settle(verdict: Verdict): void {
    this.end ??= verdict.type === 'placed' ? 'placed' : 'without';
    this.resolve(verdict);
  }

  fail(error: unknown): void {
    this.end ??= 'without';
    this.reject(error);
  }
}

export class WaitingRoom {
  private inside: Waiting[] = [];

  add(wish: Wish): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      this.inside.push(new Waiting(wish, resolve, reject));
    });
  }

  /** Those that have no end yet. */
  everybody(): readonly Waiting[] {
    this.inside = this.inside.filter(({ end }) => end === undefined);
    return this.inside;
  }
}
