/** Where preemption does the least harm (kube-scheduler framework/preemption, pickOneNodeForPreemption). */
import type { PodInfo } from '../../framework';
import type { Candidate } from './candidate';
import { startedAt } from './importance';

/** Makes every priority count above zero, so that few pods of negative priority are not worse than many. */
const priorityOffset = 2 ** 31;

const highest = ({ victims }: Candidate): number => victims[0]?.priority ?? 0;
const sum = ({ victims }: Candidate): number => victims.reduce((total, { priority }) => total + priority + priorityOffset, 0);
const important = ({ victims }: Candidate): readonly PodInfo[] => victims.filter(({ priority }) => priority === victims[0]?.priority);

/** Each decides between the candidates that the ones before it could not tell apart: the lowest wins. */
const criteria: readonly ((candidate: Candidate, now: number) => number)[] = [
  ({ violations }) => violations,
  highest,
  sum,
  ({ victims }) => victims.length,
  // The most important victims should have run for as short a time as possible.
  (candidate, now) => -Math.min(...important(candidate).map((pod) => startedAt(pod, now))),
];

/** The first of those that are best; undefined without candidates. */
export function leastHarm(candidates: readonly Candidate[], now: number): Candidate | undefined {
  let best = candidates;
  for (const criterion of criteria) {
    if (best.length < 2) break;
    const marks = best.map((candidate) => criterion(candidate, now));
    const lowest = Math.min(...marks);
    best = best.filter((_, i) => marks[i] === lowest);
  }
  return best[0];
}
