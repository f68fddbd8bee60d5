/** The objects of one kind as their watch tells them: what has not changed is told no second time, and after a break what is no longer there is gone. */
import type { KubeObject } from '../../../../api';
import type { Entry } from '../../../../registry';
import { nameOf, type Change, type Follower } from './following';

export interface KnownListener<T extends KubeObject> {
  /** Others are as if they were not there. */
  isPart(entry: Entry<T>): boolean;
  /** Whether the difference counts; absent: any does. */
  matters?(before: T, after: T): boolean;
  put(entry: Entry<T>, before: Entry<T> | undefined): void;
  gone(before: Entry<T>, revision: number): void;
  /** All that there was has been told. */
  whole?(revision: number): void;
  /** What has come until now has been told. */
  even?(): void | Promise<void>;
}

export class Known<T extends KubeObject> implements Follower {
  private readonly there = new Map<string, Entry<T>>();
  /** Known before, and not yet seen in the state that comes; undefined: it has come. */
  private missing: Set<string> | undefined;

  constructor(private readonly listener: KnownListener<T>) {}

  begins(): void {
    this.missing = new Set(this.there.keys());
  }

  take({ type, entry: any }: Change): void {
    const entry = any as Entry<T>;
    const name = nameOf(any);
    this.missing?.delete(name);
    if (type === 'DELETED' || !this.listener.isPart(entry)) return this.forget(name, entry.revision);
    const before = this.there.get(name);
    if (before?.revision === entry.revision || (before && this.listener.matters?.(before.object, entry.object) === false)) return;
    this.there.set(name, entry);
    this.listener.put(entry, before);
  }

  whole(revision: number): void {
    for (const name of this.missing ?? []) this.forget(name, revision);
    this.missing = undefined;
    this.listener.whole?.(revision);
  }

  async even(): Promise<void> {
    await this.listener.even?.();
  }

  private forget(name: string, revision: number): void {
    const before = this.there.get(name);
    if (!before) return;
    this.there.delete(name);
    this.listener.gone(before, revision);
  }
}
