/** The status of a ReplicaSet from its pods (upstream's calculateStatus, pkg/controller/replicaset/replica_set_utils.go). Pure. */
import { formatTime, type apps, type core } from '../../api';
import { isPodActive, isPodAvailable, isPodReady, isPodTerminating } from '../pods/state';
import type { Replicated } from './replicas';

export interface Observation {
  /** Everything the set controls. */
  readonly pods: readonly core.Pod[];
  /** Why the last creations or deletions did not all succeed. */
  readonly failure?: unknown;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function replicaSetStatus(set: Replicated, { pods, failure, now }: Observation): apps.ReplicaSetStatus {
  const active = pods.filter(isPodActive);
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  const conditions = withFailure(set, active.length, failure, now);
  return {
    replicas: active.length,
    fullyLabeledReplicas: active.filter((pod) => isFullyLabeled(pod, set.spec.template)).length,
    readyReplicas: active.filter(isPodReady).length,
    availableReplicas: active.filter((pod) => isPodAvailable(pod, minReadySeconds, now)).length,
    terminatingReplicas: pods.filter(isPodTerminating).length,
    observedGeneration: set.metadata.generation,
    ...(conditions.length > 0 && { conditions }),
  };
}

const isFullyLabeled = (pod: core.Pod, template: core.PodTemplateSpec | undefined): boolean =>
  Object.entries(template?.metadata?.labels ?? {}).every(([key, value]) => pod.metadata.labels?.[key] === value);

/** The ReplicaFailure condition appears with the first failure, keeps its text, and goes with the next success. */
function withFailure(set: Replicated, active: number, failure: unknown, now: number): apps.ReplicaSetCondition[] {
  const conditions = set.status.conditions ?? [];
  if (failure === undefined) return conditions.filter((condition) => condition.type !== 'ReplicaFailure');
  if (conditions.some((condition) => condition.type === 'ReplicaFailure')) return conditions;
  return [...conditions, {
    type: 'ReplicaFailure',
    status: 'True',
    lastTransitionTime: formatTime(now),
    reason: active > (set.spec.replicas ?? 1) ? 'FailedDelete' : 'FailedCreate',
    message: failure instanceof Error ? failure.message : String(failure),
  }];
}
