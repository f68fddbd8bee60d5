/** How far a rolling update may go at a time (upstream's SurgeCount, UnavailableCount and updatedDesiredNodeCounts). Pure. */
import { scaledCount, type apps } from '../../api';

export interface Bounds {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

const rollingOf = ({ spec: { updateStrategy } }: apps.DaemonSet): apps.RollingUpdateDaemonSet | undefined =>
  (updateStrategy?.type === 'RollingUpdate' ? updateStrategy.rollingUpdate : undefined);

/** More than one pod may be on a node. */
export const allowsSurge = (set: apps.DaemonSet): boolean => scaledCount(rollingOf(set)?.maxSurge ?? 0, 1, 'up') > 0;

/** `desired`: on how many nodes there should be a pod. Both cannot be zero, or nothing would ever move. */
export function boundsOf(set: apps.DaemonSet, desired: number): Bounds {
  const rolling = rollingOf(set);
  const maxSurge = scaledCount(rolling?.maxSurge ?? 0, desired, 'up');
  const maxUnavailable = scaledCount(rolling?.maxUnavailable ?? 0, desired, 'up');
  return { maxSurge, maxUnavailable: maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable };
}
