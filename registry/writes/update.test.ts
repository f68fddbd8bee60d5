import { ApiError, kinds, type core } from '../../api';
import { closeAll, openTest } from '../testing/harness';
import { configMap, pod, service } from '../testing/objects';

afterEach(closeAll);

const a = { namespace: 'default', name: 'a' };
const with_ = (data: Record<string, string>) => (map: core.ConfigMap): core.ConfigMap => ({ ...map, data });

describe('update', () => {
  it('writes a new revision and keeps what the server says', async () => {
    const { registry } = await openTest();
    const maps = registry.of(kinds.configmaps);
    const first = await maps.create(configMap('a', { k: '1' }));
    const second = await maps.update(a, (map) => ({ ...map, data: { k: '2' }, metadata: { ...map.metadata, generation: 9, creationTimestamp: '2001-01-01T00:00:00Z' } }));
    expect(second).toMatchObject({ data: { k: '2' }, metadata: { uid: first.metadata.uid, creationTimestamp: first.metadata.creationTimestamp } });
    expect(second.metadata.generation).toBe(first.metadata.generation);
    expect(Number(second.metadata.resourceVersion)).toBeGreaterThan(Number(first.metadata.resourceVersion));
    expect(await maps.get(a)).toEqual(second);
  });

  it('writes nothing when nothing changed, and keeps the resourceVersion', async () => {
    const { registry, kv } = await openTest();
    const maps = registry.of(kinds.configmaps);
    const first = await maps.create(configMap('a', { k: '1', l: '2' }));
    const writes = kv.calls.write;
    expect(await maps.update(a, (map) => map)).toEqual(first);
    expect(await maps.update(a, (map) => ({ ...map, data: { l: '2', k: '1' } }))).toMatchObject({ metadata: { resourceVersion: expect.any(String) } });
    expect(await maps.update(a, (map) => structuredClone(map))).toMatchObject({ data: { k: '1', l: '2' } });
    expect(kv.calls.write).toBeLessThanOrEqual(writes + 1);
  });

  it('refuses a stale resourceVersion, another uid, another name', async () => {
    const { registry } = await openTest();
    const maps = registry.of(kinds.configmaps);
    const first = await maps.create(configMap('a', { k: '1' }));
    await maps.update(a, with_({ k: '2' }));
    await expect(maps.update(a, () => ({ ...first, data: { k: '3' } }))).rejects.toMatchObject({
      code: 409, reason: 'Conflict',
      message: 'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    });
    await expect(maps.update(a, (map) => ({ ...map, metadata: { ...map.metadata, uid: 'other' } }))).rejects.toMatchObject({
      reason: 'Conflict',
      message: `Operation cannot be fulfilled on configmaps "a": StorageError: invalid object, Code: 4, Key: /registry/configmaps/default/a, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: other, UID in object meta: ${first.metadata.uid ?? ''}`,
    });
    await expect(maps.update(a, (map) => ({ ...map, metadata: { ...map.metadata, name: 'b' } }))).rejects.toMatchObject({ code: 400 });
    await expect(maps.update({ namespace: 'default', name: 'b' }, (map) => map)).rejects.toMatchObject({ code: 404, message: 'configmaps "b" not found' });
  });

  it('without a resourceVersion overwrites whatever is there', async () => {
    const { registry } = await openTest();
    const maps = registry.of(kinds.configmaps);
    await maps.create(configMap('a', { k: '1' }));
    await maps.update(a, with_({ k: '2' }));
    expect((await maps.update(a, () => configMap('a', { k: '3' }))).data).toEqual({ k: '3' });
  });

  it('loses none of 100 concurrent changes', async () => {
    const { registry } = await openTest();
    const maps = registry.of(kinds.configmaps);
    await maps.create(configMap('a', { n: '0' }));
    const increment = (map: core.ConfigMap): core.ConfigMap => ({ ...map, data: { n: String(Number(map.data?.n) + 1) } });
    await Promise.all(Array.from({ length: 100 }, () => maps.update(a, increment)));
    expect((await maps.get(a)).data).toEqual({ n: '100' });
  });

  it('works on what another write left when that was faster', async () => {
    const { registry, kv, put } = await openTest();
    const maps = registry.of(kinds.configmaps);
    await maps.create(configMap('a', { k: '1' }));
    const seen: (string | undefined)[] = [];
    kv.interference = () => put('/registry/configmaps/default/a', configMap('a', { k: 'theirs' }));
    const updated = await maps.update(a, (map) => {
      seen.push(map.data?.k);
      return { ...map, data: { ...map.data, l: 'ours' } };
    });
    expect(seen).toEqual(['1', 'theirs']);
    expect(updated.data).toEqual({ k: 'theirs', l: 'ours' });
  });

  it('believes a refusal only of the stored state: the cache may be behind', async () => {
    const { registry, kv, put } = await openTest();
    const maps = registry.of(kinds.configmaps);
    await maps.create(configMap('a', { ready: 'no' }));
    const whenReady = (map: core.ConfigMap): core.ConfigMap => {
      if (map.data?.ready !== 'yes') throw ApiError.badRequest('not ready');
      return { ...map, data: { done: 'yes' } };
    };
    // The write is acknowledged before its event is handled.
    await put('/registry/configmaps/default/a', configMap('a', { ready: 'yes' }));
    expect((await maps.update(a, whenReady)).data).toEqual({ done: 'yes' });
    await expect(maps.update(a, whenReady)).rejects.toMatchObject({ message: 'not ready' });
    kv.interference = () => Promise.reject(new Error('not reached'));
    await expect(maps.update(a, () => { throw new TypeError('mine'); })).rejects.toThrow(TypeError);
  });

  it('is not found when the object goes meanwhile', async () => {
    const { registry, kv } = await openTest();
    const maps = registry.of(kinds.configmaps);
    await maps.create(configMap('a'));
    kv.interference = () => kv.delete('/registry/configmaps/default/a');
    await expect(maps.update(a, with_({ k: '1' }))).rejects.toMatchObject({ code: 404 });
  });

  it('stores nothing on a dry run', async () => {
    const { registry } = await openTest();
    const maps = registry.of(kinds.configmaps);
    const first = await maps.create(configMap('a', { k: '1' }));
    expect(await maps.update(a, with_({ k: '2' }), { dryRun: true })).toMatchObject({ data: { k: '2' }, metadata: { resourceVersion: first.metadata.resourceVersion } });
    expect(await maps.get(a)).toEqual(first);
  });

  it('counts a generation when the spec changes, and only then', async () => {
    const { registry } = await openTest();
    const pods = registry.of(kinds.pods);
    await pods.create(pod('a'));
    const labelled = await pods.update(a, (p) => ({ ...p, metadata: { ...p.metadata, labels: { x: 'y' } } }));
    expect(labelled.metadata.generation).toBe(1);
    const bound = await pods.update(a, (p) => ({ ...p, spec: { ...p.spec, activeDeadlineSeconds: 5 } }));
    expect(bound.metadata.generation).toBe(2);
  });

  it('refuses a deletionTimestamp that no delete has set', async () => {
    const { registry } = await openTest();
    await registry.of(kinds.configmaps).create(configMap('a'));
    await expect(registry.of(kinds.configmaps).update(a, (map) => ({ ...map, metadata: { ...map.metadata, deletionTimestamp: '2001-01-01T00:00:00Z' } })))
      .rejects.toMatchObject({ code: 422, details: { causes: [{ field: 'metadata.deletionTimestamp', message: expect.stringContaining('field is immutable') }] } });
  });
});

describe('a kind that may be created by update', () => {
  it('is created under the name of the request, whatever resourceVersion it bears', async () => {
    const { registry } = await openTest();
    const store = registry.store(kinds.services);
    const put = (name: string, metadata: object = {}) => store.update(a, () => ({ ...service(name), metadata: { name, ...metadata } }), { allowCreate: true });
    await expect(put('b')).rejects.toMatchObject({ code: 400, message: 'the name of the object (b) does not match the name on the URL (a)' });
    await expect(put('a', { uid: 'gone' })).rejects.toMatchObject({ reason: 'Conflict' });
    expect(await put('a', { resourceVersion: '12345' })).toMatchObject({ created: true, entry: { object: { metadata: { name: 'a', namespace: 'default' } } } });
    expect(await put('a', { labels: { x: 'y' } })).toMatchObject({ created: false });
  });

  it('is updated when somebody else created it meanwhile', async () => {
    const { registry, kv } = await openTest();
    const store = registry.store(kinds.services);
    kv.interference = () => store.create(service('a'), 'default');
    const { created, entry } = await store.update(a, () => ({ ...service('a'), metadata: { name: 'a', labels: { x: 'y' } } }), { allowCreate: true });
    expect(created).toBe(false);
    expect(entry.object.metadata.labels).toEqual({ x: 'y' });
  });

  it('other kinds are not found', async () => {
    const { registry } = await openTest();
    await expect(registry.store(kinds.configmaps).update(a, () => configMap('a'), { allowCreate: true })).rejects.toMatchObject({ code: 404 });
  });
});

describe('the status view', () => {
  it('leaves spec and metadata as stored; the object leaves status', async () => {
    const { registry } = await openTest();
    const pods = registry.of(kinds.pods);
    const created = await pods.create(pod('a', {}, { labels: { x: 'y' }, finalizers: ['test.dev/hold'] }));
    const written = await pods.update(a, (p) => ({
      ...p, spec: { ...p.spec, nodeName: 'elsewhere' }, status: { ...p.status, phase: 'Running' },
      metadata: { ...p.metadata, finalizers: [], ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'n', uid: 'u' }], labels: { x: 'z' } },
    }), { subresource: 'status' });
    expect(written.status).toEqual({ ...created.status, phase: 'Running' });
    expect(written.spec).toEqual(created.spec);
    const { resourceVersion, managedFields } = written.metadata;
    expect(written.metadata).toEqual({ ...created.metadata, resourceVersion, managedFields, labels: { x: 'z' } });

    const again = await pods.update(a, (p) => ({ ...p, status: { phase: 'Failed' }, metadata: { ...p.metadata, labels: {} } }));
    expect(again.status).toEqual(written.status);
    expect(again.metadata.labels).toBeUndefined();
  });

  it('answers for the labels it lets through', async () => {
    const { registry } = await openTest();
    await registry.of(kinds.pods).create(pod('a'));
    await expect(registry.of(kinds.pods).update(a, (p) => ({ ...p, metadata: { ...p.metadata, labels: { x: 'not ok' } } }), { subresource: 'status' }))
      .rejects.toMatchObject({ code: 422, details: { causes: [{ field: 'metadata.labels' }] } });
  });

  it('never revives a deleted object, nor reaches its successor', async () => {
    const { registry } = await openTest();
    const pods = registry.of(kinds.pods);
    const first = await pods.create(pod('a'));
    const report = (): Promise<core.Pod> =>
      pods.update(a, (p) => ({ ...p, metadata: { ...p.metadata, uid: first.metadata.uid }, status: { phase: 'Running' } }), { subresource: 'status' });
    await pods.delete(a);
    await expect(report()).rejects.toMatchObject({ code: 404 });
    const successor = await pods.create(pod('a'));
    await expect(report()).rejects.toMatchObject({ code: 409 });
    expect(await pods.get(a)).toEqual(successor);
  });

  it('a subresource nobody has is refused', async () => {
    const { registry } = await openTest();
    await registry.of(kinds.pods).create(pod('a'));
    for (const subresource of ['nonsense', 'binding', 'constructor']) {
      await expect(registry.of(kinds.pods).update(a, (p) => p, { subresource })).rejects.toMatchObject({ code: 404, message: 'the server could not find the requested resource' });
    }
  });
});
