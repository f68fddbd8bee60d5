/** The PodScheduled condition that says why a pod has no node yet, and the node that is kept for it. */
import { withPodCondition, type core } from '../api';

/** As upstream: Unschedulable when plugins rejected the pod, SchedulerError when something failed. */
export type FailureReason = 'Unschedulable' | 'SchedulerError';

export interface Unscheduled {
  readonly reason: FailureReason;
  readonly message: string;
  /** '' for none any more; absent: as before. */
  readonly nominate?: string;
}

const type = 'PodScheduled';

function saysWhy({ status }: core.Pod, { reason, message }: Unscheduled): boolean {
  const condition = status?.conditions?.find((other) => other.type === type);
  return condition?.status === 'False' && condition.reason === reason && condition.message === message;
}

const namesNode = ({ status }: core.Pod, { nominate }: Unscheduled): boolean =>
  nominate === undefined || nominate === (status?.nominatedNodeName ?? '');

/** Whether the pod itself says so already. */
export const says = (pod: core.Pod, news: Unscheduled): boolean => saysWhy(pod, news) && namesNode(pod, news);

/** The pod with the news in it; the pod itself when there are none, or it has a node by now. `now` in milliseconds. */
export function withUnscheduled(pod: core.Pod, news: Unscheduled, now: number): core.Pod {
  if (pod.spec?.nodeName || says(pod, news)) return pod;
  const { reason, message, nominate } = news;
  const status = saysWhy(pod, news) ? pod.status : withPodCondition(pod, { type, status: 'False', reason, message }, now);
  return { ...pod, status: nominate === undefined ? status : { ...status, nominatedNodeName: nominate || undefined } };
}
