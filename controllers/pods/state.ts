/** What controllers want to know about one pod. Pure. */
import { isPodFinished, type core } from '../../api';

export { isPodFinished };

/** Neither finished nor on its way out: a pod that counts towards a replica count. */
export const isPodActive = (pod: core.Pod): boolean =>
  !isPodFinished(pod) && pod.metadata.deletionTimestamp === undefined;

/** Deleted, but its containers may still be running. */
export const isPodTerminating = (pod: core.Pod): boolean =>
  !isPodFinished(pod) && pod.metadata.deletionTimestamp !== undefined;

const readyCondition = (pod: core.Pod): core.PodCondition | undefined =>
  pod.status.conditions?.find((condition) => condition.type === 'Ready');

export const isPodReady = (pod: core.Pod): boolean => readyCondition(pod)?.status === 'True';

/** Milliseconds since the epoch; undefined while the pod is not ready. */
export function podReadySince(pod: core.Pod): number | undefined {
  const condition = readyCondition(pod);
  return condition?.status === 'True' && condition.lastTransitionTime ? Date.parse(condition.lastTransitionTime) : undefined;
}

/** Ready for at least `minReadySeconds`; `now` in milliseconds since the epoch. */
export function isPodAvailable(pod: core.Pod, minReadySeconds: number, now: number): boolean {
  if (!isPodReady(pod)) return false;
  if (minReadySeconds === 0) return true;
  const since = podReadySince(pod);
  return since !== undefined && since + minReadySeconds * 1000 <= now;
}

/** Milliseconds until the next ready pod becomes available by the passing of time alone. */
export function untilNextAvailable(pods: readonly core.Pod[], minReadySeconds: number, now: number): number | undefined {
  if (minReadySeconds === 0) return undefined;
  const waits = pods.filter(isPodActive).map((pod) => (podReadySince(pod) ?? -Infinity) + minReadySeconds * 1000 - now).filter((wait) => wait > 0);
  return waits.length > 0 ? Math.min(...waits) : undefined;
}

/** Restarts of the pod's most restarted container. */
export const maxRestarts = (pod: core.Pod): number =>
  Math.max(0, ...(pod.status.containerStatuses ?? []).map((status) => status.restartCount));
