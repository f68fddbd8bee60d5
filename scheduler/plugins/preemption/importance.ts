/** Which pod is worth more to its cluster: the one of higher priority, then the one that has run longer. */
import type { PodInfo } from '../../framework';

/** In milliseconds; pods that have not started yet start now. */
export const startedAt = ({ pod }: PodInfo, now: number): number => (pod.status?.startTime ? Date.parse(pod.status.startTime) : now);

/** The most important first. */
export const byImportance = (pods: readonly PodInfo[], now: number): PodInfo[] =>
  [...pods].sort((a, b) => b.priority - a.priority || startedAt(a, now) - startedAt(b, now));
