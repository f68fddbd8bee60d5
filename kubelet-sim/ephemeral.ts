/** Ephemeral containers (`kubectl debug`): each is started when it is seen, runs until the pod ends, and is never restarted (KEP-277). */
import { formatTime, type core } from '../api';
import { containerID } from './pod-status';
import type { PodEvent } from './stage';
import { startEvents } from './stages/start-events';

const unseen = ({ spec, status }: core.Pod): core.EphemeralContainer[] =>
  (spec.ephemeralContainers ?? []).filter(({ name }) => !status.ephemeralContainerStatuses?.some((seen) => seen.name === name));

/** What is added to the status; nothing where all are known. */
export function debugStatuses(pod: core.Pod, now: number): Pick<core.PodStatus, 'ephemeralContainerStatuses'> {
  const started = unseen(pod).map(({ name, image = '' }): core.ContainerStatus => ({
    name, state: { running: { startedAt: formatTime(now) } }, ready: false, restartCount: 0, image, imageID: `minikapi-image://${image}`, containerID: containerID(pod, name, 0),
  }));
  return started.length ? { ephemeralContainerStatuses: [...(pod.status.ephemeralContainerStatuses ?? []), ...started] } : {};
}

export const debugEvents = (pod: core.Pod): PodEvent[] => unseen(pod).flatMap((container) => startEvents(container, 'ephemeralContainers'));
