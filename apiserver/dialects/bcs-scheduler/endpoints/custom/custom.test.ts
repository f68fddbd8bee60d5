import { bcsRules, kinds } from '../../../../../api';
import { clusterId, exchange, serveBcsScheduler, type Answer, type TestClient } from '../../testing/client';
import { crontabs, log, logConfigs } from './testing/samples';

let client: TestClient;
beforeEach(async () => void (client = await serveBcsScheduler()));
afterEach(() => client.stop());

interface Body {
  readonly kind: string; readonly apiVersion: string; readonly code?: number; readonly reason?: string; readonly message?: string; readonly status?: unknown;
  readonly metadata: Readonly<Record<string, unknown>>; readonly spec: Readonly<Record<string, unknown>>; readonly items?: readonly Body[]; readonly details?: unknown;
}

const ask = async (method: string, path: string, sent?: unknown): Promise<{ status: number; body: Body; warning: string | null }> => {
  const { status, body, headers } = await client.ask(method, path, sent);
  return { status, body: body as unknown as Body, warning: headers.get('warning') };
};

const resources = '/customresources/bkbcs.tencent.com/v2';

const define = async (sent: object = logConfigs): Promise<void> => expect((await ask('POST', '/customresourcedefinitions', sent)).status).toBe(201);

describe.each(['/customresourcedefinitions', '/customresourcesdefinitions'])('%s', (path) => {
  test("the document's definition: made, there already, read by either name, changed, deleted", async () => {
    const made = await ask('POST', path, crontabs);
    expect(made).toMatchObject({ status: 201, body: crontabs, warning: '299 - "metadata.name \\"logcollector.bkbcs.tencent.com\\" is not spec.names.plural+\\".\\"+spec.group: it is kept as \\"crontabs.bkbcs.tencent.com\\""' });
    expect(JSON.stringify(made.body)).not.toMatch(/apiextensions|openAPIV3Schema/);
    expect(await ask('POST', path, crontabs)).toMatchObject({ status: 409, body: { kind: 'Status', reason: 'AlreadyExists' } });
    expect(await ask('POST', path, { ...crontabs, metadata: { name: 'other.bkbcs.tencent.com' } })).toMatchObject({ status: 409, body: { kind: 'Status', reason: 'AlreadyExists' } });
    for (const name of ['logcollector.bkbcs.tencent.com', 'crontabs.bkbcs.tencent.com']) {
      expect(await ask('GET', `${path}/${name}`)).toMatchObject({ status: 200, body: crontabs });
      // The document's curl.
      expect(await ask('POST', `${path}/${name}`, crontabs)).toMatchObject({ status: 200, body: crontabs });
    }
    const list = await ask('GET', path);
    expect(list).toMatchObject({ status: 200, body: { kind: 'CustomResourceDefinitionList', apiVersion: 'v4', items: [crontabs] } });
    const changed = { ...crontabs, metadata: { ...crontabs.metadata, labels: { a: 'b' } }, spec: { ...crontabs.spec, names: { ...crontabs.spec.names, shortNames: ['ct'] } } };
    expect(await ask('PUT', `${path}/logcollector.bkbcs.tencent.com`, changed)).toMatchObject({ status: 200, body: changed });
    expect(await ask('PUT', `${path}/logcollector.bkbcs.tencent.com`, { ...changed, metadata: { ...changed.metadata, resourceVersion: '1' } })).toMatchObject({ status: 409, body: { reason: 'Conflict' } });
    expect(await ask('PUT', `${path}/logcollector.bkbcs.tencent.com`, { ...changed, metadata: { name: 'other' } })).toMatchObject({ status: 400, body: { reason: 'BadRequest' } });
    expect(await ask('DELETE', `${path}/logcollector.bkbcs.tencent.com`)).toMatchObject({ status: 200, body: { kind: 'Status', status: 'Success', details: { name: 'logcollector.bkbcs.tencent.com' } } });
    for (const [method, body] of [['GET'], ['POST', crontabs], ['PUT', crontabs], ['DELETE']] as const) {
      expect(await ask(method, `${path}/logcollector.bkbcs.tencent.com`, body)).toMatchObject({ status: 404, body: { kind: 'Status', reason: 'NotFound', message: 'customresourcedefinitions.apiextensions.k8s.io "logcollector.bkbcs.tencent.com" not found' } });
    }
    expect((await ask('GET', path)).body.items).toEqual([]);
  });
});

test('one that is named as it must be has no warning, and the strict refuse others', async () => {
  expect(await ask('POST', '/customresourcedefinitions', { ...crontabs, metadata: { name: 'crontabs.bkbcs.tencent.com' } })).toMatchObject({ status: 201, warning: null });
  const strict = await serveBcsScheduler({ switches: { crdNames: 'strict' } });
  const { status, body } = await strict.ask('POST', '/customresourcedefinitions', crontabs);
  await strict.stop();
  expect([status, body]).toMatchObject([422, { kind: 'Status', reason: 'Invalid' }]);
});

test("a kind's objects can be made as soon as it is defined, in a namespace that nobody has made", async () => {
  await define();
  const made = await ask('POST', `${resources}/global/bklogconfigs`, log);
  expect(made).toMatchObject({ status: 201, body: { ...log, metadata: { ...log.metadata, uid: expect.any(String) as string } } });
  expect(await client.server.registry.of(kinds.namespaces).get({ name: 'global' })).toMatchObject({ metadata: { name: 'global' } });
});

test.each(['', 'namespaces/'])('%sglobal: made, listed, read, changed, deleted', async (form) => {
  await define();
  const path = `${resources}/${form}global/bklogconfigs`;
  const { body: { metadata: { resourceVersion } } } = await ask('POST', path, log);
  expect(await ask('POST', path, log)).toMatchObject({ status: 409, body: { kind: 'Status', reason: 'AlreadyExists' } });
  expect(await ask('GET', `${path}/myappconfig`)).toMatchObject({ status: 200, body: log });
  for (const list of [path, `${resources}/bklogconfigs`]) expect(await ask('GET', list)).toMatchObject({ status: 200, body: { kind: 'BKLogConfigList', apiVersion: 'bkbcs.tencent.com/v2', items: [log] } });
  expect((await ask('GET', `${path}?labelSelector=a%3Db`)).body.items).toEqual([]);
  const changed = { ...log, spec: { ...log.spec, level: 4 } };
  expect(await ask('PUT', `${path}/myappconfig`, changed)).toMatchObject({ status: 200, body: changed });
  expect(await ask('PUT', `${path}/myappconfig`, { ...log, metadata: { ...log.metadata, resourceVersion } })).toMatchObject({ status: 409, body: { reason: 'Conflict' } });
  expect(await ask('PUT', `${path}/other`, { ...log, metadata: { name: 'other' } })).toMatchObject({ status: 404, body: { reason: 'NotFound' } });
  expect(await ask('DELETE', `${path}/myappconfig`)).toMatchObject({ status: 200, body: { kind: 'Status', status: 'Success' } });
  expect(await ask('GET', `${path}/myappconfig`)).toMatchObject({ status: 404, body: { message: 'bklogconfigs.bkbcs.tencent.com "myappconfig" not found' } });
  expect((await ask('GET', path)).body.items).toEqual([]);
});

test('what there is no definition of is not there, nor what could be a watch, nor what belongs to Kubernetes', async () => {
  const missing = { status: 404, body: { kind: 'Status', reason: 'NotFound', message: 'the server could not find the requested resource' } };
  for (const [method, body] of [['POST', log], ['GET'], ['PUT', log], ['DELETE']] as const) {
    expect(await ask(method, `${resources}/namespaces/global/bklogconfigs${method === 'PUT' || method === 'DELETE' ? '/x' : ''}`, body)).toMatchObject(missing);
  }
  await define();
  for (const path of [`${resources}/watch/namespaces/global/bklogconfigs`, `${resources}/global/bklogconfigs/watch-me`, `${resources}/bklogconfigs?watch=true`, '/customresources/bkbcs.tencent.com/v1/bklogconfigs', '/customresources/apps/v1/deployments', `${resources}/a/b/c/d/e`]) {
    expect(await ask('GET', path)).toMatchObject(missing);
  }
  expect(await ask('POST', `${resources}/bklogconfigs`, log)).toMatchObject(missing);
  expect(await ask('POST', `${resources}/global/bklogconfigs/x`, log)).toMatchObject({ status: 405, body: { kind: 'Status', reason: 'MethodNotAllowed' } });
  expect(await ask('DELETE', `${resources}/global/bklogconfigs`)).toMatchObject({ status: 405, body: { kind: 'Status', reason: 'MethodNotAllowed' } });
});

test('with its definition all resources go', async () => {
  await define();
  await ask('POST', `${resources}/global/bklogconfigs`, log);
  await ask('DELETE', '/customresourcedefinitions/bklogconfig.bkbcs.tencent.com');
  await define();
  expect((await ask('GET', `${resources}/bklogconfigs`)).body.items).toEqual([]);
});

test('what holds a resource holds its definition, and nobody waits for it longer than five seconds', async () => {
  await define();
  const held = { ...log, metadata: { ...log.metadata, finalizers: ['example.com/hold'] } };
  await ask('POST', `${resources}/global/bklogconfigs`, held);
  const path = '/customresourcedefinitions/bklogconfig.bkbcs.tencent.com';
  let answered = false;
  const deleted = ask('DELETE', path).finally(() => { answered = true; });
  while (!(await ask('GET', path)).body.metadata.deletionTimestamp) await new Promise((resolve) => setImmediate(resolve));
  expect(answered).toBe(false);
  // It may wait for the next thing by now, or not yet.
  while (!answered) await client.server.clock.step(5_000);
  expect(await deleted).toMatchObject({ status: 200, body: { kind: 'Status', status: 'Success' } });
  expect((await ask('GET', path)).body.metadata).toHaveProperty('deletionTimestamp');
});

test('resources of the whole cluster', async () => {
  await define({ ...logConfigs, spec: { ...logConfigs.spec, scope: 'Cluster' } });
  const cluster = { ...log, metadata: { name: 'myappconfig' } };
  expect(await ask('POST', `${resources}/bklogconfigs`, cluster)).toMatchObject({ status: 201, body: cluster });
  expect(await ask('GET', `${resources}/bklogconfigs/myappconfig`)).toMatchObject({ status: 200, body: cluster });
  expect(await ask('PUT', `${resources}/bklogconfigs/myappconfig`, { ...cluster, spec: {} })).toMatchObject({ status: 200, body: { spec: {} } });
  expect((await ask('GET', `${resources}/bklogconfigs`)).body.items).toHaveLength(1);
  expect(await ask('GET', `${resources}/namespaces/global/bklogconfigs`)).toMatchObject({ status: 404 });
  expect(await ask('DELETE', `${resources}/bklogconfigs/myappconfig`)).toMatchObject({ status: 200 });
});

test('namespaces that Kubernetes calls otherwise', async () => {
  await define();
  const path = `${resources}/namespaces/defaultGroup/bklogconfigs`;
  const there = { ...log, metadata: { name: 'myappconfig', namespace: 'defaultGroup', labels: { a: 'b' } } };
  const made = await ask('POST', path, there);
  expect(made).toMatchObject({ status: 201, body: there });
  expect(made.body.metadata).not.toHaveProperty('annotations');
  expect(await ask('GET', `${path}/myappconfig`)).toMatchObject({ body: there });
  for (const list of [path, `${resources}/bklogconfigs`]) expect((await ask('GET', list)).body.items).toMatchObject([there]);
  expect(await ask('PUT', `${path}/myappconfig`, { ...there, spec: { level: 9 } })).toMatchObject({ status: 200, body: { metadata: { namespace: 'defaultGroup' }, spec: { level: 9 } } });
  expect((await ask('GET', `${resources}/bklogconfigs`)).body.items).toMatchObject([{ metadata: { namespace: 'defaultGroup' } }]);
  expect(await client.server.registry.of(kinds.namespaces).get({ name: bcsRules.labelName('defaultGroup') })).toMatchObject({ metadata: { annotations: { [bcsRules.marks.namespaceAnnotation]: 'defaultGroup' } } });
});

test('what v1beta1 could say: one version, a schema, columns and subresources for all, and fields that nobody has named', async () => {
  await define({
    ...logConfigs, metadata: { name: 'bklogconfigs.bkbcs.tencent.com' },
    spec: {
      group: 'bkbcs.tencent.com', version: 'v2', scope: 'Namespaced', names: logConfigs.spec.names, subresources: { status: {} },
      validation: { openAPIV3Schema: { properties: { spec: { properties: { level: { type: 'integer', maximum: 5 } } } } } }, additionalPrinterColumns: [{ name: 'Level', type: 'integer', JSONPath: '.spec.level' }],
    },
  });
  const path = `${resources}/namespaces/global/bklogconfigs`;
  expect(await ask('POST', path, { ...log, spec: { ...log.spec, level: 6 } })).toMatchObject({ status: 422, body: { reason: 'Invalid' } });
  expect(await ask('POST', path, { ...log, status: { a: 1 }, more: 'kept' })).toMatchObject({ status: 201, body: { ...log, more: 'kept' } });
  expect(await ask('PUT', `${path}/myappconfig/status`, { ...log, status: { seen: true } })).toMatchObject({ status: 200, body: { status: { seen: true } } });
  const { body } = await ask('GET', '/customresourcedefinitions/bklogconfigs.bkbcs.tencent.com');
  expect(body.spec).toMatchObject({ versions: [{ name: 'v2', subresources: { status: {} }, additionalPrinterColumns: [{ name: 'Level', type: 'integer', JSONPath: '.spec.level' }], schema: { openAPIV3Schema: { properties: { spec: { properties: { level: { maximum: 5 } } } } } } }] });
  // What is told can be sent again.
  expect(await ask('PUT', '/customresourcedefinitions/bklogconfigs.bkbcs.tencent.com', body)).toMatchObject({ status: 200, body: { spec: body.spec } });
});

test("names of ours are taken: a definition says so, and the kind of ours stays", async () => {
  const taken = await ask('POST', '/customresourcedefinitions', { ...crontabs, metadata: { name: 'bcsapplications.bkbcs.tencent.com' }, spec: { ...crontabs.spec, names: { plural: 'bcsapplications', kind: 'BcsApplication' } } });
  expect(taken).toMatchObject({ status: 201, body: { status: { conditions: [{ type: 'NamesAccepted', status: 'False' }, { type: 'Established', status: 'False' }] } } });
  expect(await ask('GET', '/customresources/bkbcs.tencent.com/v1/bcsapplications')).toMatchObject({ status: 200, body: { kind: 'BcsApplicationList', items: [] } });
});

test('definitions and resources need the header like everything else', async () => {
  const answer: Answer = await exchange(client.server.url, 'GET', '/bcsapi/v4/scheduler/mesos/customresourcedefinitions', undefined, {});
  expect([answer.status, answer.body.code]).toEqual([400, 1_405_007]);
  expect((await exchange(client.server.url, 'GET', '/v4/scheduler/mesos/customresourcedefinitions', undefined, { 'BCS-ClusterID': clusterId })).status).toBe(200);
});
