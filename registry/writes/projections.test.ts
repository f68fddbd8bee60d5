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
});
