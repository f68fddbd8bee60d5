/**
 * Follows objects of several kinds, and says which subjects a change is about. What comes at once is said at once; nothing is said before
 * all there was in the beginning has come.
 */
import type { KubeObject, ResourceDefinition } from '../../../../api';
import type { Entry, Registry, ResourceStore } from '../../../../registry';
import { Following, type FollowingDeps } from './following';
import { Known, type KnownListener } from './known';
import { Objects } from './objects';

export interface Part<T extends KubeObject> {
  /** Which objects there are; absent: all. */
  isPart?(entry: Entry<T>): boolean;
  /** Whether a difference counts; absent: any does. */
  matters?(before: T, after: T): boolean;
  /** By what objects of this kind are found. */
  groups?(object: T): readonly string[];
  /** The subjects that an object is about, before or after it changed. */
  affects(entry: Entry<T>): Iterable<string>;
}

export interface SightDeps extends FollowingDeps {
  readonly registry: Registry;
}

/** Subjects that are to be looked at, and the latest revision that says so. */
export type Due = ReadonlyMap<string, number>;

export class Sight {
  private readonly followings: Following[] = [];
  private readonly due = new Map<string, number>();
  private missing = 0;

  /** `look`: the watch waits for it. */
  constructor(private readonly deps: SightDeps, private readonly look: (due: Due) => void | Promise<void>) {}

  /** Milliseconds since 1970. */
  get now(): number {
    return this.deps.clock.now();
  }

  follow<T extends KubeObject>(definition: ResourceDefinition<T>, part: Part<T>): Objects<T> {
    const objects = new Objects<T>(part.groups);
    const known = new Known(this.listener(objects, part));
    this.missing++;
    this.followings.push(new Following(this.deps.registry.store(definition) as unknown as ResourceStore, known, this.deps));
    return objects;
  }

  /** Until `signal` aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(this.followings.map((following) => following.run(signal)));
  }

  async begun(signal: AbortSignal): Promise<void> {
    await Promise.all(this.followings.map((following) => following.begun(signal)));
  }

  async reached(revision?: number): Promise<void> {
    await Promise.all(this.followings.map((following) => following.reached(revision)));
  }

  private listener<T extends KubeObject>(objects: Objects<T>, part: Part<T>): KnownListener<T> {
    let isWhole = false;
    return {
      isPart: (entry) => part.isPart?.(entry) ?? true,
      ...(part.matters && { matters: (before, after) => part.matters!(before, after) }),
      put: (entry, before) => {
        if (before) this.mark(part.affects(before), entry.revision);
        objects.put(entry, before);
        this.mark(part.affects(entry), entry.revision);
      },
      gone: (before, revision) => {
        this.mark(part.affects(before), revision);
        objects.delete(before);
      },
      whole: () => {
        if (!isWhole) this.missing--;
        isWhole = true;
      },
      even: () => this.tell(),
    };
  }

  private mark(subjects: Iterable<string>, revision: number): void {
    for (const subject of subjects) this.due.set(subject, Math.max(revision, this.due.get(subject) ?? 0));
  }

  private async tell(): Promise<void> {
    if (this.missing > 0 || this.due.size === 0) return;
    const due = new Map(this.due);
    this.due.clear();
    await this.look(due);
  }
}
