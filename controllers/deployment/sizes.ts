/** Small facts about a Deployment and its ReplicaSets that all its parts ask for. Pure. */
import type { apps } from '../../api';

type Deployment = apps.Deployment;
type ReplicaSet = apps.ReplicaSet;

export const replicasOf = (object: Deployment | ReplicaSet): number => object.spec.replicas ?? 1;

export const isRolling = (deployment: Deployment): boolean => deployment.spec.strategy?.type !== 'Recreate';

const sum = (sets: readonly ReplicaSet[], count: (set: ReplicaSet) => number): number => sets.reduce((total, set) => total + count(set), 0);

/** How many pods the sets are asked for. */
export const askedFor = (sets: readonly ReplicaSet[]): number => sum(sets, replicasOf);
export const actual = (sets: readonly ReplicaSet[]): number => sum(sets, (set) => set.status.replicas);
export const ready = (sets: readonly ReplicaSet[]): number => sum(sets, (set) => set.status.readyReplicas ?? 0);
export const available = (sets: readonly ReplicaSet[]): number => sum(sets, (set) => set.status.availableReplicas ?? 0);
export const terminating = (sets: readonly ReplicaSet[]): number => sum(sets, (set) => set.status.terminatingReplicas ?? 0);

export const isActive = (set: ReplicaSet): boolean => replicasOf(set) > 0;

/** Oldest first; the name decides between sets of the same second. */
export const byAge = (a: ReplicaSet, b: ReplicaSet): number => order(a.metadata.creationTimestamp, b.metadata.creationTimestamp) || order(a.metadata.name, b.metadata.name);

const order = (a = '', b = ''): number => (a < b ? -1 : Number(a > b));

/** A number, or a percentage of `total`, which is rounded up or down. */
function resolve(value: number | string | undefined, total: number, round: (value: number) => number): number {
  if (typeof value === 'number') return value;
  return value === undefined ? 0 : round((Number.parseInt(value, 10) * total) / 100);
}

/** Both bounds of a rolling update; they cannot both be zero, or nothing would ever move (upstream's ResolveFenceposts). */
export function fenceposts(deployment: Deployment): { readonly maxSurge: number; readonly maxUnavailable: number } {
  if (!isRolling(deployment)) return { maxSurge: 0, maxUnavailable: 0 };
  const replicas = replicasOf(deployment);
  const { maxSurge, maxUnavailable } = deployment.spec.strategy?.rollingUpdate ?? {};
  const surge = resolve(maxSurge, replicas, Math.ceil);
  const unavailable = resolve(maxUnavailable, replicas, Math.floor);
  return { maxSurge: surge, maxUnavailable: Math.min(surge === 0 && unavailable === 0 ? 1 : unavailable, replicas) };
}

/** The new set's next size, given everything there is (upstream's NewRSNewReplicas). */
export function nextSizeOfNew(deployment: Deployment, all: readonly ReplicaSet[], current: number): number {
  const wanted = replicasOf(deployment);
  if (!isRolling(deployment)) return wanted;
  const room = wanted + fenceposts(deployment).maxSurge - askedFor(all);
  return room <= 0 ? current : current + Math.min(room, wanted - current);
}

/** The rollout is over: as many updated pods as asked for, all available, no old ones. */
export function isComplete(deployment: Deployment, status: apps.DeploymentStatus): boolean {
  const wanted = replicasOf(deployment);
  return (status.updatedReplicas ?? 0) === wanted && (status.replicas ?? 0) === wanted && (status.availableReplicas ?? 0) === wanted
    && (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0);
}
