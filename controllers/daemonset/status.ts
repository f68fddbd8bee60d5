/** The status of a DaemonSet from its nodes and pods (upstream's updateDaemonSetStatus). Pure. */
import type { apps, core } from '../../api';
import { isPodAvailable, isPodReady } from '../pods/state';
import type { Verdict } from './placement';
import { bySeniority, isUpdated, type PodsByNode } from './pods';

export interface Observation {
  readonly nodes: readonly core.Node[];
  verdictOn(node: core.Node): Verdict;
  readonly pods: PodsByNode;
  readonly hash: string;
  readonly collisionCount: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** `observedGeneration` is left as it was. */
export function daemonSetStatus(set: apps.DaemonSet, { nodes, verdictOn, pods, hash, collisionCount, now }: Observation): apps.DaemonSetStatus {
  const wanted = nodes.filter((node) => verdictOn(node).run);
  const eldest = wanted.map((node) => eldestOf(pods.get(node.metadata.name ?? ''))).filter((pod) => pod !== undefined);
  const ready = eldest.filter(isPodReady);
  const available = ready.filter((pod) => isPodAvailable(pod, set.spec.minReadySeconds ?? 0, now)).length;
  return {
    ...set.status,
    desiredNumberScheduled: wanted.length,
    currentNumberScheduled: eldest.length,
    numberMisscheduled: nodes.filter((node) => !verdictOn(node).run && pods.has(node.metadata.name ?? '')).length,
    numberReady: ready.length,
    updatedNumberScheduled: eldest.filter((pod) => isUpdated(set, pod, hash)).length,
    numberAvailable: available,
    numberUnavailable: wanted.length - available,
    ...(collisionCount > 0 && { collisionCount }),
  };
}

const eldestOf = (pods: readonly core.Pod[] | undefined): core.Pod | undefined => (pods && pods.length > 1 ? [...pods].sort(bySeniority)[0] : pods?.[0]);
