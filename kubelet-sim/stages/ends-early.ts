/** What ends a pod before it comes to its own end: its deadline (pkg/kubelet/active_deadline.go), and eviction (pkg/kubelet/eviction). */
import { withPodCondition, type core } from '../../api';
import { complete } from '../pod-status';
import { evictedAfterMs, evictionDetails, evictionResource } from '../settings';
import { lasted, type PodEvent, type Stage, type StageContext, type Step } from '../stage';
import { stopped } from './terminate';

interface Ending {
  /** From the pod's start. */
  readonly afterMs: number;
  readonly reason: string;
  readonly message: string;
  readonly event: PodEvent['type'];
  readonly isDisruption: boolean;
}

const deadlineMessage = 'Pod was active on the node longer than the specified deadline';
const evictionMessage = (pod: core.Pod): string => `The node was low on resource: ${evictionResource(pod)}. ${evictionDetails(pod)}`;

function endingOf(pod: core.Pod): Ending | undefined {
  const { activeDeadlineSeconds } = pod.spec;
  const evicted = evictedAfterMs(pod);
  const endings: Ending[] = [
    ...(activeDeadlineSeconds === undefined ? [] : [{ afterMs: activeDeadlineSeconds * 1000, reason: 'DeadlineExceeded', message: deadlineMessage, event: 'Normal' as const, isDisruption: false }]),
    ...(evicted === undefined ? [] : [{ afterMs: evicted, reason: 'Evicted', message: evictionMessage(pod), event: 'Warning' as const, isDisruption: true }]),
  ];
  return endings.sort((a, b) => a.afterMs - b.afterMs)[0];
}

/** The stage, as long as the pod is let live. */
export const endsEarly = (stage: Stage): Stage => ({
  ...stage,
  next(pod, context) {
    const ending = endingOf(pod);
    if (!ending) return stage.next(pod, context);
    const left = ending.afterMs - lasted(context, 'active', pod.status.startTime);
    return left > 0 ? within(left, stage.next(pod, context)) : ended(pod, ending, context);
  },
});

function within(ms: number, step: Step | undefined): Step {
  if (!step) return { type: 'wait', ms };
  return step.type === 'wait' ? { ...step, ms: Math.min(step.ms, ms) } : step;
}

/** 128 + SIGKILL. */
const killed = 137;

function ended(pod: core.Pod, { reason, message, event, isDisruption }: Ending, { now }: StageContext): Step {
  const failed: core.PodStatus = { ...stopped(pod, pod.status, now, killed), phase: 'Failed', reason, message };
  const status = isDisruption
    ? withPodCondition({ ...pod, status: failed }, { type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet', message }, now)
    : failed;
  return { type: 'status', status: complete(pod, status, now), events: [{ type: event, reason, message }] };
}
