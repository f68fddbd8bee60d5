/** What is told of a queue of keys (k8s.io/component-base metrics/prometheus/workqueue). */
import { bounds, type Clock, type Measures } from '../api';

/** What happens to a queue. */
export interface QueueMeasures {
  added(key: string): void;
  taken(key: string): void;
  done(key: string): void;
  retried(): void;
  /** Nothing is told of it any more but what it has done. */
  ended(): void;
}

export const unmeasured: QueueMeasures = { added() {}, taken() {}, done() {}, retried() {}, ended() {} };

export interface MeasuredQueue {
  readonly clock: Clock;
  readonly name: string;
  readonly measures: Measures;
}

export function measureQueue({ clock, name, measures }: MeasuredQueue, queue: { readonly length: number }): QueueMeasures {
  const labels = ['name'];
  const adds = measures.counter('workqueue_adds_total', 'Total number of adds handled by workqueue', labels)(name);
  const retries = measures.counter('workqueue_retries_total', 'Total number of retries handled by workqueue', labels)(name);
  const waited = measures.histogram('workqueue_queue_duration_seconds', 'How long in seconds an item stays in workqueue before being requested.', labels, bounds.queues)(name);
  const worked = measures.histogram('workqueue_work_duration_seconds', 'How long in seconds processing an item from workqueue takes.', labels, bounds.queues)(name);
  const addedAt = new Map<string, number>();
  const takenAt = new Map<string, number>();
  const working = (): number[] => [...takenAt.values()].map((at) => (clock.monotonic() - at) / 1000);
  const told = [
    measures.reads('workqueue_depth', 'Current depth of workqueue', { name }, () => queue.length),
    measures.reads('workqueue_unfinished_work_seconds', "How many seconds of work has done that is in progress and hasn't been observed by work_duration. Large values indicate stuck threads. One can deduce the number of stuck threads by observing the rate at which this increases.", { name }, () => working().reduce((sum, seconds) => sum + seconds, 0)),
    measures.reads('workqueue_longest_running_processor_seconds', 'How many seconds has the longest running processor for workqueue been running.', { name }, () => Math.max(0, ...working())),
  ];
  const seconds = (since: Map<string, number>, key: string, now: number): number => {
    const at = since.get(key) ?? now;
    since.delete(key);
    return (now - at) / 1000;
  };
  return {
    added(key) {
      adds.value++;
      addedAt.set(key, clock.monotonic());
    },
    taken(key) {
      const now = clock.monotonic();
      waited.observe(seconds(addedAt, key, now));
      takenAt.set(key, now);
    },
    done: (key) => worked.observe(seconds(takenAt, key, clock.monotonic())),
    retried: () => { retries.value++; },
    ended() { for (const forget of told) forget(); },
  };
}
