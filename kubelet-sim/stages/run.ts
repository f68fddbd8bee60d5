/** Everything is initialized: the containers start together. */
import type { core } from '../../api';
import { complete, running, uninitialized } from '../pod-status';
import { containerSettings } from '../settings';
import type { Stage } from '../stage';
import { startEvents } from './start-events';

const startDelayMs = (pod: core.Pod): number => Math.max(0, ...pod.spec.containers.map((c) => containerSettings(pod, c.name).startDelayMs));

export const runStage: Stage = {
  name: 'run',
  situation(pod) {
    const { phase, startTime } = pod.status;
    return phase === 'Pending' && startTime && !pod.metadata.deletionTimestamp && uninitialized(pod, pod.status).length === 0 ? 'initialized' : undefined;
  },
  next(pod, { now, waited, podIP }) {
    const delay = startDelayMs(pod);
    if (waited < delay) return { type: 'wait', ms: delay - waited };
    const address = podIP();
    const status: core.PodStatus = {
      ...pod.status,
      phase: 'Running',
      podIP: address,
      podIPs: [{ ip: address }],
      containerStatuses: pod.spec.containers.map((c) => running(pod, c, undefined, now, containerSettings(pod, c.name).readinessDelayMs === 0)),
    };
    return { type: 'status', status: complete(pod, status, now), events: pod.spec.containers.flatMap((c) => startEvents(c, 'containers')) };
  },
};
