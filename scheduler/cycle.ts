/**
 * One scheduling cycle: from a pod to a node taken in memory. Without waiting for anything, so no event comes between; only
 * where extenders are asked it is waited for them, and what has become of the pod looked at again.
 */
import { nodesAvailable } from './diagnosis';
import { CycleState, isRejection, isSuccess, type Answer, type Cycle, type Nomination, type SchedulerPlugin, type Verdict, type Waiting } from './framework';
import type { ExtendedPlacer } from './extenders/extended-placer';
import type { Nominations } from './nominations';
import type { Placement, Placer } from './placing';
import { run } from './plugin-failure';
import type { PodInfo } from './pod-info';
import type { Framework } from './profile';
import type { ClusterCache } from './snapshot';

/** A pod that has been given a node in memory and now needs binding. */
export interface Assumed {
  readonly outcome: 'assumed';
  readonly cycle: Cycle;
  readonly node: string;
  /** Permit plugins that want the pod held. */
  readonly waits: readonly { readonly plugin: SchedulerPlugin; readonly waiting: Waiting }[];
}

export interface Rejected {
  readonly outcome: 'rejected';
  readonly message: string;
  readonly rejectedBy: ReadonlySet<string>;
  /** What postFilter says of the pod's nomination; absent: as before. */
  readonly nomination?: Nomination;
}

export const rejectedOn = (plugin: SchedulerPlugin, verdict: Verdict): Rejected =>
  ({ outcome: 'rejected', message: nodesAvailable(1, new Map([[verdict, 1]])), rejectedBy: new Set([plugin.name]) });

const noNodes: Rejected = { outcome: 'rejected', message: 'no nodes available to schedule pods', rejectedBy: new Set() };

/** The pod is not to be placed any more. */
export interface Gone { readonly outcome: 'gone' }

/** Throws PluginFailure, having undone what it did. */
export function schedulingCycle(pod: PodInfo, framework: Framework, placer: Placer, cache: ClusterCache): Assumed | Rejected {
  const cycle = begin(pod, framework, placer.nominations, cache);
  return cycle.snapshot.nodes.length ? conclude(cycle, placer.place(cycle), framework, cache) : noNodes;
}

export interface ExtendedCycle {
  readonly placer: ExtendedPlacer;
  readonly nominations: Nominations;
  /** Whether the pod still waits for a node. */
  readonly wanted: () => boolean;
}

/** Rejects with what an extender says, too. */
export async function extendedSchedulingCycle(pod: PodInfo, framework: Framework, cache: ClusterCache, { placer, nominations, wanted }: ExtendedCycle): Promise<Assumed | Rejected | Gone> {
  const cycle = begin(pod, framework, nominations, cache);
  if (!cycle.snapshot.nodes.length) return noNodes;
  const placement = await placer.place(cycle);
  return wanted() ? conclude(cycle, placement, framework, cache) : { outcome: 'gone' };
}

function begin(pod: PodInfo, framework: Framework, nominations: Nominations, cache: ClusterCache): Cycle {
  const cycle: Cycle = { pod, snapshot: cache.snapshot(), state: new CycleState(), nominatedNode: nominations.nodeOf(pod.uid) };
  framework.book?.begin(cycle, framework);
  return cycle;
}

function conclude(cycle: Cycle, placement: Placement, framework: Framework, cache: ClusterCache): Assumed | Rejected {
  framework.book?.attemptOf(cycle)?.searched(placement);
  if (placement.node !== undefined) return take(cycle, placement.node, framework, cache);
  const { diagnosis, nomination } = placement;
  return { outcome: 'rejected', message: diagnosis.message(), rejectedBy: diagnosis.rejectedBy, nomination };
}

function take(cycle: Cycle, node: string, framework: Framework, cache: ClusterCache): Assumed | Rejected {
  framework.book?.took(cycle, node);
  cache.assume(cycle.pod, node);
  try {
    const result = reserve(cycle, node, framework) ?? permit(cycle, node, framework);
    if (result.outcome === 'rejected') giveUp(cycle, node, framework, cache);
    return result;
  } catch (error) {
    giveUp(cycle, node, framework, cache);
    throw error;
  }
}

function reserve(cycle: Cycle, node: string, framework: Framework): Rejected | undefined {
  for (const plugin of framework.at.reserve) {
    const answer = run('Reserve', plugin, () => plugin.reserve?.(cycle, node));
    if (!isSuccess(answer)) return rejectedOn(plugin, answer as Verdict);
  }
  return undefined;
}

const isWaiting = (answer: Answer | Waiting): answer is Waiting => answer?.code === 'Wait' && 'until' in answer;

function permit(cycle: Cycle, node: string, framework: Framework): Assumed | Rejected {
  const waits: { plugin: SchedulerPlugin; waiting: Waiting }[] = [];
  for (const plugin of framework.at.permit) {
    const answer = run('Permit', plugin, () => plugin.permit(cycle, node));
    if (isWaiting(answer)) waits.push({ plugin, waiting: answer });
    else if (isRejection(answer)) return rejectedOn(plugin, answer as Verdict);
  }
  return { outcome: 'assumed', cycle, node, waits };
}

/** The node is free again: plugins first, in reverse order, then the cache. */
export function giveUp(cycle: Cycle, node: string, framework: Framework, cache: ClusterCache): void {
  for (const plugin of [...framework.at.reserve].reverse()) plugin.unreserve?.(cycle, node);
  cache.forget(cycle.pod.uid);
}
