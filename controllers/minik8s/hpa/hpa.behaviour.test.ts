/** Hpas of the document on a real registry, with pods and workloads that use what the test says. */
import { documentHpa, kinds, type autoscalingV2, type core } from '../../../api';
import { runPods, startCluster, until, untilAll, whilePassing, type TestCluster } from '../../testing/cluster';
import { replicaSet } from '../../testing/objects';

let cluster: TestCluster;
let endPods: () => void;
/** What each pod uses: cores, bytes. */
let load: { cpu: number; memory: number };
let broken: boolean;

async function read(path: string): Promise<unknown> {
  if (broken) throw new Error('nobody measures');
  expect(path).toContain('/apis/metrics.k8s.io/v1beta1/namespaces/default/pods?labelSelector=app%3Dweb');
  const timestamp = new Date(cluster.clock.now()).toISOString();
  const { items } = await cluster.registry.of(kinds.pods).list({ namespace: 'default' });
  return { items: items.filter(({ status }) => status.phase === 'Running').map(({ metadata: { name } }) => ({ metadata: { name }, timestamp, window: '10s', containers: [{ name: 'c', usage: { cpu: `${load.cpu * 1000}m`, memory: String(load.memory) } }] })) };
}

beforeEach(async () => {
  load = { cpu: 0, memory: 0 };
  broken = false;
  cluster = await startCluster({ read });
  endPods = runPods(cluster);
});
afterEach(async () => {
  endPods();
  await cluster.stop();
});

const spec: core.PodSpec = { containers: [{ name: 'c', image: 'i', resources: { limits: { memory: '1000' } } }] } as core.PodSpec;
const pods = () => cluster.registry.of(kinds.pods);
const autoscalers = () => cluster.registry.of(kinds.horizontalpodautoscalers);
const key = { namespace: 'default', name: 'web-hpa' };

const addPod = (name: string, metadata: Partial<core.Pod['metadata']> = {}, more: Partial<core.PodSpec> = {}) =>
  pods().create({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', labels: { app: 'web' }, ...metadata }, spec: { ...spec, ...more }, status: {} });

const addHpa = (wanted: Partial<documentHpa.DocumentHpa> = {}, scaleTargetRef = { apiVersion: 'minik8s.io/v1', kind: 'Pod', name: 'web' }) => {
  const { annotations, spec: kept } = documentHpa.keptHpa({ minReplicas: 2, maxReplicas: 4, adjustIntervalMs: 0, matchLabels: { app: 'web' }, cpuPercent: 0.4, memPercent: 0.6, ...wanted });
  const texts = Object.fromEntries(Object.entries(annotations).filter((entry): entry is [string, string] => entry[1] !== undefined));
  return autoscalers().create({
    apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { ...key, annotations: texts }, spec: { ...kept, scaleTargetRef }, status: { desiredReplicas: 0, currentMetrics: null },
  } as autoscalingV2.HorizontalPodAutoscaler);
};

const alive = (all: readonly core.Pod[]): core.Pod[] => all.filter(({ metadata }) => !metadata.deletionTimestamp);
const passing = <T>(work: Promise<T>, ms = 5000): Promise<T> => whilePassing(cluster, ms, work);
const count = (wanted: number): Promise<readonly core.Pod[]> => passing(untilAll(pods(), 'default', (all) => alive(all).length === wanted && all.length === wanted));
const status = (holds: (hpa: autoscalingV2.HorizontalPodAutoscaler) => boolean): Promise<autoscalingV2.HorizontalPodAutoscaler | undefined> => passing(until(autoscalers(), key, (hpa) => hpa !== undefined && holds(hpa)));
const condition = (type: string, reason: string) => ({ status: { conditions = [] } }: autoscalingV2.HorizontalPodAutoscaler): boolean => conditions?.some((one) => one.type === type && one.reason === reason) ?? false;

test('pods are added one at a time, up to what is needed, and taken away again; those of others stay', async () => {
  load = { cpu: 0.5, memory: 100 };
  const first = await addPod('web', { annotations: { 'minikapi.dev/cpu-usage': '500m', 'minik8s.io/node-name': 'node-1' } });
  const hpa = await addHpa();
  const all = await count(2);
  const clone = all.find(({ metadata }) => metadata.name !== 'web');
  expect(clone?.metadata).toMatchObject({
    name: expect.stringMatching(/^web-[a-z0-9]{5}$/) as string, annotations: { 'minikapi.dev/cpu-usage': '500m' },
    labels: { app: 'web', 'minik8s.io/pod_hpa_name': 'web-hpa', 'minik8s.io/pod_hpa_namespace': 'default', 'minik8s.io/pod_hpa_uuid': hpa.metadata.uid },
    ownerReferences: [{ kind: 'HorizontalPodAutoscaler', name: 'web-hpa', uid: hpa.metadata.uid, controller: true }],
  });
  expect([clone?.metadata.annotations?.['minik8s.io/node-name'], clone?.spec.nodeName]).toEqual([undefined, undefined]);
  // 0.5 / 0.4 * 2 is 2.5: two are enough.
  const measured = await status(({ status: { currentMetrics } }) => (currentMetrics?.length ?? 0) > 0);
  expect(measured?.status).toMatchObject({ currentReplicas: 2, desiredReplicas: 2, currentMetrics: [{ resource: { name: 'cpu', current: { averageValue: '500m' } } }, { resource: { name: 'memory', current: { averageUtilization: 10 } } }] });
  load = { cpu: 1.2, memory: 100 };
  await count(3);
  expect((await count(4)).every(({ metadata: { name = '' } }) => name === 'web' || /^web-[a-z0-9]{5}$/.test(name))).toBe(true);
  load = { cpu: 0.1, memory: 100 };
  expect((await count(2)).some(({ metadata }) => metadata.uid === first.metadata.uid)).toBe(true);
  await autoscalers().delete(key);
  expect((await count(1))[0]?.metadata.uid).toBe(first.metadata.uid);
  expect(cluster.errors).toEqual([]);
}, 30_000);

test('memory counts too, and a target of 0 does not', async () => {
  load = { cpu: 9, memory: 950 };
  await addPod('web');
  await addHpa({ minReplicas: 1, cpuPercent: 0, maxReplicas: 3 });
  // 0.95 / 0.6 * 1 is 1.58; of two it is 3.17.
  await status(({ status: { currentReplicas, currentMetrics } }) => currentReplicas === 1 && (currentMetrics?.length ?? 0) > 0);
  await addPod('web-b');
  await count(3);
  expect(cluster.errors).toEqual([]);
}, 30_000);

test('what was said of pods through the minik8s API counts before what is measured', async () => {
  broken = true;
  const said = { 'minik8s.io/cpu-percent': '0.53', 'minik8s.io/mem-percent': '0.1' };
  await addPod('a', { annotations: said });
  await addPod('b', { annotations: said });
  await addHpa({ cpuPercent: 0.35, memPercent: 0.5, maxReplicas: 5 });
  await count(3);
  expect(cluster.errors).toEqual([]);
}, 30_000);

test('a ReplicaSet is scaled by its scale', async () => {
  load = { cpu: 1, memory: 0 };
  const sets = cluster.registry.of(kinds.replicasets);
  await sets.create(replicaSet({ metadata: { name: 'web', uid: undefined }, spec: { replicas: 1, template: { metadata: { labels: { app: 'web' } }, spec } } }));
  await addHpa({}, { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web' });
  await passing(until(sets, { namespace: 'default', name: 'web' }, (set) => set?.spec.replicas === 4 && set.status.replicas === 4));
  expect((await pods().list({ namespace: 'default' })).items.every(({ metadata }) => metadata.ownerReferences?.[0]?.kind === 'ReplicaSet')).toBe(true);
  load = { cpu: 0, memory: 0 };
  await passing(until(sets, { namespace: 'default', name: 'web' }, (set) => set?.spec.replicas === 2));
  expect(cluster.errors).toEqual([]);
}, 30_000);

test('an interval of its own that is longer than the period', async () => {
  load = { cpu: 2, memory: 0 };
  await addPod('web');
  await addHpa({ adjustIntervalMs: 60_000 });
  const start = cluster.clock.now();
  await count(4);
  expect(cluster.clock.now() - start).toBeGreaterThanOrEqual(180_000);
}, 30_000);

test.each<[string, () => Promise<unknown>, string, string]>([
  ['no pod to begin with', async () => { await addHpa(); }, 'AbleToScale', 'NoPods'],
  ['no selector', async () => { await addHpa({ matchLabels: {} }); }, 'AbleToScale', 'SelectorRequired'],
  ['a workload that is not there', async () => { await addHpa({}, { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'none' }); }, 'AbleToScale', 'FailedGetScale'],
  ['nobody measures', async () => {
    broken = true;
    await addPod('a');
    await addPod('b');
    await addHpa();
  }, 'ScalingActive', 'FailedGetResourceMetric'],
  ['pods of a ReplicaSet', async () => {
    await cluster.registry.of(kinds.replicasets).create(replicaSet({ metadata: { name: 'web', uid: undefined }, spec: { replicas: 1, template: { metadata: { labels: { app: 'web' } }, spec } } }));
    await untilAll(pods(), 'default', (all) => all.length === 1);
    await addHpa();
  }, 'AbleToScale', 'PodsAreControlled'],
])('%s: it is said, and nothing else happens', async (_what, prepare, type, reason) => {
  await prepare();
  const before = (await pods().list({ namespace: 'default' })).items.length;
  const found = await status(condition(type, reason));
  expect(found?.status.conditions?.find((one) => one.type === type)?.status).toBe('False');
  expect((await pods().list({ namespace: 'default' })).items.length).toBe(before);
  await passing(untilAll(cluster.registry.of(kinds.events), 'default', (events) => events.some((event) => event.reason === reason)));
  expect(cluster.errors).toEqual([]);
}, 30_000);

test('none is enough where none will do', async () => {
  await addPod('web');
  await addHpa({ minReplicas: 0 });
  await count(0);
  const empty = await status((hpa) => !hpa.status.currentReplicas && !hpa.status.desiredReplicas && condition('ScalingActive', 'ValidMetricFound')(hpa));
  expect(empty?.status.conditions?.every((one) => one.status === 'True')).toBe(true);
  expect(cluster.errors).toEqual([]);
}, 30_000);
