import { kinds, seededRandom, silentLogger, SteppedClock, type core, type KubeObject } from '../../api';
import { until } from '../../client/testing/until';
import { FakeClient } from '../../client/testing/fake-client';
import { parseEntry } from './entry';
import { record } from './record';

const namespace = (name: string): core.Namespace => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: {}, status: {} });
const pod = (name: string, parts: Partial<core.PodSpec> = {}): core.Pod =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop' }, spec: { containers: [{ name: 'c', image: 'i' }], ...parts }, status: {} });

interface Running {
  readonly client: FakeClient;
  readonly clock: SteppedClock;
  /** `2s Add Pod p`, as far as it has been written. */
  readonly seen: () => string[];
  readonly done: Promise<number>;
  readonly stop: () => Promise<number>;
}

function start(prepare: (client: FakeClient) => void = () => undefined, write?: () => Promise<void>, following?: () => void): Running {
  const client = new FakeClient();
  const clock = new SteppedClock();
  const began = clock.now();
  prepare(client);
  let text = '';
  const stopping = new AbortController();
  const done = record({
    client, clock, random: seededRandom(1), log: silentLogger, following, kinds: [kinds.namespaces, kinds.pods], write: write ?? ((more) => { text += more; return Promise.resolve(); }),
  }, stopping.signal);
  done.catch(() => undefined);
  const seen = (): string[] => text.split('\n').filter(Boolean).map(parseEntry).map(({ time, event, resource: { kind, metadata } }) => `${(time - began) / 1000}s ${event} ${kind} ${metadata.name ?? ''}`);
  return { client, clock, seen, done, stop: () => { stopping.abort(); return done; } };
}

/** Both kinds are watched. */
const watching = ({ client }: Running): Promise<void> => until(() => client.of(kinds.namespaces).calls.watch > 0 && client.of(kinds.pods).calls.watch > 0);
const put = ({ client }: Running, object: core.Pod | core.Namespace): KubeObject => client.of<KubeObject>(object.kind === 'Pod' ? kinds.pods as never : kinds.namespaces as never).put(object);

it('begins with what is there, kind by kind, each in the order in which it was written', async () => {
  const running = start((client) => {
    client.of(kinds.pods).put(pod('b'));
    client.of(kinds.pods).put(pod('a'));
    client.of(kinds.namespaces).put(namespace('shop'));
  });
  await until(() => running.seen().length === 3);
  expect(running.seen()).toEqual(['0s Add Namespace shop', '0s Add Pod b', '0s Add Pod a']);
  expect(await running.stop()).toBe(3);
});

it('says when nothing more can be missed', async () => {
  let followed = 0;
  const running = start(undefined, undefined, () => { followed++; });
  await until(() => followed > 0);
  put(running, pod('a'));
  await running.clock.step(0);
  expect(await running.stop()).toBe(1);
  expect(followed).toBe(1);
});

it('goes on with what happens, every five seconds', async () => {
  const running = start();
  await watching(running);
  put(running, pod('a'));
  await running.clock.step(2000);
  put(running, pod('a', { nodeName: 'n' }));
  running.client.of(kinds.pods).remove({ namespace: 'shop', name: 'a' });
  expect(running.seen()).toEqual([]);
  await running.clock.step(3000);
  expect(running.seen()).toEqual(['0s Add Pod a', '2s Update Pod a', '2s Delete Pod a']);
  expect(await running.stop()).toBe(3);
});

it('what came just now waits for what may have come before, and nothing is lost at the end', async () => {
  const running = start();
  await watching(running);
  await running.clock.step(4500);
  put(running, pod('a'));
  await running.clock.step(500);
  expect(running.seen()).toEqual([]);
  expect(await running.stop()).toBe(1);
  expect(running.seen()).toEqual(['4.5s Add Pod a']);
});

it('a change that is heard of late takes its place', async () => {
  const running = start();
  await watching(running);
  // The revision says which was first; the fake client's kinds count apart.
  for (let i = 0; i < 5; i++) running.client.of(kinds.pods).bookmark();
  put(running, pod('a'));
  await running.clock.step(100);
  put(running, namespace('shop'));
  await running.clock.step(0);
  expect(await running.stop()).toBe(2);
  expect(running.seen()).toEqual(['0.1s Add Namespace shop', '0.1s Add Pod a']);
});

it('a watch that ends is taken up again', async () => {
  const running = start();
  await watching(running);
  put(running, pod('a'));
  await running.clock.step(0);
  running.client.of(kinds.pods).endWatches();
  await until(() => running.client.of(kinds.pods).calls.watch > 1);
  put(running, pod('b'));
  await running.clock.step(0);
  expect(await running.stop()).toBe(2);
});

it('what cannot be written ends it', async () => {
  const running = start((client) => client.of(kinds.namespaces).put(namespace('shop')), () => Promise.reject(new Error('no space left')));
  await expect(running.done).rejects.toThrow('no space left');
});
