/**
 * Pods whose volumes cannot be set up yet: their containers are not even created, and it is tried again and again
 * (pkg/volume/util/operationexecutor, pkg/util/goroutinemap/exponentialbackoff, pkg/kubelet/pod_workers.go).
 */
import { attemptAt } from '../attempts';
import type { PodEvent, Stage, StageContext, Step } from '../stage';
import type { Lacking } from '../needs';

/** Of one volume: from an attempt to the next, doubling. */
const firstMs = 500;
const longestMs = 122_000;
/** From one look at a pod that cannot go on to the next: ten seconds, and up to half as much by chance. */
export const syncMs = 12_000;

/** The stage, as soon as volumes are there. */
export const mounted = (stage: Stage): Stage => ({
  ...stage,
  next: (pod, context) => (context.lacking && isUnmounted(context.lacking) ? wait(context.lacking, context) : stage.next(pod, context)),
});

const isUnmounted = ({ mounts, unready, unattached }: Lacking): boolean => mounts.size > 0 || unready !== undefined || unattached.length > 0;

function wait({ mounts, unready }: Lacking, { age }: StageContext): Step {
  const tried = [
    ...[...mounts].map(([volume, message]) => ({ message, ...attemptAt(age(`mount/${volume}`), firstMs, longestMs) })),
    ...(unready === undefined ? [] : [{ message: unready, ...attemptAt(age('mount'), syncMs, syncMs) }]),
  ];
  return { type: 'wait', ms: Math.min(longestMs, ...tried.map(({ leftMs }) => leftMs)), events: tried.map(({ message, nth }) => failed(message, nth)) };
}

const failed = (message: string, nth: number): PodEvent => ({ type: 'Warning', reason: 'FailedMount', message, nth });
