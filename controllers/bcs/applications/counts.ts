/** How many taskgroups there are, and which are too few or too many. */
import type { bcsRules, bcs } from '../../../api';
import type { Taskgroup, World } from './world';

/** Something has been asked for since the status was written. */
export const isUnseen = ({ metadata: { generation = 1 }, status }: bcs.BcsApplication): boolean => (status?.observedGeneration ?? 0) < generation;

export const isPlaced = ({ bound, gated }: Taskgroup): boolean => bound && !gated;

export const placedCount = ({ taskgroups }: World): number => taskgroups.filter(isPlaced).length;

/** What counts as a taskgroup: successors too, where what they succeed is no more. */
export function countedStatuses({ taskgroups }: World): readonly bcsRules.TaskgroupStatus[] {
  const names = new Set(taskgroups.map(({ pod }) => pod.metadata.name));
  return taskgroups.filter(({ gated, predecessor }) => !gated || !names.has(predecessor)).map(({ status, gated }) => (gated ? 'Staging' : status));
}

const wantedOf = ({ application }: World): number => application.spec.instances;

const indicesOf = (taskgroups: readonly Taskgroup[], wanted: number): ReadonlySet<number> => new Set(taskgroups.map(({ index }) => index).filter((index) => index < wanted));

/** Indices that no taskgroup has, the smallest first, no more than `most` of them. */
export function missingIndices(world: World, most: number): readonly number[] {
  const wanted = wantedOf(world);
  const there = indicesOf(world.taskgroups, wanted);
  const missing: number[] = [];
  for (let index = 0; index < wanted && missing.length < most; index++) if (!there.has(index)) missing.push(index);
  return missing;
}

export const lacksSome = (world: World): boolean => indicesOf(world.taskgroups, wantedOf(world)).size < wantedOf(world);

/** Every index has a taskgroup with a node that goes on. */
export const allPlaced = (world: World): boolean =>
  indicesOf(world.taskgroups.filter((taskgroup) => isPlaced(taskgroup) && !taskgroup.deleting), wantedOf(world)).size === wantedOf(world);

/** Those with an index that is too great, the greatest first. */
export const excessOf = (world: World): readonly Taskgroup[] => world.taskgroups.filter(({ index }) => index >= wantedOf(world)).reverse();

export const hasExcess = (world: World): boolean => excessOf(world).some(({ deleting }) => !deleting);

/**
 * Of those that have the same index without one succeeding the other, all but the first: of two that somebody has made at a time, or
 * that were made twice because an answer got lost. Empty as a rule.
 */
export function doublesOf({ taskgroups }: World): readonly Taskgroup[] {
  const first = new Map<number, Taskgroup>();
  const doubles: Taskgroup[] = [];
  for (const taskgroup of taskgroups) {
    if (taskgroup.deleting || taskgroup.predecessor !== undefined) continue;
    if (first.has(taskgroup.index)) doubles.push(taskgroup);
    else first.set(taskgroup.index, taskgroup);
  }
  return doubles;
}
