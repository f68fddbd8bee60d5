/** StatefulSets on a real registry. */
import { ApiError, controllerOf, keyOf, kinds, type apps, type core } from '../../api';
import type { Admission } from '../../registry';
import { podWatchGate, runPods, startCluster, until, untilAll, whilePassing, type PodLife, type TestCluster } from '../testing/cluster';
import { pod, template } from '../testing/objects';
import { claimTemplate, statefulSet } from '../testing/stateful-set';

const key = { namespace: 'default', name: 'web' };
let cluster: TestCluster;
beforeEach(async () => { cluster = await startCluster(); });
afterEach(() => cluster.stop());

const sets = () => cluster.registry.of(kinds.statefulsets);
const pods = () => cluster.registry.of(kinds.pods);
const claims = () => cluster.registry.of(kinds.persistentvolumeclaims);
const revisions = () => cluster.registry.of(kinds.controllerrevisions);
const create = (spec: Partial<apps.StatefulSetSpec> = {}) => sets().create(statefulSet({ spec }));
const setSpec = (spec: Partial<apps.StatefulSetSpec>) => sets().update(key, (current) => ({ ...current, spec: { ...current.spec, ...spec } }));
const withImage = (image: string): core.PodTemplateSpec => ({ ...template, spec: { containers: [{ name: 'c', image }] } });
const setImage = (image: string) => setSpec({ template: withImage(image) });
const parallel = { podManagementPolicy: 'Parallel' } as const;

const named = (all: readonly core.Pod[]) => all.map(({ metadata }) => metadata.name).sort();
const images = (all: readonly core.Pod[]) => Object.fromEntries(all.map(({ metadata, spec }) => [metadata.name, spec.containers[0]?.image]).sort());
const ready = (count: number) => until(sets(), key, (set) => set?.status.readyReplicas === count && set.status.replicas === count
  && set.status.observedGeneration === set.metadata.generation);
const rolledOut = (count: number) => until(sets(), key, (set) => set?.status.updatedReplicas === count && set.status.readyReplicas === count
  && set.status.currentRevision === set.status.updateRevision && set.status.observedGeneration === set.metadata.generation);
const said = (text: string) => untilAll(cluster.registry.of(kinds.events), 'default', (events) =>
  events.some(({ type, reason, message }) => `${type} ${reason} ${message}` === text));

/** Every state that the pods of the namespace go through until they are together as asked for. */
async function follow(holds: (all: readonly core.Pod[]) => boolean, look: (all: readonly core.Pod[]) => void): Promise<void> {
  await untilAll(pods(), 'default', (all) => {
    look(all);
    return holds(all);
  });
}
const isReady = ({ status }: core.Pod): boolean => status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;

test('pods come one after the other, each with its name, labels and host name', async () => {
  runPods(cluster);
  const before: string[][] = [];
  const seen = follow((all) => all.length === 3, (all) => {
    const youngest = all.find(({ metadata }) => metadata.name === `web-${all.length - 1}`);
    before.push(named(all.filter((one) => one !== youngest && !isReady(one))) as string[]);
  });
  await create();
  await seen;
  expect(before.flat()).toEqual([]);
  const done = await ready(3);
  expect(done?.status).toMatchObject({ availableReplicas: 3, currentReplicas: 3, updatedReplicas: 3, collisionCount: 0 });
  const [first] = (await pods().list({ namespace: 'default' })).items;
  expect(first).toMatchObject({
    metadata: {
      name: 'web-0', generateName: 'web-',
      labels: { app: 'web', 'statefulset.kubernetes.io/pod-name': 'web-0', 'apps.kubernetes.io/pod-index': '0', 'controller-revision-hash': done?.status.currentRevision },
    },
    spec: { hostname: 'web-0', subdomain: 'nginx' },
  });
  await said('Normal SuccessfulCreate create Pod web-0 in StatefulSet web successful');
  expect(cluster.errors).toEqual([]);
});

test('in order, an unready pod holds up those behind it; in parallel it does not', async () => {
  const life: PodLife = ({ metadata }) => (metadata.name === 'web-1' ? { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] } : undefined);
  runPods(cluster, life);
  await create();
  await until(sets(), key, (set) => set?.status.replicas === 2 && set.status.readyReplicas === 1);
  expect(named((await pods().list({ namespace: 'default' })).items)).toEqual(['web-0', 'web-1']);
  await sets().delete(key);
  await untilAll(pods(), 'default', (all) => all.length === 0);
  await create(parallel);
  await untilAll(pods(), 'default', (all) => named(all).join() === 'web-0,web-1,web-2');
});

test('scaling down takes the highest ordinal first, one at a time', async () => {
  runPods(cluster);
  await create();
  await ready(3);
  const steps: string[] = [];
  const seen = follow((all) => all.length === 1, (all) => steps.push(named(all).join()));
  await setSpec({ replicas: 1 });
  await seen;
  expect([...new Set(steps)]).toEqual(['web-0,web-1,web-2', 'web-0,web-1', 'web-0']);
  await said('Normal SuccessfulDelete delete Pod web-2 in StatefulSet web successful');
  expect((await ready(1))?.status).toMatchObject({ replicas: 1, currentReplicas: 1 });
});

test('ordinals start where they are told to', async () => {
  runPods(cluster);
  await create({ replicas: 2, ordinals: { start: 5 } });
  await ready(2);
  expect(named((await pods().list({ namespace: 'default' })).items)).toEqual(['web-5', 'web-6']);
  await setSpec({ ordinals: { start: 6 } });
  await untilAll(pods(), 'default', (all) => named(all).join() === 'web-6,web-7');
});

test('a deleted pod comes back under its name, a failed one is replaced', async () => {
  runPods(cluster);
  await create({ replicas: 2 });
  await ready(2);
  const uid = (await pods().get({ namespace: 'default', name: 'web-0' })).metadata.uid;
  await pods().delete({ namespace: 'default', name: 'web-0' });
  const again = await until(pods(), { namespace: 'default', name: 'web-0' }, (one) => one !== undefined && one.metadata.uid !== uid);
  await ready(2);
  for (const phase of ['Failed', 'Succeeded'] as const) {
    const before = (await pods().get({ namespace: 'default', name: 'web-0' })).metadata.uid;
    await pods().update({ namespace: 'default', name: 'web-0' }, (current) => ({ ...current, status: { phase } }), { subresource: 'status' });
    await until(pods(), { namespace: 'default', name: 'web-0' }, (one) => one !== undefined && one.metadata.uid !== before && isReady(one));
  }
  expect(again?.metadata.name).toBe('web-0');
});

test('a rolling update goes from the highest ordinal down and waits for each pod', async () => {
  runPods(cluster);
  await create();
  const first = await ready(3);
  const steps: string[] = [];
  const missing: number[] = [];
  const seen = follow((all) => all.length === 3 && all.every(isReady) && all.every(({ spec }) => spec.containers[0]?.image === 'nginx:2'), (all) => {
    steps.push(all.filter(({ spec }) => spec.containers[0]?.image === 'nginx:2').map(({ metadata }) => metadata.name).sort().reverse().join());
    missing.push(3 - all.filter((one) => isReady(one) && !one.metadata.deletionTimestamp).length);
  });
  await setImage('nginx:2');
  await seen;
  expect([...new Set(steps)]).toEqual(['', 'web-2', 'web-2,web-1', 'web-2,web-1,web-0']);
  expect(Math.max(...missing)).toBe(1);
  const done = await rolledOut(3);
  expect(done?.status.currentRevision).not.toBe(first?.status.currentRevision);
});

test('a partition keeps the lower ordinals as they are, also when they come back', async () => {
  runPods(cluster);
  await create({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } });
  await ready(3);
  await setImage('nginx:2');
  const canary = await until(sets(), key, (set) => set?.status.updatedReplicas === 1 && set.status.readyReplicas === 3);
  expect(canary?.status).toMatchObject({ currentReplicas: 2, updatedReplicas: 1 });
  expect(canary?.status.currentRevision).not.toBe(canary?.status.updateRevision);
  await pods().delete({ namespace: 'default', name: 'web-1' });
  await until(sets(), key, (set) => (set?.status.readyReplicas ?? 3) < 3);
  await ready(3);
  expect(images((await pods().list({ namespace: 'default' })).items)).toEqual({ 'web-0': 'nginx:1', 'web-1': 'nginx:1', 'web-2': 'nginx:2' });
  await setSpec({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } });
  await rolledOut(3);
  expect(images((await pods().list({ namespace: 'default' })).items)).toEqual({ 'web-0': 'nginx:2', 'web-1': 'nginx:2', 'web-2': 'nginx:2' });
});

test('maxUnavailable lets as many go at a time', async () => {
  runPods(cluster);
  await create({ ...parallel, replicas: 5, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable: '40%' } } });
  await ready(5);
  const missing: number[] = [];
  const seen = follow((all) => all.length === 5 && all.every((one) => isReady(one) && one.spec.containers[0]?.image === 'nginx:2'),
    (all) => missing.push(5 - all.filter((one) => isReady(one) && !one.metadata.deletionTimestamp).length));
  await setImage('nginx:2');
  await seen;
  expect(Math.max(...missing)).toBe(2);
});

test('OnDelete replaces nothing by itself', async () => {
  runPods(cluster);
  await create({ replicas: 2, updateStrategy: { type: 'OnDelete' } });
  await ready(2);
  await setImage('nginx:2');
  await until(sets(), key, (set) => set?.status.updateRevision !== set?.status.currentRevision && !set?.status.updatedReplicas);
  await pods().delete({ namespace: 'default', name: 'web-0' });
  await until(sets(), key, (set) => set?.status.updatedReplicas === 1 && set.status.readyReplicas === 2);
  expect(images((await pods().list({ namespace: 'default' })).items)).toEqual({ 'web-0': 'nginx:2', 'web-1': 'nginx:1' });
});

test('a template that comes back is the old revision under a new number', async () => {
  runPods(cluster);
  await create({ replicas: 1 });
  await rolledOut(1);
  await setImage('nginx:2');
  await rolledOut(1);
  await setImage('nginx:1');
  await rolledOut(1);
  const { items } = await revisions().list({ namespace: 'default' });
  expect(items.map(({ revision }) => revision).sort()).toEqual([2, 3]);
  const latest = items.find(({ revision }) => revision === 3);
  expect(latest).toMatchObject({
    metadata: { labels: { app: 'web', 'controller.kubernetes.io/hash': expect.stringMatching(/^\w+$/) } },
    data: { spec: { template: { $patch: 'replace', spec: { containers: [{ image: 'nginx:1' }] } } } },
  });
  expect(controllerOf(latest as apps.ControllerRevision)).toMatchObject({ kind: 'StatefulSet', name: 'web' });
});

test('revisions beyond the limit go, the oldest first', async () => {
  runPods(cluster);
  await create({ replicas: 1, revisionHistoryLimit: 1 });
  for (const image of ['nginx:2', 'nginx:3', 'nginx:4']) {
    await rolledOut(1);
    await setImage(image);
  }
  await rolledOut(1);
  await untilAll(revisions(), 'default', (all) => all.map(({ revision }) => revision).sort().join() === '3,4');
});

test('a pod counts as available after a while, and only then has the next one its turn', async () => {
  runPods(cluster);
  await create({ replicas: 2, minReadySeconds: 30 });
  const fresh = await ready(1);
  expect(fresh?.status.availableReplicas ?? 0).toBe(0);
  expect((await pods().list({ namespace: 'default' })).items).toHaveLength(1);
  await whilePassing(cluster, 1000, until(sets(), key, (set) => set?.status.availableReplicas === 2));
});

test('every pod gets its own claims, which stay when it goes', async () => {
  runPods(cluster);
  await create({ replicas: 2, volumeClaimTemplates: [claimTemplate('data'), claimTemplate('log')] });
  await ready(2);
  const made = (await claims().list({ namespace: 'default' })).items;
  expect(made.map(({ metadata }) => metadata.name).sort()).toEqual(['data-web-0', 'data-web-1', 'log-web-0', 'log-web-1']);
  expect(made[0]?.metadata).toMatchObject({ labels: { app: 'web' } });
  expect(made.flatMap(({ metadata }) => metadata.ownerReferences ?? [])).toEqual([]);
  expect((await pods().get({ namespace: 'default', name: 'web-1' })).spec.volumes?.slice(0, 2)).toMatchObject([
    { name: 'data', persistentVolumeClaim: { claimName: 'data-web-1' } }, { name: 'log', persistentVolumeClaim: { claimName: 'log-web-1' } },
  ]);
  await said('Normal SuccessfulCreate create Claim data-web-0 Pod web-0 in StatefulSet web success');
  await setSpec({ replicas: 1 });
  await ready(1);
  await sets().delete(key);
  await untilAll(pods(), 'default', (all) => all.length === 0);
  expect((await claims().list({ namespace: 'default' })).items).toHaveLength(4);
});

test('claims go with the pod that is scaled away, or with the set, where that is asked for', async () => {
  runPods(cluster);
  await create({ replicas: 2, volumeClaimTemplates: [claimTemplate('data')], persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Delete' } });
  await ready(2);
  const owners = (await claims().list({ namespace: 'default' })).items.map((claim) => controllerOf(claim)?.kind);
  expect(owners).toEqual(['StatefulSet', 'StatefulSet']);
  await setSpec({ replicas: 1 });
  await untilAll(claims(), 'default', (all) => all.map(({ metadata }) => metadata.name).join() === 'data-web-0');
  await setSpec({ replicas: 2 });
  await ready(2);
  await sets().delete(key);
  await untilAll(claims(), 'default', (all) => all.length === 0);
});

test('a change of the retention policy reaches claims that are there', async () => {
  runPods(cluster);
  await create({ replicas: 1, volumeClaimTemplates: [claimTemplate('data')] });
  await ready(1);
  const claim = { namespace: 'default', name: 'data-web-0' };
  await setSpec({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' } });
  await until(claims(), claim, (found) => found !== undefined && controllerOf(found)?.name === 'web');
  await setSpec({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' } });
  await until(claims(), claim, (found) => found !== undefined && !controllerOf(found));
});

test('a claim that is on its way out holds its pod up', async () => {
  runPods(cluster);
  const held = claimTemplate('data-web-0');
  await claims().create({ ...held, metadata: { ...held.metadata, namespace: 'default', finalizers: ['example.com/hold'] } });
  const claim = { namespace: 'default', name: 'data-web-0' };
  await claims().delete(claim);
  await create({ replicas: 1, volumeClaimTemplates: [claimTemplate('data')] });
  await said('Warning FailedCreate create Pod web-0 in StatefulSet web failed error: pvc data-web-0 is being deleted');
  expect((await pods().list({ namespace: 'default' })).items).toEqual([]);
  await claims().update(claim, (current) => ({ ...current, metadata: { ...current.metadata, finalizers: [] } }));
  await ready(1);
});

test('claims and pods that are refused are events', async () => {
  await cluster.stop();
  const refusing = new Set(['persistentvolumeclaims', 'pods']);
  const quota: Admission = {
    name: 'quota',
    validate: async ({ definition, operation }) => {
      const { plural } = definition.names;
      if (operation === 'CREATE' && refusing.has(plural)) throw ApiError.forbidden({ group: '', plural }, '', 'exceeded quota');
    },
  };
  cluster = await startCluster({ admission: [quota] });
  runPods(cluster);
  await create({ replicas: 1, volumeClaimTemplates: [claimTemplate('data')] });
  await said('Warning FailedCreate create Claim data-web-0 for Pod web-0 in StatefulSet web failed error: persistentvolumeclaims is forbidden: exceeded quota');
  await said('Warning FailedCreate create Pod web-0 in StatefulSet web failed error: failed to create PVC data-web-0: persistentvolumeclaims is forbidden: exceeded quota');
  refusing.delete('persistentvolumeclaims');
  await whilePassing(cluster, 10, said('Warning FailedCreate create Pod web-0 in StatefulSet web failed error: pods is forbidden: exceeded quota'));
  refusing.clear();
  await whilePassing(cluster, 10, ready(1));
});

test('orphans with a fitting name are adopted, strangers released', async () => {
  runPods(cluster);
  const bare = (name: string): core.Pod => pod({ metadata: { name, uid: undefined, labels: { app: 'web' } }, spec: template.spec });
  await pods().create(bare('web-0'));
  await pods().create(bare('other-0'));
  await create({ replicas: 2 });
  const orphan = await until(pods(), { namespace: 'default', name: 'web-0' }, (one) => one !== undefined && controllerOf(one)?.name === 'web'
    && one.metadata.labels?.['statefulset.kubernetes.io/pod-name'] === 'web-0');
  expect(orphan?.metadata.labels).toMatchObject({ 'apps.kubernetes.io/pod-index': '0' });
  expect(controllerOf(await pods().get({ namespace: 'default', name: 'other-0' }))).toBeUndefined();
  await rolledOut(2);
  await pods().update({ namespace: 'default', name: 'web-1' }, (current) => ({ ...current, metadata: { ...current.metadata, labels: { app: 'mine' } } }));
  await until(pods(), { namespace: 'default', name: 'web-1' }, (one) => one !== undefined && !controllerOf(one));
});

test('pods and revisions that an orphaning delete left behind are taken over', async () => {
  runPods(cluster);
  await create({ replicas: 2 });
  await ready(2);
  const before = (await pods().list({ namespace: 'default' })).items.map(({ metadata }) => metadata.uid).sort();
  await sets().delete(key, { propagationPolicy: 'Orphan' });
  await until(sets(), key, (set) => set === undefined);
  await create({ replicas: 2 });
  await rolledOut(2);
  const after = (await pods().list({ namespace: 'default' })).items;
  expect(after.map(({ metadata }) => metadata.uid).sort()).toEqual(before);
  expect((await revisions().list({ namespace: 'default' })).items.map((revision) => [revision.revision, keyOf(revision).name])).toEqual([[1, expect.stringMatching(/^web-/)]]);
});

test('what the informer has not shown yet is not done again', async () => {
  await cluster.stop();
  const gate = podWatchGate();
  cluster = await startCluster({ through: gate.through });
  runPods(cluster);
  await create(parallel);
  await untilAll(pods(), 'default', (all) => all.length === 3 && all.every(isReady));
  await setSpec({ replicas: 4 });
  gate.open();
  await ready(4);
  await setSpec({ replicas: 1 });
  await ready(1);
  const events = (await cluster.registry.of(kinds.events).list({ namespace: 'default' })).items.filter(({ involvedObject }) => involvedObject.kind === 'StatefulSet');
  expect(events.filter(({ reason }) => reason === 'SuccessfulCreate').map(({ count }) => count)).toEqual([1, 1, 1, 1]);
  expect(cluster.errors).toEqual([]);
});

test('in a namespace that is being deleted nothing is created, and nothing tried again', async () => {
  const team = { namespace: 'team', name: 'web' };
  await cluster.registry.of(kinds.namespaces).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' }, spec: {}, status: {} });
  await cluster.registry.of(kinds.nodes).create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' }, spec: {}, status: {} });
  // Its grace keeps the namespace, and with it the set.
  await pods().create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'lasting', namespace: 'team' }, spec: { nodeName: 'n1', terminationGracePeriodSeconds: 40, containers: [{ name: 'c', image: 'i' }] }, status: {} });
  await sets().create({ ...statefulSet({ spec: { replicas: 0 } }), metadata: team });
  await until(sets(), team, (set) => set?.status.observedGeneration === 1);
  await cluster.registry.of(kinds.namespaces).delete({ name: 'team' });
  await until(cluster.registry.of(kinds.namespaces), { name: 'team' }, (found) => found?.status.conditions?.some(({ type }) => type === 'NamespaceContentRemaining') === true);
  await sets().update(team, (current) => ({ ...current, spec: { ...current.spec, replicas: 1 } }));
  await create({ replicas: 0 });
  await until(sets(), key, (set) => set?.status.observedGeneration === 1);
  expect((await pods().list({ namespace: 'team' })).items).toHaveLength(1);
  expect(cluster.errors).toEqual([]);
});
