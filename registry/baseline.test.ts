import { kinds } from '../api';
import { takeBaseline } from './baseline';
import { closeAll, openTest, watchLog, type TestRegistry } from './testing/harness';

afterEach(closeAll);

const node = (name: string, labels: Record<string, string> = {}) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: {}, status: {} });
const lease = (namespace: string, name: string) => ({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { namespace, name }, spec: {} });
const names = async ({ registry }: TestRegistry): Promise<string[]> => (await registry.of(kinds.nodes).list()).items.map(({ metadata }) => metadata.name ?? '');

describe('the way back to what a store held', () => {
  it('takes away what came, changes back what was changed, brings back what went', async () => {
    const test = await openTest();
    const nodes = test.registry.of(kinds.nodes);
    for (const name of ['a', 'b', 'c']) await nodes.create(node(name));
    const before = await nodes.get({ name: 'b' });
    const baseline = await takeBaseline(test.kv);
    await nodes.delete({ name: 'a' });
    await nodes.update({ name: 'b' }, (found) => ({ ...found, metadata: { ...found.metadata, labels: { changed: 'yes' } } }));
    await nodes.create(node('d'));
    await baseline.restore();
    expect(await names(test)).toEqual(['a', 'b', 'c']);
    const after = await nodes.get({ name: 'b' });
    expect({ ...after.metadata, resourceVersion: '' }).toEqual({ ...before.metadata, resourceVersion: '' });
    expect(Number(after.metadata.resourceVersion)).toBeGreaterThan(Number(before.metadata.resourceVersion));
  });

  it('is told to watchers as changes, and what is as it was is not told', async () => {
    const test = await openTest();
    const nodes = test.registry.of(kinds.nodes);
    await nodes.create(node('a'));
    await nodes.create(node('b'));
    const baseline = await takeBaseline(test.kv);
    await nodes.delete({ name: 'a' });
    await nodes.create(node('c'));
    const { resourceVersion } = await nodes.list();
    const log = watchLog(nodes, { resourceVersion }, ({ metadata }) => metadata.name ?? '');
    await baseline.restore();
    await nodes.create(node('z'));
    expect(await log.until(3)).toEqual(['DELETED c', 'ADDED a', 'ADDED z']);
    log.stop();
  });

  it('can be gone again', async () => {
    const test = await openTest();
    const baseline = await takeBaseline(test.kv);
    for (const name of ['a', 'b']) {
      await test.registry.of(kinds.nodes).create(node(name));
      await baseline.restore();
      expect(await names(test)).toEqual([]);
    }
  });

  it('heeds no finalizer, and leaves no namespace half gone', async () => {
    const test = await openTest();
    const baseline = await takeBaseline(test.kv);
    const namespaces = test.registry.of(kinds.namespaces);
    await namespaces.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' }, spec: {}, status: {} });
    await namespaces.delete({ name: 'shop' });
    await test.registry.of(kinds.nodes).create({ ...node('held'), metadata: { name: 'held', finalizers: ['example.com/hold'] } });
    await test.registry.of(kinds.nodes).delete({ name: 'held' });
    await baseline.restore();
    expect((await namespaces.list()).items.map(({ metadata }) => metadata.name)).not.toContain('shop');
    expect(await names(test)).toEqual([]);
  });

  it('leaves elections and heartbeats alone, and brings no old event back', async () => {
    const test = await openTest();
    const leases = test.registry.of(kinds.leases);
    const events = test.registry.of(kinds.events);
    const event = (name: string) => ({
      apiVersion: 'v1', kind: 'Event', metadata: { name, namespace: 'default' }, involvedObject: { namespace: 'default' }, type: 'Normal', reason: 'R', message: 'm', source: {}, reportingComponent: '', reportingInstance: '',
    });
    await events.create(event('old'));
    await events.create(event('older'));
    const baseline = await takeBaseline(test.kv);
    await events.delete({ namespace: 'default', name: 'old' });
    await events.create(event('new'));
    await leases.create(lease('kube-system', 'kube-scheduler'));
    await leases.create(lease('default', 'mine'));
    await baseline.restore();
    expect((await leases.list()).items.map(({ metadata }) => metadata.name)).toEqual(['kube-scheduler']);
    expect((await events.list()).items.map(({ metadata }) => metadata.name)).toEqual(['older']);
  });

  it('keeps the moment, whatever is written while the store is read', async () => {
    const test = await openTest();
    const nodes = test.registry.of(kinds.nodes);
    for (let i = 0; i < 600; i++) await nodes.create(node(`n${i}`));
    const baseline = await takeBaseline(test.kv);
    await nodes.create(node('zz-late'));
    await baseline.restore();
    expect(await names(test)).toHaveLength(600);
  });

  it('looks again when others were faster', async () => {
    const test = await openTest();
    const nodes = test.registry.of(kinds.nodes);
    const baseline = await takeBaseline(test.kv);
    await nodes.create(node('a'));
    test.kv.interference = () => nodes.update({ name: 'a' }, (found) => ({ ...found, metadata: { ...found.metadata, labels: { x: 'y' } } }));
    await baseline.restore();
    expect(await names(test)).toEqual([]);
  });

  it('says when the store does not answer, and is gone on with afterwards', async () => {
    const test = await openTest();
    const baseline = await takeBaseline(test.kv);
    await test.registry.of(kinds.nodes).create(node('a'));
    // What was there has been read by then.
    await baseline.restore();
    await test.registry.of(kinds.nodes).create(node('b'));
    test.kv.down = true;
    await expect(baseline.restore()).rejects.toMatchObject({ reason: 'ServiceUnavailable' });
    test.kv.down = false;
    await baseline.restore();
    expect(await names(test)).toEqual([]);
  });
});
