/** How a pod begins and how it may end (kubernetes pkg/registry/core/pod/strategy.go). */
import type { DeleteOptions } from '../../../resources';
import type * as core from '../../../schema/types/core.v1';
import { fillInLabelKeys } from './label-keys';
import { qosClass } from './qos';

export function preparePod(pod: core.Pod): void {
  pod.status = { phase: 'Pending', ...(pod.spec.schedulingGates?.length && { conditions: [{ ...gated }] }), qosClass: qosClass(pod.spec) };
  fillInLabelKeys(pod);
}

/** A gated pod says so from the start, and schedulers leave it alone (KEP-3521). */
const gated: core.PodCondition =
  { type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message: 'Scheduling is blocked due to non-empty scheduling gates' };

export const isFinished = ({ status }: core.Pod): boolean => status.phase === 'Succeeded' || status.phase === 'Failed';

/** Seconds; 0 when no kubelet runs the pod. A negative period means one second. */
export function podGracePeriod(pod: core.Pod, { gracePeriodSeconds }: DeleteOptions): number {
  if (!pod.spec.nodeName || isFinished(pod)) return 0;
  const period = gracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 0;
  return period < 0 ? 1 : period;
}
