import { kinds, type core, type DeleteOptions } from '../../api';
import { closeAll, openTest, type TestRegistry } from '../testing/harness';
import { configMap, namespace, pod, replicaSet } from '../testing/objects';

afterEach(closeAll);

const a = { namespace: 'default', name: 'a' };
const hold = ['test.dev/hold'];
const time = (ms: number): string => new Date(ms).toISOString().replace('.000', '');

/** A pod that a kubelet runs. */
async function runningPod({ registry }: TestRegistry, finalizers?: string[]): Promise<core.Pod> {
  return registry.of(kinds.pods).create(pod('a', { nodeName: 'node-1' }, finalizers && { finalizers }));
}

describe('delete', () => {
  it('removes at once what nothing holds', async () => {
    const { registry } = await openTest();
    const maps = registry.of(kinds.configmaps);
    const created = await maps.create(configMap('a'));
    expect(await maps.delete(a)).toEqual({ gone: true, object: created });
    await expect(maps.get(a)).rejects.toMatchObject({ code: 404 });
    await expect(maps.delete(a)).rejects.toMatchObject({ code: 404, message: 'configmaps "a" not found' });
  });

  it('marks what a finalizer holds, and removes it when the last one goes', async () => {
    const { registry, clock } = await openTest();
    const sets = registry.of(kinds.replicasets);
    await sets.create({ ...replicaSet('a', 1), metadata: { name: 'a', namespace: 'default', finalizers: [...hold, 'test.dev/other'] } });
    const { object, gone } = await sets.delete(a);
    expect(gone).toBe(false);
    expect(object.metadata).toMatchObject({ deletionTimestamp: time(clock.now()), deletionGracePeriodSeconds: 0, generation: 2 });
    await clock.step(5000);
    expect((await sets.delete(a)).object).toEqual(object);

    const withFinalizers = (finalizers: string[]) => sets.update(a, (set) => ({ ...set, metadata: { ...set.metadata, finalizers } }));
    await expect(withFinalizers(['test.dev/new'])).rejects.toMatchObject({ code: 422 });
    expect((await withFinalizers(hold)).metadata.deletionTimestamp).toBe(object.metadata.deletionTimestamp);
    await withFinalizers([]);
    await expect(sets.get(a)).rejects.toMatchObject({ code: 404 });
  });

  it('stores nothing on a dry run', async () => {
    const { registry } = await openTest();
    const maps = registry.of(kinds.configmaps);
    const created = await maps.create(configMap('a', {}, { finalizers: hold }));
    expect((await maps.delete(a, { dryRun: true })).object.metadata.deletionTimestamp).toBeDefined();
    expect(await maps.get(a)).toEqual(created);
    await maps.update(a, (map) => ({ ...map, metadata: { ...map.metadata, finalizers: undefined } }));
    expect((await maps.delete(a, { dryRun: true })).gone).toBe(true);
    await maps.get(a);
  });

  it('goes on from what another write left when that was faster', async () => {
    const { registry, kv, put } = await openTest();
    const maps = registry.of(kinds.configmaps);
    await maps.create(configMap('a'));
    kv.interference = () => put('/registry/configmaps/default/a', configMap('a', {}, { uid: 'u', finalizers: hold }));
    expect((await maps.delete(a)).gone).toBe(false);
    kv.interference = () => kv.delete('/registry/configmaps/default/a');
    await maps.update(a, (map) => ({ ...map, metadata: { ...map.metadata, finalizers: [] } })).catch((error: unknown) => expect(error).toMatchObject({ code: 404 }));
    await expect(maps.get(a)).rejects.toMatchObject({ code: 404 });
  });

  it('minds its preconditions', async () => {
    const { registry } = await openTest();
    const maps = registry.of(kinds.configmaps);
    const { metadata } = await maps.create(configMap('a'));
    const { uid = '', resourceVersion = '' } = metadata;
    await expect(maps.delete(a, { preconditions: { uid: 'other' } })).rejects.toMatchObject({
      code: 409, message: `Operation cannot be fulfilled on ConfigMap "a": the UID in the precondition (other) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    });
    await expect(maps.delete(a, { preconditions: { resourceVersion: '1' } })).rejects.toMatchObject({
      message: `Operation cannot be fulfilled on ConfigMap "a": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    });
    await expect(maps.delete(a, { propagationPolicy: 'Orphan', orphanDependents: true })).rejects.toMatchObject({
      code: 422, message: 'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set',
    });
    expect((await maps.delete(a, { preconditions: { uid, resourceVersion } })).gone).toBe(true);
  });
});

describe('grace', () => {
  it('is the pod’s own, counted from the request', async () => {
    const test = await openTest();
    await runningPod(test);
    const { object, gone } = await test.registry.of(kinds.pods).delete(a);
    expect(gone).toBe(false);
    expect(object.metadata).toMatchObject({ deletionTimestamp: time(test.clock.now() + 30_000), deletionGracePeriodSeconds: 30, generation: 2 });
  });

  it('can be shortened by a further delete, not lengthened, and not into the past', async () => {
    const test = await openTest();
    const { registry, clock } = test;
    const pods = registry.of(kinds.pods);
    await runningPod(test);
    const start = clock.now();
    await pods.delete(a);
    const kept = await pods.delete(a, { gracePeriodSeconds: 60 });
    expect(kept.object.metadata.deletionGracePeriodSeconds).toBe(30);
    expect((await pods.delete(a)).object).toEqual(kept.object);

    const { metadata } = (await pods.delete(a, { gracePeriodSeconds: 10 })).object;
    expect(metadata).toMatchObject({ deletionTimestamp: time(start + 10_000), deletionGracePeriodSeconds: 10, generation: 2 });
    await clock.step(8000);
    const late = (await pods.delete(a, { gracePeriodSeconds: 5 })).object.metadata;
    expect(late).toMatchObject({ deletionTimestamp: time(start + 8000), deletionGracePeriodSeconds: 1 });
    expect((await pods.delete(a, { gracePeriodSeconds: 0 })).gone).toBe(true);
  });

  it.each<[string, DeleteOptions, number | 'gone']>([
    ['zero is at once', { gracePeriodSeconds: 0 }, 'gone'],
    ['a negative one is a second', { gracePeriodSeconds: -1 }, 1],
    ['a given one', { gracePeriodSeconds: 7 }, 7],
  ])('%s', async (_name, options, wanted) => {
    const test = await openTest();
    await runningPod(test);
    const { object, gone } = await test.registry.of(kinds.pods).delete(a, options);
    expect(gone ? 'gone' : object.metadata.deletionGracePeriodSeconds).toBe(wanted);
  });

  it('needs a node to be worth waiting for', async () => {
    const { registry } = await openTest();
    await registry.of(kinds.pods).create(pod('a'));
    expect((await registry.of(kinds.pods).delete(a)).gone).toBe(true);
  });

  it('does not remove what a finalizer holds', async () => {
    const test = await openTest();
    const pods = test.registry.of(kinds.pods);
    await runningPod(test, hold);
    expect((await pods.delete(a, { gracePeriodSeconds: 0 })).object.metadata.deletionGracePeriodSeconds).toBe(0);
    await pods.update(a, (p) => ({ ...p, metadata: { ...p.metadata, finalizers: [] } }));
    await expect(pods.get(a)).rejects.toMatchObject({ code: 404 });
  });

  it('outlives the last finalizer', async () => {
    const test = await openTest();
    const pods = test.registry.of(kinds.pods);
    await runningPod(test, hold);
    await pods.delete(a);
    await pods.update(a, (p) => ({ ...p, metadata: { ...p.metadata, finalizers: [] } }));
    expect((await pods.get(a)).metadata.deletionGracePeriodSeconds).toBe(30);
    expect((await pods.delete(a, { gracePeriodSeconds: 0 })).gone).toBe(true);
  });
});

describe('propagation', () => {
  const cases: [string, string[], DeleteOptions, string[] | 'gone'][] = [
    ['background removes', [], { propagationPolicy: 'Background' }, 'gone'],
    ['foreground waits', [], { propagationPolicy: 'Foreground' }, ['foregroundDeletion']],
    ['orphan waits', hold, { propagationPolicy: 'Orphan' }, [...hold, 'orphan']],
    ['orphanDependents is the old spelling', [], { orphanDependents: true }, ['orphan']],
    ['orphanDependents false is background', ['orphan'], { orphanDependents: false }, 'gone'],
    ['what the object says counts when the request says nothing', ['foregroundDeletion', ...hold], {}, ['foregroundDeletion', ...hold]],
    ['the request overrules the object', ['orphan', ...hold], { propagationPolicy: 'Foreground' }, [...hold, 'foregroundDeletion']],
  ];
  it.each(cases)('%s', async (_name, finalizers, options, wanted) => {
    const { registry } = await openTest();
    const maps = registry.of(kinds.configmaps);
    await maps.create(configMap('a', {}, { finalizers }));
    const { object, gone } = await maps.delete(a, options);
    expect(gone ? 'gone' : object.metadata.finalizers).toEqual(wanted);
  });

  it('cannot be changed while grace is pending', async () => {
    const test = await openTest();
    await runningPod(test);
    await test.registry.of(kinds.pods).delete(a);
    const { object } = await test.registry.of(kinds.pods).delete(a, { propagationPolicy: 'Foreground' });
    expect(object.metadata.finalizers).toBeUndefined();
  });
});

describe('a namespace', () => {
  it('terminates, and goes when it is finalized', async () => {
    const { registry, kv } = await openTest();
    const namespaces = registry.of(kinds.namespaces);
    await namespaces.create(namespace('a'));
    const { object, gone } = await namespaces.delete({ name: 'a' });
    expect(gone).toBe(false);
    expect(object).toMatchObject({ status: { phase: 'Terminating' }, metadata: { deletionTimestamp: expect.any(String) } });
    expect(object.metadata.deletionGracePeriodSeconds).toBeUndefined();
    const writes = kv.calls.write;
    expect((await namespaces.delete({ name: 'a' }, { propagationPolicy: 'Foreground' })).object).toEqual(object);
    expect(kv.calls.write).toBe(writes);
    await namespaces.update({ name: 'a' }, (ns) => ({ ...ns, spec: { finalizers: [] } }), { subresource: 'finalize' });
    await expect(namespaces.get({ name: 'a' })).rejects.toMatchObject({ code: 404 });
  });
});
