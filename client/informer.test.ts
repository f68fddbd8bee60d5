import { ApiError, SteppedClock, seededRandom } from '../api';
import type { InformerHandler } from './client';
import { createInformers } from './informer';
import { FakeClient } from './testing/fake-client';
import { thing, things, type Thing } from './testing/things';
import { memoryLogger, until } from './testing/until';

function setUp() {
  const client = new FakeClient();
  const clock = new SteppedClock();
  const log = memoryLogger();
  const informers = createInformers({ client, clock, random: seededRandom(1), log });
  const stop = new AbortController();
  const seen: string[] = [];
  const recorder: InformerHandler<Thing> = {
    added: (o) => seen.push(`+${o.metadata.name}:${o.spec.color ?? ''}`),
    updated: (o, old) => seen.push(`~${o.metadata.name}:${old.spec.color ?? ''}>${o.spec.color ?? ''}`),
    deleted: (o) => seen.push(`-${o.metadata.name}`),
  };
  return { server: client.of(things), clock, log, informers, informer: informers.of(things), stop, seen, recorder };
}

type World = ReturnType<typeof setUp>;

async function started(): Promise<World> {
  const world = setUp();
  world.server.put(thing('a', 'red'));
  world.informer.on(world.recorder);
  world.informers.start(world.stop.signal);
  await world.informers.synced(world.stop.signal);
  return world;
}

let world: World;
afterEach(() => world.stop.abort());

test('lists, then follows the watch, and hands out the very objects it got', async () => {
  world = await started();
  const { server, seen, informer } = world;
  expect(informer.hasSynced()).toBe(true);
  expect(informer.lister.get({ namespace: 'default', name: 'a' })).toBe(server.objects.get('default/a'));
  server.put(thing('b', 'blue'));
  server.put(thing('a', 'green'));
  server.remove({ namespace: 'default', name: 'b' });
  await until(() => seen.length === 4);
  expect(seen).toEqual(['+a:red', '+b:blue', '~a:red>green', '-b']);
  expect(server.calls).toMatchObject({ list: 1, watch: 1 });
});

test('one informer per definition, started once', async () => {
  world = await started();
  expect(world.informers.of(things)).toBe(world.informer);
  world.informers.start(world.stop.signal);
  await world.clock.step(0);
  expect(world.server.calls.list).toBe(1);
});

test('a late handler gets what is there as added', async () => {
  world = await started();
  const late: string[] = [];
  const leave = world.informer.on({ added: (o) => late.push(o.metadata.name ?? '') });
  expect(late).toEqual(['a']);
  leave();
  world.server.put(thing('b'));
  await until(() => world.seen.length === 2);
  expect(late).toEqual(['a']);
});

test('a handler that throws is logged and does not stop the others', async () => {
  world = await started();
  world.informer.on({ added: () => { throw new Error('broken'); } });
  const after: string[] = [];
  world.informer.on({ added: (o) => after.push(o.metadata.name ?? '') });
  world.server.put(thing('b'));
  await until(() => after.includes('b'));
  expect(world.log.lines).toContain('error: informer handler failed');
});

test('resumes behind the last event when the watch ends', async () => {
  world = await started();
  const { server, seen } = world;
  server.put(thing('b'));
  await until(() => seen.length === 2);
  server.endWatches();
  server.put(thing('c'));
  await until(() => seen.length === 3);
  expect(server.calls).toMatchObject({ list: 1, watch: 2 });
  expect(seen).toEqual(['+a:red', '+b:', '+c:']);
});

test('a watch that ends at once again and again is not opened in a busy loop', async () => {
  world = await started();
  const { server, clock } = world;
  for (let i = 0; i < 3; i++) {
    server.endWatches();
    await clock.step(0);
  }
  expect(server.calls.watch).toBe(1);
  await clock.step(200);
  expect(server.calls.watch).toBe(2);
});

test('lists again when the version is no longer kept, and tells the difference', async () => {
  world = await started();
  const { server, seen, clock, informer } = world;
  server.put(thing('gone'));
  server.put(thing('same', 'pink'));
  server.put(thing('reborn', 'old'));
  await until(() => seen.length === 4);
  seen.length = 0;
  server.outage = ApiError.unavailable('down');
  server.endWatches();
  await clock.step(0);
  server.put(thing('a', 'black'));
  server.put(thing('new', 'white'));
  server.remove({ namespace: 'default', name: 'gone' });
  server.remove({ namespace: 'default', name: 'reborn' });
  server.put(thing('reborn', 'young'));
  server.compact();
  server.outage = undefined;
  await clock.step(60_000);
  expect([...seen].sort()).toEqual(['+new:white', '+reborn:young', '-gone', '-reborn', '~a:red>black']);
  expect(seen.indexOf('-reborn')).toBeLessThan(seen.indexOf('+reborn:young'));
  expect(informer.lister.list()).toHaveLength(4);
  expect(server.calls.list).toBe(2);
});

test('a bookmark moves the point from which a watch resumes', async () => {
  world = await started();
  const { server, clock, seen } = world;
  server.bookmark();
  await clock.step(0);
  server.compact();
  server.endWatches();
  await clock.step(1000);
  server.put(thing('b'));
  await until(() => seen.length === 2);
  expect(server.calls.list).toBe(1);
});

test('an outage is waited out with growing pauses, without listing again', async () => {
  world = await started();
  const { server, clock, seen, log } = world;
  server.outage = ApiError.unavailable('down');
  server.endWatches();
  await clock.step(500);
  server.put(thing('b'));
  server.outage = undefined;
  await clock.step(20_000);
  expect(seen).toEqual(['+a:red', '+b:']);
  expect(server.calls.list).toBe(1);
  expect(log.lines.filter((l) => l === 'warn: watch failed').length).toBeLessThan(5);
});

test('a version from the future (another history) is listed anew', async () => {
  world = await started();
  const { server, clock } = world;
  server.outage = ApiError.tooLargeResourceVersion(9, 2);
  server.endWatches();
  await clock.step(500);
  server.outage = undefined;
  await clock.step(20_000);
  expect(server.calls.list).toBeGreaterThan(1);
  expect(world.informer.lister.list()).toHaveLength(1);
});

test('the first list is retried until it works; synced waits for it, or for the end', async () => {
  world = setUp();
  const { server, informers, informer, clock, stop } = world;
  server.outage = ApiError.unavailable('not yet');
  informers.start(stop.signal);
  const impatient = new AbortController();
  const returned = informers.synced(impatient.signal);
  await clock.step(300);
  expect(informer.hasSynced()).toBe(false);
  impatient.abort();
  await returned;
  server.outage = undefined;
  await clock.step(10_000);
  await informers.synced(stop.signal);
  expect(informer.hasSynced()).toBe(true);
});

test('stops with its signal and can be started again', async () => {
  world = await started();
  const { server, clock, informers, seen } = world;
  world.stop.abort();
  await clock.step(0);
  server.put(thing('b'));
  await clock.step(0);
  expect(seen).toEqual(['+a:red']);
  world.stop = new AbortController();
  informers.start(world.stop.signal);
  await until(() => seen.length === 2);
  expect(clock.untilNext()).toBeUndefined();
});

test('indices follow every change', async () => {
  world = await started();
  const { server, informer, seen } = world;
  const colors = (o: Thing): string[] => (o.spec.color ? [o.spec.color] : []);
  const names = (color: string): string[] => informer.lister.byIndex('color', color).map((o) => o.metadata.name ?? '').sort();
  informer.addIndex('color', colors);
  informer.addIndex('color', () => ['ignored']);
  server.put(thing('b', 'red'));
  server.put(thing('c', 'blue', 'other'));
  await until(() => seen.length === 3);
  expect([names('red'), names('blue')]).toEqual([['a', 'b'], ['c']]);
  server.put(thing('a', 'blue'));
  server.remove({ namespace: 'default', name: 'b' });
  await until(() => seen.length === 5);
  expect([names('red'), names('blue')]).toEqual([[], ['a', 'c']]);
  expect(informer.lister.list('other').map((o) => o.metadata.name)).toEqual(['c']);
  expect(informer.lister.list('none')).toEqual([]);
  expect(() => informer.lister.byIndex('size', 'big')).toThrow('no index named size');
});
