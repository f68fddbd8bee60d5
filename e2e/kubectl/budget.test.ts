/** The story of a disruption budget: what it says of its pods, how it holds up a drain, and how the drain gets on. */
import { story } from '../harness/story';

const { ok, json, feed, refused, api, watching } = story('budget');

const minute = 60_000;

interface Pods { items: { metadata: { name: string }; spec: { nodeName: string } }[] }

interface Budget {
  status: {
    currentHealthy: number; desiredHealthy: number; expectedPods: number; disruptionsAllowed: number; observedGeneration: number;
    conditions: { type: string; status: string; reason: string }[];
  };
}

const budgets = '/apis/policy/v1/namespaces/budget/poddisruptionbudgets';
const allowing = (disruptions: number): Promise<unknown> => api().until<Budget>(budgets, 'web', ({ status }) => status.disruptionsAllowed === disruptions);
const onNode1 = async (): Promise<string[]> => (await json<Pods>`get pods -l app=web --field-selector=spec.nodeName=node-1`).items.map(({ metadata }) => metadata.name);

it('says what it allows', async () => {
  await ok`create deployment web --image=nginx --replicas=6`;
  await ok`rollout status deployment/web --timeout=30s`;
  await ok`create poddisruptionbudget web --selector=app=web --max-unavailable=1`;
  await allowing(1);
  expect((await json<Budget>`get pdb web`).status).toEqual({
    currentHealthy: 6, desiredHealthy: 5, expectedPods: 6, disruptionsAllowed: 1, observedGeneration: 1,
    conditions: [expect.objectContaining({ type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods' })],
  });
  await ok`patch pdb web --type=merge -p ${'{"spec":{"maxUnavailable":0}}'}`;
  await allowing(0);
  expect((await json<Budget>`get pdb web`).status).toMatchObject({
    desiredHealthy: 6, observedGeneration: 2, conditions: [{ type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods' }],
  });
  expect(await ok`get pdb web`).toMatch(/\nweb +N\/A +0 +0 +\S+\n/);
}, minute);

it('refuses an eviction in so many words', async () => {
  const [name = ''] = await onNode1();
  const { code, body } = await api().ask<{ reason: string; message: string; details: { causes: object[] } }>('POST', `/api/v1/namespaces/budget/pods/${name}/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } });
  expect(code).toBe(429);
  expect(body).toMatchObject({
    reason: 'TooManyRequests', message: 'Cannot evict pod as it would violate the pod\'s disruption budget.',
    details: { causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget web needs 6 healthy pods and has 6 currently' }] },
  });
});

it('holds up a drain, which gets on as soon as it is allowed to', async () => {
  expect((await onNode1()).length).toBeGreaterThan(0);
  expect(await refused`drain node-1 --timeout=2s`).toContain('Cannot evict pod as it would violate the pod\'s disruption budget.');
  expect((await onNode1()).length).toBeGreaterThan(0);
  const drain = watching`drain node-1 --timeout=50s`;
  await drain.saw(/error when evicting pods?.*will retry after 5s/);
  await ok`patch pdb web --type=merge -p ${'{"spec":{"maxUnavailable":"50%"}}'}`;
  await drain.saw(/node\/node-1 (drained|evicted)\n/);
  drain.stop();
  expect(await onNode1()).toEqual([]);
  await ok`rollout status deployment/web --timeout=30s`;
  await allowing(3);
  await ok`uncordon node-1`;
}, 2 * minute);

it('knows what it cannot count', async () => {
  await feed(
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'alone', labels: { app: 'alone' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
    { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'alone' }, spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'alone' } } } },
    { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'empty' }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'nobody' } } } },
  )`create -f -`;
  await ok`wait pod/alone --for=condition=Ready --timeout=30s`;
  await api().until<Budget>(budgets, 'empty', ({ status }) => status.observedGeneration === 1);
  expect((await json<Budget>`get pdb empty`).status).toMatchObject({ expectedPods: 0, disruptionsAllowed: 0, desiredHealthy: 1 });
  await api().firstEvent<{ reason: string }>('/api/v1/namespaces/budget/events?watch=1', ({ object }) => object.reason === 'UnmanagedPods');
  expect(await ok`describe pdb alone`).toMatch(/Warning +UnmanagedPods +.* controllermanager +Pods selected by this PodDisruptionBudget/);
  expect(await ok`get events`).toMatch(/Normal +NoPods +poddisruptionbudget\/empty +No matching pods found/);
}, minute);
