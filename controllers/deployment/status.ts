/** The status of a Deployment from its sets (upstream's calculateStatus, pkg/controller/deployment/sync.go). Pure. */
import type { apps } from '../../api';
import { newCondition, withCondition } from './conditions';
import { actual, askedFor, available, fenceposts, ready, replicasOf, terminating } from './sizes';

export interface Sets {
  readonly newSet: apps.ReplicaSet | undefined;
  readonly old: readonly apps.ReplicaSet[];
}

export const allOf = ({ newSet, old }: Sets): readonly apps.ReplicaSet[] => (newSet ? [...old, newSet] : old);

export function deploymentStatus(deployment: apps.Deployment, sets: Sets, now: number): apps.DeploymentStatus {
  const all = allOf(sets);
  const availableReplicas = available(all);
  return {
    observedGeneration: deployment.metadata.generation,
    replicas: actual(all),
    updatedReplicas: sets.newSet?.status.replicas ?? 0,
    readyReplicas: ready(all),
    availableReplicas,
    unavailableReplicas: Math.max(0, askedFor(all) - availableReplicas),
    terminatingReplicas: terminating(all),
    ...(deployment.status.collisionCount !== undefined && { collisionCount: deployment.status.collisionCount }),
    conditions: withCondition(deployment.status.conditions, availability(deployment, availableReplicas, now)),
  };
}

function availability(deployment: apps.Deployment, availableReplicas: number, now: number): apps.DeploymentCondition {
  return availableReplicas >= replicasOf(deployment) - fenceposts(deployment).maxUnavailable
    ? newCondition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', now)
    : newCondition('Available', 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.', now);
}
