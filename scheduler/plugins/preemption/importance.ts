/** Which pod is worth more to its cluster: the one of higher priority, then the one that has run longer. */
import type { core } from '../../../api';
import type { PodInfo } from '../../framework';

const starts = new WeakMap<core.Pod, number>();

function parsedStart(pod: core.Pod, text: string): number {
  const known = starts.get(pod) ?? Date.parse(text);
  starts.set(pod, known);
  return known;
}

/** In milliseconds; pods that have not started yet start now. */
export const startedAt = ({ pod }: PodInfo, now: number): number => (pod.status?.startTime ? parsedStart(pod, pod.status.startTime) : now);

/** The most important first. */
export const byImportance = (pods: readonly PodInfo[], now: number): PodInfo[] =>
  [...pods].sort((a, b) => b.priority - a.priority || startedAt(a, now) - startedAt(b, now));
