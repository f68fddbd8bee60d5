import { SteppedClock } from '../api';
import type { WorkQueue } from './client';
import { createWorkQueue } from './workqueue';

let clock: SteppedClock;
let queue: WorkQueue;

beforeEach(() => {
  clock = new SteppedClock();
  queue = createWorkQueue({ clock });
});

async function drain(): Promise<string[]> {
  const keys: string[] = [];
  while (queue.length > 0) {
    const key = await queue.take() ?? '';
    keys.push(key);
    queue.done(key);
  }
  return keys;
}

test('fair: keys come out in the order in which they went in, once each', async () => {
  for (const key of ['a', 'b', 'a', 'c', 'b']) queue.add(key);
  expect(queue.length).toBe(3);
  expect(await drain()).toEqual(['a', 'b', 'c']);
});

test('keeps its order over many keys', async () => {
  const keys = Array.from({ length: 1000 }, (_, i) => `k${i}`);
  keys.forEach((key) => queue.add(key));
  expect(await drain()).toEqual(keys);
});

test('a waiting worker gets the next key; workers wait in line', async () => {
  const first = queue.take();
  const second = queue.take();
  queue.add('a');
  queue.add('b');
  expect(await Promise.all([first, second])).toEqual(['a', 'b']);
});

test('a held key is not handed out twice, and again after done when it was added meanwhile', async () => {
  queue.add('a');
  expect(await queue.take()).toBe('a');
  queue.add('a');
  queue.add('a');
  expect(queue.length).toBe(0);
  queue.done('a');
  expect(await drain()).toEqual(['a']);
  queue.done('a');
  expect(queue.length).toBe(0);
});

test('delayed adds come due in their time; the earliest counts', async () => {
  queue.addAfter('a', 1000);
  queue.addAfter('a', 100);
  queue.addAfter('a', 5000);
  queue.addAfter('b', 50);
  queue.addAfter('now', 0);
  expect(await drain()).toEqual(['now']);
  await clock.step(99);
  expect(await drain()).toEqual(['b']);
  await clock.step(1);
  expect(await drain()).toEqual(['a']);
  await clock.step(10_000);
  expect(queue.length).toBe(0);
});

test('backs off per key from 5 ms to 1000 s until forgotten', async () => {
  const delays: (number | undefined)[] = [];
  for (let i = 0; i < 20; i++) {
    queue.addRateLimited('a');
    delays.push(clock.untilNext());
    await clock.step(clock.untilNext() ?? 0);
    await drain();
  }
  expect(delays.slice(0, 4)).toEqual([5, 10, 20, 40]);
  expect(delays.at(-1)).toBe(1_000_000);
  queue.forget('a');
  queue.addRateLimited('a');
  queue.addRateLimited('b');
  await clock.step(5);
  expect(await drain()).toEqual(['a', 'b']);
});

test('shut down: waiting and later workers get nothing, adds are ignored, no timer stays', async () => {
  const waiting = queue.take();
  queue.addAfter('late', 10);
  queue.shutDown();
  queue.add('a');
  queue.addAfter('b', 1);
  queue.addRateLimited('c');
  expect([await waiting, await queue.take()]).toEqual([undefined, undefined]);
  expect([queue.length, clock.untilNext()]).toEqual([0, undefined]);
});

test('many workers, many keys: nobody shares a key and nothing is lost', async () => {
  const held = new Set<string>();
  const counts = new Map<string, number>();
  const worker = async (): Promise<void> => {
    for (let key = await queue.take(); key !== undefined; key = await queue.take()) {
      expect(held.has(key)).toBe(false);
      held.add(key);
      await new Promise((resolve) => setImmediate(resolve));
      counts.set(key, (counts.get(key) ?? 0) + 1);
      held.delete(key);
      queue.done(key);
      if (counts.size === 100 && held.size === 0 && queue.length === 0) queue.shutDown();
    }
  };
  for (let round = 0; round < 5; round++) for (let i = 0; i < 100; i++) queue.add(`k${i}`);
  await Promise.all(Array.from({ length: 7 }, worker));
  expect(counts.size).toBe(100);
});
