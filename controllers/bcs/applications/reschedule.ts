/** Taskgroups that somebody wants to be begun anew (section 9.5 of the document's specification): in whatever status the application is, and however often. */
import { bcsRules } from '../../../api';
import { drop } from './stop';
import { orderOf, retain, successorsOf } from './successions';
import type { Action, Part, Taskgroup, World } from './world';

export const reschedule = (world: World): Part => ({ actions: world.taskgroups.flatMap((taskgroup) => rescheduleOne(world, taskgroup)) });

interface Wish { readonly id: string; readonly retainSeconds: number }

function rescheduleOne(world: World, taskgroup: Taskgroup): readonly Action[] {
  const { index, gated, deleting, restarts, pod } = taskgroup;
  const wish = wishOf(pod.metadata.annotations?.[bcsRules.marks.rescheduleAnnotation]);
  if (!wish || gated || deleting || index >= world.application.spec.instances) return [];
  const [successor] = successorsOf(world, taskgroup);
  // A restart would come later.
  if (successor) return successor.gated && !successor.deleting && orderOf(successor) === undefined ? drop([successor]) : [];
  const notBefore = madeAt(wish.id, world.now) + world.timing.delays.reschedule;
  const kept = retain(taskgroup, wish.retainSeconds, notBefore);
  return [{
    do: 'createPod', index, successor: { predecessor: pod.metadata.name ?? '', notBefore, update: wish.id, restarts: { times: restarts.times + 1, last: notBefore }, ...(kept && { retain: kept }) },
  }];
}

/** Undefined: there is none. One that is written by hand may be no JSON: it is its own id. */
function wishOf(text: string | undefined): Wish | undefined {
  if (!text) return undefined;
  try {
    const { id, retainSeconds } = JSON.parse(text) as { readonly id?: unknown; readonly retainSeconds?: unknown };
    return { id: typeof id === 'string' && id ? id : text, retainSeconds: typeof retainSeconds === 'number' && retainSeconds > 0 ? retainSeconds : 0 };
  } catch {
    return { id: text, retainSeconds: 0 };
  }
}

/** An id is when it was wished, in nanoseconds; anything else was wished just now, and so was what lies ahead. */
function madeAt(id: string, now: number): number {
  const ms = /^\d{19}$/.test(id) ? Number(BigInt(id) / 1_000_000n) : now;
  return Math.min(ms, now);
}
