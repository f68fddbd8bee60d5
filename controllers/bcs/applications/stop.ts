/** How taskgroups are told to stop. */
import { bcsRules } from '../../../api';
import type { Action, Taskgroup } from './world';

/**
 * What has ended on a node that is lost is not waited for: nobody is there to take it away. What has not is (section 6.2: "end"); its pod
 * goes when its node is back.
 */
const isOver = ({ status, nodeLost }: Taskgroup): boolean => nodeLost && bcsRules.hasEnded([status]);

/** Nothing for those that have been told. */
export function stop(taskgroups: readonly Taskgroup[]): readonly Action[] {
  return taskgroups.filter((taskgroup) => !taskgroup.deleting || isOver(taskgroup))
    .map((taskgroup) => ({ do: 'deletePod', pod: taskgroup.pod, ...(isOver(taskgroup) && { force: true }) }));
}

/** Nobody waits for their end. */
export const drop = (taskgroups: readonly Taskgroup[]): readonly Action[] => taskgroups.map(({ pod }) => ({ do: 'deletePod', pod, force: true }));
