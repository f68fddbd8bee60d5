/** A pod that was asked to go: its containers are stopped within the grace period, then its object is removed. */
import { formatTime, type core } from '../../api';
import { complete, isRunning, isSidecar, lastEnd, terminated } from '../pod-status';
import { terminationMs } from '../settings';
import { lasted, type PodEvent, type Stage } from '../stage';

export const terminateStage: Stage = {
  name: 'terminate',
  applies: (pod) => pod.metadata.deletionTimestamp !== undefined,
  next(pod, context) {
    const events = killing(pod);
    if (events.length === 0) return { type: 'remove' };
    // Calls that have begun come to their ends, as far as the grace period lets them.
    const wanted = context.ran?.isBusy ? Infinity : terminationMs(pod, context.defaults);
    const graceMs = (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000;
    const lasts = Math.min(wanted, graceMs);
    const waited = lasts && lasted(context, 'stopping', requestedAt(pod));
    if (waited < lasts) return { type: 'wait', ms: lasts - waited, events };
    return { type: 'status', status: complete(pod, stopped(pod, pod.status, context.now, wanted > graceMs ? killedBySignal : undefined), context.now), events };
  },
};

/** A deletionTimestamp is the end of the grace period. */
const requestedAt = ({ metadata: { deletionTimestamp = '', deletionGracePeriodSeconds = 0 } }: core.Pod): string =>
  formatTime(Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000);

/** One event per container that has to be stopped. */
const killing = ({ status: { initContainerStatuses = [], containerStatuses = [], ephemeralContainerStatuses = [] } }: core.Pod): PodEvent[] => [
  ...initContainerStatuses.filter(isRunning).map((status) => kill(status, 'initContainers')),
  ...containerStatuses.filter(isRunning).map((status) => kill(status, 'containers')),
  ...ephemeralContainerStatuses.filter(isRunning).map((status) => kill(status, 'ephemeralContainers')),
];

const kill = ({ name }: core.ContainerStatus, list: string): PodEvent =>
  ({ type: 'Normal', reason: 'Killing', message: `Stopping container ${name}`, fieldPath: `spec.${list}{${name}}` });

/** 128 + SIGTERM: how a process ends that was not made to be stopped. */
const terminatedBySignal = 143;
/** 128 + SIGKILL: its grace was too short. */
const killedBySignal = 137;

/** Servers and sidecars end well when they are stopped; work that should have come to its own end has failed. */
export function stopped({ spec }: core.Pod, status: core.PodStatus, now: number, exitCode?: number): core.PodStatus {
  const sidecars = new Set((spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name));
  const stop = (code: number) => (s: core.ContainerStatus): core.ContainerStatus => (isRunning(s) ? terminated(s, exitCode ?? code, now) : s);
  const containerStatuses = status.containerStatuses?.map(stop(spec.restartPolicy === 'Always' ? 0 : terminatedBySignal));
  return {
    ...status,
    phase: phaseAfter(containerStatuses) ?? status.phase,
    containerStatuses,
    ...(status.ephemeralContainerStatuses && { ephemeralContainerStatuses: status.ephemeralContainerStatuses.map(stop(terminatedBySignal)) }),
    ...(status.initContainerStatuses && { initContainerStatuses: status.initContainerStatuses.map((s) => stop(sidecars.has(s.name) ? 0 : terminatedBySignal)(s)) }),
  };
}

/** Whatever its restart policy, a stopped pod has succeeded or failed (since 1.27); one that never ran stays what it was. */
function phaseAfter(statuses: readonly core.ContainerStatus[] = []): 'Succeeded' | 'Failed' | undefined {
  const ends = statuses.map(lastEnd);
  if (ends.some((end) => end === undefined)) return undefined;
  return ends.every((end) => end?.exitCode === 0) ? 'Succeeded' : 'Failed';
}
