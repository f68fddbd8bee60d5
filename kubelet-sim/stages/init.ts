/** Init containers run one after another, each to its end; sidecars start and stay (KEP-753). */
import type { core } from '../../api';
import { backOff, backoffMs, type Slot } from '../container-life';
import { uninitialized } from '../pod-conditions';
import { complete, isSidecar, lastEnd, replaced, running, terminated } from '../pod-status';
import { initContainerSettings } from '../settings';
import { lasted, type StageContext, type Step, type Stage } from '../stage';
import { startEvents } from './start-events';

/** The init container whose turn it is. */
function current(pod: core.Pod): Slot | undefined {
  const [name] = uninitialized(pod, pod.status);
  const container = pod.spec.initContainers?.find((c) => c.name === name);
  const status = pod.status.initContainerStatuses?.find((s) => s.name === name);
  return container && status && { container, status, list: 'initContainers', settings: initContainerSettings(pod, container) };
}

export const initStage: Stage = {
  name: 'init',
  applies: (pod) => pod.status.phase === 'Pending' && !pod.metadata.deletionTimestamp && current(pod) !== undefined,
  next(pod, context) {
    const slot = current(pod);
    if (!slot) return undefined;
    const { state } = slot.status;
    if (state?.running) return end(pod, slot, context);
    return state?.terminated ? failed(pod, slot, context) : start(pod, slot, context);
  },
};

const withStatus = (pod: core.Pod, status: core.ContainerStatus): core.PodStatus =>
  ({ ...pod.status, initContainerStatuses: replaced(pod.status.initContainerStatuses, [status]) });

function start(pod: core.Pod, { container, status, settings }: Slot, context: StageContext): Step {
  const { now, podIP } = context;
  // Before its first start stands its own delay, before any other the back-off.
  const delay = lastEnd(status) ? backoffMs(status) : settings.startDelayMs;
  const since = lastEnd(status)?.finishedAt ?? initProgress(pod);
  const waited = lasted(context, `${container.name}/waiting/${status.restartCount}`, since);
  if (waited < delay) return { type: 'wait', ms: delay - waited };
  const address = podIP();
  const next = { ...withStatus(pod, running(pod, container, status, now, isSidecar(container))), podIP: address, podIPs: [{ ip: address }] };
  return { type: 'status', status: complete(pod, next, now), events: startEvents(container, 'initContainers') };
}

/** When the pod came as far as it is: the end of the last init container that is done, else its arrival. */
export function initProgress({ status: { initContainerStatuses = [], startTime } }: core.Pod): string | undefined {
  const ends = initContainerStatuses.map(({ state }) => state?.terminated?.finishedAt ?? state?.running?.startedAt ?? '');
  return [startTime ?? '', ...ends].sort().at(-1) || undefined;
}

function end(pod: core.Pod, { status, settings: { runTimeMs = 0, exitCode } }: Slot, context: StageContext): Step {
  const ran = lasted(context, status.containerID ?? status.name, status.state?.running?.startedAt);
  if (ran < runTimeMs) return { type: 'wait', ms: runTimeMs - ran };
  return { type: 'status', status: complete(pod, withStatus(pod, terminated(status, exitCode, context.now, exitCode === 0)), context.now) };
}

/** A failed init container is run again, unless the pod must not restart anything: then the pod has failed. */
function failed(pod: core.Pod, slot: Slot, context: StageContext): Step {
  const { now } = context;
  if (pod.spec.restartPolicy === 'Never') return { type: 'status', status: complete(pod, { ...pod.status, phase: 'Failed' }, now) };
  const delay = backoffMs(slot.status);
  if (delay === 0) return start(pod, slot, context);
  const { status, events } = backOff(pod, slot, delay);
  return { type: 'status', status: complete(pod, withStatus(pod, status()), now), events };
}
