/**
 * One watcher: the events of a resource after a revision, as seen through a namespace and selectors.
 *
 * A watcher is a cursor into the cache's ring. An object that begins to match is ADDED for this watcher, one that no
 * longer matches is DELETED, whatever happened in the store. Revisions older than the ring are read from the store's
 * history until the ring takes over, so that watchers resume across a restart.
 */
import type { Clock, KubeObject, WatchOptions } from '../api';
import type { EventRing, StateChange } from './event-ring';
import { namespacePrefix } from './keys';
import { matcher, parseRevision, readPage, type Match, type ReadContext } from './reads';
import type { Entry, Frame } from './resource-store';
import { expired, fromStorage } from './storage-errors';

/** How often an idle watcher that wants bookmarks gets one (as upstream's bookmarkFrequency). */
const bookmarkMs = 60_000;

export interface WatchContext<T extends KubeObject> extends ReadContext<T> {
  readonly clock: Clock;
}

/** What of a state change this watcher sees, if anything. */
type View<T extends KubeObject> = (change: StateChange<T>) => Frame<T> | undefined;

function viewThrough<T extends KubeObject>(namespace: string | undefined, match: Match<T> | undefined): View<T> {
  const selects = (entry: Entry<T>): boolean => (namespace === undefined || entry.key.namespace === namespace) && (!match || match(entry));
  return ({ entry, deleted, prev }) => {
    const before = prev !== undefined && selects(prev);
    const now = !deleted && selects(entry);
    if (now) return { type: before ? 'MODIFIED' : 'ADDED', entry };
    return before ? { type: 'DELETED', entry } : undefined;
  };
}

/** Rejects with BadRequest for options that make no sense; the iteration throws Expired when events are no longer kept. */
export async function openWatch<T extends KubeObject>(context: WatchContext<T>, options: WatchOptions, signal: AbortSignal): Promise<AsyncIterable<readonly Frame<T>[]>> {
  const match = matcher(context.definition, options);
  const from = parseRevision(options.resourceVersion);
  await context.cache.start();
  return new Watcher(context, options, from, viewThrough(options.namespace || undefined, match)).run(signal);
}

class Watcher<T extends KubeObject> {
  /** Everything up to here has been delivered. */
  private revision = 0;
  private bookmarkDue = false;

  constructor(
    private readonly context: WatchContext<T>,
    private readonly options: WatchOptions,
    private readonly from: number | undefined,
    private readonly view: View<T>,
  ) {}

  async *run(signal: AbortSignal): AsyncGenerator<readonly Frame<T>[]> {
    if (!this.from || this.options.sendInitialEvents) yield* this.initialState();
    else this.revision = this.from;
    yield* this.fromHistory(signal);
    yield* this.fromRing(signal);
  }

  private async *initialState(): AsyncGenerator<readonly Frame<T>[]> {
    const { namespace, labels, fields } = this.options;
    const resourceVersion = this.from === undefined ? undefined : String(this.from);
    const page = await readPage(this.context, { namespace, labels, fields, resourceVersion });
    this.revision = page.revision;
    const frames: Frame<T>[] = page.entries.map((entry) => ({ type: 'ADDED', entry }));
    if (this.options.sendInitialEvents && this.options.allowBookmarks) frames.push({ type: 'BOOKMARK', revision: page.revision, initialEventsEnd: true });
    if (frames.length) yield frames;
  }

  /** Events that are older than the ring. */
  private async *fromHistory(signal: AbortSignal): AsyncGenerator<readonly Frame<T>[]> {
    const { definition, kv, cache } = this.context;
    if (this.revision >= cache.events.oldest) return;
    const prefix = namespacePrefix(definition as never, this.options.namespace || undefined);
    try {
      for await (const batch of kv.watch({ prefix }, this.revision, signal)) {
        const frames = this.frames(batch.events.map((event) => cache.toChange(event)));
        this.revision = batch.revision;
        if (frames.length) yield frames;
        if (this.revision >= cache.events.oldest) return;
      }
    } catch (error) {
      throw fromStorage(error);
    }
  }

  private async *fromRing(signal: AbortSignal): AsyncGenerator<readonly Frame<T>[]> {
    const { cache } = this.context;
    const ring = cache.events;
    const wakeup = new Wakeup();
    const leave = [cache.onChange(wakeup.wake), onAbort(signal, wakeup.wake), this.scheduleBookmarks(wakeup.wake)];
    let cursor = ring.after(this.revision);
    try {
      while (!signal.aborted && !cache.stopped.aborted) {
        if (cursor === undefined || cache.events !== ring || !ring.holds(cursor)) throw expired(this.revision, cache.events.oldest);
        const frames = this.take(ring, cursor);
        cursor = ring.end;
        if (frames.length) yield frames;
        else await wakeup.wait();
      }
    } finally {
      for (const stop of leave) stop();
    }
  }

  private take(ring: EventRing<T>, cursor: number): Frame<T>[] {
    const frames: Frame<T>[] = [];
    for (let i = cursor; i < ring.end; i++) {
      const change = ring.at(i);
      // A watcher that asked for a future revision skips what lies before it.
      const frame = change.revision > this.revision ? this.view(change) : undefined;
      if (frame) frames.push(frame);
    }
    this.revision = Math.max(this.revision, this.context.cache.revision);
    if (this.bookmarkDue) frames.push({ type: 'BOOKMARK', revision: this.revision, initialEventsEnd: false });
    this.bookmarkDue = false;
    return frames;
  }

  private frames(changes: readonly StateChange<T>[]): Frame<T>[] {
    return changes.map(this.view).filter((frame): frame is Frame<T> => frame !== undefined);
  }

  /** Returns how to stop them. */
  private scheduleBookmarks(wake: () => void): () => void {
    if (!this.options.allowBookmarks) return () => undefined;
    const { clock } = this.context;
    const ring = (): void => {
      this.bookmarkDue = true;
      timer = clock.after(bookmarkMs, ring);
      wake();
    };
    let timer = clock.after(bookmarkMs, ring);
    return () => timer.cancel();
  }
}

/** Lets one reader sleep until any of several sources has news. */
class Wakeup {
  private news = false;
  private resolve: (() => void) | undefined;

  readonly wake = (): void => {
    this.news = true;
    this.resolve?.();
  };

  /** Resolves at the next `wake`, at once when one came since the last wait. */
  async wait(): Promise<void> {
    if (!this.news) await new Promise<void>((resolve) => { this.resolve = resolve; });
    this.resolve = undefined;
    this.news = false;
  }
}

function onAbort(signal: AbortSignal, callback: () => void): () => void {
  signal.addEventListener('abort', callback);
  return () => signal.removeEventListener('abort', callback);
}
