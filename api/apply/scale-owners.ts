/**
 * /scale is another object, of which the replicas alone are the parent's: owners of the one field are carried between the two
 * (apimachinery pkg/util/managedfields/scalehandler.go).
 */
import { difference, fieldSetOf, has, isEmpty, union } from './field-set';
import { decodeManaged, encodeManaged, managerKey, owning, type Entry, type ManagerId, type Owned } from './managed-fields';

const scaleVersion = 'autoscaling/v1';
const inScale = ['f:spec', 'f:replicas'];

/** Where a kind has its replicas, as steps of a path. */
type ReplicasPath = readonly string[];

/** The managedFields that the parent's Scale has: who owns the replicas. */
export function scaleOwners(parent: readonly Entry[] | undefined, replicas: ReplicasPath = inScale): Entry[] | undefined {
  const owned = [...decodeManaged(parent).values()].filter(({ set }) => has(set, replicas));
  return encodeManaged(keyed(owned.map(({ id, time }) => owning({ ...id, apiVersion: scaleVersion }, fieldSetOf(inScale), time))));
}

/**
 * The parent's managedFields after its Scale was written: who lost the replicas there loses them here, who took them has them
 * through the endpoint. `apiVersion` is the parent's.
 */
export function parentOwners(parent: readonly Entry[] | undefined, scale: readonly Entry[] | undefined, apiVersion: string, replicas: ReplicasPath = inScale): Entry[] | undefined {
  const field = fieldSetOf(replicas);
  const taken = new Map([...decodeManaged(scale).values()].filter(({ set }) => has(set, inScale)).map((owned) => [sameManager(owned.id), owned]));
  const out: Owned[] = [];
  for (const owned of decodeManaged(parent).values()) {
    const kept = !has(owned.set, replicas) || taken.delete(sameManager(owned.id));
    const set = kept ? owned.set : difference(owned.set, field);
    if (!isEmpty(set)) out.push(kept ? owned : owning(owned.id, set, owned.time));
  }
  return encodeManaged(keyed([...out, ...[...taken.values()].map(({ id, time }) => owning({ ...id, apiVersion }, field, time))]));
}

/** One and the same on both sides, whatever the version. */
const sameManager = (id: ManagerId): string => managerKey({ ...id, apiVersion: '' });

function keyed(owners: readonly Owned[]): Map<string, Owned> {
  const out = new Map<string, Owned>();
  for (const owned of owners) {
    const key = managerKey(owned.id);
    const there = out.get(key);
    out.set(key, there ? owning(owned.id, union(there.set, owned.set), owned.time) : owned);
  }
  return out;
}
