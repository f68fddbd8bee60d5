/** Each part of the document's objects taken away, or something else put in its place: refused or taken, and nothing breaks. */
import { serveBcsScheduler, type TestClient } from './testing/client';

let client: TestClient;
beforeAll(async () => void (client = await serveBcsScheduler()));
afterAll(() => client.stop());

const metadata = { name: 'x', namespace: 'ns', labels: { a: 'b' }, annotations: { c: 'd' } };

const samples: readonly (readonly [method: string, path: string, sent: object])[] = [
  ['POST', '/namespaces/ns/configmaps', { apiVersion: 'v4', kind: 'configmap', metadata, datas: { a: { type: 'file', content: 'eA==', RemoteUser: 'u', remotePasswd: 'p' } } }],
  ['POST', '/namespaces/ns/secrets', { apiVersion: 'v4', kind: 'secret', metadata, type: 'Opaque', datas: { a: { path: 'p', content: 'eA==' } } }],
  ['POST', '/namespaces/ns/services', { apiVersion: 'v4', kind: 'service', metadata, spec: { selector: { a: 'b' }, type: 'ClusterIP', clusterIP: ['10.0.0.1'], ports: [{ name: 'p', domainName: 'd', path: '/', protocol: 'tcp', servicePort: 80, targetPort: 81, nodePort: 30_000 }] } }],
  ['POST', '/namespaces/ns/admissionwebhook', {
    apiVersion: 'v4', kind: 'admissionwebhook', metadata, resourcesRef: { operation: 'Create', kind: 'Deployment' },
    admissionWebhooks: [{ name: 'w', failurePolicy: 'Ignore', clientConfig: { url: '', caBundle: 'x', namespace: 'n', name: 's', path: '/', port: 443 }, namespaceSelector: { operator: 'In', values: ['a'] } }],
  }],
  ['POST', '/crr/register', { apiVersion: 'v4', kind: 'crr', spec: { names: { kind: 'Thing' } } }],
  ['PUT', '/crd/namespaces/ns/Thing', { apiVersion: 'v4', kind: 'Thing', metadata, spec: { a: 1 }, status: [] }],
  ['POST', '/customresourcedefinitions', {
    apiVersion: 'v4', kind: 'CustomResourceDefinition', metadata: { name: 'y.example.com', labels: { a: 'b' }, annotations: { c: 'd' } },
    spec: {
      group: 'example.com', version: 'v1', versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { a: { items: { type: 'string' } } } } } }], scope: 'Namespaced',
      names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList', shortNames: ['th'] }, validation: { openAPIV3Schema: { type: 'object' } }, subresources: { status: {} },
      additionalPrinterColumns: [{ name: 'A', type: 'string', JSONPath: '.a' }], conversion: { strategy: 'None' }, preserveUnknownFields: true,
    },
  }],
  ['POST', '/customresources/given.io/v1/ns/givens', { apiVersion: 'given.io/v1', kind: 'Given', metadata, spec: { a: 1 } }],
];

const nonsense: readonly unknown[] = [undefined, null, -1.5, '', 'ü\u0000x'.repeat(100), [null], { 'a b': {} }];

/** Every part of it, as a path. */
function* partsOf(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (path.length) yield path;
  if (typeof value === 'object' && value !== null) for (const name of Object.keys(value)) yield* partsOf((value as Record<string, unknown>)[name], [...path, name]);
}

function changed(value: unknown, [name, ...rest]: readonly string[], put: unknown): unknown {
  if (name === undefined) return put;
  if (Array.isArray(value)) return value.map((item, i) => (String(i) === name ? changed(item, rest, put) : (item as unknown)));
  return { ...(value as object), [name]: changed((value as Record<string, unknown>)[name], rest, put) };
}

/** So that the next can be made. */
const cleanup: readonly string[] = [
  '/namespaces/ns/configmaps/x', '/namespaces/ns/secrets/x', '/namespaces/ns/services/x', '/namespaces/ns/admissionwebhook/x', '/customresourcedefinitions/things.example.com', '/customresources/given.io/v1/ns/givens/x',
];

beforeAll(async () => {
  await client.ask('POST', '/customresourcedefinitions', { kind: 'CustomResourceDefinition', metadata: { name: 'given' }, spec: { group: 'given.io', version: 'v1', scope: 'Namespaced', names: { plural: 'givens', kind: 'Given' } } });
  await client.ok('POST', '/crr/register', { spec: { names: { kind: 'Thing' } } });
});

test.each(samples)('%s %s', async (method, path, sent) => {
  let { status } = await client.ask(method, path, sent);
  expect(status).toBeLessThan(300);
  const broken: unknown[] = [];
  for (const part of partsOf(sent)) {
    for (const put of nonsense) {
      if (status < 300) for (const gone of cleanup.filter((each) => each.startsWith(path))) await client.ask('DELETE', gone);
      const answer = await client.ask(method, path, changed(sent, part, put));
      ({ status } = answer);
      if (status >= 500) broken.push([part.join('.'), put, answer.text]);
    }
  }
  expect(broken).toEqual([]);
});
