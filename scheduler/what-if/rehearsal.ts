/**
 * Where a pod would go: a scheduling cycle that takes nothing and writes nothing. All nodes are looked at, and what is
 * left to chance falls as it always does.
 */
import { seededRandom } from '../../api';
import { CycleState, isRejection, type Cycle, type NodeInfo, type PodInfo, type Snapshot } from '../framework';
import type { Nominations } from '../nominations';
import { Placer } from '../placing';
import { PluginFailure } from '../plugin-failure';
import type { Framework } from '../profile';
import type { Attempt, Ending } from '../records/attempt';
import type { Book } from '../records/book';

/** Plugins of one profile that nobody else uses; they tell the book what they answer. */
export interface Company {
  readonly framework: Framework;
  readonly book: Book;
  /** What is to be known of rehearsals with it. */
  readonly note?: string;
}

const seed = 1;

/** The whole attempt, up to the node that it would take. */
export function rehearse(pod: PodInfo, snapshot: Snapshot, { framework, book }: Company, nominations: Nominations): Attempt {
  const cycle: Cycle = { pod, snapshot, state: new CycleState(), nominatedNode: nominations.nodeOf(pod.uid) };
  const attempt = book.begin(cycle, framework);
  attempt.ending = endingOf(attempt, cycle, framework, nominations);
  return attempt;
}

function endingOf(attempt: Attempt, cycle: Cycle, framework: Framework, nominations: Nominations): Ending {
  try {
    return gated(attempt, cycle.pod, framework) ?? placed(attempt, cycle, framework, nominations);
  } catch (error) {
    return { outcome: 'Failed', message: error instanceof Error ? error.message : String(error) };
  }
}

function gated(attempt: Attempt, pod: PodInfo, { at }: Framework): Ending | undefined {
  for (const plugin of at.preEnqueue) {
    const answer = plugin.preEnqueue(pod);
    if (!isRejection(answer)) continue;
    attempt.answered('preEnqueue', plugin.name, answer);
    return { outcome: 'Gated', message: answer?.reasons.join(', ') ?? '' };
  }
  return undefined;
}

function placed(attempt: Attempt, cycle: Cycle, framework: Framework, nominations: Nominations): Ending {
  if (cycle.snapshot.nodes.length === 0) return { outcome: 'Unschedulable', message: 'no nodes available to schedule pods' };
  const placement = new Placer(framework, seededRandom(seed), nominations).place(cycle);
  attempt.searched(placement);
  if (placement.node === undefined) return { outcome: 'Unschedulable', message: placement.diagnosis.message() };
  attempt.selected = placement.node;
  return { outcome: 'Placed', node: placement.node };
}

/** The nodes that a pod fits, without asking what else could be done. Empty when a plugin refuses it, or fails. */
export function fittingNodes(pod: PodInfo, snapshot: Snapshot, { framework }: Company, nominations: Nominations): readonly NodeInfo[] {
  const cycle: Cycle = { pod, snapshot, state: new CycleState() };
  const searching = { ...framework, at: { ...framework.at, postFilter: [] }, scorers: [anyNode] };
  try {
    if (snapshot.nodes.length === 0 || framework.at.preEnqueue.some((plugin) => isRejection(plugin.preEnqueue(pod)))) return [];
    return new Placer(searching, seededRandom(seed), nominations).place(cycle).feasible;
  } catch (error) {
    if (error instanceof PluginFailure) return [];
    throw error;
  }
}

/** Finds all nodes equally good: without a score the search would end with the first. */
const anyNode: Framework['scorers'][number] = { plugin: { name: 'AnyNode', score: () => 0 }, weight: 1 };
