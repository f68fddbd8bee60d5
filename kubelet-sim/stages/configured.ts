/**
 * Containers that cannot be created: their image has no proper name, their variables come from what is not there, or they are not to
 * run as root and say that they do (pkg/kubelet/kuberuntime, pkg/kubelet/images/image_manager.go). They are tried at every look at the pod.
 */
import type { core } from '../../api';
import { attemptAt } from '../attempts';
import { imageNameFault } from '../image-name';
import { complete, isRunning, replaced, waiting } from '../pod-status';
import type { PodEvent, Stage, StageContext, Step } from '../stage';
import { syncMs } from './mounts';
import { fieldPathOf, type ContainerList } from './start-events';

export interface Refusal {
  readonly reason: string;
  readonly message: string;
  /** What is told at every attempt. */
  readonly events: readonly PodEvent[];
}

interface Refused extends Refusal {
  readonly container: core.Container;
  readonly status: core.ContainerStatus | undefined;
}

type StatusStep = Extract<Step, { readonly type: 'status' }>;

/** The stage, but for the start of what cannot be created. */
export const configured = (stage: Stage): Stage => ({
  ...stage,
  next(pod, context) {
    const step = stage.next(pod, context);
    if (step?.type !== 'status') return step;
    const refused = refusedIn(pod, step, context);
    return refused.length ? held(pod, step, refused, context) : step;
  },
});

function refusedIn(pod: core.Pod, { status }: StatusStep, context: StageContext): Refused[] {
  return [
    ...refusedOf(pod, 'initContainers', pod.spec.initContainers, status.initContainerStatuses, pod.status.initContainerStatuses, context),
    ...refusedOf(pod, 'containers', pod.spec.containers, status.containerStatuses, pod.status.containerStatuses, context),
  ];
}

function refusedOf(pod: core.Pod, list: ContainerList, containers: readonly core.Container[] | undefined, next: readonly core.ContainerStatus[] | undefined, before: readonly core.ContainerStatus[] | undefined, context: StageContext): Refused[] {
  return (containers ?? []).flatMap((container) => {
    const refusal = refusalOf(pod, container, list, context);
    if (!refusal) return [];
    const named = ({ name }: core.ContainerStatus): boolean => name === container.name;
    const status = before?.find(named);
    const isStarted = next?.some((each) => named(each) && isRunning(each)) && !(status && isRunning(status));
    return isStarted ? [{ ...refusal, container, status }] : [];
  });
}

/** Undefined: it can be created. */
export function refusalOf(pod: core.Pod, container: core.Container, list: ContainerList, { lacking }: StageContext): Refusal | undefined {
  const { image = '', name } = container;
  const told = (reason: string, message: string): PodEvent => ({ type: 'Warning', reason, message, fieldPath: fieldPathOf(container, list) });
  const imageFault = imageNameFault(image);
  if (imageFault) return { reason: 'InvalidImageName', message: imageFault, events: [told('InspectFailed', imageFault), told('Failed', 'Error: InvalidImageName')] };
  const message = lacking?.containers.get(name) ?? rootFault(pod, container);
  return message === undefined ? undefined : { reason: 'CreateContainerConfigError', message, events: [told('Failed', `Error: ${message}`)] };
}

/** What an image says of its user is not known here: only what pod and container say counts. */
function rootFault({ metadata: { name = '', namespace = '', uid = '' }, spec }: core.Pod, container: core.Container): string | undefined {
  const isBarred = container.securityContext?.runAsNonRoot ?? spec.securityContext?.runAsNonRoot ?? false;
  const user = container.securityContext?.runAsUser ?? spec.securityContext?.runAsUser;
  return isBarred && user === 0 ? `container's runAsUser breaks non-root policy (pod: "${name}_${namespace}(${uid})", container: ${container.name})` : undefined;
}

/** The pod as it was, its address apart; containers that start together wait together. */
function held(pod: core.Pod, step: StatusStep, refused: readonly Refused[], context: StageContext): Step {
  const { age, podIP, now } = context;
  const { nth, leftMs } = attemptAt(age(`configure/${refused.map(({ container }) => container.name).join()}`), syncMs, syncMs);
  const changed = refused.map(({ container, status, reason, message }) => waiting(container, reason, status, message));
  const address = podIP();
  const status = complete(pod, {
    ...pod.status, podIP: address, podIPs: [{ ip: address }], containerStatuses: replaced(pod.status.containerStatuses, changed),
    ...(pod.status.initContainerStatuses && { initContainerStatuses: replaced(pod.status.initContainerStatuses, changed) }),
  }, now);
  const pulled = (step.events ?? []).filter(({ reason, fieldPath }) => (reason === 'Pulling' || reason === 'Pulled') && !refused.some((each) => each.reason === 'InvalidImageName' && fieldPath?.includes(`{${each.container.name}}`)));
  const events = [...pulled, ...refused.flatMap((each) => each.events)].map((event) => ({ ...event, nth }));
  const isTold = refused.every(({ status: { state } = {}, reason, message }) => state?.waiting?.reason === reason && state.waiting.message === message);
  if (!isTold) return { type: 'status', status, events };
  // The first attempt was told with the status.
  return { type: 'wait', ms: leftMs, ...(nth > 0 && { events }) };
}
