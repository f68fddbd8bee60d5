/** The life of a Slurm job, as far as its pod has come: what happens next, and when. Pure. */
import { isPodFinished, type core, type minik8s } from '../../../api';
import { finalStates, isFinal, wishesOf, type FinalState } from './wishes';

export interface Situation {
  readonly job: minik8s.SlurmJob;
  /** The job's own. */
  readonly pod: core.Pod | undefined;
  readonly hasFile: boolean;
  readonly now: number;
  /** By how much a wait is longer than usual, from 0 to 1; the same as long as the state is the same. */
  readonly luck: number;
}

/** How it has ended. */
export interface End {
  readonly state: FinalState;
  /** The exit code and the signal. */
  readonly exitCode: string;
  readonly message: string;
}

export type Move =
  | { readonly type: 'submit' | 'make-pod' | 'run' }
  /** Its pod has ended: what it has written is kept. */
  | { readonly type: 'complete'; readonly end: End }
  | { readonly type: 'finish'; readonly end: End }
  /** What it has written so far is kept, its pod is stopped, and it is over. */
  | { readonly type: 'cancel'; readonly end: End }
  | { readonly type: 'wait'; readonly ms: number };

/** How long jobs stay in a state where nothing says it: in the queue, and until the files are there. In milliseconds. */
const usual = {
  PENDING: { ms: 1000, jitterMs: 1000 },
  COMPLETING: { ms: 1000, jitterMs: 0 },
} as const;

/** Undefined: nothing happens until something changes. */
export function nextMove({ job, pod, hasFile, now, luck }: Situation): Move | undefined {
  const { state = '', updateTime } = job.status ?? {};
  const wishes = wishesOf(job);
  if (isFinal(state)) return undefined;
  if (wishes.isCancelled) return { type: 'cancel', end: cancelled };
  const lastsMs = (of: keyof typeof usual, wished: number | undefined): number =>
    Math.ceil(wished ?? usual[of].ms + luck * usual[of].jitterMs) - (now - (Date.parse(updateTime ?? '') || now));
  switch (state) {
    case '': return hasFile || job.spec.script ? { type: 'submit' } : undefined;
    case 'PENDING': {
      const leftMs = lastsMs('PENDING', wishes.pendingMs);
      if (!pod) return leftMs > 0 ? { type: 'wait', ms: leftMs } : { type: 'make-pod' };
      return hasStarted(pod) ? { type: 'run' } : isPodFinished(pod) ? { type: 'finish', end: endOf(job, pod) } : undefined;
    }
    case 'COMPLETING': {
      const leftMs = lastsMs('COMPLETING', wishes.completingMs);
      return leftMs > 0 ? { type: 'wait', ms: leftMs } : { type: 'finish', end: notedEnd(job) ?? endOf(job, pod) };
    }
    default:
      if (!pod) return { type: 'finish', end: endOf(job, pod) };
      return isPodFinished(pod) ? { type: 'complete', end: endOf(job, pod) } : undefined;
  }
}

const cancelled: End = { state: 'CANCELLED', exitCode: '0:15', message: 'the job was cancelled' };


/** It has run, even if that is over by now. */
const hasStarted = ({ status }: core.Pod): boolean =>
  status.containerStatuses?.some(({ state, lastState }) => state?.running ?? state?.terminated ?? lastState?.terminated) ?? false;

/** What the pod of a job shows, in the words of Slurm. The first that fits. */
const ends: readonly { readonly fits: (pod: core.Pod, end: core.ContainerStateTerminated | undefined) => boolean; readonly state: FinalState }[] = [
  { fits: ({ status }) => status.reason === 'DeadlineExceeded', state: 'TIMEOUT' },
  { fits: (pod) => disruption(pod) === 'PreemptionByScheduler' || disruption(pod) === 'EvictionByEvictionAPI', state: 'PREEMPTED' },
  { fits: (pod) => disruption(pod) === 'DeletionByTaintManager' || disruption(pod) === 'DeletionByPodGC', state: 'NODE_FAIL' },
  { fits: ({ status }) => status.reason === 'NodeLost' || status.reason === 'NodeShutdown' || status.reason === 'Terminated', state: 'NODE_FAIL' },
  { fits: ({ status }) => status.reason === 'Evicted', state: 'PREEMPTED' },
  { fits: (_, end) => end?.reason === 'OOMKilled', state: 'OUT_OF_MEMORY' },
  { fits: (_, end) => end?.reason === 'DeadlineExceeded', state: 'TIMEOUT' },
  { fits: ({ metadata }, end) => metadata.deletionTimestamp !== undefined && end?.exitCode !== 0, state: 'CANCELLED' },
  { fits: ({ status }) => status.phase === 'Succeeded', state: 'COMPLETED' },
];

function endOf(job: minik8s.SlurmJob, pod: core.Pod | undefined): End {
  const { finalState } = wishesOf(job);
  if (finalState) return { state: finalState, exitCode: finalState === 'COMPLETED' ? '0:0' : '1:0', message: 'as an annotation of the job says' };
  if (!pod) return { ...cancelled, message: 'its pod is gone' };
  const end = pod.status.containerStatuses?.map(({ state }) => state?.terminated).find((terminated) => terminated !== undefined);
  const state = ends.find(({ fits }) => fits(pod, end))?.state ?? 'FAILED';
  return { state, exitCode: slurmCode(end?.exitCode ?? (state === 'COMPLETED' ? 0 : 1)), message: end?.message ?? pod.status.message ?? '' };
}

/** The condition in which it stands how the pod has ended, which may be gone before the job is over. */
export const endedCondition = 'Ended';

function notedEnd({ status }: minik8s.SlurmJob): End | undefined {
  const { reason, message = '' } = status?.conditions?.find(({ type }) => type === endedCondition) ?? {};
  const state = finalStates.find((final) => final === reason);
  return state && { state, exitCode: status?.exitCode ?? '', message };
}

/** A signal that ended a program counts as 128 and more in a shell, and on its own in Slurm. */
const slurmCode = (code: number): string => (code > 128 ? `0:${code - 128}` : `${code}:0`);

const disruption = ({ status }: core.Pod): string | undefined => status.conditions?.find(({ type, status: is }) => type === 'DisruptionTarget' && is === 'True')?.reason;
