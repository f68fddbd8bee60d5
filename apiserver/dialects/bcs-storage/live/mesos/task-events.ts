/** What becomes of tasks, as events (what the original's scheduler sends of them: scheduler.go newTaskEvent). */
import { bcsRules, type core } from '../../../../../api';
import type { BcsEvent } from '../../events/event';
import { stableId } from '../id';
import { readinessSince } from './observed';

export interface TaskEvent {
  readonly event: BcsEvent;
  /** The same for whoever tells it. */
  readonly id: string;
}

/** A taskgroup that has not been placed is not reported. */
export const isReported = ({ status }: bcsRules.Task): boolean => status !== 'Staging';

const warnings: readonly bcsRules.TaskStatus[] = ['Error', 'Failed', 'Lost'];

/** `wasLost`: it has been heard of again, which is told by its node alone. */
export function sinceOf({ updatedAt, status }: bcsRules.Task, node: core.Node | undefined, wasLost: boolean): number {
  return status === 'Lost' || wasLost ? Math.max(updatedAt, readinessSince(node)) : updatedAt;
}

export function eventOf(cluster: string, task: bcsRules.Task, taskgroup: bcsRules.TaskgroupId, since: number): TaskEvent {
  const { status, message, exitCode } = task;
  const id = bcsRules.taskId(taskgroup, task.index);
  return {
    id: stableId(since, `${id} ${status} ${since}`),
    event: {
      id, env: 'mesos', kind: 'task', level: warnings.includes(status) ? 'warning' : 'normal', component: 'scheduler', type: status, describe: message,
      clusterId: cluster, eventTime: since, extraInfo: { namespace: taskgroup.namespace, name: taskgroup.application, kind: 'application' },
      data: JSON.stringify({ taskgroupId: bcsRules.taskgroupId(taskgroup), taskId: id, status, message, ...(exitCode !== undefined && { exitCode }) }),
    },
  };
}
