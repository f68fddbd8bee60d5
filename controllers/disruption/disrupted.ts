/** Pods that were let go: they do not count, until they turn out to have stayed (upstream's pkg/controller/disruption buildDisruptedPodMap, countHealthyPods). */
import type { core, policy } from '../../api';
import { isPodReady } from '../pods/state';

/** Between an eviction and its deletion; afterwards it is taken to have failed. */
export const deletionTimeoutMs = 2 * 60 * 1000;

type Pods = NonNullable<policy.PodDisruptionBudgetStatus['disruptedPods']>;

export interface Disrupted {
  readonly pods: Pods;
  /** Those that should be gone by now. */
  readonly stayed: readonly core.Pod[];
  /** Milliseconds until the next one should be gone. */
  readonly recheckAfterMs?: number;
}

export function disruptedPods(pods: readonly core.Pod[], { status: { disruptedPods: before = {} } }: policy.PodDisruptionBudget, now: number): Disrupted {
  const kept: Pods = {};
  const stayed: core.Pod[] = [];
  let recheckAfterMs: number | undefined;
  for (const pod of pods) {
    const { name = '', deletionTimestamp } = pod.metadata;
    const since = Object.hasOwn(before, name) ? before[name] : undefined;
    if (since === undefined || deletionTimestamp) continue;
    const left = Date.parse(since) + deletionTimeoutMs - now;
    if (left < 0) stayed.push(pod);
    else {
      kept[name] = since;
      recheckAfterMs = Math.min(recheckAfterMs ?? left, left);
    }
  }
  return { pods: kept, stayed, ...(recheckAfterMs !== undefined && { recheckAfterMs }) };
}

export const countHealthy = (pods: readonly core.Pod[], disrupted: Pods): number =>
  pods.filter((pod) => !pod.metadata.deletionTimestamp && !Object.hasOwn(disrupted, pod.metadata.name ?? '') && isPodReady(pod)).length;
