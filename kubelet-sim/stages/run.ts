/** Everything is initialized: the containers start together. */
import type { core } from '../../api';
import { uninitialized } from '../pod-conditions';
import { complete, running } from '../pod-status';
import { containerSettings } from '../settings';
import { lasted, type Stage } from '../stage';
import { initProgress } from './init';
import { startEvents } from './start-events';

const startDelayMs = (pod: core.Pod): number => Math.max(0, ...pod.spec.containers.map(({ name }) => containerSettings(pod, name).startDelayMs));

export const runStage: Stage = {
  name: 'run',
  applies: (pod) => pod.status.phase === 'Pending' && pod.status.startTime !== undefined && !pod.metadata.deletionTimestamp
    && uninitialized(pod, pod.status).length === 0,
  next(pod, context) {
    const { now, podIP } = context;
    const delay = startDelayMs(pod);
    const waited = delay && lasted(context, 'initialized', initProgress(pod));
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
