/** Which pods a rolling update takes away next (upstream's updateStatefulSetAfterInvariantEstablished; KEP-961). Pure. */
import { scaledCount, type apps, type core } from '../../api';
import { isAvailable, isCreated, isTerminating, isUnavailable, type Patience } from './health';
import { replicasOf, revisionOf } from './identity';

/** How many pods may be unavailable at a time: at least one, or nothing would ever move. */
function maxUnavailable(set: apps.StatefulSet): number {
  const bound = set.spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1;
  return Math.max(1, scaledCount(bound, replicasOf(set), 'down'));
}

/** `replicas`: in the order of their ordinals. The highest ordinals go first. */
export function podsToReplace(set: apps.StatefulSet, replicas: readonly core.Pod[], update: string | undefined, patience: Patience): core.Pod[] {
  const partition = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  const outdated = replicas.slice(partition).filter((pod) => isCreated(pod) && !isTerminating(pod) && revisionOf(pod) !== update).reverse();
  const budget = Math.max(0, maxUnavailable(set) - replicas.filter((pod) => isUnavailable(pod, patience)).length);
  if (set.spec.podManagementPolicy !== 'Parallel') return outdated.slice(0, budget);
  // What is unavailable already is replaced beyond the budget, or a broken revision would never give way to a better one.
  const broken = outdated.filter((pod) => !isAvailable(pod, patience));
  return [...broken, ...outdated.filter((pod) => isAvailable(pod, patience)).slice(0, budget)];
}
