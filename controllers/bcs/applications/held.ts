/**
 * Which indices have a taskgroup that has not come to its end, or get one: what is told of that outlives the pods. Counts would not do: another may have begun to
 * run before one that is gone is missed.
 */
import { bcsRules } from '../../../api';
import type { Action, Taskgroup, World } from './world';

/** As text: `0-4,7`. What is done by `actions` has been done. What is told to stop and was held is, until it is missed: it may have ended before anyone saw it end. */
export function heldIndices({ application: { status }, taskgroups }: World, actions: readonly Action[]): string {
  const former = new Set(indicesIn(status?.held));
  const dropped = new Set(actions.flatMap((action) => (action.do === 'deletePod' ? [action.pod] : [])));
  const goesOn = ({ index, deleting, status: is }: Taskgroup): boolean => (deleting ? former.has(index) : !bcsRules.isFinal(is) && is !== 'Lost');
  const going = taskgroups.filter((taskgroup) => !dropped.has(taskgroup.pod) && goesOn(taskgroup));
  const made = actions.flatMap((action) => (action.do === 'createPod' ? [action.index] : []));
  return rangesOf([...going.map(({ index }) => index), ...made]);
}

/** Those of them that no taskgroup has, not even one that has ended. */
export function missedIndices({ application: { spec: { instances }, status }, taskgroups }: World): readonly number[] {
  const there = new Set(taskgroups.map(({ index }) => index));
  return indicesIn(status?.held).filter((index) => index < instances && !there.has(index));
}

function rangesOf(indices: readonly number[]): string {
  const ranges: { readonly first: number; last: number }[] = [];
  for (const index of [...new Set(indices)].sort((a, b) => a - b)) {
    const range = ranges.at(-1);
    if (range && range.last + 1 === index) range.last = index;
    else ranges.push({ first: index, last: index });
  }
  return ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

/** More than that nobody has made. */
const most = 1_000_000;

function indicesIn(held = ''): readonly number[] {
  return held.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number);
    const isRange = range !== '' && first !== undefined && last !== undefined && first <= last && last < most;
    return isRange ? Array.from({ length: last - first + 1 }, (_, i) => first + i) : [];
  });
}
