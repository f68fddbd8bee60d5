/**
 * One watcher: the events of a resource after a revision, as seen through a namespace and selectors.
 *
 * A watcher is a cursor into the cache's ring. An object that begins to match is ADDED for this watcher, one that no
 * longer matches is DELETED, whatever happened in the store. Revisions older than the ring are read from the store's
 * history until the ring takes over, so that watchers resume across a restart.
 */
import type { Clock, KubeObject, Timer, WatchOptions } from '../api';
import type { EventRing, StateChange } from './event-ring';
import { namespacePrefix } from './keys';
import { matcher, type Match } from './matching';
import { readPage } from './pages';
import { isFresh, parseRevision, type ReadContext } from './reads';
import type { Entry, Frame } from './resource-store';
import { expired, translatedEach } from './storage-errors';
import { Wakeup } from './wakeup';

/** How often a watcher that wants bookmarks gets one (as upstream's bookmarkFrequency). */
const bookmarkMs = 60_000;
/** And so long before it leaves, so that it comes back to where it left. */
const lastBookmarkMs = 2_000;

export interface WatchContext<T extends KubeObject> extends ReadContext<T> {
  readonly clock: Clock;
}

/** What of a state change this watcher sees, if anything. */
type Sight<T extends KubeObject> = (change: StateChange<T>) => Frame<T> | undefined;

function sightOf<T extends KubeObject>(namespace: string | undefined, match: Match<T> | undefined): Sight<T> {
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
  const sight = sightOf(options.namespace || undefined, matcher(context.definition, options));
  const from = parseRevision(options.resourceVersion);
  await context.cache.start();
  if (context.cache.unseen) throw context.cache.unseen;
  return translatedEach(new Watcher(context, options, from, sight).run(signal));
}

class Watcher<T extends KubeObject> {
  /** Everything up to here has been delivered. */
  private revision = 0;
  private bookmarkDue = false;
  /** By the monotonic clock. */
  private readonly lastBookmarkAt: number;

  constructor(
    private readonly context: WatchContext<T>,
    private readonly options: WatchOptions,
    private readonly from: number | undefined,
    private readonly sight: Sight<T>,
  ) {
    this.lastBookmarkAt = context.clock.monotonic() + (options.timeoutSeconds ?? Infinity) * 1000 - lastBookmarkMs;
  }

  async *run(signal: AbortSignal): AsyncGenerator<readonly Frame<T>[]> {
    const { sendInitialEvents } = this.options;
    if (sendInitialEvents || (!this.from && sendInitialEvents === undefined)) yield* this.initialState();
    else this.revision = this.from || await this.present();
    yield* this.fromHistory(signal);
    yield* this.fromRing(signal);
  }

  /** Where a watcher begins that wants neither the past nor the present objects. */
  private async present(): Promise<number> {
    await isFresh(this.context, this.from);
    return this.context.cache.revision;
  }

  private async *initialState(): AsyncGenerator<readonly Frame<T>[]> {
    const { namespace, labels, fields, sendInitialEvents, allowBookmarks } = this.options;
    const resourceVersion = this.from === undefined ? undefined : String(this.from);
    const { revision, entries } = await readPage(this.context, { namespace, labels, fields, resourceVersion });
    this.revision = revision;
    const frames: Frame<T>[] = entries.map((entry) => ({ type: 'ADDED', entry }));
    if (sendInitialEvents && allowBookmarks) frames.push({ type: 'BOOKMARK', revision, initialEventsEnd: true });
    if (frames.length) yield frames;
  }

  /** Events that are older than the ring. */
  private async *fromHistory(signal: AbortSignal): AsyncGenerator<readonly Frame<T>[]> {
    const { definition, kv, cache } = this.context;
    if (this.revision >= cache.events.oldest) return;
    const prefix = namespacePrefix(definition, this.options.namespace);
    for await (const { revision, events } of kv.watch({ prefix }, this.revision, signal)) {
      const frames = this.seen(events.map((event) => cache.toChange(event)));
      this.revision = revision;
      if (frames.length) yield frames;
      if (this.revision >= cache.events.oldest) return;
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
    const changes: StateChange<T>[] = [];
    // A watcher that asked for a future revision skips what lies before it.
    for (let i = cursor; i < ring.end; i++) if (ring.at(i).revision > this.revision) changes.push(ring.at(i));
    const frames = this.seen(changes);
    this.revision = Math.max(this.revision, this.context.cache.revision);
    if (this.bookmarkDue) frames.push({ type: 'BOOKMARK', revision: this.revision, initialEventsEnd: false });
    this.bookmarkDue = false;
    return frames;
  }

  private seen(changes: readonly (StateChange<T> | undefined)[]): Frame<T>[] {
    return changes.map((change) => change && this.sight(change)).filter((frame): frame is Frame<T> => frame !== undefined);
  }

  /** Returns how to stop them (k8s.io/apiserver storage/cacher nextBookmarkTime). */
  private scheduleBookmarks(wake: () => void): () => void {
    if (!this.options.allowBookmarks) return () => undefined;
    const { clock } = this.context;
    let timer: Timer | undefined;
    const schedule = (): void => {
      const left = this.lastBookmarkAt - clock.monotonic();
      if (left <= 0) return;
      timer = clock.after(Math.min(bookmarkMs, left), () => {
        this.bookmarkDue = true;
        if (left > bookmarkMs) schedule();
        wake();
      });
    };
    schedule();
    return () => timer?.cancel();
  }
}

function onAbort(signal: AbortSignal, callback: () => void): () => void {
  signal.addEventListener('abort', callback);
  return () => signal.removeEventListener('abort', callback);
}
