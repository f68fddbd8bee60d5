/** Where every pod of a StatefulSet stands, and what is next for it (upstream's processReplica and processCondemned). Pure. */
import type { apps, core } from '../../api';
import { isPodFinished } from '../pods/state';
import { isAvailable, isCreated, isRunningAndReady, isTerminating, isUnavailable, type Patience } from './health';
import { firstOrdinal, isWanted, ordinalOf, replicasOf } from './identity';
import { comesFromCurrent, newPod } from './pods';
import type { Revisions } from './revisions';

type StatefulSet = apps.StatefulSet;

export interface Places {
  /** One for every ordinal there should be, in their order; what is missing as it is to be made. */
  readonly replicas: readonly core.Pod[];
  /** Pods beyond, the highest ordinal first. */
  readonly condemned: readonly core.Pod[];
  /** The lowest that is unavailable: it may be taken away out of turn. */
  readonly firstUnavailable: core.Pod | undefined;
}

/** The templates by which missing pods are made. */
export interface Templates {
  readonly current: core.PodTemplateSpec;
  readonly update: core.PodTemplateSpec;
}

export function places(set: StatefulSet, pods: readonly core.Pod[], revisions: Revisions, templates: Templates, patience: Patience): Places {
  const first = firstOrdinal(set);
  const there = new Map(pods.map((pod) => [ordinalOf(pod), pod]));
  const make = (ordinal: number): core.Pod => {
    const origin = comesFromCurrent(set, ordinal) ? 'current' : 'update';
    return newPod(set, templates[origin], revisions[origin].metadata.name ?? '', ordinal);
  };
  const replicas = Array.from({ length: replicasOf(set) }, (_, i) => there.get(first + i) ?? make(first + i));
  const condemned = pods.filter((pod) => !isWanted(set, pod)).sort((a, b) => ordinalOf(b) - ordinalOf(a));
  const firstUnavailable = [...replicas, ...condemned.toReversed()].find((pod) => isUnavailable(pod, patience));
  return { replicas, condemned, firstUnavailable };
}

/** `wait`: in order, nothing behind it may be touched before it is well. */
export type Need = 'delete' | 'create' | 'wait' | 'claims' | 'nothing';

export function needOfReplica(pod: core.Pod, patience: Patience): Need {
  if (isPodFinished(pod)) return isTerminating(pod) ? 'wait' : 'delete';
  if (!isCreated(pod)) return 'create';
  if (pod.status.phase === 'Pending') return 'claims';
  return isTerminating(pod) || !isRunningAndReady(pod) || !isAvailable(pod, patience) ? 'wait' : 'nothing';
}

export function needOfCondemned(pod: core.Pod, firstUnavailable: core.Pod | undefined, inOrder: boolean, patience: Patience): Need {
  if (isTerminating(pod)) return 'wait';
  const isWell = isRunningAndReady(pod) && isAvailable(pod, patience);
  return inOrder && !isWell && pod !== firstUnavailable ? 'wait' : 'delete';
}

