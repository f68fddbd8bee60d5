/** Pods wait for what they name, say so as kubelets do, and go on when it is there. */
import { kinds, silentLogger, type Client, type core, type KubeObject, type ObjectKey, type ResourceDefinition, type Resources, type WatchOptions } from '../../api';
import { Needs } from '.';
import { Reads } from './reads';
import { boundPod, closeAll, openCluster, type TestCluster } from '../testing/cluster';

afterEach(closeAll);

type Container = Partial<core.Container>;
type World = TestCluster & { readonly create: (spec: NonNullable<Parameters<typeof boundPod>[1]>, name?: string) => Promise<void>; readonly configMap: (name: string, data?: Record<string, string>) => Promise<void>; readonly secret: (name: string, keys?: readonly string[]) => Promise<void> };

async function world(): Promise<World> {
  const cluster = await openCluster();
  const { registry } = cluster;
  cluster.start();
  return {
    ...cluster,
    async create(spec, name = 'a') { await registry.of(kinds.pods).create(boundPod(name, spec)); },
    async configMap(name, data = {}) { await registry.of(kinds.configmaps).create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data }); },
    async secret(name, keys = []) {
      await registry.of(kinds.secrets).create({ apiVersion: 'v1', kind: 'Secret', type: 'Opaque', metadata: { name, namespace: 'default' }, data: Object.fromEntries(keys.map((key) => [key, 'eA=='])) });
    },
  };
}

const containers = (container: Container, ...more: Container[]): core.Container[] => [container, ...more].map((each, i) => ({ name: `c${i}`, image: 'nginx', ...each }) as core.Container);
const mounting = (volume: Omit<core.Volume, 'name'>): Partial<core.PodSpec> => ({ volumes: [{ name: 'v', ...volume }], containers: containers({ volumeMounts: [{ name: 'v', mountPath: '/v' }] }) });
const web = (pod: core.Pod | undefined): core.ContainerStatus | undefined => pod?.status.containerStatuses?.[0];
const isRunning = ({ pod }: TestCluster) => async (): Promise<boolean> => (await pod('a'))?.status.phase === 'Running';
const about = async ({ events }: TestCluster, reason: string): Promise<string[]> => (await events('a')).filter((event) => event.startsWith(`${reason}: `)).map((event) => event.slice(reason.length + 2));
const told = (cluster: TestCluster, reason: string) => async (): Promise<boolean> => (await about(cluster, reason)).length > 0;

const setUp = (why: string): string => `MountVolume.SetUp failed for volume "v" : ${why}`;

describe('a volume', () => {
  it.each<[string, Omit<core.Volume, 'name'>, string, (of: World) => Promise<void>]>([
    ['of a ConfigMap', { configMap: { name: 'y' } }, 'configmap "y" not found', ({ configMap }) => configMap('y')],
    ['of a Secret', { secret: { secretName: 'y' } }, 'secret "y" not found', ({ secret }) => secret('y')],
    ['of a source', { projected: { sources: [{ downwardAPI: {} }, { configMap: { name: 'y' } }] } }, 'configmap "y" not found', ({ configMap }) => configMap('y')],
    ['of several sources', { projected: { sources: [{ secret: { name: 'x' } }, { configMap: { name: 'y' } }] } }, '[secret "x" not found, configmap "y" not found]', async ({ configMap, secret }) => { await configMap('y'); await secret('x'); }],
  ])('%s waits until it is there', async (_, volume, why, make) => {
    const cluster = await world();
    await cluster.create(mounting(volume));
    await cluster.until(told(cluster, 'FailedMount'));
    const { status } = (await cluster.pod('a')) ?? {};
    expect(status).toMatchObject({ phase: 'Pending', containerStatuses: [{ state: { waiting: { reason: 'ContainerCreating' } } }] });
    expect([status?.podIP, status?.conditions?.find(({ type }) => type === 'PodReadyToStartContainers')?.status]).toEqual([undefined, 'False']);
    expect(await about(cluster, 'FailedMount')).toEqual([setUp(why)]);
    // Attempts are 16 s apart by now: it does not go on with one of them, but at once.
    await cluster.clock.step(20_000);
    await make(cluster);
    expect(await cluster.until(isRunning(cluster), 10)).toBeLessThan(1000);
    expect(cluster.complaints).toEqual([]);
  });

  it.each<[string, Omit<core.Volume, 'name'>]>([
    ['a ConfigMap that may be missing', { configMap: { name: 'y', optional: true } }],
    ['a Secret that may be missing', { secret: { secretName: 'y', optional: true } }],
    ['a key that may be missing', { configMap: { name: 'there', optional: true, items: [{ key: 'k', path: 'k' }] } }],
    ['what every namespace has, sooner or later', { projected: { sources: [{ configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } }] } }],
  ])('waits not for %s', async (_, volume) => {
    const cluster = await world();
    await cluster.configMap('there');
    await cluster.create(mounting(volume));
    await cluster.until(isRunning(cluster));
  });

  it('is not waited for where the pod says so', async () => {
    const cluster = await world();
    await cluster.create({ ...mounting({ secret: { secretName: 'y' } }), annotations: { 'ignore-missing': 'true' } });
    await cluster.until(isRunning(cluster));
  });

  it('that nobody mounts is nobody\'s', async () => {
    const cluster = await world();
    await cluster.create({ volumes: [{ name: 'v', secret: { secretName: 'y' } }] });
    await cluster.until(isRunning(cluster));
  });

  it.each<[string, Omit<core.Volume, 'name'>, string]>([
    ['ConfigMap', { configMap: { name: 'y', items: [{ key: 'k', path: 'p' }] } }, 'configmap references non-existent config key: k'],
    ['Secret', { secret: { secretName: 'y', items: [{ key: 'k', path: 'p' }] } }, 'references non-existent secret key: k'],
  ])('waits for a key of a %s', async (_, volume, why) => {
    const cluster = await world();
    await Promise.all([cluster.configMap('y', { other: 'x' }), cluster.secret('y', ['other'])]);
    await cluster.create(mounting(volume));
    await cluster.until(told(cluster, 'FailedMount'));
    expect(await about(cluster, 'FailedMount')).toEqual([setUp(why)]);
    await cluster.registry.of(kinds.configmaps).update({ namespace: 'default', name: 'y' }, (map) => ({ ...map, data: { k: 'x' } }));
    await cluster.registry.of(kinds.secrets).update({ namespace: 'default', name: 'y' }, (map) => ({ ...map, data: { k: 'eA==' } }));
    await cluster.until(isRunning(cluster));
  });

  it('is tried again after half a second, doubling, and says so each time', async () => {
    const cluster = await world();
    await cluster.create(mounting({ configMap: { name: 'y' } }));
    const count = async (): Promise<number> => (await cluster.registry.of(kinds.events).list({ namespace: 'default' })).items.find(({ reason }) => reason === 'FailedMount')?.count ?? 0;
    await cluster.until(async () => (await count()) === 1);
    const waits: number[] = [];
    for (let n = 2; n <= 6; n++) waits.push(await cluster.until(async () => (await count()) === n, 100));
    for (const [i, wait] of waits.entries()) expect(Math.abs(wait - 500 * 2 ** i)).toBeLessThanOrEqual(300);
  });
});

describe('the variables of a container', () => {
  const valueFrom = (from: core.EnvVarSource): Container => ({ env: [{ name: 'X', valueFrom: from }] });

  it.each<[string, Container, string, (of: World) => Promise<void>]>([
    ['a ConfigMap', { envFrom: [{ configMapRef: { name: 'y' } }] }, 'configmap "y" not found', ({ configMap }) => configMap('y')],
    ['a Secret', { envFrom: [{ secretRef: { name: 'y' } }] }, 'secret "y" not found', ({ secret }) => secret('y')],
    ['a key of a ConfigMap', valueFrom({ configMapKeyRef: { name: 'y', key: 'k' } }), 'configmap "y" not found', ({ configMap }) => configMap('y', { k: 'x' })],
    ['a key of a Secret', valueFrom({ secretKeyRef: { name: 'y', key: 'k' } }), 'secret "y" not found', ({ secret }) => secret('y', ['k'])],
  ])('wait for %s', async (_, container, why, make) => {
    const cluster = await world();
    await cluster.create({ containers: containers(container, {}) });
    await cluster.until(async () => web(await cluster.pod('a'))?.state?.waiting?.reason === 'CreateContainerConfigError');
    const { status } = (await cluster.pod('a')) ?? {};
    expect(status).toMatchObject({ phase: 'Pending', podIP: '10.244.0.2', containerStatuses: [{ state: { waiting: { reason: 'CreateContainerConfigError', message: why } } }, { ready: false }] });
    await cluster.until(told(cluster, 'Failed'));
    expect(await about(cluster, 'Failed')).toEqual([`Error: ${why}`]);
    await make(cluster);
    expect(await cluster.until(isRunning(cluster), 10)).toBeLessThan(1000);
    expect(web(await cluster.pod('a'))).toMatchObject({ ready: true, restartCount: 0 });
  });

  it.each<[string, Container]>([
    ['ConfigMap', valueFrom({ configMapKeyRef: { name: 'y', key: 'k' } })],
    ['Secret', valueFrom({ secretKeyRef: { name: 'y', key: 'k' } })],
  ])('wait for the key in a %s that is there', async (kind, container) => {
    const cluster = await world();
    await Promise.all([cluster.configMap('y'), cluster.secret('y')]);
    await cluster.create({ containers: containers(container) });
    await cluster.until(async () => web(await cluster.pod('a'))?.state?.waiting?.message === `couldn't find key k in ${kind} default/y`);
  });

  it.each<[string, Container]>([
    ['a ConfigMap', { envFrom: [{ configMapRef: { name: 'y', optional: true } }] }],
    ['a key', valueFrom({ configMapKeyRef: { name: 'there', key: 'k', optional: true } })],
    ['a Secret', valueFrom({ secretKeyRef: { name: 'y', key: 'k', optional: true } })],
  ])('wait not for %s that may be missing', async (_, container) => {
    const cluster = await world();
    await cluster.configMap('there');
    await cluster.create({ containers: containers(container) });
    await cluster.until(isRunning(cluster));
  });

  it('of an init container hold up its pod', async () => {
    const cluster = await world();
    await cluster.create({ initContainers: containers({ name: 'first', envFrom: [{ secretRef: { name: 'y' } }] }) });
    await cluster.until(async () => (await cluster.pod('a'))?.status.initContainerStatuses?.[0]?.state?.waiting?.message === 'secret "y" not found');
    expect(web(await cluster.pod('a'))?.state?.waiting?.reason).toBe('PodInitializing');
    await cluster.secret('y');
    await cluster.until(isRunning(cluster));
  });

  it('are read anew when it is restarted', async () => {
    const cluster = await world();
    await cluster.configMap('y');
    await cluster.create({ containers: containers({ envFrom: [{ configMapRef: { name: 'y' } }] }), annotations: { 'run-time': '5s', 'exit-code': '1' } });
    await cluster.until(isRunning(cluster));
    await cluster.registry.of(kinds.configmaps).delete({ namespace: 'default', name: 'y' });
    await cluster.until(async () => web(await cluster.pod('a'))?.state?.waiting?.reason === 'CreateContainerConfigError');
    expect(web(await cluster.pod('a'))).toMatchObject({ restartCount: 0, state: { waiting: { message: 'configmap "y" not found' } }, lastState: { terminated: { exitCode: 1 } } });
    await cluster.configMap('y');
    await cluster.until(async () => web(await cluster.pod('a'))?.restartCount === 1);
  });

  it('are told of at every look', async () => {
    const cluster = await world();
    await cluster.create({ containers: containers({ envFrom: [{ configMapRef: { name: 'y' } }] }) });
    const counts = async (): Promise<number[]> => (await cluster.registry.of(kinds.events).list({ namespace: 'default' })).items.filter(({ reason = '' }) => reason === 'Failed' || reason === 'Pulled').map(({ count = 0 }) => count);
    await cluster.until(async () => (await counts()).join() === '3,3', 1000);
  });
});

describe('a claim', () => {
  const unbound: core.PersistentVolumeClaim = {
    apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace: 'default' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, volumeName: 'pv' }, status: { phase: 'Pending' },
  };
  const unprocessed = (why: string): string => `Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[], failed to process volumes=[v]: error processing PVC default/data: ${why}`;
  const spec = mounting({ persistentVolumeClaim: { claimName: 'data' } });

  async function bind({ registry }: World, source: Partial<core.PersistentVolumeSpec>): Promise<void> {
    const key = { namespace: 'default', name: 'data' };
    const { metadata: { uid } } = await registry.of(kinds.persistentvolumeclaims).get(key);
    await registry.of(kinds.persistentvolumes).create({
      apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'pv' },
      spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, claimRef: { namespace: 'default', name: 'data', uid }, ...source }, status: {},
    });
    await registry.of(kinds.persistentvolumeclaims).update(key, (current) => ({ ...current, status: { phase: 'Bound' } }), { subresource: 'status' });
  }

  it('is waited for until it is there, and bound', async () => {
    const cluster = await world();
    await cluster.create(spec);
    await cluster.until(told(cluster, 'FailedMount'));
    expect(await about(cluster, 'FailedMount')).toEqual([unprocessed('failed to fetch PVC from API server: persistentvolumeclaims "data" not found')]);
    await cluster.registry.of(kinds.persistentvolumeclaims).create(unbound);
    await cluster.until(async () => (await about(cluster, 'FailedMount')).includes(unprocessed('PVC is not bound')));
    await bind(cluster, { hostPath: { path: '/tmp/x' } });
    expect(await cluster.until(isRunning(cluster), 10)).toBeLessThan(1000);
  });

  it('whose driver attaches is waited for in silence until the node says that it is attached', async () => {
    const cluster = await world();
    await cluster.registry.of(kinds.persistentvolumeclaims).create(unbound);
    await bind(cluster, { csi: { driver: 'test.example.com', volumeHandle: 'h1' } });
    await cluster.create(spec);
    await cluster.clock.step(200_000);
    expect(web(await cluster.pod('a'))?.state?.waiting?.reason).toBe('ContainerCreating');
    expect(await cluster.events('a')).toEqual([]);
    await cluster.registry.of(kinds.nodes).update({ name: 'node-1' }, (node) => ({ ...node, status: { ...node.status, volumesAttached: [{ name: 'kubernetes.io/csi/test.example.com^h1', devicePath: '' }] } }), { subresource: 'status' });
    expect(await cluster.until(isRunning(cluster), 10)).toBeLessThan(1000);
  });

  it('whose driver does not attach is had at once', async () => {
    const cluster = await world();
    await cluster.registry.of(kinds.csidrivers).create({ apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', metadata: { name: 'test.example.com' }, spec: { attachRequired: false } });
    await cluster.registry.of(kinds.persistentvolumeclaims).create(unbound);
    await bind(cluster, { csi: { driver: 'test.example.com', volumeHandle: 'h1' } });
    await cluster.create(spec);
    await cluster.until(isRunning(cluster));
  });
});

describe('a container is not created', () => {
  it('from an image that has no name', async () => {
    const cluster = await world();
    await cluster.create({ containers: containers({ image: 'busyBOX' }) });
    await cluster.until(told(cluster, 'Failed'));
    const why = 'Failed to apply default image tag "busyBOX": couldn\'t parse image name "busyBOX": invalid reference format: repository name (library/busyBOX) must be lowercase';
    expect(web(await cluster.pod('a'))?.state?.waiting).toEqual({ reason: 'InvalidImageName', message: why });
    expect(await cluster.events('a')).toEqual([`InspectFailed: ${why}`, 'Failed: Error: InvalidImageName']);
  });

  it('as root where it is not to be', async () => {
    const cluster = await world();
    await cluster.create({ securityContext: { runAsNonRoot: true }, containers: containers({ securityContext: { runAsUser: 0 } }) });
    await cluster.until(told(cluster, 'Failed'));
    expect(web(await cluster.pod('a'))?.state?.waiting).toEqual({ reason: 'CreateContainerConfigError', message: `container's runAsUser breaks non-root policy (pod: "a_default(${(await cluster.pod('a'))?.metadata.uid})", container: c0)` });
  });
});

it('is watched for only while somebody waits', async () => {
  const { registry, clock } = await openCluster();
  const watches: AbortSignal[] = [];
  const client: Client = {
    of: <T extends KubeObject>(definition: ResourceDefinition<T>) => ({
      get: (key: ObjectKey) => registry.of(definition).get(key),
      watch: (options: WatchOptions, signal: AbortSignal) => {
        watches.push(signal);
        return registry.of(definition).watch(options, signal);
      },
    }) as unknown as Resources<T>,
  };
  const needs = new Needs({ client, clock, log: silentLogger, signal: new AbortController().signal }, () => undefined);
  const [node, first, second] = [{ metadata: { name: 'node-1' }, status: {} } as core.Node, ...['a', 'b'].map((name) => boundPod(name, mounting({ configMap: { name: 'y' } })))] as [core.Node, core.Pod, core.Pod];
  expect(needs.concern(boundPod('plain'))).toBe(false);
  expect(needs.concern(first)).toBe(true);
  const open = (): number => watches.filter(({ aborted }) => !aborted).length;
  for (const pod of [first, second, first]) expect((await needs.look(pod, () => node))?.mounts.size).toBe(1);
  expect([watches.length, open()]).toEqual([1, 1]);
  needs.forget(first);
  expect(open()).toBe(1);
  await registry.of(kinds.configmaps).create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'y', namespace: 'default' } });
  expect(await needs.look(second, () => node)).toBeUndefined();
  expect([watches.length, open()]).toEqual([1, 0]);
});

it('a node that says so while a pod is looked at has said it in time', async () => {
  const { registry, clock } = await openCluster();
  await registry.of(kinds.persistentvolumeclaims).create({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace: 'default' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, volumeName: 'pv' }, status: {} });
  const { metadata: { uid } } = await registry.of(kinds.persistentvolumeclaims).update({ namespace: 'default', name: 'data' }, (claim) => ({ ...claim, status: { phase: 'Bound' } }), { subresource: 'status' });
  const csi = { driver: 'd', volumeHandle: 'h' };
  await registry.of(kinds.persistentvolumes).create({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'pv' }, spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, claimRef: { namespace: 'default', name: 'data', uid }, csi }, status: {} });
  const needs = new Needs({ client: registry, clock, log: silentLogger, signal: new AbortController().signal }, () => undefined);
  const before = { metadata: { name: 'node-1' }, status: {} } as core.Node;
  const after = { ...before, status: { volumesAttached: [{ name: 'kubernetes.io/csi/d^h', devicePath: '' }] } } as core.Node;
  let asked = 0;
  const pod = boundPod('a', mounting({ persistentVolumeClaim: { claimName: 'data' } }));
  expect((await needs.look(pod, () => before))?.unattached).toEqual(['v']);
  expect(needs.onNode(before)).toEqual(['default/a']);
  expect(await needs.look(pod, () => (asked++ === 0 ? before : after))).toBeUndefined();
  expect(needs.onNode(after)).toEqual([]);
});

it('what many ask for at once is read twice at most, and nobody is told what was before', async () => {
  const answers: ((map: core.ConfigMap) => void)[] = [];
  const reads = new Reads({ of: () => ({ get: () => new Promise((resolve) => { answers.push(resolve as (map: core.ConfigMap) => void); }) }) } as unknown as Client);
  const read = () => reads.read(kinds.configmaps, { namespace: 'default', name: 'y' });
  const map = (at: string): core.ConfigMap => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: at } });
  const asked = [read(), read(), read()];
  answers[0]?.(map('before'));
  await asked[0];
  while (answers.length < 2) await Promise.resolve();
  answers[1]?.(map('after'));
  expect((await Promise.all(asked)).map(({ object }) => object?.metadata.name)).toEqual(['before', 'after', 'after']);
  expect(answers).toHaveLength(2);
});
