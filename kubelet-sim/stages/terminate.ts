/** A pod that was asked to go: its containers are stopped within the grace period, then its object is removed. */
import type { core } from '../../api';
import { complete, terminated } from '../pod-status';
import { terminationMs } from '../settings';
import type { PodEvent, Stage } from '../stage';

const isRunning = (status: core.ContainerStatus): boolean => status.state?.running !== undefined;

export const terminateStage: Stage = {
  name: 'terminate',
  situation(pod) {
    if (!pod.metadata.deletionTimestamp) return undefined;
    return pod.status.containerStatuses?.some(isRunning) ? 'stopping' : 'stopped';
  },
  next(pod, { now, waited }) {
    const live = pod.status.containerStatuses?.filter(isRunning) ?? [];
    if (live.length === 0) return { type: 'remove' };
    const grace = terminationMs(pod);
    if (waited < grace) return { type: 'wait', ms: grace - waited };
    return { type: 'status', status: complete(pod, stopped(pod, now), now), events: live.map(killing) };
  },
};

const killing = ({ name }: core.ContainerStatus): PodEvent =>
  ({ type: 'Normal', reason: 'Killing', message: `Stopping container ${name}`, fieldPath: `spec.containers{${name}}` });

function stopped(pod: core.Pod, now: number): core.PodStatus {
  const containerStatuses = pod.status.containerStatuses?.map((s) => (isRunning(s) ? terminated(s, 0, now) : s));
  const failed = containerStatuses?.some((s) => s.state?.terminated && s.state.terminated.exitCode !== 0);
  // A pod that always restarts has neither succeeded nor failed by being deleted.
  const phase = pod.spec.restartPolicy === 'Always' ? pod.status.phase : failed ? 'Failed' : 'Succeeded';
  return { ...pod.status, phase, containerStatuses };
}
