import { packageFacts } from '../../../api';
import { serve, type TestServer } from '../../testing/serve';

let server: TestServer;
beforeAll(async () => { server = await serve(); });
afterAll(() => server.stop());

const get = async (path: string, accept?: string) => (accept ? server.http.get(path).set('Accept', accept) : server.http.get(path));

interface Resource { name: string; group?: string; version?: string; kind: string }

it('/api and /apis', async () => {
  expect((await get('/api')).body).toMatchObject({ kind: 'APIVersions', versions: ['v1'] });
  const { body } = await get('/apis');
  expect(body).toMatchObject({ kind: 'APIGroupList', apiVersion: 'v1' });
  const { groups } = body as { groups: { name: string }[] };
  expect(groups[0]?.name).toBe('apiregistration.k8s.io');
  expect(groups[1]).toEqual({ name: 'apps', versions: [{ groupVersion: 'apps/v1', version: 'v1' }], preferredVersion: { groupVersion: 'apps/v1', version: 'v1' } });
  expect(groups.map(({ name }) => name).filter((name) => ['batch', 'coordination.k8s.io'].includes(name))).toEqual(['batch', 'coordination.k8s.io']);
  expect((await get('/apis/apps')).body).toMatchObject({ kind: 'APIGroup', apiVersion: 'v1', name: 'apps' });
  expect((await get('/apis/nope')).status).toBe(404);
});

it('/api/v1: resources with their subresources', async () => {
  const { body } = await get('/api/v1');
  expect(body).toMatchObject({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: 'v1' });
  const { resources } = body as { resources: Resource[] };
  expect(resources.find(({ name }) => name === 'pods')).toEqual({
    name: 'pods', singularName: 'pod', namespaced: true, kind: 'Pod', shortNames: ['po'], categories: ['all'],
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  });
  expect(resources.find(({ name }) => name === 'pods/status')).toEqual({ name: 'pods/status', singularName: '', namespaced: true, kind: 'Pod', verbs: ['get', 'patch', 'update'] });
  expect(resources.find(({ name }) => name === 'pods/binding')).toMatchObject({ kind: 'Binding', verbs: ['create'] });
});

it('/apis/apps/v1: a projection tells its own kind', async () => {
  const { resources } = (await get('/apis/apps/v1')).body as { resources: Resource[] };
  expect(resources.find(({ name }) => name === 'deployments/scale')).toEqual({
    name: 'deployments/scale', singularName: '', namespaced: true, group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get', 'patch', 'update'],
  });
});

describe('aggregated', () => {
  const aggregated = (version: string): string => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList,application/json`;

  it.each(['v2', 'v2beta1'])('%s', async (version) => {
    const { body, headers } = await get('/apis', aggregated(version));
    expect(headers['content-type']).toBe(`application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`);
    expect(body).toMatchObject({ kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${version}` });
    const { items } = body as { items: { metadata: { name: string }; versions: { resources: { resource: string; subresources?: object[] }[] }[] }[] };
    expect(items[0]?.metadata.name).toBe('apiregistration.k8s.io');
    expect(items.find(({ metadata }) => metadata.name === 'apps')?.versions[0]?.resources.find(({ resource }) => resource === 'deployments')?.subresources)
      .toContainEqual({ subresource: 'scale', responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' }, verbs: ['get', 'patch', 'update'] });
  });

  it('of /api has the core group alone; an unchanged document is 304', async () => {
    const first = await get('/api', aggregated('v2'));
    expect((first.body as { items: object[] }).items).toHaveLength(1);
    const second = await server.http.get('/api').set('Accept', aggregated('v2')).set('If-None-Match', first.headers.etag ?? '');
    expect(second.status).toBe(304);
  });

  it('is not forced on those who ask for the plain form first', async () => {
    expect((await get('/apis', 'application/json')).body).toMatchObject({ kind: 'APIGroupList' });
  });
});

describe('OpenAPI', () => {
  it('v3 lists documents by hash, each with schemas, paths and merge facts', async () => {
    const { paths } = (await get('/openapi/v3')).body as { paths: Record<string, { serverRelativeURL: string }> };
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['api/v1', 'apis/apps/v1']));
    const url = paths['apis/apps/v1']?.serverRelativeURL ?? '';
    expect(url).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{128}$/);
    const { body } = await get(url, 'application/json');
    const document = body as { paths: Record<string, { patch?: { parameters: { name: string }[] } }>; components: { schemas: Record<string, { properties?: Record<string, object> }> } };
    const { schemas } = document.components;
    expect(schemas['io.k8s.api.apps.v1.Deployment']).toMatchObject({ 'x-kubernetes-group-version-kind': [{ group: 'apps', version: 'v1', kind: 'Deployment' }] });
    expect(schemas['io.k8s.api.core.v1.PodSpec']?.properties?.containers).toEqual({
      description: expect.stringContaining('at least one') as string, type: 'array', items: { allOf: [{ $ref: '#/components/schemas/io.k8s.api.core.v1.Container' }], default: {} },
      'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'], 'x-kubernetes-patch-strategy': 'merge', 'x-kubernetes-patch-merge-key': 'name',
    });
    expect(document.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}']?.patch?.parameters.map(({ name }) => name)).toContain('fieldValidation');
    const text = JSON.stringify(document);
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) expect(schemas).toHaveProperty([name ?? '']);
  });

  it('says what kinds and fields mean, in both versions', async () => {
    type Described = { description?: string; properties: Record<string, { description?: string; $ref?: string; allOf?: object[] }> };
    const v3 = (await get('/openapi/v3/apis/apps/v1')).body as { components: { schemas: Record<string, Described> } };
    const v2 = (await get('/openapi/v2')).body as { definitions: Record<string, Described> };
    for (const schemas of [v3.components.schemas, v2.definitions]) {
      expect(schemas['io.k8s.api.apps.v1.Deployment']?.description).toMatch(/^Keeps so many equal pods running/);
      expect(schemas['io.k8s.apimachinery.pkg.apis.meta.v1.Time']?.description).toContain('RFC 3339');
      const { strategy, replicas } = schemas['io.k8s.api.apps.v1.DeploymentSpec']?.properties ?? {};
      expect(replicas?.description).toBe('How many pods; 1 by default.');
      expect(strategy).toMatchObject({ description: 'How old pods are replaced by new ones.', 'x-kubernetes-patch-strategy': 'retainKeys' });
    }
    expect(v3.components.schemas['io.k8s.api.apps.v1.DeploymentSpec']?.properties.strategy?.allOf).toHaveLength(1);
    expect(v2.definitions['io.k8s.api.apps.v1.DeploymentSpec']?.properties.strategy?.$ref).toBe('#/definitions/io.k8s.api.apps.v1.DeploymentStrategy');
  });

  it('v2 as JSON and as protobuf', async () => {
    const { body } = await get('/openapi/v2');
    expect(body).toMatchObject({ swagger: '2.0', definitions: { 'io.k8s.api.core.v1.Pod': { type: 'object' } } });
    const proto = await server.http.get('/openapi/v2').set('Accept', 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf').responseType('arraybuffer');
    expect(proto.headers['content-type']).toBe('application/com.github.proto-openapi.spec.v2.v1.0+protobuf');
    expect((proto.body as Buffer).subarray(0, 5)).toEqual(Buffer.from([0x0a, 0x03, ...Buffer.from('2.0')]));
  });

  it('of other forms is 406, of other groups 404', async () => {
    expect((await get('/openapi/v3', 'application/com.github.proto-openapi.spec.v3@v1.0+protobuf')).status).toBe(406);
    expect((await get('/openapi/v3/apis/nope/v1')).status).toBe(404);
  });
});

it('OpenAPI of every group can be built; what is only asked has one operation', async () => {
  const { paths } = (await get('/openapi/v3')).body as { paths: Record<string, { serverRelativeURL: string }> };
  for (const { serverRelativeURL } of Object.values(paths)) expect([serverRelativeURL, (await get(serverRelativeURL)).status]).toEqual([serverRelativeURL, 200]);
  const { body } = await get(paths['apis/authorization.k8s.io/v1']?.serverRelativeURL ?? '');
  const operations = (body as { paths: Record<string, object> }).paths;
  expect(Object.keys(operations)).toHaveLength(4);
  expect(Object.keys(operations['/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'] ?? {}).filter((key) => key !== 'parameters')).toEqual(['post']);
});

it('reviews are answered, and nothing else is', async () => {
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  const { status, body } = await server.http.post(path).send({ spec: { nonResourceAttributes: { path: '/', verb: 'get' } } });
  expect([status, body]).toMatchObject([201, { kind: 'SelfSubjectAccessReview', status: { allowed: true } }]);
  expect((await get(path)).status).toBe(405);
  expect((await get(`${path}/x`)).status).toBe(405);
});

it('there are no custom kinds until some are defined, which kubectl asks for', async () => {
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  expect((await get(path)).body).toMatchObject({ kind: 'CustomResourceDefinitionList', items: [] });
  const made = await server.http.post(path).send({ metadata: { name: 'things.example.com' }, spec: {} });
  expect([made.status, made.body]).toMatchObject([422, { reason: 'Invalid' }]);
});

it('subresources have the kinds and verbs that the facts name, and none is missing', async () => {
  const told = new Map<string, Resource & { verbs: string[] }>();
  for (const { groupVersion } of [{ groupVersion: 'v1' }, ...(((await get('/apis')).body as { groups: { versions: { groupVersion: string }[] }[] }).groups.flatMap(({ versions }) => versions))]) {
    const { resources } = (await get(groupVersion === 'v1' ? '/api/v1' : `/apis/${groupVersion}`)).body as { resources: (Resource & { verbs: string[] })[] };
    for (const resource of resources) told.set(`${groupVersion} ${resource.name}`, resource);
  }
  for (const { schema, group, version, kind } of server.registry.definitions) {
    const facts = packageFacts(schema.name)?.kinds.find((each) => each.kind === kind && each.version === version);
    const groupVersion = group ? `${group}/${version}` : version;
    for (const [name, sub] of Object.entries(facts?.subresources ?? {})) {
      const path = `${groupVersion} ${facts?.plural ?? ''}/${name}`;
      const elsewhere = sub.group !== group || sub.version !== version;
      expect([path, told.get(path)]).toEqual([path, {
        name: `${facts?.plural ?? ''}/${name}`, singularName: '', namespaced: facts?.namespaced, ...(elsewhere && { group: sub.group, version: sub.version }), kind: sub.kind, verbs: sub.verbs,
      }]);
    }
  }
});

it('OpenAPI tells of connections, with every method and what follows', async () => {
  const { paths } = (await get('/openapi/v2')).body as { paths: Record<string, Record<string, { operationId?: string; responses?: Record<string, object> }>> };
  const item = '/api/v1/namespaces/{namespace}';
  const methods = (path: string): string[] => Object.keys(paths[path] ?? {}).filter((key) => key !== 'parameters').sort();
  expect(methods(`${item}/pods/{name}/log`)).toEqual(['get']);
  expect(methods(`${item}/pods/{name}/exec`)).toEqual(['get', 'post']);
  expect(methods(`${item}/services/{name}/proxy/{path}`)).toEqual(['delete', 'get', 'head', 'options', 'patch', 'post', 'put']);
  expect(paths[`${item}/services/{name}/proxy/{path}`]?.get?.operationId).toBe('connectCoreV1GetNamespacedServiceProxyWithPath');
  expect(paths[`${item}/pods/{name}/log`]?.get).toMatchObject({ operationId: 'readCoreV1NamespacedPodLog', responses: { 200: { schema: { type: 'string' } } } });
  expect(paths[`${item}/serviceaccounts/{name}/token`]?.post).toMatchObject({ operationId: 'createCoreV1NamespacedServiceAccountToken', responses: { 201: { schema: { $ref: '#/definitions/io.k8s.api.authentication.v1.TokenRequest' } } } });
  expect(methods('/api/v1/namespaces/{name}/finalize')).toEqual(['put']);
});
