/** Taskgroups that have failed, been lost or finished are begun anew as the application's policy says (section 8.1 of the document's specification). */
import { bcsRules } from '../../../api';
import { missedIndices } from './held';
import { restartsWait, retain, successorsOf } from './successions';
import type { Action, Part, Taskgroup, World } from './world';

export function restart(world: World): Part {
  if (restartsWait(world)) return { actions: [] };
  return { actions: [...world.taskgroups.flatMap((taskgroup) => restartOne(world, taskgroup)), ...missed(world)] };
}

const never: bcsRules.RestartHistory = { times: 0, last: 0 };

/**
 * What was there when the application was last told of, and is not even there any more, was killed by somebody before anyone could look: in the place of each
 * there is another, unless a transaction sees to their number.
 */
function missed(world: World): readonly Action[] {
  const { application: { spec: { rolling }, status = {} }, now, timing } = world;
  if (rolling || status.transaction) return [];
  const gone = missedIndices(world);
  if (gone.length === 0) return [];
  const policy = world.definitionOf()?.restartPolicy;
  const isBegunAnew = policy && typeof bcsRules.restartOf(policy, 'Failed', never, now, timing) === 'object';
  return isBegunAnew ? gone.map((index) => ({ do: 'createPod', index })) : [];
}

function restartOne(world: World, taskgroup: Taskgroup): readonly Action[] {
  const { application, now, timing } = world;
  const { index, gated, version, restarts, pod } = taskgroup;
  const status = fateOf(taskgroup);
  if (!status || gated || index >= application.spec.instances) return [];
  const policy = (world.definitionOf(version) ?? world.definitionOf())?.restartPolicy;
  const begun = policy && bcsRules.restartOf(policy, status, restarts, now, timing);
  // Few are begun anew: only of these it is asked whether somebody is to take their place already.
  if (typeof begun !== 'object' || successorsOf(world, taskgroup).length > 0 || hasDouble(world, taskgroup)) return [];
  const notBefore = now + begun.after;
  const kept = retain(taskgroup, policy?.hostRetainTime ?? 0, notBefore);
  return [{ do: 'createPod', index, successor: { predecessor: pod.metadata.name ?? '', notBefore, restarts: { times: begun.times, last: notBefore }, ...(kept && { retain: kept }) } }];
}

/**
 * As a policy sees it. What is stopped here goes because it is too many, or has a successor; whatever else is told to stop was killed by somebody, such as
 * a drain of its node: that is a failure, which would be heard of by its exit code. Undefined: it is ending, or has ended, as it was told.
 */
function fateOf({ status, deleting }: Taskgroup): bcsRules.TaskgroupStatus | undefined {
  if (!deleting) return status;
  return status === 'Killing' || status === 'Lost' ? 'Failed' : undefined;
}

/** Another one has its index, so it is not missed. */
const hasDouble = ({ taskgroups }: World, taskgroup: Taskgroup): boolean =>
  taskgroup.deleting && taskgroups.some((other) => other !== taskgroup && other.index === taskgroup.index && !other.deleting);
