/** Conditions of an autoscaler (upstream's setCondition, pkg/controller/podautoscaler/horizontal.go). Pure. */
import { formatTime, type autoscalingV2 } from '../../api';

export type Condition = autoscalingV2.HorizontalPodAutoscalerCondition;
export type ConditionType = 'AbleToScale' | 'ScalingActive' | 'ScalingLimited';

/** What a step has found, without its time. */
export interface Finding {
  readonly type: ConditionType;
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

export const finding = (type: ConditionType, status: boolean, reason: string, message: string): Finding => ({ type, status: status ? 'True' : 'False', reason, message });

export function withCondition(conditions: readonly Condition[], { type, status, reason, message }: Finding, now: number): Condition[] {
  const current = conditions.find((condition) => condition.type === type);
  const lastTransitionTime = current?.status === status ? current.lastTransitionTime : formatTime(now);
  const next: Condition = { type, status, lastTransitionTime, reason, message };
  return current ? conditions.map((condition) => (condition === current ? next : condition)) : [...conditions, next];
}
