/**
 * A running pod: containers become ready, exit, and are restarted as the restart policy says; when all have ended for
 * good the pod has succeeded or failed.
 */
import { type core } from '../../api';
import { complete, running, terminated, waiting } from '../pod-status';
import { containerSettings } from '../settings';
import type { PodEvent, Stage, StageContext, Step } from '../stage';
import { startEvents } from './start-events';

/** Back-off between restarts: 10 s doubling up to 5 min (pkg/kubelet/kubelet.go). The first restart comes at once. */
const firstBackoffMs = 10_000;
const maxBackoffMs = 300_000;

const backoffMs = (restarts: number): number => (restarts === 0 ? 0 : Math.min(firstBackoffMs * 2 ** (restarts - 1), maxBackoffMs));

/** What one container will do next, and in how long. */
interface Move {
  readonly ms: number;
  readonly events?: readonly PodEvent[];
  status(): core.ContainerStatus;
}

const startedAt = (status: core.ContainerStatus): number => Date.parse(status.state?.running?.startedAt ?? '');

export const liveStage: Stage = {
  name: 'live',
  situation(pod) {
    if (pod.status.phase !== 'Running' || pod.metadata.deletionTimestamp) return undefined;
    return (pod.status.containerStatuses ?? []).map((s) => `${Object.keys(s.state ?? {}).join()}${s.ready ? '+' : '-'}${s.restartCount}`).join();
  },
  next(pod, context) {
    const moves = pod.spec.containers.map((container) => moveOf(pod, container, context)).filter((move): move is Move => move !== undefined);
    if (moves.length === 0) return finished(pod, context);
    const ms = Math.min(...moves.map((move) => move.ms));
    if (ms > 0) return Number.isFinite(ms) ? { type: 'wait', ms } : { type: 'wait', ms: maxBackoffMs };
    return apply(pod, moves.filter((move) => move.ms <= 0), context);
  },
};

/** Undefined: the container has ended for good. */
function moveOf(pod: core.Pod, container: core.Container, context: StageContext): Move | undefined {
  const status = pod.status.containerStatuses?.find((s) => s.name === container.name);
  if (!status) return undefined;
  if (status.state?.terminated) return afterExit(pod, container, status);
  if (status.state?.waiting) return restart(pod, container, status, context);
  return whileRunning(pod, container, status, context);
}

function whileRunning(pod: core.Pod, container: core.Container, status: core.ContainerStatus, { now, waited }: StageContext): Move {
  const { readinessDelayMs, runTimeMs = Infinity, exitCode } = containerSettings(pod, container.name);
  // Stored times have whole seconds; what this process has seen itself is exact.
  const age = Math.max(waited, Math.floor((now - startedAt(status)) / 1000) * 1000 - 1000);
  const ready: Move = { ms: status.ready ? Infinity : readinessDelayMs - age, status: () => ({ ...status, ready: true }) };
  const exit: Move = { ms: runTimeMs - age, status: () => terminated(status, exitCode, now) };
  return ready.ms < exit.ms ? ready : exit;
}

const restarts = (pod: core.Pod, exitCode: number): boolean =>
  pod.spec.restartPolicy === 'Always' || (pod.spec.restartPolicy === 'OnFailure' && exitCode !== 0);

function afterExit(pod: core.Pod, container: core.Container, status: core.ContainerStatus): Move | undefined {
  if (!restarts(pod, status.state?.terminated?.exitCode ?? 0)) return undefined;
  const delay = backoffMs(status.restartCount);
  const message = `back-off ${delay / 1000}s restarting failed container=${container.name} pod=${pod.metadata.name ?? ''}_${pod.metadata.namespace ?? ''}(${pod.metadata.uid ?? ''})`;
  return {
    ms: 0,
    status: () => waiting(container, 'CrashLoopBackOff', status, message),
    events: delay > 0 ? [{ type: 'Warning', reason: 'BackOff', message: `Back-off restarting failed container ${container.name} in pod ${pod.metadata.name ?? ''}_${pod.metadata.namespace ?? ''}(${pod.metadata.uid ?? ''})`, fieldPath: `spec.containers{${container.name}}` }] : [],
  };
}

function restart(pod: core.Pod, container: core.Container, status: core.ContainerStatus, { now, waited }: StageContext): Move {
  const { readinessDelayMs } = containerSettings(pod, container.name);
  return {
    ms: backoffMs(status.restartCount) - waited,
    status: () => running(pod, container, status, now, readinessDelayMs === 0),
    events: startEvents(container, 'containers'),
  };
}

function apply(pod: core.Pod, moves: readonly Move[], { now }: StageContext): Step {
  const changed = moves.map((move) => move.status());
  const containerStatuses = pod.status.containerStatuses?.map((s) => changed.find((c) => c.name === s.name) ?? s);
  return { type: 'status', status: complete(pod, { ...pod.status, containerStatuses }, now), events: moves.flatMap((move) => move.events ?? []) };
}

function finished(pod: core.Pod, { now }: StageContext): Step {
  const ok = pod.status.containerStatuses?.every((s) => s.state?.terminated?.exitCode === 0) ?? false;
  return { type: 'status', status: complete(pod, { ...pod.status, phase: ok ? 'Succeeded' : 'Failed' }, now) };
}
