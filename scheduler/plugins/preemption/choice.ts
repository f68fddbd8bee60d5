/** Where preemption does the least harm (kube-scheduler framework/preemption, pickOneNodeForPreemption). */
import type { PodInfo } from '../../framework';
import type { Candidate } from './candidate';
import { startedAt } from './importance';

/** Makes every priority count above zero, so that few pods of negative priority are not worse than many. */
const priorityOffset = 2 ** 31;

/** What counts of victims. Candidates are kept from attempt to attempt, and hundreds of them compared in each. */
interface Harm {
  readonly highest: number;
  readonly sum: number;
  readonly victims: number;
  /** When the first of the most important ones started; pods that have not are not reckoned. */
  readonly started: number;
  /** One of the most important ones has not started. */
  readonly unstarted: boolean;
}

const known = new WeakMap<readonly PodInfo[], Harm>();

function harmOf(victims: readonly PodInfo[]): Harm {
  const harm = known.get(victims) ?? reckoned(victims);
  known.set(victims, harm);
  return harm;
}

function reckoned(victims: readonly PodInfo[]): Harm {
  const highest = victims[0]?.priority ?? 0;
  const starts = victims.filter(({ priority }) => priority === highest).map((pod) => startedAt(pod, Infinity));
  return {
    highest,
    sum: victims.reduce((total, { priority }) => total + priority + priorityOffset, 0),
    victims: victims.length,
    started: Math.min(...starts),
    unstarted: starts.includes(Infinity),
  };
}

interface Choice { readonly candidate: Candidate; readonly harm: Harm }

/** Each decides between the candidates that the ones before it could not tell apart: the lowest wins. */
const criteria: readonly ((choice: Choice, now: number) => number)[] = [
  ({ candidate }) => candidate.violations,
  ({ harm }) => harm.highest,
  ({ harm }) => harm.sum,
  ({ harm }) => harm.victims,
  // The most important victims should have run for as short a time as possible.
  ({ harm: { started, unstarted } }, now) => -(unstarted ? Math.min(started, now) : started),
];

/** The first of those that are best; undefined without candidates. */
export function leastHarm(candidates: readonly Candidate[], now: number): Candidate | undefined {
  let best = candidates.map((candidate): Choice => ({ candidate, harm: harmOf(candidate.victims) }));
  for (const criterion of criteria) {
    if (best.length < 2) break;
    const marks = best.map((choice) => criterion(choice, now));
    const lowest = Math.min(...marks);
    best = best.filter((_, i) => marks[i] === lowest);
  }
  return best[0]?.candidate;
}
