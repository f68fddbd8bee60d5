/** What a StatefulSet wants to know about one of its pods (upstream's stateful_set_utils.go). Pure. */
import type { core } from '../../api';
import { isPodAvailable, isPodReady } from '../pods/state';

/** The server knows it; one that is still to be made has no phase. */
export const isCreated = (pod: core.Pod): boolean => pod.status.phase !== undefined;

export const isTerminating = (pod: core.Pod): boolean => pod.metadata.deletionTimestamp !== undefined;

export const isRunningAndReady = (pod: core.Pod): boolean => pod.status.phase === 'Running' && isPodReady(pod);

/** For how long a pod has to be ready to count as available, and what time it is. */
export interface Patience {
  readonly minReadySeconds: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export const isAvailable = (pod: core.Pod, { minReadySeconds, now }: Patience): boolean => isPodAvailable(pod, minReadySeconds, now);

/** Counts against what may be missing. */
export const isUnavailable = (pod: core.Pod, patience: Patience): boolean => !isAvailable(pod, patience) || isTerminating(pod);
