/** Which run of a container a log is asked of (pkg/kubelet/kubelet_pods.go validateContainerLogStatus). */
import type { core } from '../../api';

/** From a start to its end. */
export interface Run {
  readonly id: string;
  readonly startedAt: number;
  /** Absent while it runs. */
  readonly end?: { readonly at: number; readonly exitCode: number };
}

/** What a kubelet says instead of a log. */
export class NoLog extends Error {}

export const statusOf = ({ status }: core.Pod, container: string): core.ContainerStatus | undefined =>
  [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? []), ...(status.ephemeralContainerStatuses ?? [])].find(({ name }) => name === container);

/** Throws NoLog. */
export function runOf(pod: core.Pod, container: string, previous: boolean): Run {
  const named = `container ${JSON.stringify(container)} in pod ${JSON.stringify(pod.metadata.name)}`;
  const status = statusOf(pod, container);
  if (!status) throw new NoLog(`${named} is not available`);
  const { state = {}, lastState } = status;
  if (previous) return ended(lastState?.terminated) ?? fail(`previous terminated ${named} not found`);
  if (state.running) return { id: status.containerID ?? '', startedAt: timeOf(state.running.startedAt) };
  if (state.terminated) return ended(state.terminated) ?? ended(lastState?.terminated) ?? fail(`${named} is terminated`);
  if (lastState?.terminated) return ended(lastState.terminated) ?? fail(`${named} is terminated`);
  throw new NoLog(`${named} is waiting to start${state.waiting ? `: ${words[state.waiting.reason ?? ''] ?? state.waiting.reason ?? ''}` : ' - no logs yet'}`);
}

const words: Readonly<Record<string, string>> = { ErrImagePull: "image can't be pulled", ImagePullBackOff: 'trying and failing to pull image' };

/** The run of that id as it is now; undefined: nobody knows of it any more. */
export function sameRun(pod: core.Pod, container: string, { id, startedAt }: Run): Run | undefined {
  const status = statusOf(pod, container);
  if (status?.state?.running && status.containerID === id) return { id, startedAt };
  return [status?.state?.terminated, status?.lastState?.terminated].map(ended).find((run) => run?.id === id);
}

function ended(end: core.ContainerStateTerminated | undefined): Run | undefined {
  if (!end?.containerID) return undefined;
  return { id: end.containerID, startedAt: timeOf(end.startedAt), end: { at: timeOf(end.finishedAt), exitCode: end.exitCode } };
}

const timeOf = (text: string | undefined): number => Date.parse(text ?? '') || 0;

function fail(message: string): never {
  throw new NoLog(message);
}
