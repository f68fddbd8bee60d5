/** Taskgroups that no agent is fit for (section 6.1 of the document's specification: told after ten rounds of the scheduler, which change nothing). */
import type { core } from '../../../api';
import type { World } from './world';

export const unfitMessage = 'don\'t have fit resources to build taskgroup';

interface Unfit {
  readonly isToBeTold: boolean;
  /** It may be by then. */
  readonly next?: number;
}

export function unfit({ taskgroups, now, timing: { placement, ticks } }: World): Unfit {
  const patience = placement.tellAfterRounds * ticks.placement;
  let longest = -1;
  for (const { bound, gated, pod } of taskgroups) if (!bound && !gated) longest = Math.max(longest, now - (unschedulableSince(pod) ?? Infinity));
  if (longest < 0) return { isToBeTold: false };
  return longest >= patience ? { isToBeTold: true } : { isToBeTold: false, next: patience - longest };
}

function unschedulableSince({ status }: core.Pod): number | undefined {
  const condition = status.conditions?.find(({ type }) => type === 'PodScheduled');
  const since = condition?.status === 'False' && condition.reason === 'Unschedulable' ? Date.parse(condition.lastTransitionTime ?? '') : NaN;
  return Number.isNaN(since) ? undefined : since;
}
