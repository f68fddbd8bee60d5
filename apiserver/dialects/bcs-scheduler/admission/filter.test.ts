import { bcsRules, kinds, type bcs } from '../../../../api';
import { until } from '../../../../client/testing/until';
import { closeWebhooks } from '../../../../registry/admission/webhooks/testing/webhook-server';
import { example, keyOf, stored } from '../testing/applications';
import { serveBcsScheduler, type TestClient } from '../testing/client';
import { closePlainWebhooks, plainWebhook, Said, tlsWebhook } from '../testing/webhook';

let client: TestClient;
beforeEach(async () => void (client = await serveBcsScheduler()));
afterEach(async () => {
  await client.stop();
  await Promise.all([closeWebhooks(), closePlainWebhooks()]);
});

const path = '/namespaces/defaultGroup/applications';

const configure = (admissionWebhooks: readonly object[], resourcesRef: object = { operation: 'Create', kind: 'Application' }, name = 'webhook-test'): Promise<unknown> =>
  client.ok('POST', '/crd/namespaces/defaultGroup/admissionwebhook', { apiVersion: 'v4', kind: 'admissionwebhook', metadata: { name, namespace: 'defaultGroup' }, resourcesRef, admissionWebhooks });

const hook = (name: string, clientConfig: object, more: object = {}): object => ({ name, failurePolicy: 'Fail', clientConfig, ...more });

/** Adds an annotation. */
const annotated = (name: string) => (sent: Readonly<Record<string, unknown>>): object => {
  const metadata = sent.metadata as { annotations?: object };
  return { ...sent, metadata: { ...metadata, annotations: { ...metadata.annotations, [name]: 'x' } } };
};

const definition = async (): Promise<bcs.BcsApplicationSpec['definition']> => (await stored(client)).spec.definition;

test('what webhooks answer, one after the other, is stored', async () => {
  const [first, second] = [await tlsWebhook(annotated('first')), await plainWebhook(annotated('second'))];
  await configure([hook('first', first.config), hook('second', second.config)]);
  await client.ok('POST', path, example());
  expect(first.asked).toEqual([example()]);
  expect(second.asked).toMatchObject([{ kind: 'application', metadata: { annotations: { first: 'x' } } }]);
  expect(await definition()).toMatchObject({ metadata: { annotations: { first: 'x', second: 'x' } } });
});

test('a webhook that is down: with Fail nothing is made, with Ignore it is made as it was sent', async () => {
  const gone = await plainWebhook(() => 200);
  await closePlainWebhooks();
  await configure([hook('container-images', gone.config)]);
  const [status, code, message] = await client.refused('POST', path, example());
  expect([status, code]).toEqual([403, 1_405_234]);
  expect(message).toMatch(/^request webhook container-images error Post "http:\/\/127\.0\.0\.1:\d+\/hook\?from=bcs": connect ECONNREFUSED/);
  await expect(stored(client)).rejects.toMatchObject({ reason: 'NotFound' });
  await client.ok('DELETE', '/crd/namespaces/defaultGroup/admissionwebhook/webhook-test');
  await configure([hook('container-images', gone.config, { failurePolicy: 'Ignore' })]);
  await client.ok('POST', path, example());
  expect(await definition()).toEqual(example());
});

test.each([
  ['another code', 500, 'it said no'], ['no JSON', '<html>', 'the answer is no JSON object'], ['a list', '[]', 'the answer is no JSON object'], ['nothing', '', 'the answer is no JSON object'],
])('an answer that is %s is none', async (_what, answer, why) => {
  const { config } = await plainWebhook(() => answer);
  await configure([hook('hook', config)]);
  expect(await client.refused('POST', path, example())).toEqual([403, 1_405_234, `request webhook hook error ${why}`]);
});

test('an answer that is larger than what may be sent is none', async () => {
  const { config } = await plainWebhook((sent) => ({ ...sent, more: 'x'.repeat(3 * 1024 * 1024) }));
  await configure([hook('hook', config)]);
  const [status, code, message] = await client.refused('POST', path, example());
  expect([status, code]).toEqual([403, 1_405_234]);
  expect(message).toMatch(/the answer has more than 3145728 bytes$/);
});

test('of a refusal the beginning is told', async () => {
  const { config } = await plainWebhook(() => new Said(500, 'no '.repeat(1_000)));
  await configure([hook('hook', config)]);
  expect((await client.refused('POST', path, example()))[2]).toHaveLength('request webhook hook error '.length + 1_024);
});

test('a webhook that does not answer is waited for five seconds', async () => {
  const { config, asked } = await plainWebhook(() => undefined);
  await configure([hook('hook', config)]);
  const refused = client.refused('POST', path, example());
  await until(() => asked.length === 1);
  await client.server.clock.step(5_000);
  expect(await refused).toEqual([403, 1_405_234, expect.stringContaining('context deadline exceeded') as string]);
});

test('whom nobody vouches for is not asked', async () => {
  const { config } = await tlsWebhook((sent) => sent);
  for (const caBundle of ['', 'xxxxxxxxx', Buffer.from('-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----').toString('base64')]) {
    await configure([hook('hook', { ...config, caBundle })], undefined, `hook${caBundle.length}`);
    expect((await client.refused('POST', path, example())).slice(0, 2)).toEqual([403, 1_405_234]);
    await client.ok('DELETE', `/crd/namespaces/defaultGroup/admissionwebhook/hook${caBundle.length}`);
  }
});

test('nothing is sent to other machines', async () => {
  await configure([hook('hook', { url: 'https://192.0.2.1:8443/x' })]);
  expect(await client.refused('POST', path, example())).toEqual([403, 1_405_234, 'request webhook hook error nothing is sent to 192.0.2.1:8443: webhooks are called at loopback addresses alone']);
});

test('a service leads to a webhook where it is a name for this machine', async () => {
  const { config: { caBundle }, port, asked } = await tlsWebhook(annotated('seen'));
  // As the certificate of the test names it.
  await configure([hook('hook', { name: 'hook', namespace: 'default.svc', port, path: 'check', caBundle })]);
  const refused = async (): Promise<string> => (await client.refused('POST', path, example()))[2];
  expect(await refused()).toBe('request webhook hook error service "hook" not found');
  const { registry } = client.server;
  const namespace = bcsRules.labelName('default.svc');
  await registry.of(kinds.namespaces).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace }, spec: {}, status: {} });
  await registry.of(kinds.services).create({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'hook', namespace }, spec: { ports: [{ port }] }, status: {} });
  expect(await refused()).toBe('request webhook hook error service "hook" has no endpoint that can be reached from here');
  await registry.of(kinds.services).update({ namespace, name: 'hook' }, (current) => ({ ...current, spec: { type: 'ExternalName', externalName: 'localhost' } }));
  await client.ok('POST', path, example());
  expect(asked).toHaveLength(1);
});

test('who is asked: by kind, by operation, by namespace', async () => {
  const { config, asked } = await plainWebhook((sent) => sent);
  await configure([hook('elsewhere', config, { namespaceSelector: { operator: 'In', values: ['other'] } }), hook('nobody', config, { namespaceSelector: { operator: 'Is', values: ['defaultGroup'] } })], undefined, 'a');
  await configure([hook('deployments', config)], { Operation: 'create', Kind: 'deployment' }, 'b');
  await configure([hook('not-other', config, { NamespaceSelector: { Operator: 'NotIn', Values: ['other'] } })], { operation: 'Update', kind: 'APPLICATION' }, 'c');
  await client.ok('POST', path, example());
  expect(asked).toHaveLength(0);
  await client.ask('PUT', `${path}/rollback`, example());
  expect(asked).toHaveLength(1);
  // What has no object in it is nobody's business.
  await client.ask('PUT', `${path}/app-test/scale/3`);
  await client.ask('PUT', path, '{"kind":');
  await client.ok('POST', '/namespaces/defaultGroup/configmaps', { kind: 'configmap', metadata: { name: 'a' }, datas: {} });
  expect(asked).toHaveLength(1);
  const other = await client.ask('POST', '/namespaces/other/applications', { ...example(), metadata: { name: 'app-test' } });
  expect(other.status).toBe(200);
  expect(asked).toMatchObject([{ kind: 'application' }, { metadata: { name: 'app-test' } }]);
});

test('one that is made or changed by hand counts, and what makes no sense cannot be made', async () => {
  const { config, asked } = await plainWebhook(annotated('seen'));
  const { registry } = client.server;
  await registry.of(kinds.namespaces).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'hooks' }, spec: {}, status: {} });
  const made = (sent: object): Promise<unknown> =>
    registry.of(kinds.bcsadmissionwebhooks).create({ apiVersion: bcsRules.apiVersion, kind: 'BcsAdmissionWebhook', metadata: { name: 'mine', namespace: 'hooks' }, spec: { definition: { ...sent } } });
  const resourcesRef = { operation: 'Create', kind: 'application' };
  for (const wrong of [{}, { resourcesRef: { operation: 'Delete', kind: 'application' } }, { resourcesRef, admissionWebhooks: [{ clientConfig: {} }] }, { resourcesRef: 3 }, { resourcesRef, admissionWebhooks: [{ failurePolicy: 'Maybe' }] }]) {
    await expect(made(wrong)).rejects.toMatchObject({ reason: 'Invalid' });
  }
  await made({ resourcesRef, admissionWebhooks: [hook('hook', config)] });
  await client.ok('POST', path, example());
  expect(asked).toHaveLength(1);
  expect(await registry.of(kinds.bcsapplications).get(keyOf())).toMatchObject({ spec: { definition: { metadata: { annotations: { seen: 'x' } } } } });
  expect(await client.ok('GET', '/admissionwebhooks')).toMatchObject([{ kind: 'admissionwebhook', metadata: { name: 'mine', namespace: 'hooks' } }]);
});
