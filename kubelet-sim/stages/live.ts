/**
 * A running pod: its containers become ready, exit, and are restarted as the restart policy says; when all have ended for
 * good the pod has succeeded or failed, and its sidecars end with it.
 */
import { same, type core } from '../../api';
import { mainSlots, nextMove, sidecarSlots, type Move, type Slot } from '../container-life';
import { debugEvents, debugMoves, debugStatuses } from '../ephemeral';
import { complete, isRunning, isSidecar, replaced, terminated } from '../pod-status';
import type { Stage, StageContext } from '../stage';

export const liveStage: Stage = {
  name: 'live',
  applies: (pod) => pod.status.phase === 'Running' && !pod.metadata.deletionTimestamp,
  next(pod, context) {
    const moves = [...[...mainSlots(pod, context), ...sidecarSlots(pod, context)].flatMap((slot) => movesOf(pod, slot, context)), ...debugMoves(pod, context)];
    const due = moves.filter(({ ms }) => ms <= 0);
    const status = moved(pod, due, context);
    const events = [...due.flatMap((move) => move.events ?? []), ...debugEvents(pod)];
    if (due.length || !same(status, pod.status)) return { type: 'status', status, events };
    const ms = Math.min(...moves.map((move) => move.ms));
    return Number.isFinite(ms) ? { type: 'wait', ms } : undefined;
  },
};

function movesOf(pod: core.Pod, slot: Slot, context: StageContext): Move[] {
  const move = nextMove(pod, slot, context);
  return move ? [move] : [];
}

function moved(pod: core.Pod, moves: readonly Move[], context: StageContext): core.PodStatus {
  const changed = moves.map(({ status }) => status());
  const { ephemeralContainerStatuses: ephemeral = pod.status.ephemeralContainerStatuses } = debugStatuses(pod, context.now);
  const next: core.PodStatus = {
    ...pod.status,
    containerStatuses: replaced(pod.status.containerStatuses, changed),
    ...(pod.status.initContainerStatuses && { initContainerStatuses: replaced(pod.status.initContainerStatuses, changed) }),
    ...(ephemeral && { ephemeralContainerStatuses: replaced(ephemeral, changed) }),
  };
  const slots = mainSlots({ ...pod, status: next }, context);
  const hasEnded = slots.length > 0 && slots.every((slot) => nextMove(pod, slot, context) === undefined);
  return complete(pod, hasEnded ? ended(pod, next, context.now) : next, context.now);
}

function ended({ spec }: core.Pod, status: core.PodStatus, now: number): core.PodStatus {
  const sidecars = new Set((spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name));
  const succeeded = status.containerStatuses?.every(({ state }) => state?.terminated?.exitCode === 0);
  const stop = (s: core.ContainerStatus): core.ContainerStatus => (sidecars.has(s.name) && isRunning(s) ? terminated(s, 0, now) : s);
  return {
    ...status,
    phase: succeeded ? 'Succeeded' : 'Failed',
    ...(status.initContainerStatuses && { initContainerStatuses: status.initContainerStatuses.map(stop) }),
  };
}
