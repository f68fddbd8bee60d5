/** Counts running requests: so that closing can wait for them, and so that there are not too many. */

export class InFlight {
  private running = 0;
  private waiting: (() => void)[] = [];

  begin(): void {
    this.running++;
  }

  end(): void {
    if (--this.running > 0) return;
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }

  get count(): number {
    return this.running;
  }

  /** Resolves when no request is running. */
  idle(): Promise<void> {
    if (this.running === 0) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

/** How many requests may run at once; 0 for any number. Long-running ones do not count. */
export interface Limits {
  readonly readOnly: number;
  readonly mutating: number;
}

/** As kube-apiserver's --max-requests-inflight and --max-mutating-requests-inflight. */
export const defaultLimits: Limits = { readOnly: 400, mutating: 200 };

const peakMs = 1000;

/**
 * The requests of one kind that run at once (k8s.io/apiserver server/filters/maxinflight.go). Upstream lets
 * system:masters pass; while everybody who asks is one of them, nobody does here.
 */
export class Lane {
  private running = 0;
  /** The most at once in a second, and since when it is looked at; upstream tells that, because the present is too short-lived. */
  private peak = { since: 0, most: 0, mostBefore: 0 };

  constructor(private readonly limit: number) {}

  /** False: there are too many. */
  enter(now: number): boolean {
    if (this.limit > 0 && this.running >= this.limit) return false;
    this.running++;
    this.turn(now);
    if (this.running > this.peak.most) this.peak.most = this.running;
    return true;
  }

  leave(): void {
    this.running--;
  }

  /** The most that ran at once in the last second. */
  mostAt(now: number): number {
    this.turn(now);
    return Math.max(this.peak.most, this.peak.mostBefore, this.running);
  }

  private turn(now: number): void {
    const { peak, running } = this;
    const past = now - peak.since;
    if (past < peakMs) return;
    peak.mostBefore = past < 2 * peakMs ? peak.most : running;
    peak.most = running;
    peak.since = now;
  }
}
