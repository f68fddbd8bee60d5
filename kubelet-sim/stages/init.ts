/** Init containers run one after another, each to its end; sidecars (restartPolicy Always) start and stay (KEP-753). */
import type { core } from '../../api';
import { complete, restartable, running, terminated, uninitialized, waiting } from '../pod-status';
import { initContainerSettings } from '../settings';
import type { Stage, StageContext, Step } from '../stage';
import { startEvents } from './start-events';

interface Current { readonly container: core.Container; readonly status: core.ContainerStatus }

function current(pod: core.Pod): Current | undefined {
  const [name] = uninitialized(pod, pod.status);
  const container = pod.spec.initContainers?.find((c) => c.name === name);
  const status = pod.status.initContainerStatuses?.find((s) => s.name === name);
  return container && status && { container, status };
}

const replace = (pod: core.Pod, status: core.ContainerStatus): core.PodStatus =>
  ({ ...pod.status, initContainerStatuses: pod.status.initContainerStatuses?.map((s) => (s.name === status.name ? status : s)) });

export const initStage: Stage = {
  name: 'init',
  situation(pod) {
    const init = current(pod);
    if (!init || pod.metadata.deletionTimestamp || pod.status.phase !== 'Pending') return undefined;
    return `${init.container.name}/${Object.keys(init.status.state ?? {}).join()}/${init.status.restartCount}`;
  },
  next(pod, context) {
    const { container, status } = current(pod) as Current;
    if (status.state?.running) return end(pod, status, context);
    return status.state?.terminated ? failed(pod, container, status, context) : start(pod, container, status, context);
  },
};

function start(pod: core.Pod, container: core.Container, status: core.ContainerStatus, { waited, now, podIP }: StageContext): Step {
  const { startDelayMs } = initContainerSettings(pod, container.name);
  if (waited < startDelayMs) return { type: 'wait', ms: startDelayMs - waited };
  const started = running(pod, container, status, now, restartable(container));
  const address = podIP();
  const next = { ...replace(pod, started), podIP: address, podIPs: [{ ip: address }] };
  return { type: 'status', status: complete(pod, next, now), events: startEvents(container, 'initContainers') };
}

function end(pod: core.Pod, status: core.ContainerStatus, { waited, now }: StageContext): Step {
  const { runTimeMs = 0, exitCode } = initContainerSettings(pod, status.name);
  if (waited < runTimeMs) return { type: 'wait', ms: runTimeMs - waited };
  return { type: 'status', status: complete(pod, replace(pod, terminated(status, exitCode, now, exitCode === 0)), now) };
}

/** A failed init container is run again, unless the pod must not restart anything: then the pod has failed. */
function failed(pod: core.Pod, container: core.Container, status: core.ContainerStatus, { now }: StageContext): Step {
  if (pod.spec.restartPolicy === 'Never') return { type: 'status', status: complete(pod, { ...pod.status, phase: 'Failed' }, now) };
  return { type: 'status', status: complete(pod, replace(pod, waiting(container, 'PodInitializing', status)), now) };
}
