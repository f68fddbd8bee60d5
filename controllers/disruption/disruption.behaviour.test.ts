/** Disruption budgets on a real registry. */
import { kinds, type core, type KubeObject, type policy } from '../../api';
import { runPods, startCluster, until, untilAll, whilePassing, type TestCluster } from '../testing/cluster';
import { serveThings, thing } from '../testing/custom';
import { deployment, pod, template } from '../testing/objects';

let cluster: TestCluster;
beforeEach(async () => { cluster = await startCluster(); });
afterEach(() => cluster.stop());

const key = { namespace: 'default', name: 'web' };
const budgets = () => cluster.registry.of(kinds.poddisruptionbudgets);
const pods = () => cluster.registry.of(kinds.pods);
const budget = (spec: Partial<policy.PodDisruptionBudgetSpec>): Promise<policy.PodDisruptionBudget> => budgets().create({
  apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'web', namespace: 'default' },
  spec: { selector: { matchLabels: { app: 'web' } }, ...spec }, status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
});
const statusIs = (wanted: Partial<policy.PodDisruptionBudgetStatus>) => until(budgets(), key, (found) =>
  Object.entries(wanted).every(([name, value]) => found?.status[name as keyof policy.PodDisruptionBudgetStatus] === value));
const bare = (name: string): Promise<core.Pod> => pods().create(pod({ metadata: { name, uid: undefined, labels: { app: 'web' } }, spec: template.spec }));
const evict = (name: string): Promise<void> => pods().invoke({ namespace: 'default', name }, 'eviction', { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } } as KubeObject);
const condition = (found: policy.PodDisruptionBudget | undefined) => found?.status.conditions?.[0];

test('counts the pods that are healthy, and allows what is over', async () => {
  runPods(cluster);
  await budget({ minAvailable: 2 });
  for (const name of ['a', 'b', 'c']) await bare(name);
  const found = await statusIs({ disruptionsAllowed: 1, currentHealthy: 3, desiredHealthy: 2, expectedPods: 3, observedGeneration: 1 });
  expect(condition(found)).toMatchObject({ type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods', observedGeneration: 1 });
  await pods().delete({ namespace: 'default', name: 'a' });
  expect(condition(await statusIs({ disruptionsAllowed: 0, currentHealthy: 2 }))).toMatchObject({ status: 'False', reason: 'InsufficientPods' });
});

test('shares are of what the pods\' controllers want', async () => {
  runPods(cluster);
  await cluster.registry.of(kinds.deployments).create(deployment({ metadata: { uid: undefined }, spec: { replicas: 10 } }));
  await budget({ maxUnavailable: '25%' });
  await statusIs({ expectedPods: 10, desiredHealthy: 7, currentHealthy: 10, disruptionsAllowed: 3 });
  await budgets().update(key, (current) => ({ ...current, spec: { ...current.spec, maxUnavailable: undefined, minAvailable: '95%' } }));
  await statusIs({ expectedPods: 10, desiredHealthy: 10, disruptionsAllowed: 0, observedGeneration: 2 });
});

test('a drain goes on as pods come back', async () => {
  runPods(cluster);
  await cluster.registry.of(kinds.deployments).create(deployment({ metadata: { uid: undefined }, spec: { replicas: 3 } }));
  await budget({ minAvailable: 2 });
  await statusIs({ disruptionsAllowed: 1 });
  const first = await pods().list({ namespace: 'default' });
  for (const { metadata: { name = '' } } of first.items) {
    await statusIs({ disruptionsAllowed: 1, currentHealthy: 3 });
    await evict(name);
    await untilAll(pods(), 'default', (all) => !all.some(({ metadata }) => metadata.name === name));
  }
  expect(cluster.errors).toEqual([]);
});

test('a pod that was let go and stays counts again after two minutes, and says that it stays', async () => {
  runPods(cluster);
  await budget({ minAvailable: 1 });
  for (const name of ['a', 'b']) await bare(name);
  await statusIs({ disruptionsAllowed: 1 });
  // As if the API server had ended between its two writes.
  await budgets().update(key, (current) => ({ ...current, status: { ...current.status, disruptionsAllowed: 0, disruptedPods: { a: '2026-01-01T00:00:00Z' } } }), { subresource: 'status' });
  const status: core.PodCondition = { type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI', lastTransitionTime: '2026-01-01T00:00:00Z' };
  await pods().update({ namespace: 'default', name: 'a' }, (current) => ({ ...current, status: { ...current.status, conditions: [...(current.status.conditions ?? []), status] } }), { subresource: 'status' });
  await statusIs({ currentHealthy: 1, disruptionsAllowed: 0 });
  const found = await whilePassing(cluster, 10_000, statusIs({ currentHealthy: 2, disruptionsAllowed: 1 }));
  expect(found?.status.disruptedPods).toBeUndefined();
  const target = (one: core.Pod | undefined) => one?.status.conditions?.find(({ type }) => type === 'DisruptionTarget');
  await whilePassing(cluster, 10_000, until(pods(), { namespace: 'default', name: 'a' }, (one) => target(one)?.status === 'False'));
  await whilePassing(cluster, 1000, untilAll(cluster.registry.of(kinds.events), 'default', (events) => events.some(({ reason }) => reason === 'NotDeleted')));
});

test('what cannot be worked out allows nothing, and says why', async () => {
  runPods(cluster);
  await pods().create(pod({ metadata: { name: 'a', uid: undefined, labels: { app: 'web' }, ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'j', uid: 'u', controller: true }], finalizers: ['example.com/keep'] }, spec: template.spec }));
  await budget({ maxUnavailable: 1 });
  const found = await until(budgets(), key, (one) => condition(one)?.reason === 'SyncFailed');
  expect(found?.status.disruptionsAllowed).toBe(0);
  expect(condition(found)).toMatchObject({ status: 'False', message: 'jobs.batch does not implement the scale subresource' });
});

test('pods of nobody are told of', async () => {
  runPods(cluster);
  await bare('a');
  await budget({ maxUnavailable: 1 });
  const events = await untilAll(cluster.registry.of(kinds.events), 'default', (all) => all.some(({ reason }) => reason === 'UnmanagedPods'));
  const told = events.find(({ reason }) => reason === 'UnmanagedPods');
  expect(told?.source).toEqual({ component: 'controllermanager' });
  expect(told?.message).toContain('(selector: &LabelSelector{MatchLabels:map[string]string{app: web,},MatchExpressions:[]LabelSelectorRequirement{},}) were found to be unmanaged');
});

test('a pod of two budgets hears of it', async () => {
  runPods(cluster);
  await budget({ minAvailable: 1 });
  await budgets().create({ ...await budgets().get(key), metadata: { name: 'also', namespace: 'default' } });
  await until(budgets(), { namespace: 'default', name: 'also' }, (found) => found?.status.observedGeneration === 1);
  await bare('a');
  const events = await untilAll(cluster.registry.of(kinds.events), 'default', (all) => all.some(({ reason }) => reason === 'MultiplePodDisruptionBudgets'));
  expect(events.find(({ reason }) => reason === 'MultiplePodDisruptionBudgets')).toMatchObject({
    type: 'Warning', involvedObject: { kind: 'Pod', name: 'a' },
    message: expect.stringMatching(/^Pod "default"\/"a" matches multiple PodDisruptionBudgets\. {2}Chose "(also|web)" arbitrarily\.$/) as string,
  });
});

test('pods of a custom resource are as many as its scale says', async () => {
  runPods(cluster);
  const things = await serveThings(cluster, { subresources: { status: {}, scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } } });
  const { metadata: { uid = '' } } = await things.create({ ...thing('big'), spec: { replicas: 8 } } as KubeObject);
  const ownerReferences = [{ apiVersion: 'example.com/v1', kind: 'Thing', name: 'big', uid, controller: true }];
  await pods().create(pod({ metadata: { name: 'a', uid: undefined, labels: { app: 'web' }, ownerReferences }, spec: template.spec }));
  await budget({ maxUnavailable: '25%' });
  await statusIs({ expectedPods: 8, desiredHealthy: 6, currentHealthy: 1, disruptionsAllowed: 0 });
});
