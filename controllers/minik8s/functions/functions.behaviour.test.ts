/** Functions on a real registry: their pods come and go as they are called, and as their code changes. */
import { formatMicroTime, functionPods, kinds, type apps, type core, type minik8s } from '../../../api';
import { runPods, startCluster, until, untilAll, whilePassing, type TestCluster } from '../../testing/cluster';
import { conditionOf } from './status';

const key = { namespace: 'default', name: 'hello' };
let cluster: TestCluster;
beforeEach(async () => { cluster = await startCluster(); });
afterEach(() => cluster.stop());

const functions = () => cluster.registry.of(kinds.functions);
const sets = () => cluster.registry.of(kinds.replicasets);
const pods = () => cluster.registry.of(kinds.pods);
const revisions = () => cluster.registry.of(kinds.controllerrevisions);

const create = (spec: Partial<minik8s.FunctionSpec> = {}) => functions().create({
  apiVersion: 'minik8s.io/v1', kind: 'Function', metadata: key, spec: { runtime: 'javascript', source: 'v1', ...spec } as minik8s.FunctionSpec,
});
const setSpec = (spec: Partial<minik8s.FunctionSpec>) => functions().update(key, (current) => ({ ...current, spec: { ...current.spec, ...spec } }));
const called = (calls: number, activators: minik8s.FunctionActivator[] = []) => functions().update(
  key, (current) => ({ ...current, status: { ...current.status, invocations: (current.status?.invocations ?? 0) + calls, activators } }), { subresource: 'status' });
const has = (holds: (status: minik8s.FunctionStatus) => boolean) => until(functions(), key, (found) => found?.status !== undefined && holds(found.status));
const isReady = (count: number) => ({ readyReplicas, desiredReplicas, replicas }: minik8s.FunctionStatus) => readyReplicas === count && desiredReplicas === count && replicas === count;
const hashOf = (set: apps.ReplicaSet | core.Pod) => set.metadata.labels?.[functionPods.contentHashLabel] ?? '';
const starting: core.PodStatus = { phase: 'Pending' };

test('a new function has two pods, which say what they run', async () => {
  runPods(cluster);
  const { metadata: { uid = '' } } = await create({ env: [{ name: 'A', value: 'b' }], memoryMiB: 32, timeoutSeconds: 5 });
  const { status } = await has(isReady(2)) ?? {};
  const hash = status?.contentHash ?? '';
  expect(hash).toMatch(/^[0-9a-f]{12}$/);
  expect(status).toMatchObject({ observedGeneration: 1, window: { invocations: 0 }, activators: [] });
  expect((await pods().list({ namespace: 'default' })).items[0]).toMatchObject({
    metadata: {
      labels: {
        [functionPods.functionNameLabel]: 'hello', [functionPods.functionNamespaceLabel]: 'default', [functionPods.functionUidLabel]: uid, [functionPods.contentHashLabel]: hash,
      },
      annotations: { [functionPods.functionAnnotation]: 'hello', [functionPods.contentHashAnnotation]: hash },
    },
    spec: {
      terminationGracePeriodSeconds: 5,
      containers: [{ image: functionPods.functionImage, ports: [{ containerPort: 18080 }], env: [{ name: 'A', value: 'b' }], resources: { limits: { memory: '32Mi' } } }],
    },
  });
  expect(await revisions().get({ ...key, name: `hello-${hash}` })).toMatchObject({
    metadata: { ownerReferences: [{ kind: 'Function', name: 'hello', uid, controller: true }] }, revision: 1,
    data: { runtime: 'javascript', source: 'v1', handler: 'main', timeoutSeconds: 5, memoryMiB: 32, env: [{ name: 'A', value: 'b' }], network: false },
  });
  expect(conditionOf(status?.conditions, 'Ready')).toMatchObject({ status: 'True', reason: 'InstancesReady', message: '2 of 2 instances are ready', observedGeneration: 1 });
  expect(conditionOf(status?.conditions, 'Compiled')).toMatchObject({ status: 'True', reason: 'Compiled' });
});

test('nobody calls: one pod, then none; a call: two', async () => {
  runPods(cluster);
  await create();
  await has(isReady(2));
  await whilePassing(cluster, 1000, has(isReady(1)));
  const { status } = await whilePassing(cluster, 1000, has(isReady(0))) ?? {};
  expect(status?.window).toEqual({ invocations: 0 });
  expect(conditionOf(status?.conditions, 'Ready')).toMatchObject({ status: 'True', reason: 'ScaledToZero' });
  expect(conditionOf(status?.conditions, 'Compiled')).toMatchObject({ status: 'True' });
  // From now on nothing happens by itself.
  await cluster.clock.step(10 * 60_000);
  expect((await functions().get(key)).status).toEqual(status);
  await called(1);
  expect((await has(isReady(2)))?.status).toMatchObject({ window: { invocations: 0 }, invocations: 1 });
});

test('calls at once ask for pods, as long as they are believed', async () => {
  runPods(cluster);
  await create({ concurrency: 2, idleSeconds: 10, maxReplicas: 4 });
  await has(isReady(2));
  await called(5, [{ name: 'a', inFlight: 5, until: formatMicroTime(cluster.clock.now() + 30_000) }]);
  await has(isReady(3));
  await called(90, [{ name: 'a', inFlight: 90, until: formatMicroTime(cluster.clock.now() + 30_000) }]);
  await has(isReady(4));
  await whilePassing(cluster, 1000, has(({ activators }) => activators?.length === 0));
  await whilePassing(cluster, 1000, has(isReady(0)));
});

test('more than a hundred calls in a window say how many pods', async () => {
  runPods(cluster);
  await create();
  await has(isReady(2));
  await called(250);
  await whilePassing(cluster, 1000, has(isReady(4)));
});

test('another code: new pods first, then the old ones go, and with them what they ran', async () => {
  let first = '';
  runPods(cluster, (pod) => (first && hashOf(pod) !== first ? starting : undefined));
  await create();
  first = (await has(isReady(2)))?.status?.contentHash ?? '';
  const ofFirst = (all: readonly core.Pod[]) => all.filter((pod) => hashOf(pod) === first && !pod.metadata.deletionTimestamp).length;
  await setSpec({ source: 'v2' });
  const { status } = await has(({ contentHash, replicas }) => contentHash !== first && replicas === 4) ?? {};
  expect(conditionOf(status?.conditions, 'Compiled')).toMatchObject({ status: 'Unknown', reason: 'NotTried', observedGeneration: 2 });
  expect(conditionOf(status?.conditions, 'Ready')).toMatchObject({ status: 'False', reason: 'InstancesStarting' });
  const fresh = (await pods().list({ namespace: 'default' })).items.filter((pod) => hashOf(pod) !== first);
  for (const [index, { metadata: { name = '' } }] of fresh.entries()) {
    expect(ofFirst((await pods().list({ namespace: 'default' })).items)).toBe(2 - index);
    await pods().update({ ...key, name }, (pod) => ({ ...pod, status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } }), { subresource: 'status' });
    await untilAll(pods(), 'default', (all) => ofFirst(all) === 1 - index);
  }
  await has(isReady(2));
  await untilAll(sets(), 'default', (all) => all.length === 1);
  await untilAll(revisions(), 'default', (all) => all.length === 1 && all[0]?.revision === 2);
});

test('code that does not compile: the old pods stay, and it is said', async () => {
  let broken = '';
  const status: core.PodStatus = {
    phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }],
    containerStatuses: [{ name: 'function', ready: false, image: '', imageID: '', restartCount: 0, state: { waiting: { reason: functionPods.compileErrorReason, message: 'line 1: what?' } } }],
  };
  runPods(cluster, (pod) => (hashOf(pod) !== '' && broken !== hashOf(pod) && broken !== '' ? status : undefined));
  await create();
  broken = (await has(isReady(2)))?.status?.contentHash ?? '';
  await setSpec({ source: 'v2' });
  const failed = await has(({ conditions }) => conditionOf(conditions, 'Compiled')?.status === 'False');
  expect(failed?.status).toMatchObject({ readyReplicas: 2, replicas: 4 });
  expect(conditionOf(failed?.status?.conditions, 'Compiled')).toMatchObject({ reason: 'CompileError', message: 'line 1: what?', observedGeneration: 2 });
  expect(conditionOf(failed?.status?.conditions, 'Ready')).toMatchObject({ status: 'False', reason: 'CompileError' });
  // Back to what worked: its pods are those that stayed.
  const working = (await pods().list({ namespace: 'default' })).items.filter((pod) => hashOf(pod) === broken).map(({ metadata }) => metadata.uid).sort();
  await setSpec({ source: 'v1' });
  await has(isReady(2));
  await untilAll(sets(), 'default', (all) => all.length === 1);
  expect((await pods().list({ namespace: 'default' })).items.map(({ metadata }) => metadata.uid).sort()).toEqual(working);
});

test('how many there may be is no other code', async () => {
  runPods(cluster);
  await create();
  const before = (await has(isReady(2)))?.status?.contentHash;
  await setSpec({ minReplicas: 3 });
  expect((await has(isReady(3)))?.status).toMatchObject({ contentHash: before, observedGeneration: 2 });
});

test('what went is made again', async () => {
  runPods(cluster);
  await create();
  const { status } = await has(isReady(2)) ?? {};
  const name = { ...key, name: `hello-${status?.contentHash ?? ''}` };
  const { metadata: { uid } } = await sets().get(name);
  await sets().delete(name);
  await revisions().delete(name);
  await until(sets(), name, (set) => set !== undefined && set.metadata.uid !== uid);
  await until(revisions(), name, (revision) => revision !== undefined);
  await has(isReady(2));
});

test('a name that is taken is told, and waited for', async () => {
  runPods(cluster);
  await create();
  const hash = (await has(isReady(2)))?.status?.contentHash ?? '';
  await functions().delete(key);
  await untilAll(sets(), 'default', (all) => all.length === 0);
  const other = { ...key, name: `hello-${hash}` };
  await revisions().create({ apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: other, data: {}, revision: 1 });
  await create();
  const { status } = await has(({ conditions }) => conditionOf(conditions, 'Ready')?.reason === 'NameTaken') ?? {};
  expect(conditionOf(status?.conditions, 'Ready')).toMatchObject({ status: 'False', message: `ControllerRevision ${other.name} exists and is nobody's` });
  await revisions().delete(other);
  await whilePassing(cluster, 1000, has(isReady(2)));
});

test('with the function all of it goes', async () => {
  runPods(cluster);
  await create();
  await has(isReady(2));
  await functions().delete(key);
  await untilAll(pods(), 'default', (all) => all.length === 0);
  await untilAll(revisions(), 'default', (all) => all.length === 0);
  expect(cluster.errors).toEqual([]);
});
