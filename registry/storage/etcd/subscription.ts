import type { KeyRange, Revision, WatchBatch } from '../kv';
import { matcher } from './keys';
import { eventKey, eventRevision } from './messages';

/** One reader of a range: how far it has come, and whether it waits for more. */
export class Subscription {
  /** Why it can not go on. */
  failure: Error | undefined;
  /** Has had its first batch, which comes also when it is empty. */
  begun = false;
  private waiter: (() => void) | undefined;
  private readonly matches: (key: string) => boolean;

  constructor(range: KeyRange, /** Everything up to here has been delivered. */ public cursor: Revision) {
    this.matches = matcher(range);
  }

  get waiting(): boolean {
    return this.waiter !== undefined;
  }

  concerns({ events }: WatchBatch): boolean {
    return events.some((event) => this.matches(eventKey(event)) && eventRevision(event) > this.cursor);
  }

  /** What `batch` holds for this reader, who thereby has come to its end. */
  take(batch: WatchBatch): WatchBatch {
    const events = batch.events.filter((event) => this.matches(eventKey(event)) && eventRevision(event) > this.cursor);
    this.cursor = Math.max(batch.revision, this.cursor);
    this.begun = true;
    return { revision: this.cursor, events };
  }

  /** Until there may be something new to see. */
  wait(): Promise<void> {
    return new Promise((resolve) => { this.waiter = resolve; });
  }

  wake(): void {
    const { waiter } = this;
    this.waiter = undefined;
    waiter?.();
  }
}
