import { kinds, type core } from '../api';
import { RevisionCompacted, StorageUnavailable } from './storage/kv';
import { openMemory } from './storage/memory';
import { prefixed } from './storage/prefixed';
import { closeAll, openTest, watchLog } from './testing/harness';
import { configMap, pod } from './testing/objects';

afterEach(closeAll);

const a = { namespace: 'default', name: 'a' };
const described = (map: core.ConfigMap): string => `${map.metadata.name ?? ''}=${map.data?.k ?? ''}`;

describe('after the store’s history was compacted while it was cut off', () => {
  it('the state is taken anew, and watchers are told to start over', async () => {
    const { registry, kv, put, stored } = await openTest();
    const maps = registry.of(kinds.configmaps);
    await maps.create(configMap('a', { k: '1' }));
    const log = watchLog(maps, {}, described);
    await log.until(1);
    const text = await stored('/registry/configmaps/default/a');
    kv.cutWatches(new RevisionCompacted(1, 2));
    await put('/registry/configmaps/default/b', text?.replace('"name":"a"', '"name":"b"'));
    expect((await maps.list()).items.map(described)).toEqual(['a=1', 'b=1']);
    expect(await log.ended).toMatchObject({ code: 410, reason: 'Expired' });
    await maps.update(a, (map) => ({ ...map, data: { k: '2' } }));
    expect((await maps.get(a)).data).toEqual({ k: '2' });
  });

  it('a store that came back empty is believed', async () => {
    const { registry, kv, clock } = await openTest();
    const maps = registry.of(kinds.configmaps);
    for (let i = 0; i < 30; i++) await maps.create(configMap(`m${i}`));
    kv.replace(openMemory({ clock, log: { debug() {}, info() {}, warn() {}, error() {} } }));
    kv.cutWatches(new RevisionCompacted(30));
    await registry.of(kinds.namespaces).create({ kind: 'Namespace', apiVersion: 'v1', metadata: { name: 'default' }, spec: {}, status: {} });
    await maps.create(configMap('a'));
    const { items, resourceVersion } = await maps.list();
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['a']);
    expect(Number(resourceVersion)).toBeLessThan(10);
  });
});

describe('while the store is out of order', () => {
  it('everything is answered with 503, and service returns by itself', async () => {
    const { registry, kv, clock, lines } = await openTest();
    const maps = registry.of(kinds.configmaps);
    await maps.create(configMap('a', { k: '1' }));
    const log = watchLog(maps, {}, described);
    await log.until(1);
    kv.down = true;
    kv.cutWatches(new StorageUnavailable('cut'));
    const refused = { code: 503, reason: 'ServiceUnavailable', details: { retryAfterSeconds: 1 } };
    await expect(maps.get(a)).rejects.toMatchObject(refused);
    await expect(maps.list()).rejects.toMatchObject(refused);
    await expect(maps.create(configMap('b'))).rejects.toMatchObject(refused);
    await expect(maps.update(a, (map) => ({ ...map, data: { k: '2' } }))).rejects.toMatchObject(refused);
    await expect(maps.delete(a)).rejects.toMatchObject(refused);
    await expect(registry.ping()).rejects.toMatchObject(refused);
    expect(await watchLog(maps, {}).ended).toMatchObject(refused);
    // A resource that nobody has asked for yet.
    await expect(registry.of(kinds.leases).list()).rejects.toMatchObject(refused);
    // What anything will do can still be had.
    expect((await maps.list({ resourceVersion: '0' })).items.map(described)).toEqual(['a=1']);

    kv.down = false;
    await clock.step(1000);
    await registry.ping();
    expect((await registry.of(kinds.leases).list()).items).toEqual([]);
    await maps.update(a, (map) => ({ ...map, data: { k: '2' } }));
    expect(await log.until(2)).toEqual(['ADDED a=1', 'MODIFIED a=2']);
    expect(lines.filter((line) => line.startsWith('warn: store watch failed'))).not.toHaveLength(0);
    log.stop();
  });

  it('reads go to the store when the watch does not get there', async () => {
    const { registry, kv, clock, put } = await openTest();
    const maps = registry.of(kinds.configmaps);
    await maps.list();
    kv.cutWatches(new StorageUnavailable('cut'));
    await put('/registry/configmaps/default/a', { data: { k: '1' } });
    const get = maps.get(a);
    const list = maps.list();
    // The follower tries again after a second: it must fail each time.
    const stepping = (async () => {
      for (let i = 0; i < 4; i++) {
        await clock.step(1000);
        kv.cutWatches(new StorageUnavailable('cut'));
      }
    })();
    expect(described(await get)).toBe('a=1');
    expect((await list).items.map(described)).toEqual(['a=1']);
    await stepping;
  });
});

describe('two clusters in one store', () => {
  it('do not see each other', async () => {
    const store = openMemory({ clock: (await openTest()).clock, log: { debug() {}, info() {}, warn() {}, error() {} } });
    const one = await openTest({ kv: prefixed(store, '/clusters/one') });
    const two = await openTest({ kv: prefixed(store, '/clusters/two') });
    const log = watchLog(two.registry.of(kinds.configmaps), {}, described);
    await one.registry.of(kinds.configmaps).create(configMap('a', { k: 'one' }));
    await two.registry.of(kinds.configmaps).create(configMap('a', { k: 'two' }));
    await one.registry.of(kinds.pods).create(pod('a'));
    expect((await one.registry.of(kinds.configmaps).list()).items.map(described)).toEqual(['a=one']);
    expect((await two.registry.of(kinds.pods).list()).items).toEqual([]);
    expect(await log.until(1)).toEqual(['ADDED a=two']);
    await one.registry.close();
    expect(described(await two.registry.of(kinds.configmaps).get(a))).toBe('a=two');
    log.stop();
  });

  it('two servers on one store show each other’s writes at once', async () => {
    const { clock } = await openTest();
    const store = openMemory({ clock, log: { debug() {}, info() {}, warn() {}, error() {} } });
    const one = await openTest({ kv: prefixed(store, '/c') });
    const two = await openTest({ kv: prefixed(store, '/c') });
    for (let i = 0; i < 20; i++) {
      await one.registry.of(kinds.configmaps).create(configMap(`m${i}`, { k: '1' }));
      await two.registry.of(kinds.configmaps).update({ namespace: 'default', name: `m${i}` }, (map) => ({ ...map, data: { k: '2' } }));
      expect((await one.registry.of(kinds.configmaps).get({ namespace: 'default', name: `m${i}` })).data).toEqual({ k: '2' });
    }
  });
});
