/** The PodScheduled condition that says why a pod has no node yet. */
import { formatTime, type core } from '../api';

/** As upstream: Unschedulable when plugins rejected the pod, SchedulerError when something failed. */
export type FailureReason = 'Unschedulable' | 'SchedulerError';

const type = 'PodScheduled';

const current = (pod: core.Pod): core.PodCondition | undefined => pod.status?.conditions?.find((condition) => condition.type === type);

export function saysAlready(pod: core.Pod, reason: FailureReason, message: string): boolean {
  const condition = current(pod);
  return condition?.status === 'False' && condition.reason === reason && condition.message === message;
}

/** The pod with the condition in it; the pod itself when it says so already, or has a node by now. `now` in milliseconds. */
export function withUnscheduled(pod: core.Pod, reason: FailureReason, message: string, now: number): core.Pod {
  if (pod.spec?.nodeName || saysAlready(pod, reason, message)) return pod;
  const before = current(pod);
  const condition: core.PodCondition = {
    type, status: 'False', reason, message,
    lastTransitionTime: before?.status === 'False' && before.lastTransitionTime ? before.lastTransitionTime : formatTime(now),
    ...(pod.metadata.generation !== undefined && { observedGeneration: pod.metadata.generation }),
  };
  const conditions = pod.status?.conditions ?? [];
  const replaced = before ? conditions.map((other) => (other === before ? condition : other)) : [...conditions, condition];
  return { ...pod, status: { ...pod.status, conditions: replaced } };
}
