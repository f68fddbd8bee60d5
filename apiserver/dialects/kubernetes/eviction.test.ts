import { kinds, type core, type policy } from '../../../api';
import { serve, type TestServer } from '../../testing/serve';

let server: TestServer;
beforeEach(async () => { server = await serve(); });
afterEach(() => server.stop());

const a = { namespace: 'default', name: 'a' };
const ready: core.PodStatus = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };

/** A pod on a node, in the state that is given. */
async function podWith(status: core.PodStatus, name = 'a'): Promise<core.Pod> {
  const pods = server.registry.of(kinds.pods);
  await pods.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', labels: { app: 'web' } }, spec: { nodeName: 'node-1', containers: [{ name: 'c', image: 'nginx' }] }, status: {} });
  return pods.update({ ...a, name }, (pod) => ({ ...pod, status: { ...pod.status, ...status } }), { subresource: 'status' });
}

async function budgetWith(status: Partial<policy.PodDisruptionBudgetStatus>, spec: Partial<policy.PodDisruptionBudgetSpec> = {}, name = 'web'): Promise<void> {
  const budgets = server.registry.of(kinds.poddisruptionbudgets);
  const counts = { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1, observedGeneration: 1 };
  await budgets.create({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name, namespace: 'default' }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } }, ...spec }, status: counts });
  await budgets.update({ ...a, name }, (budget) => ({ ...budget, status: { ...counts, ...status } }), { subresource: 'status' });
}

const evict = (body: object = {}, query = '') => server.http.post(`/api/v1/namespaces/default/pods/a/eviction${query}`)
  .send({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'a', namespace: 'default' }, ...body });

const pod = (): Promise<core.Pod> => server.registry.of(kinds.pods).get(a);
const budget = (): Promise<policy.PodDisruptionBudget> => server.registry.of(kinds.poddisruptionbudgets).get({ ...a, name: 'web' });
const isGoing = async (): Promise<boolean> => (await pod()).metadata.deletionTimestamp !== undefined;

const refusal = "Cannot evict pod as it would violate the pod's disruption budget.";

describe('without a budget', () => {
  it.each(['policy/v1', 'policy/v1beta1'])('a body of %s deletes the pod, which says why', async (apiVersion) => {
    await podWith(ready);
    const { status, body } = await evict({ apiVersion, deleteOptions: { gracePeriodSeconds: 3 } });
    expect([status, body]).toMatchObject([201, { kind: 'Status', status: 'Success' }]);
    const { metadata, status: { conditions } } = await pod();
    expect(metadata.deletionGracePeriodSeconds).toBe(3);
    expect(conditions).toContainEqual({
      type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting',
      lastProbeTime: null, lastTransitionTime: '2026-01-01T00:00:00Z', observedGeneration: 1,
    });
  });

  it('a dry run, of the query or of the body, leaves it', async () => {
    await podWith(ready);
    expect((await evict({}, '?dryRun=All')).status).toBe(201);
    expect((await evict({ deleteOptions: { dryRun: ['All'] } })).status).toBe(201);
    expect(await pod()).toMatchObject({ status: ready });
    expect(await isGoing()).toBe(false);
  });

  it('another pod than was meant stays', async () => {
    const { metadata: { resourceVersion, uid } } = await podWith(ready);
    for (const preconditions of [{ uid: 'other' }, { resourceVersion: '1' }]) {
      expect((await evict({ deleteOptions: { preconditions } })).body).toMatchObject({ code: 409, reason: 'Conflict' });
    }
    expect(await isGoing()).toBe(false);
    expect((await evict({ deleteOptions: { preconditions: { uid, resourceVersion } } })).status).toBe(201);
  });

  it.each<[object, number, string]>([
    [{ metadata: { name: 'b' } }, 400, 'name in URL does not match name in Eviction object'],
    [{ metadata: {} }, 400, 'name in URL does not match name in Eviction object'],
    [{ kind: 'Binding' }, 400, 'the object provided is unrecognized (must be of type Eviction): the kind in the data (Binding) does not match the expected kind (Eviction)'],
    [{ apiVersion: 'policy/v2' }, 400, 'the API version in the data (policy/v2) does not match the expected API version (policy/v1)'],
    [{ metadata: { name: 'a', namespace: 'other' } }, 400, 'the namespace of the provided object does not match the namespace sent on the request'],
    [{ deleteOptions: { propagationPolicy: 'Never' } }, 422, 'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Never": supported values: "Foreground", "Background", "Orphan", "nil"'],
    [{ deleteOptions: { dryRun: ['Some'] } }, 422, 'DeleteOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]: supported values: "All"'],
  ])('refuses %j', async (body, code, message) => {
    await podWith(ready);
    expect((await evict(body)).body).toMatchObject({ code, message });
    expect(await isGoing()).toBe(false);
  });

  it('unknown and doubled fields of a body are warned of, or refused', async () => {
    await podWith(ready);
    const strict = await evict({ sped: 1 }, '?fieldValidation=Strict');
    expect(strict.body).toMatchObject({ code: 400, message: 'Eviction in version "v1" cannot be handled as a Eviction: strict decoding error: unknown field "sped"' });
    const doubled = await server.http.post('/api/v1/namespaces/default/pods/a/eviction?fieldValidation=Strict').set('Content-Type', 'application/json').send('{"metadata":{"name":"a","name":"a"}}');
    expect(doubled.body).toMatchObject({ code: 400, message: 'Eviction in version "v1" cannot be handled as a Eviction: strict decoding error: duplicate field "metadata.name"' });
    expect((await evict({ sped: 1 })).headers.warning).toBe('299 - "unknown field \\"sped\\""');
  });

  it('of no pod is 404', async () => expect((await evict()).body).toMatchObject({ code: 404, message: 'pods "a" not found' }));
});

describe('with a budget', () => {
  it('that allows it: one disruption is spent, and the pod named', async () => {
    await podWith(ready);
    await budgetWith({ disruptionsAllowed: 1, currentHealthy: 2 });
    expect((await evict()).status).toBe(201);
    expect(await isGoing()).toBe(true);
    expect((await budget()).status).toMatchObject({
      disruptionsAllowed: 0, disruptedPods: { a: '2026-01-01T00:00:00Z' }, conditions: [{ type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods' }],
    });
  });

  it('that does not: 429, without a time to come back', async () => {
    await podWith(ready);
    await budgetWith({});
    const { status, headers, body } = await evict();
    expect([status, headers['retry-after']]).toEqual([429, undefined]);
    expect(body).toMatchObject({
      reason: 'TooManyRequests', message: refusal, details: { causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget web needs 1 healthy pods and has 1 currently' }] },
    });
    expect(await isGoing()).toBe(false);
  });

  it('that is behind: 429, come back in ten seconds', async () => {
    await podWith(ready);
    await budgetWith({ disruptionsAllowed: 1, observedGeneration: 0 });
    const { status, headers, body } = await evict();
    expect([status, headers['retry-after']]).toEqual([429, '10']);
    expect(body).toMatchObject({ details: { retryAfterSeconds: 10, causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget web is still being processed by the server.' }] } });
  });

  it('that could not be worked out says so', async () => {
    await podWith(ready);
    await budgetWith({ currentHealthy: 5, conditions: [{ type: 'DisruptionAllowed', status: 'False', reason: 'SyncFailed', message: 'jobs.batch does not implement the scale subresource', lastTransitionTime: '2026-01-01T00:00:00Z' }] });
    expect((await evict()).body).toMatchObject({ details: { causes: [{ message: 'The disruption budget web does not allow evicting pods currently because it failed sync: jobs.batch does not implement the scale subresource' }] } });
  });

  it('with too many evictions under way is forbidden', async () => {
    await podWith(ready);
    const disruptedPods = Object.fromEntries(Array.from({ length: 2001 }, (_, i) => [`pod-${i}`, '2026-01-01T00:00:00Z']));
    await budgetWith({ disruptionsAllowed: 1, disruptedPods });
    expect((await evict()).body).toMatchObject({ code: 403, message: 'poddisruptionbudget.policy "web" is forbidden: DisruptedPods map too big - too many evictions not confirmed by PDB controller' });
  });

  it('a dry run asks, and spends nothing', async () => {
    await podWith(ready);
    await budgetWith({ disruptionsAllowed: 1 });
    expect((await evict({}, '?dryRun=All')).status).toBe(201);
    expect((await budget()).status).toMatchObject({ disruptionsAllowed: 1 });
    expect((await budget()).status.disruptedPods).toBeUndefined();
  });

  it('more than one is 500', async () => {
    await podWith(ready);
    await budgetWith({ disruptionsAllowed: 1 });
    await budgetWith({ disruptionsAllowed: 1 }, { selector: {} }, 'all');
    expect((await evict()).body).toMatchObject({ code: 500, message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.' });
  });

  it('of many evictions at once as many go as it allows', async () => {
    const names = Array.from({ length: 8 }, (_, i) => `pod-${i}`);
    for (const name of names) await podWith(ready, name);
    await budgetWith({ disruptionsAllowed: 3, currentHealthy: 8 });
    const answers = await Promise.all(names.map((name) => server.http.post(`/api/v1/namespaces/default/pods/${name}/eviction`).send({ metadata: { name } })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 429, 429, 429, 429, 429]);
    expect(Object.keys((await budget()).status.disruptedPods ?? {})).toHaveLength(3);
  });
});

describe('pods that are no loss', () => {
  it.each<[string, core.PodStatus]>([
    ['pending', { phase: 'Pending' }], ['succeeded', { phase: 'Succeeded' }], ['failed', { phase: 'Failed' }],
  ])('%s: go at once, whatever the budget says', async (_, status) => {
    await podWith(status);
    await budgetWith({});
    expect((await evict()).status).toBe(201);
    expect((await budget()).status.disruptedPods).toBeUndefined();
  });

  const sick: core.PodStatus = { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] };

  it.each<[string, Partial<policy.PodDisruptionBudgetSpec>, Partial<policy.PodDisruptionBudgetStatus>, number]>([
    ['enough others are healthy', {}, { currentHealthy: 2, desiredHealthy: 2 }, 201],
    ['not enough others are', {}, { currentHealthy: 1, desiredHealthy: 2 }, 429],
    ['not enough others are, and it says so', { unhealthyPodEvictionPolicy: 'IfHealthyBudget' }, { currentHealthy: 1, desiredHealthy: 2 }, 429],
    ['the budget lets the unhealthy go always', { unhealthyPodEvictionPolicy: 'AlwaysAllow' }, { currentHealthy: 0, desiredHealthy: 2 }, 201],
  ])('one that is not ready, when %s', async (_, spec, status, code) => {
    await podWith(sick);
    await budgetWith(status, spec);
    expect((await evict()).status).toBe(code);
    expect((await budget()).status.disruptedPods).toBeUndefined();
  });
});
