/** Who depends on whom: the other direction of ownerReferences. Fed by informers, holds only objects that have owners. */
import { keyOf, type KubeObject, type ObjectKey, type OwnerReference, type ResourceDefinition } from '../../api';
import { uidOf } from '../ownership';

export interface Item {
  readonly definition: ResourceDefinition;
  readonly key: ObjectKey;
  readonly uid: string;
}

export const ownersOf = (object: KubeObject): readonly OwnerReference[] => object.metadata.ownerReferences ?? [];

export class Graph {
  private readonly byOwner = new Map<string, Map<string, Item>>();

  add(definition: ResourceDefinition, object: KubeObject): void {
    const item = { definition, key: keyOf(object), uid: uidOf(object) };
    for (const { uid } of ownersOf(object)) this.of(uid).set(item.uid, item);
  }

  remove(object: KubeObject): void {
    for (const { uid } of ownersOf(object)) {
      const dependents = this.byOwner.get(uid);
      dependents?.delete(uidOf(object));
      if (dependents?.size === 0) this.byOwner.delete(uid);
    }
  }

  dependentsOf(uid: string): readonly Item[] {
    return [...this.byOwner.get(uid)?.values() ?? []];
  }

  hasDependents(uid: string): boolean {
    return this.byOwner.has(uid);
  }

  private of(uid: string): Map<string, Item> {
    let dependents = this.byOwner.get(uid);
    if (!dependents) this.byOwner.set(uid, dependents = new Map());
    return dependents;
  }
}

/** Whether two states of an object point to the same owners in the same way. */
export function sameOwners(a: KubeObject, b: KubeObject): boolean {
  const [first, second] = [ownersOf(a), ownersOf(b)];
  return first === second
    || (first.length === second.length && first.every(({ uid, blockOwnerDeletion }, i) => uid === second[i]?.uid && blockOwnerDeletion === second[i]?.blockOwnerDeletion));
}
