import { SteppedClock } from '../api';
import { unschedulable, type QueuedPod, type SchedulerPlugin } from './framework';
import { nodeFacts } from './node-info';
import { prioritySort } from './plugins/priority-sort';
import { schedulingGates } from './plugins/scheduling-gates';
import { having } from './points';
import { flushAfterMs, SchedulingQueue } from './queue';
import { queueRules, type QueueRules } from './queue-rules';
import { info, node } from './testing/objects';

const picky: SchedulerPlugin = {
  name: 'Picky',
  wakeOn: [
    { subject: 'Node', kinds: ['NodeAdded'], helps: (_pod, change) => change.node.name === 'good' },
    { subject: 'Self', kinds: ['OwnLabelsChanged'] },
  ],
};

const rulesOf = (plugins: SchedulerPlugin[]): QueueRules =>
  queueRules([{ schedulerName: 'default-scheduler', plugins, at: { queueSort: having(plugins, 'queueSort'), preEnqueue: having(plugins, 'preEnqueue') } }]);

const setUp = (): { clock: SteppedClock; queue: SchedulingQueue } => {
  const clock = new SteppedClock();
  return { clock, queue: new SchedulingQueue(clock, rulesOf([prioritySort(), schedulingGates(), picky])) };
};

const names = async (queue: SchedulingQueue, count: number): Promise<(string | undefined)[]> => {
  const taken: (QueuedPod | undefined)[] = [];
  for (let i = 0; i < count; i++) taken.push(await queue.take());
  return taken.map((entry) => entry?.pod.key.name);
};

const nodeAdded = (name: string) => ({ subject: 'Node' as const, kinds: ['NodeAdded' as const], node: nodeFacts(node({ name })) });
const rejected = new Set(['Picky']);

test('highest priority first, then first come first served', async () => {
  const { queue } = setUp();
  queue.put(info({ name: 'a' }));
  queue.put(info({ name: 'b' }));
  queue.put(info({ name: 'urgent', spec: { priority: 10 } }));
  expect(await names(queue, 3)).toEqual(['urgent', 'a', 'b']);
});

test('take waits for a pod, and ends with the queue', async () => {
  const { queue } = setUp();
  const taken = queue.take();
  queue.put(info({ name: 'late' }));
  expect((await taken)?.pod.key.name).toBe('late');
  const never = queue.take();
  queue.close();
  expect(await never).toBeUndefined();
  expect(await queue.take()).toBeUndefined();
});

test('a rejected pod sleeps until a change that helps, and cools down first', async () => {
  const { clock, queue } = setUp();
  queue.put(info());
  await queue.take();
  queue.requeue('uid-web', rejected);
  queue.wake(nodeAdded('bad'));
  expect(queue.counts()).toMatchObject({ unschedulable: 1, backoff: 0 });
  queue.wake(nodeAdded('good'));
  expect(queue.counts()).toMatchObject({ unschedulable: 0, backoff: 1 });
  await clock.step(999);
  expect(queue.counts().active).toBe(0);
  await clock.step(1);
  expect(queue.counts().active).toBe(1);
});

test('woken after its back-off, it is tried at once', async () => {
  const { clock, queue } = setUp();
  queue.put(info());
  await queue.take();
  queue.requeue('uid-web', rejected);
  await clock.step(1000);
  queue.wake(nodeAdded('good'));
  expect(queue.counts().active).toBe(1);
});

test('a pod that no plugin rejected is woken by any change somebody cares for', async () => {
  const { clock, queue } = setUp();
  queue.put(info());
  await queue.take();
  queue.requeue('uid-web', new Set());
  await clock.step(1000);
  queue.wake({ subject: 'AssignedPod', kinds: ['PodAssigned'], pod: info({ name: 'other' }) });
  expect(queue.counts().unschedulable).toBe(1);
  queue.wake(nodeAdded('bad'));
  expect(queue.counts().active).toBe(1);
});

test('back-off doubles from 1 s to 10 s', async () => {
  const { clock, queue } = setUp();
  queue.put(info());
  const waits: number[] = [];
  for (let i = 0; i < 6; i++) {
    await queue.take();
    queue.retryLater('uid-web');
    waits.push(clock.untilNext() ?? 0);
    await clock.step(waits[i] ?? 0);
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000]);
});

test('unschedulable pods are tried again after five minutes without any event', async () => {
  const { clock, queue } = setUp();
  queue.put(info());
  await queue.take();
  queue.requeue('uid-web', rejected);
  await clock.step(flushAfterMs - 1);
  expect(queue.counts().unschedulable).toBe(1);
  await clock.step(1);
  expect(queue.counts().active).toBe(1);
});

test('gated pods stay out until they change', () => {
  const { queue } = setUp();
  const gated = info({ spec: { schedulingGates: [{ name: 'quota' }] } });
  queue.put(gated);
  queue.put(gated);
  expect(queue.counts()).toMatchObject({ gated: 1, active: 0 });
  queue.put(info(), { kinds: ['OwnGatesRemoved'] });
  expect(queue.counts()).toMatchObject({ gated: 0, active: 1 });
});

test('a change of its own wakes only that pod, and only when a plugin cares', async () => {
  const { clock, queue } = setUp();
  for (const name of ['a', 'b']) queue.put(info({ name }));
  await names(queue, 2);
  queue.requeue('uid-a', rejected);
  queue.requeue('uid-b', rejected);
  await clock.step(1000);
  queue.put(info({ name: 'a' }), { kinds: ['OwnTolerationsChanged'] });
  expect(queue.counts().unschedulable).toBe(2);
  queue.put(info({ name: 'a' }), { kinds: ['OwnLabelsChanged'] });
  expect(queue.counts()).toMatchObject({ unschedulable: 1, active: 1 });
});

test('updates while in flight are used on return; a deleted pod does not return', async () => {
  const { clock, queue } = setUp();
  for (const name of ['a', 'b']) queue.put(info({ name }));
  await names(queue, 2);
  queue.put(info({ name: 'a', labels: { v: '2' } }), { kinds: ['OwnLabelsChanged'] });
  queue.delete('uid-b');
  queue.retryLater('uid-a');
  queue.retryLater('uid-b');
  await clock.step(1000);
  expect((await queue.take())?.pod.pod.metadata.labels).toEqual({ v: '2' });
  expect(queue.counts()).toEqual({ active: 0, backoff: 0, unschedulable: 0, gated: 0, inFlight: 1 });
});

test('what would have helped a pod while it was in flight is not lost', async () => {
  const { clock, queue } = setUp();
  for (const name of ['a', 'b', 'c']) queue.put(info({ name }));
  await names(queue, 3);
  queue.wake(nodeAdded('bad'));
  queue.requeue('uid-a', rejected);
  queue.wake(nodeAdded('good'));
  queue.requeue('uid-b', rejected);
  queue.put(info({ name: 'c' }), { kinds: ['OwnLabelsChanged'] });
  // Another pod's own change, and the one before the take-off, help nobody.
  expect(queue.counts()).toMatchObject({ unschedulable: 0, backoff: 2, inFlight: 1 });
  queue.requeue('uid-c', rejected);
  await clock.step(1000);
  expect(await names(queue, 3)).toEqual(['a', 'b', 'c']);
  queue.requeue('uid-a', rejected);
  queue.put(info({ name: 'b' }), { kinds: ['OwnLabelsChanged'] });
  queue.requeue('uid-c', rejected);
  queue.requeue('uid-b', rejected);
  expect(queue.counts()).toMatchObject({ unschedulable: 2, backoff: 1, inFlight: 0 });
});

test('with nothing else to do, a rejected pod is taken before its back-off ends; a failed one is not', async () => {
  const { clock, queue } = setUp();
  for (const name of ['rejected', 'failed']) queue.put(info({ name }));
  await names(queue, 2);
  queue.retryLater('uid-failed');
  queue.requeue('uid-rejected', rejected);
  queue.wake(nodeAdded('good'));
  expect(await names(queue, 1)).toEqual(['rejected']);
  const next = queue.take();
  await clock.step(999);
  expect(queue.counts()).toMatchObject({ backoff: 1 });
  await clock.step(1);
  expect((await next)?.pod.key.name).toBe('failed');
  const woken = queue.take();
  queue.requeue('uid-rejected', rejected);
  queue.wake(nodeAdded('good'));
  expect((await woken)?.pod.key.name).toBe('rejected');
});

test('failures and rejections have back-offs of their own', async () => {
  const { clock, queue } = setUp();
  queue.put(info());
  const after = async (put: () => void): Promise<number> => {
    await queue.take();
    put();
    queue.wake(nodeAdded('good'));
    const ms = clock.untilNext() ?? 0;
    await clock.step(ms);
    return ms;
  };
  const fail = (): void => queue.retryLater('uid-web');
  const reject = (): void => queue.requeue('uid-web', rejected);
  const waits: number[] = [];
  for (const put of [fail, fail, reject, fail, reject, reject]) waits.push(await after(put));
  expect(waits).toEqual([1000, 2000, 1000, 1000, 2000, 4000]);
});

test('a gate opens when a change comes that its plugin names', () => {
  let open = false;
  const gate: SchedulerPlugin = {
    name: 'Gate',
    preEnqueue: () => (open ? undefined : unschedulable('closed')),
    wakeOn: [{ subject: 'Node', kinds: ['NodeAdded'], helps: (_pod, { node: { name } }) => name === 'good' }],
  };
  const queue = new SchedulingQueue(new SteppedClock(), rulesOf([prioritySort(), gate]));
  queue.put(info());
  queue.wake(nodeAdded('good'));
  expect(queue.counts()).toMatchObject({ gated: 1, active: 0 });
  open = true;
  queue.wake(nodeAdded('bad'));
  expect(queue.counts()).toMatchObject({ gated: 1, active: 0 });
  queue.wake(nodeAdded('good'));
  expect(queue.counts()).toMatchObject({ gated: 0, active: 1 });
});

test('closing leaves no timer', async () => {
  const { clock, queue } = setUp();
  for (const name of ['a', 'b']) queue.put(info({ name }));
  await names(queue, 2);
  queue.requeue('uid-a', rejected);
  queue.retryLater('uid-b');
  queue.close();
  expect(clock.untilNext()).toBeUndefined();
});
