/** What happened while pods were in flight: whoever returns looks at what it has missed (upstream's inFlightEvents). */
import type { ClusterChange } from './framework';

export class ChangeLog {
  private changes: ClusterChange[] = [];
  /** Changes that are no longer kept. */
  private forgotten = 0;

  /** Where the next change will be. */
  get end(): number {
    return this.forgotten + this.changes.length;
  }

  add(change: ClusterChange): void {
    this.changes.push(change);
  }

  /** Whether a change from there on is as asked for. */
  someSince(position: number, holds: (change: ClusterChange) => boolean): boolean {
    for (let i = position - this.forgotten; i < this.changes.length; i++) if (holds(this.changes[i] as ClusterChange)) return true;
    return false;
  }

  /** Nobody will ask for what is before. Many at a time, so that it costs nothing per change. */
  forget(before: number): void {
    const useless = before - this.forgotten;
    if (useless < this.changes.length && useless * 2 < this.changes.length) return;
    this.changes = this.changes.slice(useless);
    this.forgotten = before;
  }
}
