/** The status of a StatefulSet from its pods (upstream's computeReplicaStatus and completeRollingUpdate). Pure. */
import type { apps, core } from '../../api';
import { isAvailable, isCreated, isRunningAndReady, isTerminating, type Patience } from './health';
import { replicasOf, revisionOf } from './identity';
import type { Revisions } from './revisions';

type Status = apps.StatefulSetStatus;

export function statefulSetStatus(set: apps.StatefulSet, pods: readonly core.Pod[], { current, update, collisionCount }: Revisions, patience: Patience): Status {
  const created = pods.filter(isCreated);
  const ready = created.filter(isRunningAndReady);
  const lasting = created.filter((pod) => !isTerminating(pod));
  const ofRevision = ({ metadata }: apps.ControllerRevision): number => lasting.filter((pod) => revisionOf(pod) === metadata.name).length;
  return {
    observedGeneration: set.metadata.generation,
    replicas: created.length,
    readyReplicas: ready.length,
    availableReplicas: ready.filter((pod) => isAvailable(pod, patience)).length,
    currentReplicas: ofRevision(current),
    updatedReplicas: ofRevision(update),
    currentRevision: current.metadata.name,
    updateRevision: update.metadata.name,
    collisionCount,
  };
}

/** Pods that have just been told to go are no current ones any more. */
export function withoutReplaced(status: Status, replaced: readonly core.Pod[]): Status {
  const current = replaced.filter((pod) => revisionOf(pod) === status.currentRevision).length;
  return { ...status, currentReplicas: (status.currentReplicas ?? 0) - current };
}

/** A rollout is over when all pods there should be are ready and updated: then the update is what is current. */
export function completed(set: apps.StatefulSet, status: Status): Status {
  const wanted = replicasOf(set);
  const isOver = set.spec.updateStrategy?.type === 'RollingUpdate'
    && status.updatedReplicas === wanted && status.readyReplicas === wanted && status.replicas === wanted;
  return isOver ? { ...status, currentReplicas: status.updatedReplicas, currentRevision: status.updateRevision } : status;
}
