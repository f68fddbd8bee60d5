import { serve, WatchReader, type TestServer } from '../../testing/serve';

let server: TestServer;
beforeAll(async () => { server = await serve(); });
afterAll(() => server.stop());

const budgets = '/apis/policy/v1beta1/namespaces/default/poddisruptionbudgets';
const warning = '299 - "policy/v1beta1 PodDisruptionBudget is deprecated in v1.21+, unavailable in v1.25+; use policy/v1 PodDisruptionBudget"';

it('every verb of a version that goes away says so, whatever the answer', async () => {
  const { http } = server;
  const answers = [
    await http.post(budgets).send({ metadata: { name: 'web' }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } } }),
    await http.get(budgets), await http.get(`${budgets}/web`), await http.get(`${budgets}/web/status`), await http.get(`${budgets}/nobody`),
    await http.patch(`${budgets}/web`).set('Content-Type', 'application/merge-patch+json').send({ spec: { minAvailable: 2 } }),
    await http.post(budgets).send({ metadata: { name: 'Bad' } }),
    await http.delete(`${budgets}/web`),
  ];
  expect(answers.map(({ status, headers }) => [status, headers.warning as string])).toEqual([201, 200, 200, 200, 404, 200, 422, 200].map((status) => [status, warning]));
});

it('a watch says so before its first event', async () => {
  const watch = await WatchReader.open(`${server.url}${budgets}?watch=true&timeoutSeconds=1`);
  expect(watch.response.headers.warning).toBe(warning);
  watch.close();
});

it('is told beside other warnings', async () => {
  const { headers } = await server.http.post(budgets).send({ metadata: { name: 'two' }, spec: { minAvailable: 1, moon: 7 } });
  expect(headers.warning).toBe(`${warning}, 299 - "unknown field \\"spec.moon\\""`);
});

it('the stable version says nothing; endpoints and component statuses do', async () => {
  expect((await server.http.get('/apis/policy/v1/poddisruptionbudgets')).headers.warning).toBeUndefined();
  expect((await server.http.get('/api/v1/endpoints')).headers.warning).toBe('299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"');
  const { headers, body } = await server.http.get('/api/v1/componentstatuses');
  expect(headers.warning).toBe('299 - "v1 ComponentStatus is deprecated in v1.19+"');
  expect((body as { metadata: object }).metadata).toEqual({});
  expect(body).toMatchObject({ kind: 'ComponentStatusList', items: [{ metadata: { name: 'controller-manager' } }, { metadata: { name: 'etcd-0' } }, { metadata: { name: 'scheduler' } }] });
});

it('component statuses can only be read', async () => {
  expect((await server.http.get('/api/v1/componentstatuses/etcd-0')).body).toMatchObject({ conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }] });
  expect((await server.http.get('/api/v1/componentstatuses/nobody')).status).toBe(404);
  expect((await server.http.post('/api/v1/componentstatuses').send({})).status).toBe(405);
  expect((await server.http.get('/api/v1/componentstatuses?watch=true')).status).toBe(405);
});

it('the stable version of a group is the preferred one', async () => {
  const { groups } = (await server.http.get('/apis')).body as { groups: { name: string; preferredVersion: { version: string }; versions: { version: string }[] }[] };
  const versions = (name: string) => groups.find((group) => group.name === name)?.versions.map(({ version }) => version);
  expect(versions('autoscaling')).toEqual(['v2', 'v1', 'v2beta1', 'v2beta2']);
  expect(versions('flowcontrol.apiserver.k8s.io')).toEqual(['v1', 'v1beta3', 'v1beta2', 'v1beta1']);
  expect(versions('extensions')).toEqual(['v1beta1']);
  const names = groups.map(({ name }) => name);
  expect(names.indexOf('networking.k8s.io')).toBeLessThan(names.indexOf('extensions'));
  expect(names.indexOf('extensions')).toBeLessThan(names.indexOf('policy'));
});
