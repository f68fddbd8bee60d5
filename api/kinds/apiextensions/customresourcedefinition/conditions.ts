/** Conditions of a definition; a new object each time, the same when nothing changes. */
import type { Condition, CustomResourceDefinition } from './types';

type Status = CustomResourceDefinition['status'];

export const conditionIs = ({ status }: CustomResourceDefinition, type: string, value: string): boolean =>
  status.conditions?.some((condition) => condition.type === type && condition.status === value) ?? false;

/** Its kind may be served. A definition that nobody has looked at yet has no conditions. */
export const isEstablished = (crd: CustomResourceDefinition): boolean => conditionIs(crd, 'Established', 'True');

/** lastTransitionTime stays where the status does. */
export function withCondition(status: Status, condition: Condition): Status {
  const conditions = status.conditions ?? [];
  const old = conditions.find(({ type }) => type === condition.type);
  if (old?.status === condition.status && old.reason === condition.reason && old.message === condition.message) return status;
  const next = old?.status === condition.status ? { ...condition, lastTransitionTime: old.lastTransitionTime } : condition;
  return { ...status, conditions: old ? conditions.map((each) => (each === old ? next : each)) : [...conditions, next] };
}
