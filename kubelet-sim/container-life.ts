/** One container of a running pod: becomes ready, exits, waits and is restarted. */
import type { core } from '../api';
import { ranSettings } from './functions/settings';
import { isSidecar, lastEnd, running, terminated, waiting } from './pod-status';
import { containerSettings, initContainerSettings, type ContainerSettings } from './settings';
import { lasted, type PodEvent, type StageContext } from './stage';
import { refusalOf, type Refusal } from './stages/configured';
import { fieldPathOf, startEvents } from './stages/start-events';

/** A container in its pod. Sidecars live as the others do, but are always restarted. */
export interface Slot {
  readonly container: core.Container;
  readonly status: core.ContainerStatus;
  readonly list: 'containers' | 'initContainers';
  readonly settings: ContainerSettings;
}

export const mainSlots = (pod: core.Pod, context: StageContext): Slot[] =>
  slots(pod.spec.containers, pod.status.containerStatuses, 'containers', (container) => mainSettings(pod, container, context));

/** Of one that is no init container. */
export const mainSettings = (pod: core.Pod, container: core.Container, { defaults, ran }: StageContext): ContainerSettings =>
  ranSettings(containerSettings(pod, container, defaults), container, ran);

export const sidecarSlots = (pod: core.Pod, { defaults }: StageContext): Slot[] =>
  slots((pod.spec.initContainers ?? []).filter(isSidecar), pod.status.initContainerStatuses, 'initContainers', (container) => initContainerSettings(pod, container, defaults));

function slots(containers: readonly core.Container[], statuses: readonly core.ContainerStatus[] | undefined, list: Slot['list'], settings: (container: core.Container) => ContainerSettings): Slot[] {
  return containers.flatMap((container) => {
    const status = statuses?.find(({ name }) => name === container.name);
    return status ? [{ container, status, list, settings: settings(container) }] : [];
  });
}

/** What a container will do next, and in how long. */
export interface Move {
  readonly ms: number;
  readonly status: () => core.ContainerStatus;
  readonly events?: readonly PodEvent[];
}

/** Undefined: it has ended for good. */
export function nextMove(pod: core.Pod, slot: Slot, context: StageContext): Move | undefined {
  const { state } = slot.status;
  if (state?.running) return whileRunning(pod, slot, context);
  if (state?.terminated && !isRestarted(pod, slot)) return undefined;
  const delay = backoffMs(slot.status);
  if (state?.terminated && delay > 0) return { ms: 0, ...backOff(pod, slot, delay) };
  const refusal = refusalOf(pod, slot.container, slot.list, context);
  return refusal ? refused(slot, refusal, delay, context) : { ms: delay - waitedFor(slot, context), ...start(pod, slot, context) };
}

/** One that cannot be created anew stays so until what it lacks is there: the engine looks again then. */
function refused(slot: Slot, { reason, message, events }: Refusal, delay: number, context: StageContext): Move {
  const { container, status } = slot;
  const isTold = status.state?.waiting?.reason === reason && status.state.waiting.message === message;
  return { ms: isTold ? Infinity : delay - waitedFor(slot, context), status: () => (isTold ? status : waiting(container, reason, status, message)), events };
}

/** What comes first: it is called started, it is ready, its liveness probe fails, it exits. */
function whileRunning({ spec }: core.Pod, { container, status, list, settings }: Slot, context: StageContext): Move {
  const { startedDelayMs, readinessDelayMs, unhealthyAfterMs } = settings;
  const { runTimeMs, exitCode, reason } = endOf(status, settings);
  const moves: Move[] = [
    { ms: status.started ? Infinity : startedDelayMs, status: () => ({ ...status, started: true, ready: status.ready || readinessDelayMs <= startedDelayMs }) },
    { ms: status.ready ? Infinity : readinessDelayMs, status: () => ({ ...status, started: true, ready: true }) },
    { ms: runTimeMs, status: () => terminated(status, exitCode, context.now, { reason, message: settings.message }) },
    ...(unhealthyAfterMs === undefined ? [] : [{ ms: unhealthyAfterMs + failedProbesMs(container), status: () => terminated(status, killed, context.now), events: unhealthyEvents(container, list, spec.restartPolicy !== 'Never') }]),
  ];
  const next = moves.reduce((first, move) => (move.ms < first.ms ? move : first));
  // Nobody asks for how long something has run that runs on.
  return Number.isFinite(next.ms) ? { ...next, ms: next.ms - lasted(context, status.containerID ?? status.name, status.state?.running?.startedAt) } : next;
}

/** 128 + SIGKILL. */
const killed = 137;
/** A run that is to fail and has no time of its own fails after this. */
const failsAfterMs = 1000;

/** How this run ends. What is left to chance hangs on the container's id, so that it is the same however often it is asked. */
export function endOf(status: core.ContainerStatus, { runTimeMs = Infinity, exitCode, reason, failureProbability }: ContainerSettings): { readonly runTimeMs: number; readonly exitCode: number; readonly reason: string | undefined } {
  if (failureProbability === undefined) return { runTimeMs, exitCode, reason };
  if (chance(status.containerID ?? status.name) >= failureProbability) return { runTimeMs, exitCode: 0, reason: undefined };
  return { runTimeMs: Number.isFinite(runTimeMs) ? runTimeMs : failsAfterMs, exitCode: exitCode || 1, reason };
}

/** A number in [0, 1) that looks drawn (FNV-1a, mixed). */
export function chance(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 12)) >>> 0) / 2 ** 32;
}

/** From the first failed probe to the kill (pkg/kubelet/prober). */
const failedProbesMs = ({ livenessProbe }: core.Container): number =>
  (livenessProbe ? 1000 * (livenessProbe.periodSeconds ?? 10) * ((livenessProbe.failureThreshold ?? 3) - 1) : 0);

const unhealthyEvents = (container: core.Container, list: Slot['list'], isRestarted: boolean): PodEvent[] => {
  const fieldPath = fieldPathOf(container, list);
  return [
    { type: 'Warning', reason: 'Unhealthy', message: 'Liveness probe failed: the container is unhealthy', fieldPath },
    { type: 'Normal', reason: 'Killing', message: `Container ${container.name} failed liveness probe${isRestarted ? ', will be restarted' : ''}`, fieldPath },
  ];
};

function isRestarted({ spec }: core.Pod, { container, status, list }: Slot): boolean {
  if (list === 'initContainers') return isSidecar(container);
  return spec.restartPolicy === 'Always' || (spec.restartPolicy === 'OnFailure' && status.state?.terminated?.exitCode !== 0);
}

/** Back-off between restarts: none, then 10 s doubling up to 5 min (pkg/kubelet/kubelet.go). */
const firstBackoffMs = 10_000;
const maxBackoffMs = 300_000;
/** A container that ran for twice the longest back-off is forgiven what was before (client-go util/flowcontrol backoff.go). */
const forgivenMs = 2 * maxBackoffMs;

export function backoffMs(status: core.ContainerStatus): number {
  const end = lastEnd(status);
  const ran = end ? Date.parse(end.finishedAt ?? '') - Date.parse(end.startedAt ?? '') : 0;
  if (status.restartCount === 0 || ran > forgivenMs) return 0;
  return Math.min(firstBackoffMs * 2 ** (status.restartCount - 1), maxBackoffMs);
}

const waitedFor = ({ status }: Slot, context: StageContext): number =>
  lasted(context, `${status.name}/waiting/${status.restartCount}`, lastEnd(status)?.finishedAt);

/** A restart that has to wait. `namespace/name (uid)` is written as kubelets write it. */
export function backOff({ metadata: { name = '', namespace = '', uid = '' } }: core.Pod, { container, status, list }: Slot, delay: number): Omit<Move, 'ms'> {
  const pod = `${name}_${namespace}(${uid})`;
  const message = `back-off ${goDuration(delay)} restarting failed container=${container.name} pod=${pod}`;
  return {
    status: () => waiting(container, 'CrashLoopBackOff', status, message),
    events: [{ type: 'Warning', reason: 'BackOff', message: `Back-off restarting failed container ${container.name} in pod ${pod}`, fieldPath: `spec.${list}{${container.name}}` }],
  };
}

/** `10s`, `2m40s`, as time.Duration prints it. */
const goDuration = (ms: number): string => (ms < 60_000 ? `${ms / 1000}s` : `${Math.floor(ms / 60_000)}m${(ms % 60_000) / 1000}s`);

/** How a container looks at its start. */
export const begun = ({ startedDelayMs, readinessDelayMs }: ContainerSettings): { readonly ready: boolean; readonly started: boolean } =>
  ({ ready: readinessDelayMs === 0, started: startedDelayMs === 0 });

const start = (pod: core.Pod, { container, status, list, settings }: Slot, { now }: StageContext): Omit<Move, 'ms'> => ({
  status: () => running(pod, container, status, now, begun(settings)),
  events: startEvents(container, list),
});
