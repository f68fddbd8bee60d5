import { kinds, parseFieldSelector, seededRandom, silentLogger, SteppedClock, type core } from '../api';
import { openRegistry, openStorage, type Registry, type ResourceStore } from './index';

let registry: Registry;
let store: ResourceStore;
const clock = new SteppedClock();

beforeEach(async () => {
  const deps = { clock, random: seededRandom(1), log: silentLogger };
  registry = await openRegistry({ ...deps, kv: await openStorage('memory:', deps), freeze: true });
  store = registry.find('events.k8s.io', 'v1', 'events') as ResourceStore;
});

afterEach(() => registry.close());

const old = (name: string): core.Event => ({
  kind: 'Event', apiVersion: 'v1', metadata: { name, namespace: 'default' },
  involvedObject: { kind: 'Pod', namespace: 'default', name: 'web' }, reason: 'Started', message: 'Started container web', type: 'Normal',
  source: { component: 'kubelet' }, firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-01T00:00:00Z', count: 1,
  reportingComponent: 'kubelet', reportingInstance: '',
} as core.Event);

const young = { metadata: { name: 'new' }, eventTime: '2026-01-01T00:00:00.000000Z', reportingController: 'example.com/c', reportingInstance: 'c-1', action: 'Bind', reason: 'Bound', regarding: { kind: 'Pod', namespace: 'default', name: 'web' }, note: 'hello', type: 'Normal' };

it('serves what the other version stored, with the same identity', async () => {
  const stored = await registry.of(kinds.events).create(old('a'));
  const { object, bytes } = await store.get({ namespace: 'default', name: 'a' });
  expect(object).toMatchObject({ apiVersion: 'events.k8s.io/v1', note: 'Started container web', regarding: { name: 'web' }, deprecatedCount: 1 });
  expect(object.metadata).toEqual(stored.metadata);
  expect(JSON.parse(bytes.toString())).toMatchObject({ apiVersion: 'events.k8s.io/v1', metadata: { resourceVersion: stored.metadata.resourceVersion } });
});

it('stores what it is given in the words of the hub', async () => {
  await store.create(young, 'default');
  expect(await registry.of(kinds.events).get({ namespace: 'default', name: 'new' })).toMatchObject({
    apiVersion: 'v1', message: 'hello', involvedObject: { name: 'web' }, reportingComponent: 'example.com/c', eventTime: '2026-01-01T00:00:00.000000Z',
  });
});

it('writes nothing for a change that changes nothing, and the change otherwise', async () => {
  const { revision } = await store.create(young, 'default');
  const key = { namespace: 'default', name: 'new' };
  expect((await store.update(key, (current) => ({ ...current }))).entry.revision).toBe(revision);
  const series = { count: 2, lastObservedTime: '2026-01-01T00:01:00.000000Z' };
  const { entry } = await store.update(key, (current) => ({ ...current, series }));
  expect(entry.object).toMatchObject({ series });
  await expect(store.update(key, (current) => ({ ...current, note: 'again' }))).rejects.toMatchObject({ code: 422, message: expect.stringContaining('message: Invalid value: "again": field is immutable') });
  expect(entry.revision).toBeGreaterThan(revision);
});

it('selects by its own field names, in lists and watches', async () => {
  await registry.of(kinds.events).create(old('a'));
  await store.create(young, 'default');
  const fields = parseFieldSelector('reportingController=example.com/c');
  const { entries, revision } = await store.list({ fields });
  expect(entries.map((entry) => entry.key.name)).toEqual(['new']);
  const stop = new AbortController();
  const frames = await store.watch({ fields, resourceVersion: String(revision) }, stop.signal);
  await store.create({ ...young, metadata: { name: 'newer' } }, 'default');
  for await (const [frame] of frames) {
    expect(frame).toMatchObject({ type: 'ADDED', entry: { object: { apiVersion: 'events.k8s.io/v1', note: 'hello' } } });
    break;
  }
  stop.abort();
});

it('serves a version that only has another name, and its watches', async () => {
  const beta = registry.find('scheduling.k8s.io', 'v1beta1', 'priorityclasses') as ResourceStore;
  const entry = await beta.create({ apiVersion: 'scheduling.k8s.io/v1beta1', kind: 'PriorityClass', metadata: { name: 'high' }, value: 10 }, undefined);
  expect(entry.bytes.toString()).toMatch(/^\{"kind":"PriorityClass","apiVersion":"scheduling.k8s.io\/v1beta1",/);
  const stored = await registry.of(kinds.priorityclasses).get({ name: 'high' });
  expect(stored).toMatchObject({ apiVersion: 'scheduling.k8s.io/v1', value: 10, metadata: { uid: entry.object.metadata.uid } });
  await expect(beta.create({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'x' }, value: 1 }, undefined)).rejects.toMatchObject({ reason: 'BadRequest' });
});
