/** Updates and rollbacks (sections 9.2 and 9.3 of the document's specification): taskgroups are replaced by such of the application's version, the oldest first, one after the other. */
import { bcsRules } from '../../../api';
import { isPlaced } from './counts';
import { drop } from './stop';
import { orderOf, successorsOf } from './successions';
import type { Operation, Taskgroup } from './world';

export const replace: Operation = (world, { id = '' }) => {
  const { taskgroups, application: { spec: { instances, order } }, now } = world;
  const made = taskgroups.filter((taskgroup) => isMadeFor(taskgroup, id));
  const indices = new Set(made.map(({ index }) => index));
  const left = (order?.count ?? instances) - indices.size;
  if (made.some((taskgroup) => !isPlaced(taskgroup))) return { actions: [], done: false };
  const oldest = left > 0 ? oldestOf(taskgroups.filter(({ index, gated }) => !gated && index < instances && !indices.has(index))) : undefined;
  if (!oldest) return { actions: [], done: true };
  const others = successorsOf(world, oldest).filter(({ deleting }) => !deleting);
  // Somebody has asked for a successor before: that one is replaced when it is there.
  if (others.some((other) => orderOf(other) !== undefined)) return { actions: [], done: false };
  return { actions: [...drop(others), { do: 'createPod', index: oldest.index, successor: { predecessor: oldest.pod.metadata.name ?? '', notBefore: now, update: id } }], done: false };
};

/** By the order, or since it was given: the ids of both are times in nanoseconds. */
const isMadeFor = (taskgroup: Taskgroup, id: string): boolean => orderOf(taskgroup) === id || (/^\d{19}$/.test(id) && bcsRules.compareNanos(taskgroup.id.nanos, id) > 0);

function oldestOf(taskgroups: readonly Taskgroup[]): Taskgroup | undefined {
  let oldest: Taskgroup | undefined;
  for (const taskgroup of taskgroups) if (!oldest || bcsRules.compareNanos(taskgroup.id.nanos, oldest.id.nanos) < 0) oldest = taskgroup;
  return oldest;
}
