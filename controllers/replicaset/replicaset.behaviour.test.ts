/** ReplicaSets on a real registry. */
import { ApiError, controllerOf, kinds, type core } from '../../api';
import type { Admission } from '../../registry';
import { podWatchGate, runPods, startCluster, until, untilAll, whilePassing, type TestCluster } from '../testing/cluster';
import { pod, replicaSet, template } from '../testing/objects';

const key = { namespace: 'default', name: 'set' };
let cluster: TestCluster;
beforeEach(async () => { cluster = await startCluster(); });
afterEach(() => cluster.stop());

const sets = () => cluster.registry.of(kinds.replicasets);
const pods = () => cluster.registry.of(kinds.pods);
const create = (replicas: number, minReadySeconds = 0) => sets().create(replicaSet({ metadata: { uid: undefined }, spec: { replicas, minReadySeconds } }));
const bare = (name: string, labels: Record<string, string>): core.Pod => pod({ metadata: { name, uid: undefined, labels }, spec: template.spec });
const owned = (all: readonly core.Pod[]) => all.filter((one) => controllerOf(one)?.name === 'set');

test('never more pods than asked for, however many at a time', async () => {
  runPods(cluster);
  const counts: number[] = [];
  const watched = untilAll(pods(), 'default', (all) => counts.push(all.length) > 0 && all.length === 700);
  await create(700);
  await watched;
  await until(sets(), key, (set) => set?.status.readyReplicas === 700);
  expect(Math.max(...counts)).toBe(700);
  expect(cluster.errors).toEqual([]);
});

test('a deleted pod is replaced', async () => {
  runPods(cluster);
  await create(2);
  const [victim] = await untilAll(pods(), 'default', (all) => all.length === 2);
  await pods().delete({ namespace: 'default', name: victim?.metadata.name ?? '' });
  await untilAll(pods(), 'default', (all) => all.length === 2 && !all.some(({ metadata }) => metadata.name === victim?.metadata.name));
});

test('matching orphans are adopted, strangers released', async () => {
  runPods(cluster);
  await pods().create(bare('orphan', { app: 'web' }));
  await pods().create(bare('stranger', { app: 'db' }));
  await create(2);
  const all = await untilAll(pods(), 'default', (found) => owned(found).length === 2);
  expect(owned(all).map(({ metadata }) => metadata.name)).toContain('orphan');
  expect(all).toHaveLength(3);
  await pods().update({ namespace: 'default', name: 'orphan' }, (current) => ({ ...current, metadata: { ...current.metadata, labels: { app: 'mine' } } }));
  const after = await untilAll(pods(), 'default', (found) => owned(found).length === 2 && !owned(found).some(({ metadata }) => metadata.name === 'orphan'));
  expect(after).toHaveLength(4);
});

test('availability comes with time', async () => {
  runPods(cluster);
  await create(1, 30);
  const fresh = await until(sets(), key, (set) => set?.status.readyReplicas === 1);
  expect(fresh?.status.availableReplicas ?? 0).toBe(0);
  await whilePassing(cluster, 1000, until(sets(), key, (set) => set?.status.availableReplicas === 1));
});

test('what the informer has not shown yet is not created again', async () => {
  await cluster.stop();
  const gate = podWatchGate();
  cluster = await startCluster({ through: gate.through });
  runPods(cluster);
  await create(5);
  await untilAll(pods(), 'default', (all) => all.length === 5);
  for (const round of ['1', '2', '3']) {
    await sets().update(key, (current) => ({ ...current, metadata: { ...current.metadata, annotations: { round } }, spec: { ...current.spec, minReadySeconds: Number(round) } }));
    await until(sets(), key, (set) => set?.status.observedGeneration === set?.metadata.generation);
  }
  expect((await pods().list({ namespace: 'default' })).items).toHaveLength(5);
  gate.open();
  await until(sets(), key, (set) => set?.status.readyReplicas === 5);
  expect((await pods().list({ namespace: 'default' })).items).toHaveLength(5);
});

test('pods that are refused are a failure of the set, until they are not', async () => {
  await cluster.stop();
  let refusing = true;
  const quota: Admission = {
    name: 'quota',
    validate: async ({ definition, operation }) => {
      if (refusing && operation === 'CREATE' && definition.names.plural === 'pods') throw ApiError.forbidden({ group: '', plural: 'pods' }, '', 'exceeded quota');
    },
  };
  cluster = await startCluster({ admission: [quota] });
  runPods(cluster);
  await create(3);
  const failed = await until(sets(), key, (set) => Boolean(set?.status.conditions?.length));
  expect(failed?.status.conditions).toMatchObject([{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'pods is forbidden: exceeded quota' }]);
  await untilAll(cluster.registry.of(kinds.events), 'default', (events) => events.some(({ reason, message }) => reason === 'FailedCreate' && message === 'Error creating: pods is forbidden: exceeded quota'));
  refusing = false;
  const well = await whilePassing(cluster, 10, until(sets(), key, (set) => set?.status.readyReplicas === 3 && !set.status.conditions));
  expect(well?.status.conditions).toBeUndefined();
});
