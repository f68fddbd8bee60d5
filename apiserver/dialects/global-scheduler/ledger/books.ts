/**
 * What is reserved: the sum over all Allocations, kept by following them. Whoever decides on it asks first that it be `current`, so that
 * nothing that was acknowledged before is missing.
 */
import { sleep, type Clock, type globalscheduler, type KubeObject, type Logger } from '../../../../api';
import type { Frame, ResourceStore } from '../../../../registry';
import { minus, nothingTaken, sumOf, type Reserving, type Taken } from '../engine/taken';
import { reservingOf } from './groups';

type Allocation = globalscheduler.Allocation;

export interface Held {
  readonly allocation: Allocation;
  /** Absent: it waits for a place. */
  readonly reserving?: Reserving;
}

export interface BooksDeps {
  readonly store: ResourceStore<Allocation>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** `waiting`: an Allocation that has no place is new or was changed. `released`: something is free. */
export type BooksChange = 'waiting' | 'released';

const retryMs = 1000;

export class Books {
  private readonly held = new Map<string, Held>();
  private readonly byUid = new Map<string, string>();
  /** Keys of those that wait for a place. */
  private readonly waitingKeys = new Set<string>();
  private sum: Taken = nothingTaken;
  private first = new FirstState();
  private readonly listeners = new Set<(change: BooksChange) => void>();
  private readonly stopping = new AbortController();
  private readonly following: Promise<void>;

  constructor(private readonly deps: BooksDeps) {
    this.following = this.follow();
  }

  get taken(): Taken {
    return this.sum;
  }

  ofUid(uid: string): Held | undefined {
    return this.held.get(this.byUid.get(uid) ?? '');
  }

  ofKey(key: { readonly namespace: string; readonly name: string }): Held | undefined {
    return this.held.get(textOf(key));
  }

  placedIn(namespace: string): readonly Held[] {
    return [...this.held.values()].filter(({ allocation, reserving }) => reserving && allocation.metadata.namespace === namespace);
  }

  /** Those that wait for a place, in no order. */
  *waiting(): Generator<Allocation> {
    for (const key of this.waitingKeys) {
      const held = this.held.get(key);
      if (held) yield held.allocation;
    }
  }

  onChange(listener: (change: BooksChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resolves when every write that was acknowledged before, by whichever server, is in the sum. */
  async current(): Promise<void> {
    for (;;) {
      const { first } = this;
      await first.there;
      await this.deps.store.list({ limit: 1 });
      // The registry has every event by now, and has woken its watchers: they hand over what there is before anything else happens.
      await new Promise((resolve) => setImmediate(resolve));
      if (first === this.first || this.stopping.signal.aborted) return;
    }
  }

  stop(): Promise<void> {
    this.stopping.abort();
    return this.following;
  }

  private async follow(): Promise<void> {
    const { store, clock, log } = this.deps;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        const frames = await store.watch({ sendInitialEvents: true, allowBookmarks: true }, signal);
        this.empty();
        for await (const batch of frames) this.apply(batch);
      } catch (error) {
        log.warn('allocations cannot be followed, will begin again', { error: String(error) });
      }
      // What is missed from now on is in the next first state.
      if (this.first.hasCome) this.first = new FirstState();
      if (!signal.aborted) await sleep(clock, retryMs, signal);
    }
    this.first.come();
  }

  private empty(): void {
    for (const known of [this.held, this.byUid, this.waitingKeys]) known.clear();
    this.sum = nothingTaken;
  }

  private apply(batch: readonly Frame<Allocation>[]): void {
    const changes = new Set<BooksChange>();
    const fresh: Reserving[] = [];
    for (const frame of batch) {
      if (frame.type === 'BOOKMARK') {
        if (frame.initialEventsEnd) this.first.come();
        continue;
      }
      const before = this.forget(keyText(frame.entry.object));
      const held = frame.type === 'DELETED' ? undefined : this.remember(frame.entry.object);
      if (held && !held.reserving) changes.add('waiting');
      if (before?.reserving && !held?.reserving) changes.add('released');
      if (before?.reserving === held?.reserving) continue;
      if (before?.reserving) this.sum = minus(this.sum, before.reserving);
      if (held?.reserving) fresh.push(held.reserving);
    }
    if (fresh.length) this.sum = sumOf(fresh, this.sum);
    for (const change of changes) for (const listener of this.listeners) listener(change);
  }

  private forget(key: string): Held | undefined {
    const held = this.held.get(key);
    this.held.delete(key);
    this.waitingKeys.delete(key);
    if (held) this.byUid.delete(held.allocation.metadata.uid ?? '');
    return held;
  }

  private remember(allocation: Allocation): Held {
    const key = keyText(allocation);
    const reserving = reservingOf(allocation);
    const held: Held = { allocation, ...(reserving && { reserving }) };
    this.held.set(key, held);
    this.byUid.set(allocation.metadata.uid ?? '', key);
    if (!reserving) this.waitingKeys.add(key);
    return held;
  }
}

/** Resolves once the first state is there. */
class FirstState {
  hasCome = false;
  private resolve: () => void = () => undefined;
  readonly there = new Promise<void>((resolve) => { this.resolve = resolve; });

  come(): void {
    this.hasCome = true;
    this.resolve();
  }
}

const textOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }): string => `${namespace}/${name}`;

const keyText = ({ metadata: { namespace = '', name = '' } }: KubeObject): string => textOf({ namespace, name });
