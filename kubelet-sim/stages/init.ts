/** Init containers run one after another, each to its end; sidecars start and stay (KEP-753). */
import type { core } from '../../api';
import { backOff, backoffMs, begun, endOf, type Slot } from '../container-life';
import type { Defaults } from '../presets';
import { uninitialized } from '../pod-conditions';
import { complete, isSidecar, lastEnd, replaced, running, terminated } from '../pod-status';
import { initContainerSettings } from '../settings';
import { lasted, type StageContext, type Step, type Stage } from '../stage';
import { pullEvents, startEvents } from './start-events';

/** The init container whose turn it is. */
function current(pod: core.Pod, defaults: Defaults): Slot | undefined {
  const [name] = uninitialized(pod, pod.status);
  const container = pod.spec.initContainers?.find((c) => c.name === name);
  const status = pod.status.initContainerStatuses?.find((s) => s.name === name);
  return container && status && { container, status, list: 'initContainers', settings: initContainerSettings(pod, container, defaults) };
}

export const initStage: Stage = {
  name: 'init',
  applies: (pod) => pod.status.phase === 'Pending' && !pod.metadata.deletionTimestamp && uninitialized(pod, pod.status).some((name) => pod.status.initContainerStatuses?.some((status) => status.name === name)),
  next(pod, context) {
    const slot = current(pod, context.defaults);
    if (!slot) return undefined;
    const { state } = slot.status;
    if (state?.running) return isSidecar(slot.container) ? called(pod, slot, context) : end(pod, slot, context);
    return state?.terminated ? failed(pod, slot, context) : start(pod, slot, context);
  },
};

const withStatus = (pod: core.Pod, status: core.ContainerStatus): core.PodStatus =>
  ({ ...pod.status, initContainerStatuses: replaced(pod.status.initContainerStatuses, [status]) });

function start(pod: core.Pod, { container, status, settings }: Slot, context: StageContext): Step {
  const { now, podIP } = context;
  // Before its first start stands its own delay, before any other the back-off.
  const pullMs = lastEnd(status) ? 0 : settings.pullMs;
  const pulling = pullEvents(container, 'initContainers', pullMs);
  const delay = lastEnd(status) ? backoffMs(status) : settings.startDelayMs + pullMs;
  const since = lastEnd(status)?.finishedAt ?? initProgress(pod);
  const waited = lasted(context, `${container.name}/waiting/${status.restartCount}`, since);
  if (waited < delay) return { type: 'wait', ms: delay - waited, ...(pulling.length && { events: pulling }) };
  const address = podIP();
  const next = { ...withStatus(pod, running(pod, container, status, now, isSidecar(container) ? begun(settings) : { ready: false, started: true })), podIP: address, podIPs: [{ ip: address }] };
  return { type: 'status', status: complete(pod, next, now), events: [...pulling, ...startEvents(container, 'initContainers', pullMs)] };
}

/** When the pod came as far as it is: the end of the last init container that is done, else its arrival. */
export function initProgress({ status: { initContainerStatuses = [], startTime } }: core.Pod): string | undefined {
  const ends = initContainerStatuses.map(({ state }) => state?.terminated?.finishedAt ?? state?.running?.startedAt ?? '');
  return [startTime ?? '', ...ends].sort().at(-1) || undefined;
}

/** A sidecar that runs is waited for until its startup probe calls it started. */
function called(pod: core.Pod, { status, settings: { startedDelayMs, readinessDelayMs } }: Slot, context: StageContext): Step {
  const ran = lasted(context, status.containerID ?? status.name, status.state?.running?.startedAt);
  if (ran < startedDelayMs) return { type: 'wait', ms: startedDelayMs - ran };
  return { type: 'status', status: complete(pod, withStatus(pod, { ...status, started: true, ready: readinessDelayMs <= startedDelayMs }), context.now) };
}

/** Undefined: it has no end of its own. */
function end(pod: core.Pod, { status, settings }: Slot, context: StageContext): Step | undefined {
  const { runTimeMs, exitCode, reason } = endOf(status, settings);
  if (runTimeMs === Infinity) return undefined;
  const ran = lasted(context, status.containerID ?? status.name, status.state?.running?.startedAt);
  if (ran < runTimeMs) return { type: 'wait', ms: runTimeMs - ran };
  return { type: 'status', status: complete(pod, withStatus(pod, terminated(status, exitCode, context.now, { ready: exitCode === 0, reason })), context.now) };
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
