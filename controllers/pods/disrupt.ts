/** A pod that is taken away for a reason says so, before it goes (KEP-3329). Pure. */
import { withPodCondition, type core } from '../../api';

export interface Disruption {
  readonly reason: string;
  readonly message: string;
}

export const disrupted = (pod: core.Pod, { reason, message }: Disruption, now: number): core.PodStatus =>
  withPodCondition(pod, { type: 'DisruptionTarget', status: 'True', reason, message }, now);
