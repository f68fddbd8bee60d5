import { serveBcsScheduler, type TestClient } from '../../testing/client';

let client: TestClient;
beforeEach(async () => void (client = await serveBcsScheduler()));
afterEach(() => client.stop());

const webhook = (name: string, failurePolicy: string, service: string): object =>
  ({ name, failurePolicy, clientConfig: { caBundle: 'xxxxxxxxx', namespace: `${service}-namespace`, name: `${service}-service` } });

/** The document's. */
const sample = {
  apiVersion: 'v4', kind: 'admissionwebhook', metadata: { name: 'webhook-test', namespace: 'defaultGroup' },
  resourcesRef: { operation: 'Create', kind: 'Application' },
  admissionWebhooks: [webhook('container-sidecar', 'Ignore', 'sidecar-webhook'), webhook('container-images', 'Fail', 'image-webhook')],
};

describe.each(['/crd/namespaces/defaultGroup/admissionwebhook', '/namespaces/defaultGroup/admissionwebhook'])('%s', (path) => {
  test('made, read, changed, deleted', async () => {
    expect(await client.ok('POST', path, sample)).toBeNull();
    expect((await client.refused('POST', path, sample)).slice(0, 2)).toEqual([409, 1_405_201]);
    const told = { ...sample, metadata: { ...sample.metadata, creationTimestamp: '0001-01-01T00:00:00Z' } };
    expect(await client.ok('GET', `${path}/webhook-test`)).toEqual(told);
    for (const all of ['/admissionwebhooks', '/crd/admissionwebhook', path]) expect(await client.ok('GET', all)).toEqual([told]);
    expect(await client.ok('GET', path.replace('defaultGroup', 'other'))).toEqual([]);
    const changed = { ...sample, apiVersion: 'v9', metadata: { ...sample.metadata, labels: { a: 'b' } }, resourcesRef: { operation: 'Update', kind: 'deployment' }, admissionWebhooks: [] };
    expect(await client.ok('PUT', path, changed)).toBeNull();
    expect(await client.ok('GET', `${path}/webhook-test`)).toEqual({ ...told, resourcesRef: changed.resourcesRef, admissionWebhooks: [] });
    expect(await client.ok('DELETE', `${path}/webhook-test`)).toBeNull();
    for (const [method, at, body] of [['GET', `${path}/webhook-test`], ['DELETE', `${path}/webhook-test`], ['PUT', path, sample]] as const) {
      expect((await client.refused(method, at, body)).slice(0, 2)).toEqual([404, 1_405_202]);
    }
    expect(await client.ok('GET', '/admissionwebhooks')).toEqual([]);
  });

  test.each([
    ['another kind', { ...sample, kind: 'AdmissionWebhook' }, 1_405_008], ['no name', { ...sample, metadata: {} }, 1_405_008], ['no reference', { ...sample, resourcesRef: null }, 1_405_008],
    ['another resource', { ...sample, resourcesRef: { operation: 'Create', kind: 'pod' } }, 1_405_008], ['another operation', { ...sample, resourcesRef: { operation: 'Delete', kind: 'application' } }, 1_405_008],
    ['nowhere to ask', { ...sample, admissionWebhooks: [{ name: 'a', clientConfig: { name: 'b' } }] }, 1_405_008], ['no URL', { ...sample, admissionWebhooks: [{ name: 'a', clientConfig: { url: 'ftp://x' } }] }, 1_405_008],
    ['another policy', { ...sample, admissionWebhooks: [{ ...webhook('a', 'fail', 'b') }] }, 1_405_008], ['a list of texts', { ...sample, admissionWebhooks: ['a'] }, 1_405_010], ['no object', [sample], 1_405_010], ['no JSON', '{"a"', 1_405_010],
  ])('%s is refused', async (_what, sent, code) => {
    expect((await client.refused('POST', path, sent)).slice(0, 2)).toEqual([400, code]);
  });
});

test('names in the case of the sample that is read are understood, and told in the other', async () => {
  await client.ok('POST', '/crd/namespaces/defaultGroup/admissionwebhook', {
    ...sample, resourcesRef: undefined, ResourcesRef: { Kind: 'Application', Operation: 'Create' },
    admissionWebhooks: [{ ClientConfig: { CaBundle: 'xxxxxxxxx', Name: 'sidecar-webhook-service', Namespace: 'sidecar-webhook-namespace' }, FailurePolicy: 'Ignore', Name: 'container-sidecar' }],
  });
  expect(await client.ok('GET', '/namespaces/defaultGroup/admissionwebhook/webhook-test')).toMatchObject({ resourcesRef: sample.resourcesRef, admissionWebhooks: [sample.admissionWebhooks[0]] });
});
