/** Containers whose images are not to be had: they wait, and it is tried again and again (pkg/kubelet/images/image_manager.go). */
import type { core } from '../../api';
import { attemptAt } from '../attempts';
import { uninitialized } from '../pod-conditions';
import { complete, lastEnd, replaced, waiting } from '../pod-status';
import { pullError } from '../settings';
import type { PodEvent, Stage, StageContext, Step } from '../stage';
import { fieldPathOf, type ContainerList } from './start-events';

interface Failing {
  readonly container: core.Container;
  readonly status: core.ContainerStatus;
  readonly list: ContainerList;
  readonly error: string;
}

/** The stage, as soon as images are there. */
export const pullsFail = (stage: Stage): Stage => ({
  ...stage,
  next(pod, context) {
    const failing = pod.metadata.annotations ? failingIn(pod) : [];
    return failing.length ? attempt(pod, failing, context) : stage.next(pod, context);
  },
});

/** Those whose turn it is and that have never run: others have their images already. */
function failingIn(pod: core.Pod): Failing[] {
  const [first] = uninitialized(pod, pod.status);
  const list = first === undefined ? 'containers' : 'initContainers';
  const statuses = (first === undefined ? pod.status.containerStatuses : pod.status.initContainerStatuses) ?? [];
  const containers = (first === undefined ? pod.spec.containers : pod.spec.initContainers?.filter(({ name }) => name === first)) ?? [];
  return containers.flatMap((container) => {
    const status = statuses.find(({ name }) => name === container.name);
    const error = pullError(pod, container.name);
    return status && error !== undefined && !status.state?.running && !lastEnd(status) ? [{ container, status, list, error }] : [];
  });
}

interface Move {
  readonly ms: number;
  readonly status: core.ContainerStatus;
  readonly events: readonly PodEvent[];
}

/** From the failure to when its container is looked at again. */
const noticedMs = 1000;
/** Between attempts: doubling (pkg/kubelet/kubelet.go imageBackOffPeriod, MaxContainerBackOff). */
const firstBackoffMs = 10_000;
const maxBackoffMs = 300_000;

function move({ container, status, list, error }: Failing, { age }: StageContext): Move {
  const image = JSON.stringify(container.image ?? '');
  const fieldPath = fieldPathOf(container, list);
  const said = (type: PodEvent['type'], reason: string, message: string): PodEvent => ({ type, reason, message, fieldPath });
  const reason = status.state?.waiting?.reason ?? '';
  const all = age(`pulling/${container.name}`);
  const here = age(`pulling/${container.name}/${reason}`);
  if (reason === 'ErrImagePull') {
    return {
      ms: noticedMs - here, status: waiting(container, 'ImagePullBackOff', status, `Back-off pulling image ${image}: ErrImagePull: ${error}`),
      events: [said('Normal', 'BackOff', `Back-off pulling image ${image}`), said('Warning', 'Failed', 'Error: ImagePullBackOff')],
    };
  }
  return {
    ms: reason === 'ImagePullBackOff' ? attemptAt(all - here, firstBackoffMs, maxBackoffMs).leftMs - here : 0, status: waiting(container, 'ErrImagePull', status, error),
    events: [said('Normal', 'Pulling', `Pulling image ${image}`), said('Warning', 'Failed', `Failed to pull image ${image}: ${error}`), said('Warning', 'Failed', 'Error: ErrImagePull')],
  };
}

function attempt(pod: core.Pod, failing: readonly Failing[], context: StageContext): Step {
  const moves = failing.map((each) => move(each, context));
  const due = moves.filter(({ ms }) => ms <= 0);
  if (due.length === 0) return { type: 'wait', ms: Math.min(...moves.map(({ ms }) => ms)) };
  const address = context.podIP();
  const changed = due.map(({ status }) => status);
  const status: core.PodStatus = {
    ...pod.status, podIP: address, podIPs: [{ ip: address }],
    containerStatuses: replaced(pod.status.containerStatuses, changed),
    ...(pod.status.initContainerStatuses && { initContainerStatuses: replaced(pod.status.initContainerStatuses, changed) }),
  };
  return { type: 'status', status: complete(pod, status, context.now), events: due.flatMap(({ events }) => events) };
}
