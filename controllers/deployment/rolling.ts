/**
 * The next step of a rolling update, as sizes (upstream's pkg/controller/deployment/rolling.go). Pure: given the
 * world, the sizes the sets should have; sets that keep theirs are left out.
 */
import type { apps } from '../../api';
import { askedFor, available, byAge, fenceposts, nextSizeOfNew, replicasOf } from './sizes';

export type Sizes = ReadonlyMap<apps.ReplicaSet, number>;

/** The new set grows as far as maxSurge allows; it shrinks at once when the Deployment did. */
export function growNew(deployment: apps.Deployment, newSet: apps.ReplicaSet, old: readonly apps.ReplicaSet[]): Sizes {
  const current = replicasOf(newSet);
  const wanted = replicasOf(deployment);
  const size = current > wanted ? wanted : nextSizeOfNew(deployment, [...old, newSet], current);
  return size === current ? new Map() : new Map([[newSet, size]]);
}

/** Old sets shrink as far as maxUnavailable allows: first by pods that are no loss, then the oldest sets. */
export function shrinkOld(deployment: apps.Deployment, newSet: apps.ReplicaSet, old: readonly apps.ReplicaSet[]): Sizes {
  if (askedFor(old) === 0) return new Map();
  const minAvailable = replicasOf(deployment) - fenceposts(deployment).maxUnavailable;
  const newUnavailable = replicasOf(newSet) - (newSet.status.availableReplicas ?? 0);
  const spare = askedFor([...old, newSet]) - minAvailable - newUnavailable;
  if (spare <= 0) return new Map();
  const sizes = new Map<apps.ReplicaSet, number>();
  const oldest = [...old].sort(byAge);
  dropUnhealthy(oldest, spare, sizes);
  dropHealthy(oldest, available([...old, newSet]) - minAvailable, sizes);
  return new Map([...sizes].filter(([set, size]) => size !== replicasOf(set)));
}

/** Pods that never became available stand in the way of progress, and nobody misses them. */
function dropUnhealthy(sets: readonly apps.ReplicaSet[], spare: number, sizes: Map<apps.ReplicaSet, number>): void {
  let left = spare;
  for (const set of sets) {
    const unhealthy = replicasOf(set) - (set.status.availableReplicas ?? 0);
    const drop = Math.max(0, Math.min(left, unhealthy, replicasOf(set)));
    sizes.set(set, replicasOf(set) - drop);
    left -= drop;
  }
}

function dropHealthy(sets: readonly apps.ReplicaSet[], spare: number, sizes: Map<apps.ReplicaSet, number>): void {
  let left = spare;
  for (const set of sets) {
    const size = sizes.get(set) ?? replicasOf(set);
    const drop = Math.max(0, Math.min(left, size));
    sizes.set(set, size - drop);
    left -= drop;
  }
}
