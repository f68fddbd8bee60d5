import { kinds, type autoscaling, type KubeObject } from '../../api';
import { closeAll, openTest } from '../testing/harness';
import { replicaSet } from '../testing/objects';

afterEach(closeAll);

const a = { namespace: 'default', name: 'a' };

const ownersOf = ({ metadata }: KubeObject): string[] => (metadata.managedFields ?? []).map(({ manager, operation, subresource = '' }) => `${manager} ${operation} ${subresource}`.trim());

describe('scale', () => {
  const scaled = (replicas: number, metadata: object = {}) => (current: KubeObject): KubeObject =>
    ({ ...(current as autoscaling.Scale), spec: { replicas }, metadata: { ...current.metadata, ...metadata } }) as KubeObject;

  it('shows the replicas of a workload and changes nothing but them', async () => {
    const { registry } = await openTest();
    const store = registry.store(kinds.replicasets);
    const { object: before } = await store.create(replicaSet('a', 2), 'default');
    expect(await store.project(a, 'scale')).toMatchObject({
      kind: 'Scale', apiVersion: 'autoscaling/v1', spec: { replicas: 2 }, status: { replicas: 0, selector: 'app=a' },
      metadata: { name: 'a', namespace: 'default', uid: before.metadata.uid, resourceVersion: before.metadata.resourceVersion },
    });
    expect(await store.updateProjection(a, 'scale', scaled(5))).toMatchObject({ kind: 'Scale', spec: { replicas: 5 } });
    const { object: after } = await store.get(a);
    expect(after).toEqual({ ...before, spec: { ...before.spec, replicas: 5 }, metadata: { ...before.metadata, generation: 2, resourceVersion: after.metadata.resourceVersion, managedFields: after.metadata.managedFields } });
    expect(ownersOf(after)).toEqual(['unknown Update', 'unknown Update scale']);
  });

  it('is read and written as any resource, through its own path', async () => {
    const { registry } = await openTest();
    const sets = registry.of(kinds.replicasets);
    await sets.create(replicaSet('a', 2));
    const through = { subresource: 'scale', fieldManager: 'scaler' };
    const seen = await sets.update(a, (scale) => scale, through);
    expect(seen).toMatchObject({ kind: 'Scale', spec: { replicas: 2 } });
    expect(await sets.update(a, (scale) => ({ ...scale, spec: { ...scale.spec, replicas: 3 } }), through)).toMatchObject({ kind: 'Scale', spec: { replicas: 3 } });
    expect(ownersOf(await sets.get(a))).toEqual(['scaler Update scale', 'unknown Update']);
    await expect(sets.update(a, () => seen, through)).rejects.toMatchObject({ reason: 'Conflict' });
    await expect(registry.of(kinds.configmaps).update(a, (scale) => scale, through)).rejects.toMatchObject({ code: 404 });
  });

  it('minds the resourceVersion it is given, and the rules of its own kind', async () => {
    const { registry } = await openTest();
    const store = registry.store(kinds.replicasets);
    await store.create(replicaSet('a', 2), 'default');
    await expect(store.updateProjection(a, 'scale', scaled(3, { resourceVersion: '1' }))).rejects.toMatchObject({ reason: 'Conflict' });
    await expect(store.updateProjection(a, 'scale', scaled(-1))).rejects.toMatchObject({
      code: 422, message: 'Scale.autoscaling "a" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    });
    await expect(store.updateProjection(a, 'status', scaled(1))).rejects.toMatchObject({ code: 404 });
    await expect(registry.store(kinds.configmaps).project(a, 'scale')).rejects.toMatchObject({ code: 404 });
  });

  it.each<[string, object, string]>([
    ['another kind', { kind: 'ReplicaSet' }, 'the object provided is unrecognized (must be of type Scale): the kind in the data (ReplicaSet) does not match the expected kind (Scale)'],
    ['another version', { apiVersion: 'apps/v1' }, 'the API version in the data (apps/v1) does not match the expected API version (autoscaling/v1)'],
    ['another name', { metadata: { name: 'b' } }, 'the name of the object (b) does not match the name on the URL (a)'],
    ['no name', { metadata: {} }, 'the name of the object (a based on URL) was undeterminable: name must be provided'],
    ['another namespace', { metadata: { name: 'a', namespace: 'other' } }, 'the namespace of the object (other) does not match the namespace on the request (default)'],
  ])('is refused %s', async (_, change, message) => {
    const { registry } = await openTest();
    const store = registry.store(kinds.replicasets);
    await store.create(replicaSet('a', 2), 'default');
    await expect(store.updateProjection(a, 'scale', (current) => ({ ...current, ...change }))).rejects.toMatchObject({ code: 400, reason: 'BadRequest', message });
  });

  it('may leave out what it is; fields that nobody knows are told of, or refused', async () => {
    const { registry } = await openTest();
    const store = registry.store(kinds.replicasets);
    await store.create(replicaSet('a', 2), 'default');
    const body = () => ({ metadata: { name: 'a' }, spec: { replicas: 3, more: true } });
    await expect(store.updateProjection(a, 'scale', body, { fieldValidation: 'Strict' })).rejects.toMatchObject({
      code: 400, message: 'Scale in version "v1" cannot be handled as a Scale: strict decoding error: unknown field "spec.more"',
    });
    const warnings: string[] = [];
    expect(await store.updateProjection(a, 'scale', body, { warn: (text) => warnings.push(text) })).toMatchObject({ kind: 'Scale', spec: { replicas: 3 } });
    expect(warnings).toEqual(['unknown field "spec.more"']);
  });
});
