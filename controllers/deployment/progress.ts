/** Whether a rollout gets on (upstream's pkg/controller/deployment/progress.go). Pure. */
import type { apps } from '../../api';
import { findCondition, newCondition, withCondition, withoutCondition, type Condition } from './conditions';
import { isComplete } from './sizes';
import { allOf, deploymentStatus, type Sets } from './status';

type Deployment = apps.Deployment;
type Status = apps.DeploymentStatus;

/** "No deadline" is spelt as the largest int32. */
const noDeadline = 2 ** 31 - 1;

export const hasDeadline = (deployment: Deployment): boolean =>
  deployment.spec.progressDeadlineSeconds !== undefined && deployment.spec.progressDeadlineSeconds !== noDeadline;

/** The status during a rollout: what is there, how it gets on, and what stopped it. */
export function rolloutStatus(deployment: Deployment, sets: Sets, now: number): Status {
  const status = deploymentStatus(deployment, sets, now);
  const progressed = hasDeadline(deployment)
    ? withProgress(deployment, status, sets, now)
    : withoutCondition(status.conditions, 'Progressing');
  return { ...status, conditions: withReplicaFailure(progressed, sets) };
}

function withProgress(deployment: Deployment, status: Status, sets: Sets, now: number): Condition[] {
  const current = findCondition(deployment.status.conditions, 'Progressing');
  const conditions = status.conditions ?? [];
  if (status.replicas === status.updatedReplicas && current?.reason === 'NewReplicaSetAvailable') return conditions;
  const subject = sets.newSet ? `ReplicaSet "${sets.newSet.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const condition = (value: string, reason: string, rest: string): Condition => newCondition('Progressing', value, reason, `${subject} ${rest}`, now);
  if (isComplete(deployment, status)) return withCondition(conditions, condition('True', 'NewReplicaSetAvailable', 'has successfully progressed.'));
  if (hasProgressed(deployment.status, status)) return withStep(conditions, current, condition('True', 'ReplicaSetUpdated', 'is progressing.'));
  if (hasTimedOut(deployment, status, now)) return withCondition(conditions, condition('False', 'ProgressDeadlineExceeded', 'has timed out progressing.'));
  return conditions;
}

/** Every step renews lastUpdateTime, from which the deadline counts, although status and reason stay. */
function withStep(conditions: readonly Condition[], current: Condition | undefined, step: Condition): Condition[] {
  const lastTransitionTime = current?.status === 'True' ? current.lastTransitionTime : step.lastTransitionTime;
  return [...withoutCondition(conditions, 'Progressing'), { ...step, lastTransitionTime }];
}

const oldPods = (status: Status): number => (status.replicas ?? 0) - (status.updatedReplicas ?? 0);

const hasProgressed = (before: Status, after: Status): boolean =>
  (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) || oldPods(after) < oldPods(before)
    || (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) || (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0);

const deadlineOf = (deployment: Deployment, condition: Condition): number =>
  Date.parse(condition.lastUpdateTime ?? '') + (deployment.spec.progressDeadlineSeconds ?? noDeadline) * 1000;

function hasTimedOut(deployment: Deployment, status: Status, now: number): boolean {
  const condition = findCondition(status.conditions, 'Progressing');
  if (!condition || condition.reason === 'NewReplicaSetAvailable') return false;
  return condition.reason === 'ProgressDeadlineExceeded' || deadlineOf(deployment, condition) < now;
}

/** A failure of the new set says more than one of an old set. */
function withReplicaFailure(conditions: Condition[], sets: Sets): Condition[] {
  const inOrder = [...(sets.newSet ? [sets.newSet] : []), ...allOf(sets)];
  const failure = inOrder.flatMap((set) => set.status.conditions ?? []).find((condition) => condition.type === 'ReplicaFailure');
  if (!failure) return withoutCondition(conditions, 'ReplicaFailure');
  return withCondition(conditions, { ...failure, lastUpdateTime: failure.lastTransitionTime });
}

/** Milliseconds until the deadline has to be looked at again; undefined when no deadline is running. */
export function untilDeadline(deployment: Deployment, status: Status, now: number): number | undefined {
  const condition = findCondition(status.conditions, 'Progressing');
  if (!hasDeadline(deployment) || !condition || isComplete(deployment, status)) return undefined;
  if (condition.reason === 'ProgressDeadlineExceeded' || condition.reason === 'NewReplicaSetAvailable') return undefined;
  // A second more: times are cut to seconds.
  return Math.max(deadlineOf(deployment, condition) - now, 0) + 1000;
}

/** Time spent paused does not count; the condition says so, unless the deadline had passed already. */
export function pausedConditions(deployment: Deployment, now: number): Condition[] | undefined {
  if (!hasDeadline(deployment)) return undefined;
  const current = findCondition(deployment.status.conditions, 'Progressing');
  if (current?.reason === 'ProgressDeadlineExceeded') return undefined;
  const marked = current?.reason === 'DeploymentPaused';
  if (Boolean(deployment.spec.paused) === marked) return undefined;
  const condition = deployment.spec.paused
    ? newCondition('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused', now)
    : newCondition('Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed', now);
  return withCondition(deployment.status.conditions, condition);
}
