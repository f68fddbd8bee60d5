import { Measures, SteppedClock } from '../api';
import { createWorkQueue } from './workqueue';

it('a queue tells what is in it, how long keys wait, and how long work takes', async () => {
  const [clock, measures] = [new SteppedClock(), new Measures()];
  const queue = createWorkQueue({ clock, name: 'q', measures });
  const valueOf = (name: string, suffix = ''): number | undefined =>
    measures.families().find((family) => family.name === name)?.samples().find((sample) => sample.suffix === suffix && sample.labels.name === 'q')?.value;
  queue.add('a');
  queue.add('b');
  queue.add('a');
  await clock.step(2000);
  expect([valueOf('workqueue_adds_total'), valueOf('workqueue_depth')]).toEqual([2, 2]);
  const key = (await queue.take()) ?? '';
  await clock.step(3000);
  expect([valueOf('workqueue_depth'), valueOf('workqueue_unfinished_work_seconds'), valueOf('workqueue_longest_running_processor_seconds')]).toEqual([1, 3, 3]);
  queue.addRateLimited(key);
  queue.done(key);
  expect([valueOf('workqueue_queue_duration_seconds', '_sum'), valueOf('workqueue_work_duration_seconds', '_sum'), valueOf('workqueue_retries_total')]).toEqual([2, 3, 1]);
  expect(valueOf('workqueue_unfinished_work_seconds')).toBe(0);
  queue.shutDown();
  expect([valueOf('workqueue_depth'), valueOf('workqueue_adds_total')]).toEqual([undefined, 2]);
});
