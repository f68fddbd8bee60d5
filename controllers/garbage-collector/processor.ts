/**
 * What happens to one object (upstream's pkg/controller/garbagecollector: attemptToDeleteItem, processDeletingDependentsItem,
 * orphanDependents). Level-based: looks at the object and its owners as they are, whatever it was called for.
 */
import type { KubeObject, OwnerReference } from '../../api';
import { ifPresent, uidOf, withoutFinalizer } from '../ownership';
import { ownersOf, type Graph, type Item } from './graph';
import { foregroundFinalizer, isDeleting, orphanFinalizer, type OwnerState, type World } from './world';

/** How many dependents are orphaned at a time. */
const width = 50;

export class Processor {
  constructor(private readonly world: World, private readonly graph: Graph, private readonly enqueue: (item: Item) => void) {}

  async process(item: Item): Promise<void> {
    const object = this.world.cached(item);
    if (!object) return;
    if (isDeleting(object, orphanFinalizer)) await this.orphanDependents(item);
    else if (isDeleting(object, foregroundFinalizer)) await this.awaitDependents(item);
    else if (!object.metadata.deletionTimestamp && ownersOf(object).length > 0) await this.checkOwners(item, object);
  }

  private async orphanDependents(owner: Item): Promise<void> {
    const dependents = this.graph.dependentsOf(owner.uid);
    for (let start = 0; start < dependents.length; start += width) {
      await Promise.all(dependents.slice(start, start + width).map((dependent) => this.dropOwners(dependent, new Set([owner.uid]))));
    }
    await this.removeFinalizer(owner, orphanFinalizer);
  }

  /** The owner waits for dependents that say so; those are deleted in their turn because their owner waits. */
  private async awaitDependents(owner: Item): Promise<void> {
    const dependents = this.graph.dependentsOf(owner.uid).map((item) => ({ item, object: this.world.cached(item) }));
    const blocking = dependents.filter(({ object }) => object && ownersOf(object).some(({ uid, blockOwnerDeletion }) => uid === owner.uid && blockOwnerDeletion));
    if (blocking.length === 0) return this.removeFinalizer(owner, foregroundFinalizer);
    for (const { item, object } of blocking) if (object && !isDeleting(object, foregroundFinalizer)) this.enqueue(item);
  }

  private async checkOwners(item: Item, cached: KubeObject): Promise<void> {
    if (this.world.hasOnlySolidOwners(ownersOf(cached), cached)) return;
    // The references may have changed since: nothing is deleted on the word of an informer.
    const live = await this.world.live(item);
    if (!live || live.metadata.deletionTimestamp) return;
    const states = new Map<OwnerReference, OwnerState>();
    for (const reference of ownersOf(live)) states.set(reference, await this.world.ownerState(reference, live));
    const withState = (state: OwnerState): OwnerReference[] => [...states].filter(([, found]) => found === state).map(([reference]) => reference);
    const gone = [...withState('absent'), ...withState('waiting')];
    if (gone.length === 0) return;
    if (withState('solid').length > 0) await this.dropOwners(item, new Set(gone.map(({ uid }) => uid)));
    else await this.collect(item, live, withState('waiting').length > 0);
  }

  private async collect(item: Item, live: KubeObject, ownerWaits: boolean): Promise<void> {
    const inForeground = ownerWaits && this.graph.hasDependents(item.uid);
    if (inForeground && this.isInCircle(item)) await this.unblock(item);
    await ifPresent(this.world.client.of(item.definition).delete(item.key, {
      propagationPolicy: inForeground ? 'Foreground' : policyOf(live),
      preconditions: inForeground ? { uid: item.uid } : { uid: item.uid, resourceVersion: live.metadata.resourceVersion },
    }));
  }

  /** A dependent that waits for its own dependents: the owners may wait for each other. */
  private isInCircle(item: Item): boolean {
    return this.graph.dependentsOf(item.uid).some((dependent) => {
      const object = this.world.cached(dependent);
      return object !== undefined && isDeleting(object, foregroundFinalizer);
    });
  }

  private async unblock({ definition, key, uid }: Item): Promise<void> {
    await ifPresent(this.world.client.of(definition).update(key, (current) => {
      if (uidOf(current) !== uid || !ownersOf(current).some((reference) => reference.blockOwnerDeletion)) return current;
      const ownerReferences = ownersOf(current).map((reference) => ({ ...reference, blockOwnerDeletion: false }));
      return { ...current, metadata: { ...current.metadata, ownerReferences } };
    }));
  }

  private async dropOwners({ definition, key, uid }: Item, owners: ReadonlySet<string>): Promise<void> {
    await ifPresent(this.world.client.of(definition).update(key, (current) => {
      const kept = ownersOf(current).filter((reference) => !owners.has(reference.uid));
      if (uidOf(current) !== uid || kept.length === ownersOf(current).length) return current;
      return { ...current, metadata: { ...current.metadata, ownerReferences: kept.length > 0 ? kept : undefined } };
    }));
  }

  private async removeFinalizer({ definition, key, uid }: Item, finalizer: string): Promise<void> {
    await ifPresent(this.world.client.of(definition).update(key, (current) => {
      if (uidOf(current) !== uid || !current.metadata.finalizers?.includes(finalizer)) return current;
      return { ...current, metadata: { ...current.metadata, finalizers: withoutFinalizer(current, finalizer) } };
    }));
  }
}

/** A finalizer that somebody put there beforehand says how the object wants to be deleted. */
function policyOf({ metadata: { finalizers = [] } }: KubeObject): 'Orphan' | 'Foreground' | 'Background' {
  if (finalizers.includes(orphanFinalizer)) return 'Orphan';
  return finalizers.includes(foregroundFinalizer) ? 'Foreground' : 'Background';
}
