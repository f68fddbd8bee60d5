/** Conditions of a pod (kubernetes pkg/api/v1/pod/util.go). */
import { formatTime } from '../../../clock';
import type * as core from '../../../schema/types/core.v1';

export const isTrue = ({ conditions }: core.PodStatus, type: string): boolean =>
  Boolean(conditions?.some((condition) => condition.type === type && condition.status === 'True'));

/** The status with the condition in it; its time changes with its state only. `now` in milliseconds. */
export function withCondition({ metadata: { generation }, status }: core.Pod, { type, status: state, reason, message }: core.PodCondition, now: number): core.PodStatus {
  const { conditions = [] } = status;
  const before = conditions.find((condition) => condition.type === type);
  const condition: core.PodCondition = {
    type, ...(generation !== undefined && { observedGeneration: generation }), status: state,
    lastTransitionTime: before?.status === state ? before.lastTransitionTime : formatTime(now),
    ...(reason && { reason }), ...(message && { message }),
  };
  return { ...status, conditions: before ? conditions.map((each) => (each === before ? condition : each)) : [...conditions, condition] };
}
