import { kinds, seededRandom, type Random } from '../../api';
import { closeAll, openTest } from '../testing/harness';
import { configMap, namespace, pod } from '../testing/objects';

afterEach(closeAll);

describe('create', () => {
  it('fills in what the server says of an object and forgets what only the server may say', async () => {
    const { registry, clock } = await openTest();
    const sent = pod('web', {}, { uid: 'mine', generation: 7, creationTimestamp: '2001-01-01T00:00:00Z', deletionTimestamp: '2001-01-01T00:00:00Z', selfLink: '/x' });
    const { metadata, status } = await registry.of(kinds.pods).create({ ...sent, status: { phase: 'Running' } });
    expect(metadata).toEqual({
      name: 'web', namespace: 'default', uid: expect.stringMatching(/^[0-9a-f-]{36}$/), resourceVersion: expect.stringMatching(/^\d+$/),
      generation: 1, creationTimestamp: new Date(clock.now()).toISOString().replace('.000', ''),
      managedFields: [expect.objectContaining({ manager: 'unknown', operation: 'Update', apiVersion: 'v1' })],
    });
    expect(metadata.uid).not.toBe('mine');
    expect(status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
  });

  it('answers with what a get then answers, and the bytes are the object', async () => {
    const { registry } = await openTest();
    const entry = await registry.store(kinds.configmaps).create(configMap('a', { k: 'v' }), 'default');
    const read = await registry.store(kinds.configmaps).get({ namespace: 'default', name: 'a' });
    expect(read.bytes.equals(entry.bytes)).toBe(true);
    expect(JSON.parse(entry.bytes.toString())).toEqual(entry.object);
    expect(entry.object.metadata.resourceVersion).toBe(String(entry.revision));
  });

  it('takes the namespace from the request, and refuses another one', async () => {
    const { registry } = await openTest();
    const store = registry.store(kinds.configmaps);
    const { object } = await store.create({ metadata: { name: 'a' } }, 'default');
    expect(object).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1', metadata: { namespace: 'default' } });
    await expect(store.create(configMap('b'), 'kube-system')).rejects.toMatchObject({
      code: 400, message: 'the namespace of the provided object does not match the namespace sent on the request',
    });
  });

  it('ignores a namespace at cluster scope, as upstream does', async () => {
    const { registry } = await openTest();
    const { metadata } = await registry.of(kinds.namespaces).create(namespace('a', { namespace: 'default' }));
    expect(metadata.namespace).toBeUndefined();
  });

  it('refuses a taken name, and says so when its owner is on its way out', async () => {
    const { registry } = await openTest();
    const maps = registry.of(kinds.configmaps);
    await maps.create(configMap('a', {}, { finalizers: ['test.dev/hold'] }));
    await expect(maps.create(configMap('a'))).rejects.toMatchObject({ code: 409, reason: 'AlreadyExists', message: 'configmaps "a" already exists' });
    await maps.delete({ namespace: 'default', name: 'a' });
    await expect(maps.create(configMap('a'))).rejects.toMatchObject({ reason: 'AlreadyExists', message: 'object is being deleted: configmaps "a" already exists' });
  });

  it('refuses a resourceVersion', async () => {
    const { registry } = await openTest();
    await expect(registry.of(kinds.configmaps).create(configMap('a', {}, { resourceVersion: '5' }))).rejects.toMatchObject({
      code: 500, reason: '', message: 'resourceVersion should not be set on objects to be created',
    });
    await expect(registry.of(kinds.configmaps).create(configMap('a', {}, { resourceVersion: '0' }))).resolves.toBeDefined();
  });

  it('names every fault at once', async () => {
    const { registry } = await openTest();
    const faulty = pod('Web', { containers: [], restartPolicy: 'Sometimes' as 'Always' }, { labels: { a: 'not ok' } });
    const error: unknown = await registry.of(kinds.pods).create(faulty).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 422, reason: 'Invalid', details: { name: 'Web', kind: 'Pod' } });
    const fields = (error as { details: { causes: { field: string }[] } }).details.causes.map(({ field }) => field);
    expect(fields).toEqual(expect.arrayContaining(['metadata.name', 'metadata.labels', 'spec.containers', 'spec.restartPolicy']));
  });

  it('stores nothing on a dry run, which has no resourceVersion', async () => {
    const { registry, kv } = await openTest();
    const before = kv.calls.write;
    const entry = await registry.store(kinds.configmaps).create(configMap('a'), 'default', { dryRun: true });
    expect(entry.object.metadata).toMatchObject({ uid: expect.any(String), name: 'a' });
    expect(entry.object.metadata.resourceVersion).toBeUndefined();
    expect(JSON.parse(entry.bytes.toString())).toEqual(JSON.parse(JSON.stringify(entry.object)));
    expect(kv.calls.write).toBe(before);
    await expect(registry.of(kinds.configmaps).get({ namespace: 'default', name: 'a' })).rejects.toMatchObject({ code: 404 });
  });

  it('refuses what is there already on a dry run as well', async () => {
    const { registry } = await openTest();
    const maps = registry.of(kinds.configmaps);
    await maps.create(configMap('a'));
    await expect(maps.create(configMap('a'), { dryRun: true })).rejects.toMatchObject({ code: 409, reason: 'AlreadyExists' });
  });
});

describe('generateName', () => {
  /** Draws the same suffix so many times before it goes on. */
  function stubborn(repeats: number): Random {
    const random = seededRandom(7);
    let letters = repeats * 5;
    return { ...random, int: (below) => (letters-- > 0 ? 0 : random.int(below)) };
  }

  it('adds five letters to the prefix, which it cuts so that the name fits', async () => {
    const { registry } = await openTest();
    const maps = registry.of(kinds.configmaps);
    expect((await maps.create(configMap('', {}, { name: '', generateName: 'a-' }))).metadata.name).toMatch(/^a-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect((await maps.create(configMap('', {}, { name: undefined, generateName: 'a'.repeat(70) }))).metadata.name).toMatch(/^a{58}.{5}$/);
    expect((await maps.create(configMap('mine', {}, { generateName: 'a-' }))).metadata.name).toBe('mine');
  });

  it('draws again when a name is taken (KEP-4420), eight times', async () => {
    const random = stubborn(8);
    const { registry } = await openTest({ random });
    const maps = registry.of(kinds.configmaps);
    const generated = configMap('', {}, { name: undefined, generateName: 'a-' });
    expect((await maps.create(generated)).metadata.name).toBe('a-bbbbb');
    // Seven draws of the same name are left.
    expect((await maps.create(generated)).metadata.name).not.toBe('a-bbbbb');
  });

  it('gives up in upstream’s words', async () => {
    const { registry } = await openTest({ random: stubborn(100) });
    const generated = configMap('', {}, { name: undefined, generateName: 'a-' });
    await registry.of(kinds.configmaps).create(generated);
    await expect(registry.of(kinds.configmaps).create(generated)).rejects.toMatchObject({
      code: 409, reason: 'AlreadyExists', details: { retryAfterSeconds: 1 },
      message: 'configmaps "a-bbbbb" already exists, the server was not able to generate a unique name for the object',
    });
  });
});
