/** Pieces of a container's status, as a kubelet writes them (pkg/kubelet/kubelet_pods.go). */
import { formatTime, type core } from '../api';
import { podConditions } from './pod-conditions';

type ContainerStatus = core.ContainerStatus;

export const containerID = (pod: core.Pod, name: string, restarts: number): string => `minikapi://${pod.metadata.uid ?? ''}/${name}/${restarts}`;

/** A sidecar: an init container that stays (KEP-753). */
export const isSidecar = (container: core.Container): boolean => container.restartPolicy === 'Always';

export const isRunning = (status: ContainerStatus): boolean => status.state?.running !== undefined;

/** How the container ended last, whether it has been taken up again since or not. */
export const lastEnd = ({ state, lastState }: ContainerStatus): core.ContainerStateTerminated | undefined => state?.terminated ?? lastState?.terminated;

export function waiting(container: core.Container, reason: string, previous?: ContainerStatus, message?: string): ContainerStatus {
  const ended = previous && lastEnd(previous);
  return {
    name: container.name,
    state: { waiting: { reason, ...(message && { message }) } },
    ...(ended && { lastState: { terminated: ended } }),
    ready: false,
    restartCount: previous?.restartCount ?? 0,
    image: container.image ?? '',
    imageID: previous?.imageID ?? '',
    ...(previous?.containerID && { containerID: previous.containerID }),
    started: false,
  };
}

/** A container that has just been started; its restartCount grows when it ran before. */
export function running(pod: core.Pod, container: core.Container, previous: ContainerStatus | undefined, now: number, { ready, started }: { readonly ready: boolean; readonly started: boolean }): ContainerStatus {
  const ended = previous && lastEnd(previous);
  const restartCount = (previous?.restartCount ?? 0) + (ended ? 1 : 0);
  return {
    name: container.name,
    state: { running: { startedAt: formatTime(now) } },
    ...(ended && { lastState: { terminated: ended } }),
    ready,
    restartCount,
    image: container.image ?? '',
    imageID: `minikapi-image://${container.image ?? ''}`,
    containerID: containerID(pod, container.name, restartCount),
    started,
  };
}

/** `ready`: an init container that has done its part. */
export function terminated(status: ContainerStatus, exitCode: number, now: number, { ready = false, reason = exitCode === 0 ? 'Completed' : 'Error', message }: { readonly ready?: boolean; readonly reason?: string; readonly message?: string } = {}): ContainerStatus {
  const end = {
    exitCode,
    reason,
    ...(message !== undefined && { message }),
    startedAt: status.state?.running?.startedAt,
    finishedAt: formatTime(now),
    containerID: status.containerID,
  };
  return { ...status, state: { terminated: end }, ready, started: false };
}

/** The statuses with the changed ones in their places. */
export const replaced = (statuses: readonly ContainerStatus[] | undefined, changed: readonly ContainerStatus[]): ContainerStatus[] | undefined =>
  statuses?.map((status) => changed.find(({ name }) => name === status.name) ?? status);

/** The status with its conditions brought in line, and with what running containers have: a resize is done as soon as it is seen. */
export function complete(pod: core.Pod, before: core.PodStatus, now: number): core.PodStatus {
  const { containerStatuses, initContainerStatuses } = before;
  const status: core.PodStatus = {
    ...before,
    ...(containerStatuses && { containerStatuses: containerStatuses.map((each) => resourced(each, pod.spec.containers)) }),
    ...(initContainerStatuses && { initContainerStatuses: initContainerStatuses.map((each) => resourced(each, pod.spec.initContainers)) }),
  };
  return { ...status, observedGeneration: pod.metadata.generation, conditions: podConditions(pod, status, now) };
}

/** What a container was given is what it asks for: nothing is scarce here (KEP-1287). */
function resourced(status: ContainerStatus, containers: readonly core.Container[] | undefined): ContainerStatus {
  const resources = containers?.find(({ name }) => name === status.name)?.resources;
  if (!resources || !isRunning(status)) return status;
  return { ...status, ...(resources.requests && { allocatedResources: resources.requests }), resources };
}
