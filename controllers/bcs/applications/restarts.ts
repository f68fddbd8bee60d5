/** Taskgroups that have failed, been lost or finished are begun anew as the application's policy says (section 8.1 of the document's specification). */
import { bcsRules } from '../../../api';
import { restartsWait, retain, successorsOf } from './successions';
import type { Action, Part, Taskgroup, World } from './world';

export function restart(world: World): Part {
  if (restartsWait(world)) return { actions: [] };
  return { actions: world.taskgroups.flatMap((taskgroup) => restartOne(world, taskgroup)) };
}

function restartOne(world: World, taskgroup: Taskgroup): readonly Action[] {
  const { application, now, timing } = world;
  const { index, gated, deleting, status, version, restarts, pod } = taskgroup;
  if (gated || deleting || index >= application.spec.instances) return [];
  const policy = (world.definitionOf(version) ?? world.definitionOf())?.restartPolicy;
  const begun = policy && bcsRules.restartOf(policy, status, restarts, now, timing);
  // Few are begun anew: only of these it is asked whether somebody is to take their place already.
  if (typeof begun !== 'object' || successorsOf(world, taskgroup).length > 0) return [];
  const notBefore = now + begun.after;
  const kept = retain(taskgroup, policy?.hostRetainTime ?? 0, notBefore);
  return [{ do: 'createPod', index, successor: { predecessor: pod.metadata.name ?? '', notBefore, restarts: { times: begun.times, last: notBefore }, ...(kept && { retain: kept }) } }];
}
