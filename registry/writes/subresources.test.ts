import { kinds, type autoscaling, type core, type KubeObject } from '../../api';
import { closeAll, openTest } from '../testing/harness';
import { configMap, pod, replicaSet } from '../testing/objects';

afterEach(closeAll);

const a = { namespace: 'default', name: 'a' };

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
    expect(after).toEqual({ ...before, spec: { ...before.spec, replicas: 5 }, metadata: { ...before.metadata, generation: 2, resourceVersion: after.metadata.resourceVersion } });
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

describe('binding', () => {
  const toNode = (name: string, metadata: object = {}): KubeObject =>
    ({ kind: 'Binding', apiVersion: 'v1', metadata: { name: 'a', namespace: 'default', ...metadata }, target: { kind: 'Node', name } }) as KubeObject;

  it('assigns the pod once', async () => {
    const { registry, clock } = await openTest();
    const pods = registry.of(kinds.pods);
    await pods.create(pod('a', {}, { annotations: { mine: 'stays' } }));
    await pods.invoke(a, 'binding', toNode('node-1', { annotations: { why: 'best' } }));
    expect(await pods.get(a)).toMatchObject({
      spec: { nodeName: 'node-1' }, metadata: { annotations: { mine: 'stays', why: 'best' } },
      status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: new Date(clock.now()).toISOString().replace('.000', '') }] },
    });
    await expect(pods.invoke(a, 'binding', toNode('node-2'))).rejects.toMatchObject({
      code: 409, message: 'Operation cannot be fulfilled on pods/binding "a": pod a is already assigned to node "node-1"',
    });
  });

  it('lets one of many win', async () => {
    const { registry } = await openTest();
    const pods = registry.of(kinds.pods);
    await pods.create(pod('a'));
    const results = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => pods.invoke(a, 'binding', toNode(`node-${i}`))));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('stores nothing on a dry run, and is refused for what is no pod or no action', async () => {
    const { registry } = await openTest();
    const pods = registry.of(kinds.pods);
    await pods.create(pod('a'));
    await pods.invoke(a, 'binding', toNode('node-1'), { dryRun: true });
    expect((await pods.get(a)).spec.nodeName).toBeUndefined();
    await expect(pods.invoke({ ...a, name: 'b' }, 'binding', toNode('node-1'))).rejects.toMatchObject({ code: 404 });
    await expect(pods.invoke(a, 'status', toNode('node-1'))).rejects.toMatchObject({ code: 404 });
    await expect(pods.invoke(a, 'binding', toNode(''))).rejects.toMatchObject({ code: 422, details: { kind: 'Binding' } });
  });
});

describe('eviction', () => {
  const evict = (deleteOptions?: object): KubeObject =>
    ({ kind: 'Eviction', apiVersion: 'policy/v1', metadata: { name: 'a', namespace: 'default' }, ...(deleteOptions && { deleteOptions }) }) as KubeObject;

  it('deletes with the options of its body', async () => {
    const { registry } = await openTest();
    const pods = registry.of(kinds.pods);
    const { metadata } = await pods.create(pod('a', { nodeName: 'node-1' }));
    await pods.invoke(a, 'eviction', evict(), { dryRun: true });
    await expect(pods.invoke(a, 'eviction', evict({ preconditions: { uid: 'other' } }))).rejects.toMatchObject({ reason: 'Conflict' });
    expect((await pods.get(a)).metadata.deletionTimestamp).toBeUndefined();
    await pods.invoke(a, 'eviction', evict({ gracePeriodSeconds: 3, preconditions: { uid: metadata.uid } }));
    expect((await pods.get(a)).metadata.deletionGracePeriodSeconds).toBe(3);
    await expect(pods.invoke({ ...a, name: 'b' }, 'eviction', evict())).rejects.toMatchObject({ code: 404 });
  });
});

it('warnings of an update reach the caller', async () => {
  const { registry } = await openTest();
  const warnings: string[] = [];
  await registry.of(kinds.configmaps).create({ ...configMap('a'), nonsense: 1 } as core.ConfigMap, { warn: (text) => warnings.push(text) });
  expect(warnings).toEqual(['unknown field "nonsense"']);
  await expect(registry.of(kinds.configmaps).create({ ...configMap('b'), nonsense: 1 } as core.ConfigMap, { fieldValidation: 'Strict' })).rejects.toMatchObject({
    code: 400, message: 'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "nonsense"',
  });
});
