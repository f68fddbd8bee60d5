import { kinds, type core } from '../../../api';
import { closeAll, openTest, type TestRegistry } from '../../testing/harness';
import { namespace, pod } from '../../testing/objects';

afterEach(closeAll);

const range = (name: string, ...limits: core.LimitRangeItem[]): core.LimitRange =>
  ({ apiVersion: 'v1', kind: 'LimitRange', metadata: { name, namespace: 'default' }, spec: { limits } });

const container = (name: string, resources: core.ResourceRequirements = {}): core.Container => ({ name, image: 'nginx', resources }) as core.Container;

async function withLimits(...items: core.LimitRangeItem[]): Promise<TestRegistry> {
  const test = await openTest();
  await test.registry.of(kinds.limitranges).create(range('limits', ...items));
  return test;
}

const create = ({ registry }: TestRegistry, spec: Partial<core.PodSpec>): Promise<core.Pod> => registry.of(kinds.pods).create(pod('a', spec));
const refused = (why: string) => ({ code: 403, message: `pods "a" is forbidden: ${why}` });

describe('defaults', () => {
  it('are set where containers say nothing, and said', async () => {
    const test = await withLimits({ type: 'Container', default: { cpu: '200m', memory: '64Mi' }, defaultRequest: { cpu: '100m' } });
    const made = await create(test, {
      containers: [container('bare'), container('own', { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1' } })],
      initContainers: [container('setup', { requests: { cpu: '50m' } })],
    });
    expect(made.spec.containers.map(({ resources }) => resources)).toEqual([
      { limits: { cpu: '200m', memory: '64Mi' }, requests: { cpu: '100m', memory: '64Mi' } },
      { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1', memory: '1Gi' } },
    ]);
    expect(made.metadata.annotations?.['kubernetes.io/limit-ranger']).toBe('LimitRanger plugin set: cpu, memory request for container bare; cpu, memory limit for container bare; ' +
      'memory request for init container setup; cpu, memory limit for init container setup');
  });

  it('are those of its own namespace, as they are now', async () => {
    const test = await withLimits({ type: 'Container', default: { cpu: '1' } });
    const { registry } = test;
    await registry.of(kinds.namespaces).create(namespace('free'));
    expect((await registry.of(kinds.pods).create(pod('a', {}, { namespace: 'free' }))).spec.containers[0]?.resources).toEqual({});
    await registry.of(kinds.limitranges).delete({ namespace: 'default', name: 'limits' });
    expect((await create(test, {})).metadata.annotations).toBeUndefined();
  });

  it('cost no question to the store', async () => {
    const { registry, kv } = await withLimits({ type: 'Pod', max: { cpu: '10' } });
    const limited = (name: string) => pod(name, { containers: [container('c', { limits: { cpu: '1' } })] });
    await registry.of(kinds.pods).create(limited('first'));
    const { get, list } = kv.calls;
    await Promise.all(Array.from({ length: 20 }, (_, i) => registry.of(kinds.pods).create(limited(`p${i}`))));
    expect(kv.calls).toMatchObject({ get, list });
  });
});

describe('bounds', () => {
  const bound = { limits: { cpu: '500m' }, requests: { cpu: '100m' } };

  it.each<[string, core.LimitRangeItem, core.ResourceRequirements, string]>([
    ['a request that is too small', { type: 'Container', min: { cpu: '200m' } }, bound, 'minimum cpu usage per Container is 200m, but request is 100m'],
    ['a limit that is too large', { type: 'Container', max: { cpu: '400m' } }, bound, 'maximum cpu usage per Container is 400m, but limit is 500m'],
    ['a ratio that is too large', { type: 'Container', maxLimitRequestRatio: { cpu: '2' } }, bound, 'cpu max limit to request ratio per Container is 2, but provided ratio is 5.000000'],
    ['a ratio without a limit', { type: 'Container', maxLimitRequestRatio: { memory: '2' } }, { requests: { memory: '1Gi' } },
      'memory max limit to request ratio per Container is 2, but no limit is specified or limit is 0'],
    ['a pod without a limit', { type: 'Pod', max: { memory: '1Gi' } }, bound, 'maximum memory usage per Pod is 1Gi.  No limit is specified'],
    ['a pod without a request', { type: 'Pod', min: { memory: '1Gi' } }, bound, 'minimum memory usage per Pod is 1Gi.  No request is specified'],
    ['several things', { type: 'Container', min: { cpu: '200m' }, max: { cpu: '400m' } }, bound,
      '[minimum cpu usage per Container is 200m, but request is 100m, maximum cpu usage per Container is 400m, but limit is 500m]'],
  ])('refuse %s', async (_, item, resources, why) => {
    await expect(create(await withLimits(item), { containers: [container('c', resources)] })).rejects.toMatchObject(refused(why));
  });

  it('of a pod count its containers together, unless the pod speaks for itself', async () => {
    const test = await withLimits({ type: 'Pod', max: { cpu: '1' } });
    const two = [container('a', { limits: { cpu: '600m' } }), container('b', { limits: { cpu: '600m' } })];
    await expect(create(test, { containers: two })).rejects.toMatchObject(refused('maximum cpu usage per Pod is 1, but limit is 1200m'));
    await create(test, { containers: [container('a', { limits: { cpu: '600m' } })], initContainers: [container('b', { limits: { cpu: '900m' } })] });
  });

  it('hold for claims when they are made and when they grow', async () => {
    const { registry } = await withLimits({ type: 'PersistentVolumeClaim', min: { storage: '1Gi' }, max: { storage: '2Gi' } });
    const claim = (storage: string) => ({
      apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'c', namespace: 'default' }, status: {},
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
    }) as core.PersistentVolumeClaim;
    const claims = registry.of(kinds.persistentvolumeclaims);
    const why = 'persistentvolumeclaims "c" is forbidden: ';
    await expect(claims.create(claim('1Mi'))).rejects.toMatchObject({ code: 403, message: `${why}minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 1Mi` });
    await expect(claims.create(claim('3Gi'))).rejects.toMatchObject({ code: 403, message: `${why}maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi` });
    await claims.create(claim('1536Mi'));
  });

  it('hold for resizes, not for other changes', async () => {
    const test = await openTest();
    const pods = test.registry.of(kinds.pods);
    const key = { namespace: 'default', name: 'a' };
    await create(test, { containers: [container('c', { limits: { cpu: '2' }, requests: { cpu: '2' } })] });
    await test.registry.of(kinds.limitranges).create(range('late', { type: 'Container', max: { cpu: '1' } }));
    await pods.update(key, (current) => ({ ...current, metadata: { ...current.metadata, labels: { a: 'b' } } }));
    const resize = pods.update(key, (current) => ({
      ...current, spec: { ...current.spec, containers: [{ ...current.spec.containers[0], resources: { limits: { cpu: '3' }, requests: { cpu: '3' } } } as core.Container] },
    }), { subresource: 'resize' });
    await expect(resize).rejects.toMatchObject(refused('maximum cpu usage per Container is 1, but limit is 3'));
  });
});
