/** Which pods there should be on a node and which not (upstream's podsShouldBeOnNode, pkg/controller/daemon/daemon_controller.go). Pure. */
import type { core } from '../../api';
import { isPodAvailable, isPodReady } from '../pods/state';
import type { Verdict } from './placement';
import { bySeniority, hashLabel, isTerminating } from './pods';

export interface NodeNeeds {
  /** A pod is to be made. */
  readonly create: boolean;
  readonly remove: readonly core.Pod[];
  /** Have ended and are to be replaced. */
  readonly failed: readonly core.Pod[];
  readonly succeeded: readonly core.Pod[];
}

export interface Rules {
  readonly hash: string;
  readonly surge: boolean;
  readonly minReadySeconds: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const none: NodeNeeds = { create: false, remove: [], failed: [], succeeded: [] };

/** `pods`: undefined when the node has none at all, not even one that goes. */
export function needsOf({ run, stay }: Verdict, pods: readonly core.Pod[] | undefined, rules: Rules): NodeNeeds {
  if (!pods) return { ...none, create: run };
  const lasting = pods.filter((pod) => !isTerminating(pod));
  if (!stay) return { ...none, remove: lasting };
  const inPhase = (phase: string): core.Pod[] => lasting.filter(({ status }) => status.phase === phase);
  const [failed, succeeded] = [inPhase('Failed'), inPhase('Succeeded')];
  const active = lasting.filter((pod) => !failed.includes(pod) && !succeeded.includes(pod)).sort(bySeniority);
  return {
    // Where there may be two, the next one need not wait for the last to be gone.
    create: rules.surge && run && active.length === 0,
    remove: rules.surge ? superseded(active, rules) : active.slice(1),
    failed,
    succeeded,
  };
}

/** One of the old revision stays beside one of the new, as long as it is ready and the new one is not available. */
function superseded(active: readonly core.Pod[], { hash, minReadySeconds, now }: Rules): core.Pod[] {
  if (active.length <= 1) return [];
  const isNew = (pod: core.Pod): boolean => pod.metadata.labels?.[hashLabel] === hash;
  const newest = active.find(isNew);
  const old = active.find((pod) => !isNew(pod));
  const others = active.filter((pod) => pod !== newest && pod !== old);
  const isOver = newest && old && (!isPodReady(old) || isPodAvailable(newest, minReadySeconds, now));
  return isOver ? [...others, old] : others;
}
