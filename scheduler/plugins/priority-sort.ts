/** Higher priority first, then whoever has waited longer. */
import type { SchedulerPlugin } from '../framework';

export const prioritySort = (): SchedulerPlugin => ({
  name: 'PrioritySort',
  queueSort: (a, b) => b.pod.priority - a.pod.priority || a.since - b.since,
});
