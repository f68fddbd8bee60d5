/**
 * A pod in three cells: how many containers are ready, what it is up to, how often containers restarted.
 * The rules are those of printPod (kubernetes pkg/printers/internalversion/printers.go).
 */
import type * as core from '../../../schema/types/core.v1';
import { isSidecar } from '../pod-template/containers';
import { isTrue } from './conditions';
import { isFinished } from './lifecycle';

export interface PodSummary {
  readonly ready: number;
  readonly total: number;
  readonly reason: string;
  readonly restarts: number;
  /** RFC 3339; '' when no container restarted. */
  readonly lastRestart: string;
}

interface Tally { ready: number; restarts: number; lastRestart: string }

export function summarize(pod: core.Pod): PodSummary {
  const { spec, status } = pod;
  const sidecars = new Set(spec.initContainers?.filter(isSidecar).map(({ name }) => name));
  const init = initProgress(spec, status, sidecars);
  const started = init.reason === undefined || isTrue(status, 'Initialized');
  const tally = started ? afterInit(status, sidecars, init.ready) : init;
  const running = started ? mainReason(status) : undefined;
  return {
    ready: tally.ready, total: (spec.containers?.length ?? 0) + sidecars.size,
    restarts: tally.restarts, lastRestart: tally.lastRestart,
    reason: deletionReason(pod) ?? running ?? init.reason ?? phaseReason(status),
  };
}

function phaseReason(status: core.PodStatus): string {
  const gated = status.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated');
  return gated ? 'SchedulingGated' : status.reason || status.phase || '';
}

/** A pod on a node that cannot be reached is in an unknown state; one that has ended does not terminate any more. */
function deletionReason(pod: core.Pod): string | undefined {
  if (!pod.metadata.deletionTimestamp) return undefined;
  if (pod.status.reason === 'NodeLost') return 'Unknown';
  return isFinished(pod) ? undefined : 'Terminating';
}

function count(tally: Tally, { restartCount, lastState }: core.ContainerStatus): void {
  tally.restarts += restartCount;
  const finished = lastState?.terminated?.finishedAt ?? '';
  if (finished > tally.lastRestart) tally.lastRestart = finished;
}

const nothing = (): Tally => ({ ready: 0, restarts: 0, lastRestart: '' });

/** Up to the first init container that is not through; `reason` is set when there is one. */
function initProgress(spec: core.PodSpec, status: core.PodStatus, sidecars: ReadonlySet<string>): Tally & { reason?: string } {
  const tally = nothing();
  for (const [i, container] of (status.initContainerStatuses ?? []).entries()) {
    count(tally, container);
    if (container.state?.terminated?.exitCode === 0) continue;
    if (!sidecars.has(container.name) || !container.started) return { ...tally, reason: initReason(container, i, spec) };
    if (container.ready) tally.ready++;
  }
  return tally;
}

function initReason({ state }: core.ContainerStatus, index: number, spec: core.PodSpec): string {
  if (state?.terminated) return `Init:${endReason(state.terminated)}`;
  const waiting = state?.waiting?.reason;
  return waiting && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${index}/${spec.initContainers?.length ?? 0}`;
}

/** How a container ended: its reason, else the signal or exit code. */
function endReason({ reason, signal, exitCode }: core.ContainerStateTerminated): string {
  if (reason) return reason;
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}

/** Once initialized, only containers that still may restart count. */
function afterInit(status: core.PodStatus, sidecars: ReadonlySet<string>, readySidecars: number): Tally {
  const tally = nothing();
  tally.ready = readySidecars;
  for (const container of status.initContainerStatuses ?? []) if (sidecars.has(container.name)) count(tally, container);
  for (const container of status.containerStatuses ?? []) {
    count(tally, container);
    if (isRunning(container)) tally.ready++;
  }
  return tally;
}

const isRunning = ({ ready, state }: core.ContainerStatus): boolean => ready && state?.running !== undefined && !state.waiting?.reason && !state.terminated;

/** The first container that waits or has ended speaks for the pod; undefined when none does. */
function mainReason(status: core.PodStatus): string | undefined {
  const containers = status.containerStatuses ?? [];
  const reasons = containers.map(({ state }) => state?.waiting?.reason || (state?.terminated && endReason(state.terminated)));
  const first = reasons.find((reason) => reason);
  if (first !== 'Completed' || !containers.some(isRunning)) return first;
  return isTrue(status, 'Ready') ? 'Running' : 'NotReady';
}
