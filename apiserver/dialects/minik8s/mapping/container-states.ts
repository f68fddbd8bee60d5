/** What has become of containers: Docker's words, and Kubernetes' statuses in the order of the containers. */
import type { core } from '../../../../api';
import { noTime } from '../shape';
import type { ContainerState } from '../objects/pod';

const timeOf = (text: string | undefined): string | undefined => (text && text !== noTime ? text : undefined);

/** Of containers that are not there nothing is kept. */
export const storedContainerStatuses = (states: readonly ContainerState[], { spec, status }: core.Pod): core.ContainerStatus[] =>
  states.slice(0, spec.containers.length).map((state, i) => {
    const { name, image = '' } = spec.containers[i]!;
    const before = status.containerStatuses?.find((each) => each.name === name);
    return { name, image, imageID: before?.imageID ?? '', restartCount: before?.restartCount ?? 0, ready: isRunning(state), state: storedState(state) };
  });

const isRunning = ({ running, status }: ContainerState): boolean => running ?? status === 'running';
const hasEnded = ({ dead, status, finishedAt }: ContainerState): boolean => dead === true || status === 'exited' || status === 'dead' || timeOf(finishedAt) !== undefined;

function storedState(state: ContainerState): core.ContainerState {
  const startedAt = timeOf(state.startedAt);
  if (isRunning(state)) return { running: { ...(startedAt && { startedAt }) } as core.ContainerStateRunning };
  if (!hasEnded(state)) return { waiting: { reason: 'ContainerCreating' } };
  const finishedAt = timeOf(state.finishedAt);
  return { terminated: {
    exitCode: state.exitCode ?? 0, reason: state.oomKilled ? 'OOMKilled' : state.exitCode ? 'Error' : 'Completed', ...(state.error && { message: state.error }),
    ...(startedAt && { startedAt }), ...(finishedAt && { finishedAt }),
  } as core.ContainerStateTerminated };
}

export const writtenContainerState = ({ state: { running, terminated, waiting } = {} }: core.ContainerStatus): ContainerState => {
  if (running) return { status: 'running', running: true, startedAt: running.startedAt ?? undefined };
  if (terminated) {
    const { exitCode, reason, message, startedAt, finishedAt } = terminated;
    return { status: 'exited', exitCode, oomKilled: reason === 'OOMKilled', error: message, startedAt: startedAt ?? undefined, finishedAt: finishedAt ?? undefined };
  }
  return { status: 'created', error: waiting?.message };
};
