/**
 * What a controller has done and not yet seen. An informer trails its own controller's writes: a controller that
 * counts pods before its last creations and deletions have come back would create or delete twice.
 *
 * Keys are the owners' uids, so that a namesake born later starts afresh (after upstream's UIDTrackingControllerExpectations).
 */
import type { Clock } from '../api';

/** Upstream's ExpectationsTimeout: an expectation that is not met in this time was wrong. */
const timeoutMs = 5 * 60_000;

interface Pending {
  creations: number;
  readonly deletions: Set<string>;
  readonly since: number;
}

export class Expectations {
  private readonly pending = new Map<string, Pending>();

  constructor(private readonly clock: Clock) {}

  /** To be called before the creations are tried. */
  expectCreations(owner: string, count: number): void {
    this.of(owner).creations += count;
  }

  expectDeletions(owner: string, uids: Iterable<string>): void {
    const { deletions } = this.of(owner);
    for (const uid of uids) deletions.add(uid);
  }

  /** A creation came back, or failed. */
  creationObserved(owner: string, count = 1): void {
    const pending = this.pending.get(owner);
    if (!pending) return;
    pending.creations = Math.max(0, pending.creations - count);
    this.settle(owner, pending);
  }

  /** A deletion came back, or failed. */
  deletionObserved(owner: string, uid: string): void {
    const pending = this.pending.get(owner);
    if (!pending) return;
    pending.deletions.delete(uid);
    this.settle(owner, pending);
  }

  /** Nothing is outstanding: what the informer says includes what this controller did. */
  satisfied(owner: string): boolean {
    const pending = this.pending.get(owner);
    return !pending || this.clock.monotonic() - pending.since > timeoutMs;
  }

  forget(owner: string): void {
    this.pending.delete(owner);
  }

  private of(owner: string): Pending {
    const current = this.pending.get(owner);
    if (current && this.clock.monotonic() - current.since <= timeoutMs) return current;
    const fresh: Pending = { creations: 0, deletions: new Set(), since: this.clock.monotonic() };
    this.pending.set(owner, fresh);
    return fresh;
  }

  private settle(owner: string, pending: Pending): void {
    if (pending.creations === 0 && pending.deletions.size === 0) this.pending.delete(owner);
  }
}
