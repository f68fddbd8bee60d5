/** What a change of a Deployment's size means for its sets, outside of a rollout step (upstream's sync.go scale). Pure. */
import type { apps } from '../../api';
import { desiredReplicas, maxReplicas } from './annotations';
import type { Sizes } from './rolling';
import { askedFor, byAge, fenceposts, isActive, isRolling, replicasOf } from './sizes';

type Deployment = apps.Deployment;
type ReplicaSet = apps.ReplicaSet;

/** The Deployment was scaled since its active sets were. */
export const isScalingEvent = (deployment: Deployment, sets: readonly ReplicaSet[]): boolean =>
  sets.filter(isActive).some((set) => (desiredReplicas(set) ?? replicasOf(deployment)) !== replicasOf(deployment));

/**
 * One active set takes the new size; once the new set has all it needs the old ones go to zero; in between (a
 * rollout under way, or paused) every active set grows or shrinks in proportion. Sets that only get new annotations
 * are in the result with their own size.
 */
export function scaledSizes(deployment: Deployment, newSet: ReplicaSet | undefined, old: readonly ReplicaSet[]): Sizes {
  const single = onlyActiveOrLatest(newSet, old);
  if (single) return replicasOf(single) === replicasOf(deployment) ? new Map() : new Map([[single, replicasOf(deployment)]]);
  if (isSaturated(deployment, newSet)) return new Map(old.filter(isActive).map((set) => [set, 0]));
  return isRolling(deployment) ? proportionalSizes(deployment, [...old, ...(newSet ? [newSet] : [])].filter(isActive)) : new Map();
}

function onlyActiveOrLatest(newSet: ReplicaSet | undefined, old: readonly ReplicaSet[]): ReplicaSet | undefined {
  const active = [...old, ...(newSet ? [newSet] : [])].filter(isActive);
  if (active.length > 1) return undefined;
  return active[0] ?? newSet ?? [...old].sort(byAge).at(-1);
}

const isSaturated = (deployment: Deployment, newSet: ReplicaSet | undefined): boolean =>
  newSet !== undefined && desiredReplicas(newSet) === replicasOf(deployment) && replicasOf(newSet) === replicasOf(deployment)
    && newSet.status.availableReplicas === replicasOf(deployment);

function proportionalSizes(deployment: Deployment, active: readonly ReplicaSet[]): Sizes {
  const wanted = replicasOf(deployment);
  const toAdd = (wanted > 0 ? wanted + fenceposts(deployment).maxSurge : 0) - askedFor(active);
  const bySize = [...active].sort((a, b) => replicasOf(b) - replicasOf(a) || (toAdd > 0 ? byAge(b, a) : byAge(a, b)));
  const sizes = new Map<ReplicaSet, number>();
  let added = 0;
  for (const set of bySize) {
    const share = proportion(set, deployment, toAdd, added);
    sizes.set(set, replicasOf(set) + share);
    added += share;
  }
  const largest = bySize[0];
  // What rounding left over goes to the largest set.
  if (largest) sizes.set(largest, Math.max(0, (sizes.get(largest) ?? 0) + toAdd - added));
  return sizes;
}

/** At most what is left to add or to remove. */
function proportion(set: ReplicaSet, deployment: Deployment, toAdd: number, added: number): number {
  if (toAdd === 0 || toAdd === added) return 0;
  const share = fraction(set, deployment);
  return toAdd > 0 ? Math.min(share, toAdd - added) : Math.max(share, toAdd - added);
}

function fraction(set: ReplicaSet, deployment: Deployment): number {
  const current = replicasOf(set);
  if (replicasOf(deployment) === 0) return -current;
  const before = maxReplicas(set) || deployment.status.replicas || current;
  return Math.round((current * (replicasOf(deployment) + fenceposts(deployment).maxSurge)) / before) - current;
}
