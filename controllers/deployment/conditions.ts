/** Conditions of a Deployment (upstream's pkg/controller/deployment/util). Pure. */
import { formatTime, type apps } from '../../api';

export type Condition = apps.DeploymentCondition;
type Conditions = readonly Condition[] | undefined;

export const newCondition = (type: string, status: string, reason: string, message: string, now: number): Condition =>
  ({ type, status, lastUpdateTime: formatTime(now), lastTransitionTime: formatTime(now), reason, message });

export const findCondition = (conditions: Conditions, type: string): Condition | undefined =>
  conditions?.find((condition) => condition.type === type);

export const withoutCondition = (conditions: Conditions, type: string): Condition[] =>
  (conditions ?? []).filter((condition) => condition.type !== type);

/** A condition that says the same (status and reason) stays as it is; the time of transition changes with the status only. */
export function withCondition(conditions: Conditions, condition: Condition): Condition[] {
  const current = findCondition(conditions, condition.type);
  if (current && current.status === condition.status && current.reason === condition.reason) return [...(conditions ?? [])];
  const lastTransitionTime = current?.status === condition.status ? current.lastTransitionTime : condition.lastTransitionTime;
  return [...withoutCondition(conditions, condition.type), { ...condition, lastTransitionTime }];
}
