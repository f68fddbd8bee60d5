/**
 * Any number of watchers on one log of events: a watcher is a position in it. Nothing is queued per watcher, so a
 * slow one costs nothing and loses nothing until compaction passes it.
 */
import { RevisionCompacted, StorageUnavailable, type KVEvent, type KeyRange, type Revision, type WatchBatch } from '../kv';
import { keyOf } from './change';
import type { History } from './history';
import { matcher } from './key-order';

/** What the hub reads: the log and its ends. */
export interface Watched {
  readonly history: History;
  readonly revision: Revision;
  readonly compacted: Revision;
}

/** How many events one batch looks through: bounds the work between two turns of the event loop. */
const batchLimit = 1_000;

interface Cursor { wake: () => void; ended: boolean }

const nothing = (): void => undefined;

/** A watcher with much to catch up on does not keep the others waiting. */
const nextTurn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

export class WatchHub {
  private readonly cursors = new Set<Cursor>();
  private wakeUp: NodeJS.Immediate | undefined;
  private closed = false;

  constructor(private readonly store: Watched) {}

  /** Something happened. Watchers wake once per turn of the event loop, however much happened in it. */
  notify(): void {
    if (this.cursors.size > 0) this.wakeUp ??= setImmediate(() => this.wakeAll());
  }

  /** Ends all watches. */
  close(): void {
    this.closed = true;
    this.wakeAll();
  }

  async *watch(range: KeyRange, after: Revision, signal: AbortSignal): AsyncGenerator<WatchBatch, void, void> {
    if (this.closed) throw new StorageUnavailable('the store is closed');
    if (signal.aborted) return;
    const cursor: Cursor = { wake: nothing, ended: false };
    const end = (): void => {
      cursor.ended = true;
      cursor.wake();
    };
    signal.addEventListener('abort', end);
    this.cursors.add(cursor);
    try {
      yield* this.follow(cursor, matcher(range), after);
    } finally {
      this.cursors.delete(cursor);
      signal.removeEventListener('abort', end);
    }
  }

  private async *follow(cursor: Cursor, wants: (key: string) => boolean, after: Revision): AsyncGenerator<WatchBatch, void, void> {
    let position = after;
    for (let first = true; !this.closed && !cursor.ended; first = false) {
      const batch = this.next(position, wants);
      position = Math.max(position, batch.revision);
      if (first || batch.events.length > 0 || batch.revision === this.store.revision) yield batch;
      if (position < this.store.revision) await nextTurn();
      while (position >= this.store.revision && !this.closed && !cursor.ended) {
        await new Promise<void>((resolve) => { cursor.wake = resolve; });
      }
    }
  }

  private next(position: Revision, wants: (key: string) => boolean): WatchBatch {
    const { revision, compacted, history } = this.store;
    if (position < compacted) throw new RevisionCompacted(position, compacted);
    if (position >= revision) return { revision, events: [] };
    const events = history.read(position + 1, Math.min(revision, position + batchLimit));
    return { revision: position + events.length, events: events.filter((event: KVEvent) => wants(keyOf(event))) };
  }

  private wakeAll(): void {
    clearImmediate(this.wakeUp);
    this.wakeUp = undefined;
    for (const cursor of this.cursors) cursor.wake();
  }
}
