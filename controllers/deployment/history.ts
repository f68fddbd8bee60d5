/** Old sets are kept for rollbacks, up to a limit (upstream's cleanupDeployment). Pure. */
import type { apps } from '../../api';
import { revisionOf } from './annotations';
import { byAge, replicasOf } from './sizes';

const unlimited = 2 ** 31 - 1;

/** The old sets to delete: the lowest revisions beyond the limit, as far as they are empty and settled. */
export function surplusHistory(deployment: apps.Deployment, old: readonly apps.ReplicaSet[]): apps.ReplicaSet[] {
  const limit = deployment.spec.revisionHistoryLimit ?? unlimited;
  if (limit === unlimited) return [];
  const alive = old.filter((set) => !set.metadata.deletionTimestamp);
  const lowest = [...alive].sort((a, b) => revisionOf(a) - revisionOf(b) || byAge(a, b));
  return lowest.slice(0, Math.max(0, alive.length - limit)).filter(isSettledAndEmpty);
}

const isSettledAndEmpty = (set: apps.ReplicaSet): boolean =>
  set.status.replicas === 0 && replicasOf(set) === 0 && (set.metadata.generation ?? 0) <= (set.status.observedGeneration ?? 0);
