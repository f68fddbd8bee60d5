/** Ephemeral containers (`kubectl debug`): each is started when it is seen, runs until its command or the pod ends, and is never restarted (KEP-277). */
import { formatTime, type core } from '../api';
import type { Move } from './container-life';
import { containerID, terminated } from './pod-status';
import { endingOf } from './programs';
import { lasted, type PodEvent, type StageContext } from './stage';
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

/** Those whose commands have an end. */
export const debugMoves = (pod: core.Pod, context: StageContext): Move[] => (pod.spec.ephemeralContainers ?? []).flatMap((container): Move[] => {
  const status = pod.status.ephemeralContainerStatuses?.find(({ name }) => name === container.name);
  const ending = status?.state?.running && endingOf(pod, container);
  if (!status || !ending || ending.runTimeMs === Infinity) return [];
  const ran = lasted(context, status.containerID ?? status.name, status.state?.running?.startedAt);
  return [{ ms: ending.runTimeMs - ran, status: () => terminated(status, ending.exitCode, context.now) }];
});

export const debugEvents = (pod: core.Pod): PodEvent[] => unseen(pod).flatMap((container) => startEvents(container, 'ephemeralContainers'));
