/**
 * What is reserved: the sum over all Allocations, kept by following them. Whoever decides on it asks first that it be `current`, so that
 * nothing that was acknowledged before is missing.
 */
import type { globalscheduler, KubeObject } from '../../../../api';
import type { ResourceStore } from '../../../../registry';
import { minus, nothingTaken, sumOf, type Reserving, type Taken } from '../engine';
import { Following, type Change, type FollowDeps } from '../follow';
import { reservingOf } from './groups';

type Allocation = globalscheduler.Allocation;

export interface Held {
  readonly allocation: Allocation;
  /** Absent: it waits for a place. */
  readonly reserving?: Reserving;
}

export interface BooksChange {
  /** There is one more Allocation without a place. */
  readonly waiting: boolean;
  /** Something is free. */
  readonly released: boolean;
  /** Sites of which more or less is reserved than before. */
  readonly sites: ReadonlySet<string>;
}

export class Books {
  private readonly held = new Map<string, Held>();
  private readonly byUid = new Map<string, string>();
  /** Keys of those that wait for a place. */
  private readonly waitingKeys = new Set<string>();
  private sum: Taken = nothingTaken;
  private readonly listeners = new Set<(change: BooksChange) => void>();
  private readonly following: Following<Allocation>;

  constructor(store: ResourceStore<Allocation>, deps: FollowDeps) {
    this.following = new Following(store, { begin: () => this.empty(), apply: (changes) => this.apply(changes) }, deps);
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

  get isAnybodyWaiting(): boolean {
    return this.waitingKeys.size > 0;
  }

  /** Those that wait for a place, in no order. */
  waiting(): readonly Allocation[] {
    return [...this.waitingKeys].flatMap((key) => this.held.get(key)?.allocation ?? []);
  }

  onChange(listener: (change: BooksChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resolves when every write that was acknowledged before, by whichever server, is in the sum. */
  current(): Promise<void> {
    return this.following.current();
  }

  stop(): Promise<void> {
    return this.following.stop();
  }

  private empty(): void {
    for (const known of [this.held, this.byUid, this.waitingKeys]) known.clear();
    this.sum = nothingTaken;
  }

  private apply(changes: readonly Change<Allocation>[]): void {
    const sites = new Set<string>();
    const fresh: Reserving[] = [];
    let [waiting, released] = [false, false];
    for (const { type, entry: { object } } of changes) {
      const known = this.forget(keyText(object));
      const held = type === 'DELETED' ? undefined : this.remember(object);
      const [before, after] = [known?.reserving, held?.reserving];
      if (held && !after && (!known || before)) waiting = true;
      if (before && !after) released = true;
      if (before) this.sum = minus(this.sum, before);
      if (after) fresh.push(after);
      for (const { siteId } of [...before?.placed ?? [], ...after?.placed ?? []]) sites.add(siteId);
    }
    if (fresh.length) this.sum = sumOf(fresh, this.sum);
    for (const listener of this.listeners) listener({ waiting, released, sites });
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

const textOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }): string => `${namespace}/${name}`;

const keyText = ({ metadata: { namespace = '', name = '' } }: KubeObject): string => textOf({ namespace, name });
