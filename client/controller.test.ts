import { formatKey, seededRandom, SteppedClock, type ObjectKey } from '../api';
import type { ComponentContext, Controller, EventRecorder } from './client';
import { runController, runControllers } from './controller';
import { createInformers } from './informer';
import { FakeClient } from './testing/fake-client';
import { globes, partOf, parts, thing, things } from './testing/things';
import { memoryLogger, until } from './testing/until';

function setUp() {
  const client = new FakeClient();
  const clock = new SteppedClock();
  const random = seededRandom(1);
  const log = memoryLogger();
  const stop = new AbortController();
  const informers = createInformers({ client, clock, random, log });
  const context: ComponentContext = { client, informers, clock, random, log, signal: stop.signal };
  const seen: string[] = [];
  const controller: Controller = { name: 'thing-controller', for: things, async reconcile(key) { seen.push(formatKey(key)); } };
  return { client, clock, log, stop, context, seen, controller };
}

type World = ReturnType<typeof setUp>;
let world: World;
let running: Promise<void> | undefined;
beforeEach(() => { world = setUp(); });
afterEach(async () => {
  world.stop.abort();
  await running;
});

const run = (changes: Partial<Controller> = {}): void => { running = runController({ ...world.controller, ...changes }, world.context); };

test('existing and changed objects are reconciled by key, deleted ones too', async () => {
  const server = world.client.of(things);
  server.put(thing('a'));
  run();
  await until(() => world.seen.length === 1);
  server.put(thing('a', 'red'));
  await until(() => world.seen.length === 2);
  server.remove({ namespace: 'default', name: 'a' });
  await until(() => world.seen.length === 3);
  expect(world.seen).toEqual(['default/a', 'default/a', 'default/a']);
});

test('a change of an owned object queues its owner, unless the owner is another of the same name', async () => {
  const owner = world.client.of(things).put(thing('owner'));
  run({ owns: [parts] });
  await until(() => world.seen.length === 1);
  world.client.of(parts).put(partOf(owner, 'p'));
  await until(() => world.seen.length === 2);
  world.client.of(parts).put(partOf({ ...owner, metadata: { ...owner.metadata, uid: 'predecessor' } }, 'q'));
  world.client.of(parts).put(partOf({ ...owner, apiVersion: 'elsewhere.dev/v1' }, 'r'));
  world.client.of(parts).put(partOf({ ...owner, kind: 'Other' }, 's'));
  world.client.of(parts).put({ ...partOf(owner, 't'), metadata: { namespace: 'default', name: 't' } });
  await world.clock.step(0);
  expect(world.seen).toHaveLength(2);
  world.client.of(parts).remove({ namespace: 'default', name: 'p' });
  await until(() => world.seen.length === 3);
});

test('when an object changes hands, both owners are queued', async () => {
  const one = world.client.of(things).put(thing('one'));
  const two = world.client.of(things).put(thing('two'));
  world.client.of(parts).put(partOf(one, 'p'));
  run({ owns: [parts] });
  await world.clock.step(0);
  world.seen.length = 0;
  world.client.of(parts).put({ ...partOf(two, 'p') });
  await until(() => world.seen.length === 2);
  expect([...world.seen].sort()).toEqual(['default/one', 'default/two']);
});

test('a cluster-scoped owner is found without a namespace', async () => {
  const owner = world.client.of(globes).put({ apiVersion: 'test.dev/v1', kind: 'Globe', metadata: { name: 'g' }, spec: {} });
  run({ for: globes, owns: [parts] });
  await until(() => world.seen.length === 1);
  world.client.of(parts).put({ ...partOf(owner, 'p'), metadata: { ...partOf(owner, 'p').metadata, namespace: 'default' } });
  await until(() => world.seen.length === 2);
  expect(world.seen).toEqual(['g', 'g']);
});

test('watched kinds say which keys concern them', async () => {
  const olds: boolean[] = [];
  const keys = (_: unknown, old: unknown): ObjectKey[] => {
    olds.push(old !== undefined);
    return [{ namespace: 'x', name: 'one' }, { namespace: 'x', name: 'two' }];
  };
  run({ watches: [{ definition: parts, keys }] });
  const part = world.client.of(parts).put(partOf(thing('none'), 'p'));
  await until(() => world.seen.length === 2);
  world.client.of(parts).put({ ...part, spec: { color: 'red' } });
  await until(() => world.seen.length === 4);
  expect(world.seen.slice(0, 2)).toEqual(['x/one', 'x/two']);
  expect(olds).toEqual([false, true]);
});

test('nothing is reconciled before everything has synced', async () => {
  world.client.of(things).put(thing('a'));
  world.client.of(parts).outage = new Error('not yet');
  run({ owns: [parts] });
  await world.clock.step(50);
  expect(world.seen).toEqual([]);
  world.client.of(parts).outage = undefined;
  await world.clock.step(1000);
  expect(world.seen).toEqual(['default/a']);
});

test('a failed reconcile is logged and tried again with back-off; a good one starts over', async () => {
  world.client.of(things).put(thing('a'));
  const at: number[] = [];
  run({
    async reconcile() {
      at.push(world.clock.monotonic());
      if (at.length < 4) throw new Error('not yet');
    },
  });
  await world.clock.step(1000);
  expect(at).toEqual([0, 5, 15, 35]);
  expect(world.log.lines.filter((l) => l.startsWith('error'))).toHaveLength(3);
});

test('requeueAfterMs calls again later', async () => {
  world.client.of(things).put(thing('a'));
  run({ async reconcile(key) { world.seen.push(formatKey(key)); return { requeueAfterMs: 1000 }; } });
  await world.clock.step(0);
  await world.clock.step(3500);
  expect(world.seen).toHaveLength(4);
});

test('stops after the running reconcile has ended, and leaves nothing behind', async () => {
  world.client.of(things).put(thing('a'));
  let finish: () => void = () => undefined;
  let begun = false;
  run({ async reconcile() { begun = true; await new Promise<void>((resolve) => { finish = resolve; }); } });
  await until(() => begun);
  let ended = false;
  void running?.then(() => { ended = true; });
  world.stop.abort();
  await world.clock.step(0);
  expect(ended).toBe(false);
  finish();
  await running;
  expect(world.clock.untilNext()).toBeUndefined();
});

test('works on several keys at once, never on one key twice', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) world.client.of(things).put(thing(name));
  const active = new Set<string>();
  let most = 0;
  run({
    concurrency: 3,
    async reconcile(key) {
      expect(active.has(key.name)).toBe(false);
      active.add(key.name);
      most = Math.max(most, active.size);
      await new Promise((resolve) => setImmediate(resolve));
      active.delete(key.name);
      world.seen.push(key.name);
    },
  });
  await until(() => world.seen.length === 6);
  expect(most).toBe(3);
});

test('factories share informers; each gets a recorder under its own name', async () => {
  const recorded: string[] = [];
  const recorderFor = (component: string): EventRecorder =>
    ({ event: (_, __, reason) => { recorded.push(`${component}: ${reason}`); }, flush: async () => undefined });
  world.client.of(things).put(thing('a'));
  running = runControllers(['one', 'two'].map((name) => ({ recorder }) => ({
    name, for: things, async reconcile() { recorder.event(thing('a'), 'Normal', 'Seen', 'seen'); },
  })), { ...world.context, recorderFor });
  await until(() => recorded.length === 2);
  expect(recorded.sort()).toEqual(['one: Seen', 'two: Seen']);
  expect(world.client.of(things).calls.list).toBe(1);
});
