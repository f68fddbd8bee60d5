/** Pieces of a pod's status, as a kubelet writes them (pkg/kubelet/status/generate.go, pkg/kubelet/kubelet_pods.go). */
import { formatTime, type core } from '../api';

type ContainerStatus = core.ContainerStatus;
type Condition = core.PodCondition;

export const containerID = (pod: core.Pod, name: string, restarts: number): string => `minikapi://${pod.metadata.uid ?? ''}/${name}/${restarts}`;

export const restartable = (container: core.Container): boolean => container.restartPolicy === 'Always';

export const waiting = (container: core.Container, reason: string, previous?: ContainerStatus, message?: string): ContainerStatus => ({
  name: container.name,
  state: { waiting: { reason, ...(message && { message }) } },
  ...(previous?.state?.terminated ? { lastState: { terminated: previous.state.terminated } } : previous?.lastState && { lastState: previous.lastState }),
  ready: false,
  restartCount: previous?.restartCount ?? 0,
  image: container.image ?? '',
  imageID: previous?.imageID ?? '',
  started: false,
});

/** A container that has just been started; its restartCount grows when it ran before. */
export function running(pod: core.Pod, container: core.Container, previous: ContainerStatus | undefined, now: number, ready: boolean): ContainerStatus {
  const ended = previous?.lastState?.terminated ?? previous?.state?.terminated;
  const restartCount = ended ? (previous?.restartCount ?? 0) + 1 : (previous?.restartCount ?? 0);
  return {
    name: container.name,
    state: { running: { startedAt: formatTime(now) } },
    ...(ended && { lastState: { terminated: ended } }),
    ready,
    restartCount,
    image: container.image ?? '',
    imageID: `minikapi-image://${container.image ?? ''}`,
    containerID: containerID(pod, container.name, restartCount),
    started: true,
  };
}

export function terminated(status: ContainerStatus, exitCode: number, now: number, succeeded = false): ContainerStatus {
  const end = {
    exitCode,
    reason: exitCode === 0 ? 'Completed' : 'Error',
    startedAt: status.state?.running?.startedAt,
    finishedAt: formatTime(now),
    containerID: status.containerID,
  };
  return { ...status, state: { terminated: end }, ready: succeeded, started: false };
}

/** Replaces or adds conditions; lastTransitionTime moves only when the status does. */
export function withConditions(existing: readonly Condition[] | undefined, now: number, wanted: readonly Omit<Condition, 'lastTransitionTime' | 'lastProbeTime'>[]): Condition[] {
  const kept = (existing ?? []).filter((old) => !wanted.some((w) => w.type === old.type));
  const changed = wanted.map((condition): Condition => {
    const old = existing?.find((c) => c.type === condition.type);
    const lastTransitionTime = old?.status === condition.status ? old.lastTransitionTime : formatTime(now);
    return { ...condition, lastProbeTime: undefined, lastTransitionTime };
  });
  return [...changed, ...kept];
}

const names = (list: readonly string[]): string => `[${list.join(' ')}]`;

/** Initialized, ContainersReady, Ready and PodScheduled as they follow from the container statuses. */
export function derivedConditions(pod: core.Pod, status: core.PodStatus, now: number): Condition[] {
  const finished = status.phase === 'Succeeded' || status.phase === 'Failed';
  const unready = pod.spec.containers.map((c) => c.name).filter((name) => !status.containerStatuses?.find((s) => s.name === name)?.ready);
  const readiness = finished && status.phase === 'Succeeded'
    ? { status: 'False', reason: 'PodCompleted' }
    : finished ? { status: 'False', reason: 'PodFailed' }
      : unready.length ? { status: 'False', reason: 'ContainersNotReady', message: `containers with unready status: ${names(unready)}` } : { status: 'True' };
  const pending = uninitialized(pod, status);
  const initialized = pending.length
    ? { status: 'False', reason: 'ContainersNotInitialized', message: `containers with incomplete status: ${names(pending)}` }
    : { status: 'True', ...(status.phase === 'Succeeded' && { reason: 'PodCompleted' }) };
  const observedGeneration = pod.metadata.generation;
  return withConditions(status.conditions, now, [
    { type: 'PodReadyToStartContainers', status: status.podIP && !finished ? 'True' : 'False', observedGeneration },
    { type: 'Initialized', observedGeneration, ...initialized },
    { type: 'Ready', observedGeneration, ...readiness },
    { type: 'ContainersReady', observedGeneration, ...readiness },
    { type: 'PodScheduled', status: 'True', observedGeneration },
  ]);
}

/** Init containers that are not done (or, for sidecars, not started) yet. */
export const uninitialized = (pod: core.Pod, status: core.PodStatus): string[] =>
  (pod.spec.initContainers ?? []).filter((container) => {
    const state = status.initContainerStatuses?.find((s) => s.name === container.name);
    return restartable(container) ? !state?.started : state?.state?.terminated?.exitCode !== 0;
  }).map((container) => container.name);

/** The status with its conditions brought in line. */
export const complete = (pod: core.Pod, status: core.PodStatus, now: number): core.PodStatus =>
  ({ ...status, observedGeneration: pod.metadata.generation, conditions: derivedConditions(pod, status, now) });
