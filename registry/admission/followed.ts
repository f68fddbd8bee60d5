/**
 * What decides about writes, at hand without a question: the objects of a kind are listed when the first write comes, then
 * watched. When the watch ends (history was compacted, the registry closes), the next write lists again; so it does when this
 * process has changed one, so that whoever was told that a rule is in force finds it in force.
 */
import { ApiError, type KubeObject } from '../../api';
import type { Entry, Frame, ResourceStore } from '../resource-store';

export class Followed<T extends KubeObject, V> {
  private readonly entries = new Map<string, Entry<T>>();
  private following: Promise<void> | undefined;
  private loaded = false;
  private watching = new AbortController();
  private derived: { readonly value: V } | undefined;

  /** `derive`: what writes ask, made of the objects in the order of their names, once for each change among them. */
  constructor(/** Undefined where the kind is not served. */
    private readonly store: () => ResourceStore<T> | undefined, private readonly derive: (entries: readonly Entry<T>[]) => V) {}

  /** At once, except at the very first. */
  get(): V | Promise<V> {
    if (this.loaded) return this.value();
    this.following ??= this.load().catch((error: unknown) => {
      this.following = undefined;
      throw error;
    });
    return this.following.then(() => this.value());
  }

  /** One of them has been written here: what is known is no longer right. */
  outdated(): void {
    this.watching.abort();
    this.watching = new AbortController();
    this.loaded = false;
    this.following = undefined;
  }

  private value(): V {
    this.derived ??= { value: this.derive([...this.entries.values()].sort((a, b) => (a.key.name < b.key.name ? -1 : 1))) };
    return this.derived.value;
  }

  private async load(): Promise<void> {
    const { signal } = this.watching;
    const store = this.store();
    if (!store) {
      this.loaded = true;
      return;
    }
    const { revision, entries } = await store.list();
    const events = await store.watch({ resourceVersion: String(revision) }, signal);
    if (signal.aborted) return this.load();
    this.entries.clear();
    for (const entry of entries) this.entries.set(nameOf(entry), entry);
    this.derived = undefined;
    this.loaded = true;
    void this.follow(events, signal);
  }

  private async follow(events: AsyncIterable<readonly Frame<T>[]>, signal: AbortSignal): Promise<void> {
    try {
      for await (const batch of events) for (const frame of signal.aborted ? [] : batch) this.apply(frame);
    } catch (error) {
      // Expired: the state is taken anew.
      if (!(error instanceof ApiError)) throw error;
    } finally {
      if (!signal.aborted) this.outdated();
    }
  }

  private apply(frame: Frame<T>): void {
    if (frame.type === 'BOOKMARK') return;
    if (frame.type === 'DELETED') this.entries.delete(nameOf(frame.entry));
    else this.entries.set(nameOf(frame.entry), frame.entry);
    this.derived = undefined;
  }
}

const nameOf = ({ key: { namespace = '', name } }: Entry): string => `${namespace}/${name}`;
