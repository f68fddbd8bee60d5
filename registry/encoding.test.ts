import { kinds, parseLabelSelector, type core } from '../api';
import { textOf, textWithoutOwners } from './encoding';
import { closeAll, openTest, watchLog, type TestRegistry } from './testing/harness';
import { configMap, pod } from './testing/objects';

afterEach(closeAll);

const a = { namespace: 'default', name: 'a' };
const key = '/registry/configmaps/default/a';
const described = (map: core.ConfigMap): string => `${map.metadata.name ?? ''}=${map.data?.k ?? ''}`;

describe('what foreign hands put into the store', () => {
  it('is served as if a client had sent it: in canonical form, with defaults, without what nobody knows', async () => {
    const { registry, put } = await openTest();
    await put('/registry/pods/default/a', '{ "spec": {"containers":[{"image":"nginx","name":"web","nonsense":1}]}, "metadata":{"labels":{"x":"y"},"resourceVersion":"7"}, "kind":"Pod" }');
    const entry = await registry.store(kinds.pods).get(a);
    expect(entry.object).toMatchObject({
      kind: 'Pod', apiVersion: 'v1', metadata: { name: 'a', namespace: 'default', resourceVersion: String(entry.revision), labels: { x: 'y' } },
      spec: { restartPolicy: 'Always', terminationGracePeriodSeconds: 30, containers: [{ name: 'web', imagePullPolicy: 'Always' }] },
    });
    expect(JSON.parse(entry.bytes.toString())).toEqual(entry.object);
    expect(JSON.stringify(entry.object)).not.toContain('nonsense');
  });

  it('that looks like ours is trusted no more than the rest', async () => {
    const { registry, put, stored } = await openTest();
    const maps = registry.of(kinds.configmaps);
    await maps.create(configMap('a', { k: '"uid":"x"' }));
    const text = await stored(key) ?? '';
    await put(key, text.replace(/"uid":"[^"]*",/, ''));
    const read = await registry.store(kinds.configmaps).get(a);
    expect(read.object).toMatchObject({ metadata: { name: 'a', resourceVersion: String(read.revision) }, data: { k: '"uid":"x"' } });
    await put(key, text.replace('"data":', '"dataa":{},"data":'));
    expect(JSON.stringify(await maps.get(a))).not.toContain('dataa');
  });

  it('is healed by the next write', async () => {
    const { registry, put, stored } = await openTest();
    const maps = registry.of(kinds.configmaps);
    await put(key, { data: { k: '1' } });
    const updated = await maps.update(a, (map) => ({ ...map, data: { k: '2' } }));
    expect(updated.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(await stored(key)).toMatch(/^\{"kind":"ConfigMap","apiVersion":"v1","metadata":\{"name":"a","namespace":"default","uid":"/);
    await put(key, { data: { k: '3' }, metadata: { finalizers: ['test.dev/hold'] } });
    expect((await maps.delete(a)).object.metadata.deletionTimestamp).toBeDefined();
    expect((await maps.update(a, (map) => ({ ...map, metadata: { ...map.metadata, finalizers: [] } }))).data).toEqual({ k: '3' });
    await expect(maps.get(a)).rejects.toMatchObject({ code: 404 });
  });

  it('reaches watchers like any other write', async () => {
    const { registry, kv, put } = await openTest();
    const log = watchLog(registry.of(kinds.configmaps), { labels: parseLabelSelector('x=y') }, described);
    await registry.of(kinds.configmaps).list();
    await put(key, { metadata: { labels: { x: 'y' } }, data: { k: '1' } });
    await put(key, { metadata: { labels: { x: 'y' } }, data: { k: '2' } });
    await kv.delete(key);
    expect(await log.until(3)).toEqual(['ADDED a=1', 'MODIFIED a=2', 'DELETED a=2']);
    log.stop();
  });
});

describe('what is no object', () => {
  const nonsense: [string, string, RegExp][] = [
    ['no JSON', '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","namespace":"default","uid":"u"},"data":{"k":"1",}}', /unable to decode \/registry\/configmaps\/default\/a: /],
    ['cut short', '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a"', /unable to decode/],
    ['no text', 'k8s\0\n\x01\xff', /unable to decode/],
    ['no object', '[]', /not a JSON object/],
    ['of another kind', '{"kind":"Secret","apiVersion":"v1","metadata":{}}', /a Secret of v1 stands where a ConfigMap of v1 should/],
    ['of wrong types', '{"data":5}', /cannot unmarshal number into Go struct field ConfigMap\.data/],
  ];

  async function withNonsense(text: string): Promise<TestRegistry> {
    const test = await openTest();
    await test.registry.of(kinds.configmaps).create(configMap('b', { k: 'b' }));
    await test.put(key, text);
    return test;
  }

  it.each(nonsense)('%s: a 500 for itself, and nothing for the others', async (_name, text, reason) => {
    const { registry, lines, put } = await withNonsense(text);
    const maps = registry.of(kinds.configmaps);
    const refused = { code: 500, reason: 'InternalError', message: expect.stringMatching(reason) };
    await expect(maps.get(a)).rejects.toMatchObject(refused);
    await expect(maps.update(a, (map) => map)).rejects.toMatchObject(refused);
    await expect(maps.delete(a)).rejects.toMatchObject(refused);
    await expect(maps.create(configMap('a'))).rejects.toMatchObject({ reason: 'AlreadyExists' });
    expect((await maps.list()).items.map(described)).toEqual(['b=b']);
    expect((await maps.list({ resourceVersion: (await maps.list()).resourceVersion, resourceVersionMatch: 'Exact' })).items.map(described)).toEqual(['b=b']);
    expect(lines.filter((line) => line.startsWith('error:'))).toEqual([expect.stringContaining('an object in the store cannot be read and is left out')]);
    await put(key, { data: { k: 'whole' } });
    expect(described(await maps.get(a))).toBe('a=whole');
  });

  it('does not keep a registry from starting', async () => {
    const { kv, registry } = await withNonsense('{');
    await kv.create('/registry/configmaps/lonely', Buffer.from('{}'));
    await kv.create('/registry/configmaps/too/deep/a', Buffer.from('{}'));
    await registry.of(kinds.configmaps).list();
    const next = await openTest({ kv });
    expect((await next.registry.of(kinds.configmaps).list()).items.map(described)).toEqual(['b=b']);
    expect(next.lines.filter((line) => line.includes('cannot be read'))).toHaveLength(3);
    await expect(next.registry.of(kinds.configmaps).get(a)).rejects.toMatchObject({ code: 500 });
  });

  it('is gone for watchers until it can be read again', async () => {
    const { registry, kv, put } = await openTest({ watchHistory: 8 });
    const maps = registry.of(kinds.configmaps);
    const { metadata: { resourceVersion } } = await maps.create(configMap('a', { k: '1' }));
    const watching = watchLog(maps, { resourceVersion }, described);
    await put(key, '{');
    await put(key, '}');
    await put(key, { data: { k: '2' } });
    await put(key, '{');
    await kv.delete(key);
    await maps.create(configMap('a', { k: '3' }));
    const expected = ['DELETED a=1', 'ADDED a=2', 'DELETED a=2', 'ADDED a=3'];
    expect(await watching.until(4)).toEqual(expected);
    for (let i = 0; i < 5; i++) await registry.of(kinds.configmaps).create(configMap(`m${i}`));
    const resumed = watchLog(maps, { resourceVersion }, described);
    expect((await resumed.until(9)).slice(0, 4)).toEqual(expected);
    watching.stop();
    resumed.stop();
  });
});

it('objects are shared, and frozen when a test asks for it', async () => {
  const { registry } = await openTest();
  const created = await registry.of(kinds.pods).create(pod('a', {}, { labels: { x: 'y' } }));
  expect(await registry.of(kinds.pods).get(a)).toBe(created);
  expect(() => { (created.metadata.labels ?? {}).x = 'z'; }).toThrow(TypeError);
  await registry.of(kinds.pods).update(a, (p) => ({ ...p, metadata: { ...p.metadata, labels: { x: 'z' } } }));
  expect(created.metadata.labels).toEqual({ x: 'y' });
});

describe('the text of a state', () => {
  const withoutOwners = ({ metadata: { managedFields: _, ...metadata }, ...rest }: core.Pod): object => ({ ...rest, metadata });

  it.each([
    ['of one-byte letters', {}],
    ['of longer ones', { note: 'ü €' }],
    ['that speaks of owners elsewhere', { managedFields: '[{"manager":"x"}]', more: ',"managedFields":[{"manager":"y"}]' }],
  ])('%s is what is served, and can leave the owners away, before and after it is served', async (_, annotations) => {
    const { registry } = await openTest();
    const made = await registry.of(kinds.pods).create(pod('a', {}, { annotations }));
    expect(made.metadata.managedFields).toHaveLength(1);
    const entry = await registry.store(kinds.pods).get(a);
    const texts = (): string[] => [textOf(entry), textWithoutOwners(entry)];
    const before = texts();
    expect(before.map((text) => JSON.parse(text) as object)).toEqual([JSON.parse(JSON.stringify(made)), JSON.parse(JSON.stringify(withoutOwners(made)))]);
    expect(entry.bytes.toString()).toBe(before[0]);
    expect(texts()).toEqual(before);
  });

  it('of foreign hands has no owners to leave away, or leaves them away too', async () => {
    const { registry, put } = await openTest();
    await put('/registry/pods/default/a', { metadata: { uid: 'u', managedFields: [{ manager: 'm', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: {} }] }, spec: { containers: [{ name: 'c', image: 'i' }] } });
    const entry = await registry.store(kinds.pods).get(a);
    expect(JSON.parse(textOf(entry))).toEqual(entry.object);
    expect(JSON.parse(textWithoutOwners(entry))).toEqual(withoutOwners(entry.object));
  });
});

describe('where few objects are kept beside their bytes', () => {
  it('the latest are; others are parsed when somebody asks, and are the same', async () => {
    const { registry } = await openTest({ objectsAtHand: 1 });
    const pods = registry.of(kinds.pods);
    const [first, second] = [await pods.create(pod('a', {}, { annotations: { x: 'ü' } })), await pods.create(pod('b'))];
    expect(await pods.get({ ...a, name: 'b' })).toBe(second);
    const again = await pods.get(a);
    expect(again).toEqual(first);
    expect(again).not.toBe(first);
    expect(await pods.update(a, (current) => ({ ...current, metadata: { ...current.metadata, labels: { x: 'y' } } }))).toMatchObject({ metadata: { labels: { x: 'y' } } });
    expect(await pods.update(a, (current) => ({ ...current, metadata: { ...current.metadata } }))).toEqual(await pods.get(a));
    const { entries } = await registry.store(kinds.pods).list();
    expect(entries.map(({ bytes }) => JSON.parse(bytes.toString()) as object)).toEqual(entries.map(({ object }) => object));
  });

  it('in other versions too', async () => {
    const { registry } = await openTest({ objectsAtHand: 1 });
    const event = { apiVersion: 'v1', kind: 'Event', metadata: { name: 'a', namespace: 'default' }, involvedObject: { kind: 'Pod', name: 'a', namespace: 'default' }, reason: 'R', message: 'm', type: 'Normal' };
    await registry.of(kinds.events).create(event as never);
    await registry.of(kinds.pods).create(pod('b'));
    expect((await registry.store(registry.find('events.k8s.io', 'v1', 'events')!.definition).get(a)).object).toMatchObject({ apiVersion: 'events.k8s.io/v1', note: 'm', regarding: { name: 'a' } });
  });
});
