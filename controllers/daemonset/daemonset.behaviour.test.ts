/** DaemonSets on a real registry. */
import { controllerOf, kinds, type apps, type core } from '../../api';
import { podWatchGate, runPods, startCluster, until, untilAll, whilePassing, type PodLife, type TestCluster } from '../testing/cluster';
import { daemonSet, node } from '../testing/daemon-set';
import { pod, template } from '../testing/objects';
import { nodeOf, templateFor } from './pods';

const key = { namespace: 'default', name: 'agent' };
let cluster: TestCluster;
beforeEach(async () => { cluster = await startCluster(); });
afterEach(() => cluster.stop());

const sets = () => cluster.registry.of(kinds.daemonsets);
const pods = () => cluster.registry.of(kinds.pods);
const nodes = () => cluster.registry.of(kinds.nodes);
const revisions = () => cluster.registry.of(kinds.controllerrevisions);
const create = (spec: Partial<apps.DaemonSetSpec> = {}) => sets().create(daemonSet({ spec }));
const setSpec = (spec: Partial<apps.DaemonSetSpec>) => sets().update(key, (current) => ({ ...current, spec: { ...current.spec, ...spec } }));
const withImage = (image: string): core.PodTemplateSpec => ({ ...template, spec: { containers: [{ name: 'c', image }] } });
const setImage = (image: string) => setSpec({ template: withImage(image) });
const addNodes = (...names: string[]) => Promise.all(names.map((name) => nodes().create(node(name))));
const taint = (name: string, ...taints: core.Taint[]) => nodes().update({ name }, (current) => ({ ...current, spec: { ...current.spec, taints } }));
const rolling = (rollingUpdate: apps.RollingUpdateDaemonSet): Partial<apps.DaemonSetSpec> => ({ updateStrategy: { type: 'RollingUpdate', rollingUpdate } });

const places = (all: readonly core.Pod[]) => all.map((one) => nodeOf(one)).sort().join();
const rolledOut = (count: number) => until(sets(), key, (set) => set?.status.observedGeneration === set?.metadata.generation
  && set?.status.desiredNumberScheduled === count && set.status.updatedNumberScheduled === count && set.status.numberAvailable === count);
const said = (text: string) => untilAll(cluster.registry.of(kinds.events), 'default', (events) =>
  events.some(({ type, reason, message }) => `${type} ${reason} ${message}` === text));
const isReady = ({ status }: core.Pod): boolean => status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;
const isUp = (one: core.Pod): boolean => isReady(one) && !one.metadata.deletionTimestamp;
const imageOf = ({ spec }: core.Pod): string | undefined => spec.containers[0]?.image;

test('every node gets a pod, also one that comes later', async () => {
  runPods(cluster);
  await addNodes('a', 'b');
  await create();
  const done = await rolledOut(2);
  expect(done?.status).toMatchObject({ currentNumberScheduled: 2, numberReady: 2 });
  const all = (await pods().list({ namespace: 'default' })).items;
  expect(places(all)).toBe('a,b');
  expect(all[0]).toMatchObject({ metadata: { generateName: 'agent-', labels: { 'pod-template-generation': '1', 'controller-revision-hash': expect.stringMatching(/^\w+$/) } } });
  expect(all[0] && controllerOf(all[0])).toMatchObject({ kind: 'DaemonSet', name: 'agent' });
  await said(`Normal SuccessfulCreate Created pod: ${all[0]?.metadata.name}`);
  await addNodes('c');
  await rolledOut(3);
  expect(cluster.errors).toEqual([]);
});

test('taints and labels decide where pods are, and when they go', async () => {
  runPods(cluster);
  await addNodes('a', 'b', 'c');
  await taint('c', { key: 'dedicated', effect: 'NoSchedule' });
  await create();
  await rolledOut(2);
  await taint('a', { key: 'dedicated', effect: 'NoSchedule' });
  const kept = await until(sets(), key, (set) => set?.status.desiredNumberScheduled === 1);
  expect(kept?.status).toMatchObject({ numberMisscheduled: 1 });
  await taint('a', { key: 'dedicated', effect: 'NoExecute' });
  await untilAll(pods(), 'default', (all) => places(all) === 'b');
  await taint('b', { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' });
  await setSpec({ template: { ...template, spec: { containers: [{ name: 'c', image: 'nginx:1' }], nodeSelector: { disk: 'ssd' } } } });
  await untilAll(pods(), 'default', (all) => all.length === 0);
  await nodes().update({ name: 'b' }, (current) => ({ ...current, metadata: { ...current.metadata, labels: { disk: 'ssd' } } }));
  await untilAll(pods(), 'default', (all) => places(all) === 'b');
});

test('a rolling update takes so many nodes at a time', async () => {
  runPods(cluster);
  await addNodes('a', 'b', 'c', 'd');
  await create(rolling({ maxUnavailable: 2, maxSurge: 0 }));
  await rolledOut(4);
  const counts: number[] = [];
  const seen = untilAll(pods(), 'default', (all) => {
    counts.push(all.filter(isUp).length);
    return all.length === 4 && all.every((one) => isUp(one) && imageOf(one) === 'nginx:2');
  });
  await setImage('nginx:2');
  await seen;
  expect(Math.min(...counts)).toBe(2);
  await rolledOut(4);
});

test('with surge no node is ever without an available pod', async () => {
  runPods(cluster);
  await addNodes('a', 'b', 'c');
  await create(rolling({ maxUnavailable: 0, maxSurge: 1 }));
  await rolledOut(3);
  const least: number[] = [];
  const most: number[] = [];
  const seen = untilAll(pods(), 'default', (all) => {
    least.push(new Set(all.filter(isUp).map(nodeOf)).size);
    most.push(all.filter(({ metadata }) => !metadata.deletionTimestamp).length);
    return all.length === 3 && all.every((one) => isUp(one) && imageOf(one) === 'nginx:2');
  });
  await setImage('nginx:2');
  await seen;
  expect(Math.min(...least)).toBe(3);
  expect(Math.max(...most)).toBe(4);
});

test('OnDelete replaces nothing by itself', async () => {
  runPods(cluster);
  await addNodes('a', 'b');
  await create({ updateStrategy: { type: 'OnDelete' } });
  await rolledOut(2);
  await setImage('nginx:2');
  await until(sets(), key, (set) => set?.status.observedGeneration === 2 && !set.status.updatedNumberScheduled);
  const [first] = (await pods().list({ namespace: 'default' })).items;
  await pods().delete({ namespace: 'default', name: first?.metadata.name ?? '' });
  await until(sets(), key, (set) => set?.status.updatedNumberScheduled === 1 && set.status.numberReady === 2);
});

test('a broken rollout stops at its bound and gives way to a better one', async () => {
  const life: PodLife = (one) => (imageOf(one) === 'broken' ? { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] } : undefined);
  runPods(cluster, life);
  await addNodes('a', 'b', 'c');
  await create();
  await rolledOut(3);
  await setImage('broken');
  const stuck = await until(sets(), key, (set) => set?.status.updatedNumberScheduled === 1 && set.status.numberAvailable === 2);
  expect(stuck?.status.numberUnavailable).toBe(1);
  await setImage('nginx:3');
  await rolledOut(3);
});

test('revisions are kept up to a limit; a template that comes back gets a new number', async () => {
  runPods(cluster);
  await addNodes('a');
  await create({ revisionHistoryLimit: 1 });
  await rolledOut(1);
  for (const image of ['nginx:2', 'nginx:3']) {
    await setImage(image);
    await rolledOut(1);
  }
  await untilAll(revisions(), 'default', (all) => all.map(({ revision }) => revision).sort().join() === '2,3');
  await setImage('nginx:2');
  await rolledOut(1);
  const all = await untilAll(revisions(), 'default', (found) => found.map(({ revision }) => revision).sort().join() === '3,4');
  expect(all.find(({ revision }) => revision === 4)).toMatchObject({ data: { spec: { template: { $patch: 'replace', spec: { containers: [{ image: 'nginx:2' }] } } } } });
});

test('pods that have ended are replaced; those that fail again, later', async () => {
  runPods(cluster);
  await addNodes('a');
  await create();
  await rolledOut(1);
  const end = async (phase: 'Succeeded' | 'Failed'): Promise<string> => {
    const [one] = (await untilAll(pods(), 'default', (all) => all.length === 1 && all.every(isUp)));
    const name = one?.metadata.name ?? '';
    await pods().update({ namespace: 'default', name }, (current) => ({ ...current, status: { phase } }), { subresource: 'status' });
    return name;
  };
  const done = await end('Succeeded');
  await said(`Normal SucceededDaemonPod Found succeeded daemon pod default/${done} on node a, will try to delete it`);
  const failed = await end('Failed');
  await said(`Warning FailedDaemonPod Found failed daemon pod default/${failed} on node a, will try to kill it`);
  const again = await end('Failed');
  await until(sets(), key, (set) => !set?.status.numberReady);
  expect((await pods().list({ namespace: 'default' })).items.map(({ metadata }) => metadata.name)).toEqual([again]);
  await whilePassing(cluster, 100, untilAll(pods(), 'default', (all) => all.length === 1 && all.every(isUp)));
});

test('pods wait to be available for as long as is asked', async () => {
  runPods(cluster);
  await addNodes('a');
  await create({ minReadySeconds: 30 });
  const fresh = await until(sets(), key, (set) => set?.status.numberReady === 1);
  expect(fresh?.status).toMatchObject({ numberUnavailable: 1 });
  await whilePassing(cluster, 1000, rolledOut(1));
});

test('what waits for a node that is gone goes too', async () => {
  await addNodes('a', 'b');
  await create();
  await untilAll(pods(), 'default', (all) => all.length === 2);
  await nodes().delete({ name: 'b' });
  await untilAll(pods(), 'default', (all) => places(all) === 'a');
});

test('pods of nobody are adopted, doubles of a revision merged', async () => {
  runPods(cluster);
  await addNodes('a');
  const orphan = { ...pod({ metadata: { name: 'orphan', uid: undefined, labels: { app: 'web' } } }), spec: templateFor(daemonSet(), 'a', 'x').spec ?? { containers: [] } };
  await pods().create(orphan);
  await create({ updateStrategy: { type: 'OnDelete' } });
  await until(pods(), { namespace: 'default', name: 'orphan' }, (one) => one !== undefined && controllerOf(one)?.name === 'agent');
  const [first] = await untilAll(revisions(), 'default', (all) => all.length === 1);
  await revisions().create({ apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: { name: 'double', namespace: 'default', labels: { app: 'web', 'controller-revision-hash': 'double' } }, data: first?.data, revision: 7 });
  await untilAll(revisions(), 'default', (all) => all.map(({ metadata }) => metadata.name).join() === 'double');
  expect((await pods().list({ namespace: 'default' })).items.map(({ metadata }) => metadata.name)).toEqual(['orphan']);
});

test('what the informer has not shown yet is not created again', async () => {
  await cluster.stop();
  const gate = podWatchGate();
  cluster = await startCluster({ through: gate.through });
  runPods(cluster);
  await addNodes('a', 'b', 'c');
  await create();
  await untilAll(pods(), 'default', (all) => all.length === 3);
  await addNodes('d');
  await until(sets(), key, (set) => set?.status.desiredNumberScheduled === 4);
  expect((await pods().list({ namespace: 'default' })).items).toHaveLength(3);
  gate.open();
  await rolledOut(4);
  expect((await pods().list({ namespace: 'default' })).items).toHaveLength(4);
});
