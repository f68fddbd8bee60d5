/** Everything is initialized: the containers start together. */
import type { core } from '../../api';
import { begun, mainSettings } from '../container-life';
import { uninitialized } from '../pod-conditions';
import { complete, running } from '../pod-status';
import { lasted, type Stage } from '../stage';
import { initProgress } from './init';
import { pullEvents, startEvents } from './start-events';


export const runStage: Stage = {
  name: 'run',
  applies: (pod) => pod.status.phase === 'Pending' && pod.status.startTime !== undefined && !pod.metadata.deletionTimestamp
    && uninitialized(pod, pod.status).length === 0,
  next(pod, context) {
    const { now, podIP } = context;
    const starts = pod.spec.containers.map((container) => ({ container, settings: mainSettings(pod, container, context) }));
    const delay = Math.max(0, ...starts.map(({ settings }) => settings.startDelayMs + settings.pullMs));
    const pulling = starts.flatMap(({ container, settings }) => pullEvents(container, 'containers', settings.pullMs));
    const waited = delay && lasted(context, 'initialized', initProgress(pod));
    if (waited < delay) return { type: 'wait', ms: delay - waited, ...(pulling.length && { events: pulling }) };
    const address = podIP();
    const status: core.PodStatus = {
      ...pod.status,
      phase: 'Running',
      podIP: address,
      podIPs: [{ ip: address }],
      containerStatuses: starts.map(({ container, settings }) => running(pod, container, undefined, now, begun(settings))),
    };
    return { type: 'status', status: complete(pod, status, now), events: [...pulling, ...starts.flatMap(({ container, settings }) => startEvents(container, 'containers', settings.pullMs))] };
  },
};
