/** How a deployment replaces its pods: defaults and limits (kubernetes pkg/apis/apps/v1/defaults.go, validation). */
import { forbidden, invalid, type FieldError } from '../../../field-error';
import type * as apps from '../../../schema/types/apps.v1';
import { countOrPercent, nonNegative, notMoreThanAll, when } from '../../checks';
import { notDecremented } from '../collisions';

export function defaultRollout(spec: apps.DeploymentSpec): void {
  spec.strategy ??= {};
  spec.strategy.type ??= 'RollingUpdate';
  if (spec.strategy.type === 'RollingUpdate') {
    spec.strategy.rollingUpdate ??= {};
    spec.strategy.rollingUpdate.maxUnavailable ??= '25%';
    spec.strategy.rollingUpdate.maxSurge ??= '25%';
  }
  spec.revisionHistoryLimit ??= 10;
  spec.progressDeadlineSeconds ??= 600;
}

export const validateRollout = (spec: apps.DeploymentSpec): FieldError[] => [
  ...validateStrategy(spec.strategy ?? {}),
  ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
  ...nonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
  ...nonNegative(spec.progressDeadlineSeconds, 'spec.progressDeadlineSeconds'),
  ...when((spec.progressDeadlineSeconds ?? 0) <= (spec.minReadySeconds ?? 0), () =>
    invalid('spec.progressDeadlineSeconds', spec.progressDeadlineSeconds, 'must be greater than minReadySeconds')),
];

function validateStrategy({ type, rollingUpdate }: apps.DeploymentStrategy): FieldError[] {
  const field = 'spec.strategy.rollingUpdate';
  if (type === 'Recreate') return when(rollingUpdate, () => forbidden(field, "may not be specified when strategy `type` is 'Recreate'"));
  if (type !== 'RollingUpdate' || !rollingUpdate) return [];
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate;
  return [
    ...countOrPercent(maxUnavailable, `${field}.maxUnavailable`),
    ...countOrPercent(maxSurge, `${field}.maxSurge`),
    ...when(isZero(maxUnavailable) && isZero(maxSurge), () => invalid(`${field}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0')),
    ...notMoreThanAll(maxUnavailable, `${field}.maxUnavailable`),
  ];
}

const isZero = (value: number | string): boolean => parseInt(String(value), 10) === 0;

const counts = ['observedGeneration', 'replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas', 'unavailableReplicas', 'terminatingReplicas', 'collisionCount'] as const;
const parts = ['updatedReplicas', 'readyReplicas', 'availableReplicas'] as const;

export function validateDeploymentStatus({ status }: apps.Deployment, { status: old }: apps.Deployment): FieldError[] {
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0, collisionCount } = status;
  return [
    ...counts.flatMap((name) => nonNegative(status[name], `status.${name}`)),
    ...parts.flatMap((name) => when((status[name] ?? 0) > replicas, () => invalid(`status.${name}`, status[name], 'cannot be greater than status.replicas'))),
    ...when(availableReplicas > readyReplicas, () => invalid('status.availableReplicas', availableReplicas, 'cannot be greater than readyReplicas')),
    ...notDecremented(collisionCount, old.collisionCount),
  ];
}
