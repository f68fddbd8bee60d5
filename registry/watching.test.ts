import { kinds, parseFieldSelector, parseLabelSelector, SteppedClock, type Clock, type core } from '../api';
import { closeAll, openTest, watchLog } from './testing/harness';
import { configMap, namespace, pod } from './testing/objects';

afterEach(closeAll);

const a = { namespace: 'default', name: 'a' };
const described = (map: core.ConfigMap): string => `${map.metadata.name ?? ''}=${map.data?.k ?? ''}`;
const set = (k: string) => (map: core.ConfigMap): core.ConfigMap => ({ ...map, data: { k } });
const label = (app: string) => (map: core.ConfigMap): core.ConfigMap => ({ ...map, metadata: { ...map.metadata, labels: { app } } });

describe('a watch', () => {
  it('begins with the objects there are, then tells every change', async () => {
    const { registry } = await openTest();
    const maps = registry.of(kinds.configmaps);
    await maps.create(configMap('a', { k: '1' }));
    const log = watchLog(maps, { namespace: 'default' }, described);
    await log.until(1);
    await maps.update(a, set('2'));
    await maps.delete(a);
    expect(await log.until(3)).toEqual(['ADDED a=1', 'MODIFIED a=2', 'DELETED a=2']);
    log.stop();
    expect(await log.ended).toBeUndefined();
  });

  it('resumes after a revision, and tells a delete with the revision of the delete', async () => {
    const { registry } = await openTest();
    const maps = registry.of(kinds.configmaps);
    const { metadata: { resourceVersion } } = await maps.create(configMap('a', { k: '1' }));
    await maps.update(a, set('2'));
    await maps.delete(a);
    const log = watchLog(maps, { resourceVersion }, ({ metadata }) => `${metadata.name ?? ''}@${Number(metadata.resourceVersion) - Number(resourceVersion)}`);
    expect(await log.until(2)).toEqual(['MODIFIED a@1', 'DELETED a@2']);
    log.stop();
  });

  it('sees through its selectors: what begins to match is ADDED, what ceases is DELETED', async () => {
    const { registry } = await openTest();
    const maps = registry.of(kinds.configmaps);
    await maps.create(configMap('a', { k: '1' }));
    await maps.create(configMap('b', { k: '1' }, { labels: { app: 'x' } }));
    const log = watchLog(maps, { labels: parseLabelSelector('app=x') }, described);
    await log.until(1);
    await maps.update(a, label('x'));
    await maps.update(a, set('2'));
    await maps.update(a, label('y'));
    await maps.update(a, set('3'));
    await maps.delete(a);
    await maps.delete({ ...a, name: 'b' });
    expect(await log.until(5)).toEqual(['ADDED b=1', 'ADDED a=1', 'MODIFIED a=2', 'DELETED a=2', 'DELETED b=1']);
    log.stop();
  });

  it('of a node’s pods gets a pod when it is bound', async () => {
    const { registry } = await openTest();
    const pods = registry.of(kinds.pods);
    await pods.create(pod('a'));
    const log = watchLog(pods, { fields: parseFieldSelector('spec.nodeName=node-1') });
    await pods.invoke(a, 'binding', { kind: 'Binding', apiVersion: 'v1', metadata: { name: 'a' }, target: { kind: 'Node', name: 'node-1' } } as core.Binding);
    expect(await log.until(1)).toEqual(['ADDED a']);
    log.stop();
    await expect(watchLog(pods, { fields: parseFieldSelector('spec.nonsense=x') }).ended).resolves.toMatchObject({ code: 400 });
    await expect(watchLog(pods, { resourceVersion: 'x' }).ended).resolves.toMatchObject({ code: 400 });
  });

  it('of a namespace sees no other', async () => {
    const { registry } = await openTest();
    const maps = registry.of(kinds.configmaps);
    await registry.of(kinds.namespaces).create(namespace('other'));
    const log = watchLog(maps, { namespace: 'other' });
    await maps.create(configMap('a'));
    await maps.create(configMap('b', {}, { namespace: 'other' }));
    expect(await log.until(1)).toEqual(['ADDED b']);
    log.stop();
  });

  it('from a revision in the future skips what comes before it', async () => {
    const { registry } = await openTest();
    const maps = registry.of(kinds.configmaps);
    const { metadata } = await maps.create(configMap('a', { k: '0' }));
    const log = watchLog(maps, { resourceVersion: String(Number(metadata.resourceVersion) + 2) }, described);
    for (const k of ['1', '2', '3', '4']) await maps.update(a, set(k));
    expect(await log.until(2)).toEqual(['MODIFIED a=3', 'MODIFIED a=4']);
    log.stop();
  });

  it('ends when the registry closes', async () => {
    const { registry } = await openTest();
    const logs = [{}, { resourceVersion: '1' }, { allowBookmarks: true }].map((options) => watchLog(registry.of(kinds.configmaps), options));
    await registry.of(kinds.configmaps).create(configMap('a'));
    await logs[0]?.until(1);
    await registry.close();
    for (const log of logs) expect(await log.ended).toBeUndefined();
  });
});

describe('initial events', () => {
  it('are followed by a bookmark (KEP-3157)', async () => {
    const { registry } = await openTest();
    const maps = registry.of(kinds.configmaps);
    const { metadata } = await maps.create(configMap('a'));
    const log = watchLog(maps, { sendInitialEvents: true, allowBookmarks: true, resourceVersion: metadata.resourceVersion });
    await log.until(2);
    await maps.create(configMap('b'));
    expect(await log.until(3)).toEqual(['ADDED a', 'BOOKMARK end of initial events', 'ADDED b']);
    log.stop();
  });

  it('can be declined', async () => {
    const { registry } = await openTest();
    const maps = registry.of(kinds.configmaps);
    await maps.create(configMap('a'));
    const store = registry.store(kinds.configmaps);
    const stopping = new AbortController();
    const frames = (await store.watch({ sendInitialEvents: false }, stopping.signal))[Symbol.asyncIterator]();
    const first = frames.next();
    // The watcher has its place before anything else happens.
    await store.list();
    await maps.create(configMap('b'));
    expect((await first).value).toMatchObject([{ type: 'ADDED', entry: { object: { metadata: { name: 'b' } } } }]);
    stopping.abort();
  });
});

describe('bookmarks', () => {
  it('come by the clock and tell how far the watcher is, and stop with it', async () => {
    const { registry, clock } = await openTest();
    const maps = registry.of(kinds.configmaps);
    const stopping = new AbortController();
    const events = maps.watch({ allowBookmarks: true, namespace: 'kube-system' }, stopping.signal)[Symbol.asyncIterator]();
    const first = events.next();
    const { metadata: { resourceVersion } } = await maps.create(configMap('a'));
    await maps.list();
    await clock.step(60_000);
    expect((await first).value).toEqual([{ type: 'BOOKMARK', resourceVersion, initialEventsEnd: false }]);
    const second = events.next();
    await clock.step(60_000);
    expect((await second).value).toHaveLength(1);
    stopping.abort();
    await events.next();
    expect(clock.untilNext()).toBeUndefined();
  });

  it('the last comes shortly before the watcher leaves', async () => {
    const { registry, clock } = await openTest();
    const maps = registry.of(kinds.configmaps);
    await maps.list();
    const log = watchLog(maps, { allowBookmarks: true, resourceVersion: '1', timeoutSeconds: 70 });
    await clock.step(67_000);
    expect(await log.until(1)).toEqual(['BOOKMARK']);
    await clock.step(1_000);
    expect(await log.until(2)).toEqual(['BOOKMARK', 'BOOKMARK']);
    expect(clock.untilNext()).toBeUndefined();
    const short = watchLog(maps, { allowBookmarks: true, resourceVersion: '1', timeoutSeconds: 2 });
    await clock.step(60_000);
    expect(short.seen).toEqual([]);
    log.stop();
    short.stop();
  });
});

it('the last bookmark is the last, even where timers come a little early', async () => {
  const clock = new SteppedClock();
  const hasty: Clock = { now: () => clock.now(), monotonic: () => clock.monotonic(), after: (ms, callback) => clock.after(ms - 1, callback) };
  const { registry } = await openTest({ clock: hasty as SteppedClock });
  const maps = registry.of(kinds.configmaps);
  await maps.list();
  const log = watchLog(maps, { allowBookmarks: true, resourceVersion: '1', timeoutSeconds: 70 });
  await clock.step(70_000);
  expect(log.seen).toEqual(['BOOKMARK', 'BOOKMARK']);
  log.stop();
});

describe('a revision older than the ring', () => {
  it('is told from the store’s history until the ring takes over', async () => {
    const { registry } = await openTest({ watchHistory: 4 });
    const maps = registry.of(kinds.configmaps);
    const { metadata: { resourceVersion } } = await maps.create(configMap('a', { k: '0' }, { labels: { app: 'x' } }));
    for (let i = 1; i <= 20; i++) await maps.update(a, set(String(i)));
    await maps.list();
    const log = watchLog(maps, { resourceVersion, labels: parseLabelSelector('app=x') }, described);
    await log.until(20);
    await maps.update(a, set('21'));
    expect(await log.until(21)).toEqual(Array.from({ length: 21 }, (_, i) => `MODIFIED a=${i + 1}`));
    log.stop();
  });

  it('is Expired once compacted', async () => {
    const { registry, kv } = await openTest({ watchHistory: 4 });
    const maps = registry.of(kinds.configmaps);
    const { metadata: { resourceVersion } } = await maps.create(configMap('a', { k: '0' }));
    for (let i = 1; i <= 20; i++) await maps.update(a, set(String(i)));
    await maps.list();
    await kv.compact(await kv.revision());
    expect(await watchLog(maps, { resourceVersion }).ended).toMatchObject({ code: 410, reason: 'Expired', message: expect.stringMatching(/^too old resource version: \d+ \(\d+\)$/) });
  });

  it('ends a watcher that did not read', async () => {
    const { registry } = await openTest({ watchHistory: 4 });
    const store = registry.store(kinds.configmaps);
    const { revision } = await store.create(configMap('a', { k: '0' }), 'default');
    const stopping = new AbortController();
    const frames = (await store.watch({ resourceVersion: String(revision) }, stopping.signal))[Symbol.asyncIterator]();
    await store.update(a, set('1'));
    await store.list();
    expect((await frames.next()).value).toHaveLength(1);
    for (let i = 2; i <= 6; i++) await store.update(a, set(String(i)));
    await store.list();
    await expect(frames.next()).rejects.toMatchObject({ code: 410, reason: 'Expired' });
  });
});

it('100 watchers share the bytes of one event', async () => {
  const { registry } = await openTest();
  const store = registry.store(kinds.configmaps);
  await store.list();
  const stopping = Array.from({ length: 100 }, () => new AbortController());
  const watchers = await Promise.all(stopping.map(({ signal }) => store.watch({ resourceVersion: '1' }, signal)));
  const firsts = Promise.all(watchers.map((frames) => frames[Symbol.asyncIterator]().next()));
  const { bytes } = await store.create(configMap('a'), 'default');
  for (const { value } of await firsts) expect((value as { entry: { bytes: Buffer } }[])[0]?.entry.bytes).toBe(bytes);
  for (const controller of stopping) controller.abort();
});
