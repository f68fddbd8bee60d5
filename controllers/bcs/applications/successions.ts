/**
 * Taskgroups that take others' places: the document's restarts, reschedules and updates are all this (sections 8.1, 9.2 and 9.5 of its specification). A
 * successor is made first and waits behind its gate; the other goes when its time has come; when it has gone the gate is opened. What has been
 * made tells how far it is, so that whoever begins anew after a stop goes on with it.
 */
import { bcsRules } from '../../../api';
import { drop } from './stop';
import type { Action, Part, Taskgroup, World } from './world';

const { marks, isFinal, statusOf } = bcsRules;

/** Those that are to take the place of the taskgroup, or have taken it, the oldest first. */
export const successorsOf = ({ taskgroups }: World, { pod }: Taskgroup): readonly Taskgroup[] => taskgroups.filter(({ predecessor }) => predecessor !== undefined && predecessor === pod.metadata.name);

/** The id of the order, or of the wish, by which it takes another's place; a restart is nobody's. */
export const orderOf = ({ pod }: Taskgroup): string | undefined => pod.metadata.annotations?.[marks.updateAnnotation];

/** Restarts wait while something else is done to the application: on the side of a rolling update that goes down too. */
export function restartsWait({ application }: World): boolean {
  const status = statusOf(application);
  return status === 'Operating' || (status === 'RollingUpdate' && application.spec.rolling !== 'Up');
}

const isRestart = (successor: Taskgroup): boolean => orderOf(successor) === undefined;

const nothing: Part = { actions: [] };

const together = (parts: readonly Part[]): Part => {
  const nexts = parts.flatMap(({ next }) => (next === undefined ? [] : [next]));
  return { actions: parts.flatMap(({ actions }) => actions), ...(nexts.length > 0 && { next: Math.min(...nexts) }) };
};

/** How those that there are go on. */
export function succeed(world: World): Part {
  return together(world.taskgroups.flatMap((taskgroup) => {
    if (taskgroup.deleting || taskgroup.predecessor === undefined) return [];
    return [taskgroup.gated ? behindGate(world, taskgroup) : waiting(world, taskgroup)];
  }));
}

function behindGate(world: World, successor: Taskgroup): Part {
  const { taskgroups, now } = world;
  const former = taskgroups.find(({ pod }) => pod.metadata.name === successor.predecessor);
  if (isNeedless(world, successor, former)) return { actions: drop([successor]) };
  if (isRestart(successor) && restartsWait(world)) return nothing;
  const left = (successor.notBefore ?? 0) - now;
  if (former && !former.deleting && isGoingOn(former)) return { actions: [stopped(former)] };
  if (left > 0) return { actions: [], next: left };
  if (!former) return { actions: [{ do: 'openGate', pod: successor.pod }] };
  return { actions: former.deleting && !former.nodeLost ? [] : [stopped(former)] };
}

/** Nobody is there to tell that what is lost has ended. */
const stopped = ({ pod, nodeLost }: Taskgroup): Action => ({ do: 'deletePod', pod, ...(nodeLost && { force: true }) });

/** It has neither ended nor been lost. */
const isGoingOn = ({ status }: Taskgroup): boolean => !isFinal(status) && status !== 'Lost';

/**
 * Of two that are to take the same place the later one; one whose place has been taken; and a restart of what was lost and has come back, which is
 * left alone.
 */
function isNeedless(world: World, successor: Taskgroup, former: Taskgroup | undefined): boolean {
  if (!former) return world.taskgroups.some((other) => other !== successor && !other.deleting && other.index === successor.index && (!other.gated || isBefore(other, successor)));
  if (successorsOf(world, former)[0] !== successor) return true;
  return isRestart(successor) && !former.deleting && isGoingOn(former);
}

const isBefore = ({ id }: Taskgroup, other: Taskgroup): boolean => bcsRules.compareNanos(id.nanos, other.id.nanos) < 0;

/** In front of its gate and without a node: for how long the former one's is kept for it, and when nobody waits for it any longer. */
function waiting({ application, now, timing: { lives } }: World, successor: Taskgroup): Part {
  const order = orderOf(successor);
  // What a transaction has made ends with that.
  if (successor.bound || (order !== undefined && order === application.spec.order?.id)) return nothing;
  const left = (successor.notBefore ?? 0) + (isRestart(successor) ? lives.restart : lives.reschedule) - now;
  return left > 0 ? together([{ actions: [], next: left }, retained(successor, now)]) : { actions: drop([successor]) };
}

function retained({ pod }: Taskgroup, now: number): Part {
  const until = retainedUntil(pod.metadata.annotations?.[marks.retainAnnotation]);
  if (until === undefined) return nothing;
  return until > now ? { actions: [], next: until - now } : { actions: [{ do: 'annotate', pod, annotations: { [marks.retainAnnotation]: undefined } }] };
}

/** Undefined: it is not kept. What makes no sense is over. */
function retainedUntil(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  try {
    const { until } = JSON.parse(text) as { readonly until?: unknown };
    return Number(until) || 0;
  } catch {
    return 0;
  }
}

/** The node of the taskgroup is kept for its successor for so many seconds. */
export const retain = ({ pod }: Taskgroup, seconds: number, from: number): bcsRules.Succession['retain'] =>
  (pod.spec.nodeName && seconds > 0 ? { node: pod.spec.nodeName, until: from + seconds * 1000 } : undefined);
