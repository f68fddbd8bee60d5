import type { QueuedPod } from '../framework';
import { info } from '../testing/objects';
import { prioritySort } from './priority-sort';

const queued = (priority: number, since: number): QueuedPod => ({ pod: info({ spec: { priority } }), since, order: 0, attempts: 0, rejectedBy: new Set() });

test('priority, then time', () => {
  const pods = [queued(0, 1), queued(5, 3), queued(5, 2), queued(-1, 0)];
  const sorted = [...pods].sort((a, b) => prioritySort().queueSort?.(a, b) ?? 0);
  expect(sorted.map(({ pod, since }) => [pod.priority, since])).toEqual([[5, 2], [5, 3], [0, 1], [-1, 0]]);
});
