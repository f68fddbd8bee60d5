import { configMap, serve, type TestServer } from '../../testing/serve';

let server: TestServer;
beforeAll(async () => { server = await serve(); });
afterAll(() => server.stop());

const maps = '/api/v1/namespaces/default/configmaps';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const pods = '/api/v1/namespaces/default/pods';

const pod = (name: string): object => ({ metadata: { name }, spec: { containers: [{ name: 'c', image: 'i' }] } });

const web = (name: string, replicas = 2): object => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name },
  spec: { replicas, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'i' }] } } },
});

describe('an object through its life', () => {
  it('POST 201, GET, PUT 200, DELETE with a Status', async () => {
    const created = await server.http.post(maps).send(configMap('life', { a: '1' }));
    expect(created.status).toBe(201);
    expect(created.headers['content-type']).toBe('application/json');
    expect(created.headers['cache-control']).toBe('no-cache, private');
    expect(created.body).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'life', namespace: 'default' }, data: { a: '1' } });
    const read = await server.http.get(`${maps}/life`);
    expect(read.body).toEqual(created.body);
    const put = await server.http.put(`${maps}/life`).send({ ...(read.body as object), data: { a: '2' } });
    expect([put.status, (put.body as { data: object }).data]).toEqual([200, { a: '2' }]);
    const { status, body } = await server.http.delete(`${maps}/life`);
    const { uid } = (created.body as { metadata: { uid: string } }).metadata;
    expect([status, body]).toEqual([200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details: { name: 'life', kind: 'configmaps', uid } }]);
    expect((await server.http.get(`${maps}/life`)).status).toBe(404);
  });

  it('what a finalizer holds is answered as an object, with deletionTimestamp', async () => {
    await server.http.post(maps).send({ metadata: { name: 'held', finalizers: ['example.com/hold'] } });
    const { status, body } = await server.http.delete(`${maps}/held`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ kind: 'ConfigMap', metadata: { name: 'held', deletionTimestamp: expect.any(String) as string } });
  });

  it('a pod that is gone is still answered as a pod', async () => {
    await server.http.post(pods).send(pod('gone'));
    const { body } = await server.http.delete(`${pods}/gone`).send({ kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 });
    expect(body).toMatchObject({ kind: 'Pod', metadata: { name: 'gone' } });
  });

  it('kind and apiVersion may be left out, the namespace comes from the path', async () => {
    const { status, body } = await server.http.post(maps).send({ metadata: { name: 'bare' } });
    expect(status).toBe(201);
    expect(body).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1', metadata: { namespace: 'default' } });
  });

  it('YAML comes in and goes out', async () => {
    const { status, headers } = await server.http.post(maps).set('Content-Type', 'application/yaml').set('Accept', 'application/yaml')
      .buffer(true).send('metadata:\n  name: yaml\ndata:\n  b: "yes"\n  a: x\n');
    expect([status, headers['content-type']]).toEqual([201, 'application/yaml']);
    const read = await server.http.get(`${maps}/yaml`).set('Accept', 'application/yaml').buffer(true);
    expect(read.text).toMatch(/^apiVersion: v1\ndata:\n {2}a: x\n {2}b: "yes"\nkind: ConfigMap\nmetadata:\n/);
  });

  it('pretty', async () => {
    const { text } = await server.http.get(`${maps}/bare?pretty=true`);
    expect(text).toMatch(/^\{\n {2}"kind": "ConfigMap",\n/);
  });

  it('dryRun=All answers and keeps nothing', async () => {
    expect((await server.http.post(`${maps}?dryRun=All`).send(configMap('dry'))).status).toBe(201);
    expect((await server.http.get(`${maps}/dry`)).status).toBe(404);
    expect((await server.http.delete(`${maps}/bare?dryRun=All`)).status).toBe(200);
    expect((await server.http.get(`${maps}/bare`)).status).toBe(200);
  });
});

describe('subresources', () => {
  it('/status changes status alone', async () => {
    await server.http.post(deployments).send(web('views'));
    const { body } = await server.http.put(`${deployments}/views/status`).send({ ...web('views', 9), status: { replicas: 2 } });
    expect(body).toMatchObject({ spec: { replicas: 2 }, status: { replicas: 2 } });
    expect((await server.http.get(`${deployments}/views/status`)).body).toMatchObject({ kind: 'Deployment', status: { replicas: 2 } });
    expect((await server.http.post(`${deployments}/views/status`).send({})).status).toBe(405);
  });

  it('/scale reads and writes replicas', async () => {
    await server.http.post(deployments).send(web('scaled'));
    const { body } = await server.http.get(`${deployments}/scaled/scale`);
    expect(body).toMatchObject({ kind: 'Scale', apiVersion: 'autoscaling/v1', metadata: { name: 'scaled' }, spec: { replicas: 2 } });
    const put = await server.http.put(`${deployments}/scaled/scale`).send({ ...(body as object), spec: { replicas: 5 } });
    expect(put.body).toMatchObject({ spec: { replicas: 5 } });
    const patched = await server.http.patch(`${deployments}/scaled/scale`).set('Content-Type', 'application/merge-patch+json').send({ spec: { replicas: 7 } });
    expect(patched.body).toMatchObject({ spec: { replicas: 7 } });
    expect((await server.http.get(`${deployments}/scaled`)).body).toMatchObject({ spec: { replicas: 7 } });
  });

  it('/binding binds and says so', async () => {
    await server.http.post(pods).send(pod('bound'));
    const { status, body } = await server.http.post(`${pods}/bound/binding`).send({ metadata: { name: 'bound' }, target: { kind: 'Node', name: 'n1' } });
    expect([status, body]).toEqual([201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }]);
    expect((await server.http.get(`${pods}/bound`)).body).toMatchObject({ spec: { nodeName: 'n1' } });
  });
});

describe('PATCH', () => {
  const patch = (type: string, body: unknown) => server.http.patch(`${deployments}/patched`).set('Content-Type', type).send(JSON.stringify(body));
  beforeAll(() => server.http.post(deployments).send(web('patched')));

  it('by JSON patch', async () => {
    const { status, body } = await patch('application/json-patch+json', [{ op: 'replace', path: '/spec/replicas', value: 3 }]);
    expect([status, (body as { spec: { replicas: number } }).spec.replicas]).toEqual([200, 3]);
  });

  it('by merge patch, charset or not', async () => {
    const { body } = await patch('application/merge-patch+json; charset=utf-8', { metadata: { labels: { a: 'b' } } });
    expect(body).toMatchObject({ metadata: { labels: { a: 'b' } } });
  });

  it('by strategic merge patch', async () => {
    const { body } = await patch('application/strategic-merge-patch+json', { spec: { template: { spec: { containers: [{ name: 'd', image: 'j' }] } } } });
    const { containers } = (body as { spec: { template: { spec: { containers: { name: string }[] } } } }).spec.template.spec;
    expect(containers.map(({ name }) => name).sort()).toEqual(['c', 'd']);
  });

  it.each(['application/json', 'text/plain'])('%s is 415', async (type) => {
    const { status, body } = await patch(type, {});
    expect(status).toBe(415);
    expect(body).toMatchObject({
      reason: 'UnsupportedMediaType',
      message: 'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml',
    });
  });

  it('a test that fails is 422, a patch that is no JSON 400', async () => {
    expect((await patch('application/json-patch+json', [{ op: 'test', path: '/spec/replicas', value: 99 }])).status).toBe(422);
    const { status, body } = await server.http.patch(`${deployments}/patched`).set('Content-Type', 'application/merge-patch+json').send('{oops');
    expect([status, (body as { message: string }).message]).toEqual([400, "error decoding patch: invalid character 'o' looking for beginning of object key string"]);
  });

  const undecoded = /^ "" is invalid: patch: Invalid value: "\{.*\}": json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32$/;

  it.each<[string, unknown, RegExp]>([
    ['application/merge-patch+json', { spec: { replicas: 'x' } }, undecoded],
    ['application/json-patch+json', [{ op: 'replace', path: '/spec/replicas', value: 'x' }], undecoded],
    ['application/strategic-merge-patch+json', { spec: { replicas: 'x' } }, /^ "" is invalid: patch: Invalid value: "map\[spec:map\[replicas:x\]\]": unrecognized type: int32$/],
    ['application/strategic-merge-patch+json', { metadata: { labels: { a: 1 } } }, /^ "" is invalid: patch: Invalid value: "map\[metadata:map\[labels:map\[a:1\]\]\]": cannot convert int64 to string$/],
  ])('%s that leads to no object of the kind is 422: %j', async (type, change, message) => {
    const { status, body } = await patch(type, change);
    expect([status, body]).toMatchObject([422, {
      reason: 'Invalid', message: expect.stringMatching(message) as string,
      details: { causes: [{ reason: 'FieldValueInvalid', field: 'patch' }] },
    }]);
  });

  it('what is not there is 404', async () => {
    const { status } = await server.http.patch(`${deployments}/nobody`).set('Content-Type', 'application/merge-patch+json').send('{}');
    expect(status).toBe(404);
  });
});

describe('fieldValidation', () => {
  const unknown = { metadata: { name: 'strict' }, dta: { a: '1' } };

  it('Warn, the default, tells unknown and doubled fields in headers', async () => {
    const { status, headers } = await server.http.post(`${maps}?dryRun=All`).send(unknown);
    expect([status, headers.warning]).toEqual([201, '299 - "unknown field \\"dta\\""']);
    const doubled = await server.http.post(`${maps}?dryRun=All`).set('Content-Type', 'application/json').send('{"metadata":{"name":"x","name":"y"}}');
    expect(doubled.headers.warning).toBe('299 - "duplicate field \\"metadata.name\\""');
  });

  it('Strict refuses, Ignore says nothing', async () => {
    const { status, body } = await server.http.post(`${maps}?fieldValidation=Strict`).send(unknown);
    expect([status, (body as { message: string }).message]).toEqual([400, 'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dta"']);
    const doubled = await server.http.post(`${maps}?fieldValidation=Strict`).set('Content-Type', 'application/json').send('{"metadata":{"name":"x","name":"y"}}');
    expect(doubled.status).toBe(400);
    const ignored = await server.http.post(`${maps}?dryRun=All&fieldValidation=Ignore`).send(unknown);
    expect([ignored.status, ignored.headers.warning]).toEqual([201, undefined]);
  });
});

describe('bad input', () => {
  const json = 'application/json';
  type Case = readonly [what: string, method: 'get' | 'post' | 'put' | 'delete', path: string, body: string | object | undefined, code: number, reason: string, message: string | RegExp];

  const cases: readonly Case[] = [
    ['unknown resource', 'get', '/api/v1/foos', undefined, 404, 'NotFound', 'the server could not find the requested resource'],
    ['unknown group', 'get', '/apis/nope.io/v1/foos', undefined, 404, 'NotFound', 'the server could not find the requested resource'],
    ['unknown version', 'get', '/apis/apps/v9/deployments', undefined, 404, 'NotFound', 'the server could not find the requested resource'],
    ['unknown subresource', 'get', `${pods}/x/teapot`, undefined, 404, 'NotFound', 'the server could not find the requested resource'],
    ['namespaced without namespace', 'get', '/api/v1/pods/x', undefined, 404, 'NotFound', 'the server could not find the requested resource'],
    ['cluster scope within a namespace', 'get', '/api/v1/namespaces/default/nodes', undefined, 404, 'NotFound', 'the server could not find the requested resource'],
    ['not there', 'get', `${maps}/nobody`, undefined, 404, 'NotFound', 'configmaps "nobody" not found'],
    ['group in the name', 'get', `${deployments}/nobody`, undefined, 404, 'NotFound', 'deployments.apps "nobody" not found'],
    ['delete of what is not there', 'delete', `${maps}/nobody`, undefined, 404, 'NotFound', 'configmaps "nobody" not found'],
    ['POST to all namespaces', 'post', '/api/v1/configmaps', {}, 405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource'],
    ['POST to an object', 'post', `${maps}/x`, {}, 405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource'],
    ['POST to discovery', 'post', '/apis', {}, 405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource'],
    ['malformed JSON', 'post', maps, '{"metadata": {', 400, 'BadRequest', 'the object provided is unrecognized (must be of type ConfigMap): couldn\'t get version/kind; json parse error: unexpected end of JSON input ({"metadata": {)'],
    ['no body', 'post', maps, '', 400, 'BadRequest', 'the object provided is unrecognized (must be of type ConfigMap): couldn\'t get version/kind; json parse error: unexpected end of JSON input (<empty>)'],
    ['another kind', 'post', maps, { kind: 'Pod', apiVersion: 'v1', metadata: { name: 'x' } }, 400, 'BadRequest', /Pod/],
    ['another apiVersion', 'post', maps, { kind: 'ConfigMap', apiVersion: 'v2', metadata: { name: 'x' } }, 400, 'BadRequest', 'the API version in the data (v2) does not match the expected API version (v1)'],
    ['wrong type', 'post', maps, { metadata: { name: 'x' }, data: { a: 1 } }, 400, 'BadRequest', /^ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string$/],
    ['bad name', 'post', maps, { metadata: { name: 'Not_DNS' } }, 422, 'Invalid', /^ConfigMap "Not_DNS" is invalid: metadata.name: Invalid value: "Not_DNS": a lowercase RFC 1123 subdomain/],
    ['no name', 'post', maps, { metadata: {} }, 422, 'Invalid', /^ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required$/],
    ['missing required field', 'post', pods, { metadata: { name: 'x' }, spec: {} }, 422, 'Invalid', /^Pod "x" is invalid: spec.containers: Required value$/],
    ['another namespace than the path', 'post', maps, { metadata: { name: 'x', namespace: 'other' } }, 400, 'BadRequest', 'the namespace of the provided object does not match the namespace sent on the request'],
    ['duplicate create', 'post', '/api/v1/namespaces', { metadata: { name: 'default' } }, 409, 'AlreadyExists', 'namespaces "default" already exists'],
    ['another name than the path', 'put', `${maps}/kept`, { metadata: { name: 'other' } }, 400, 'BadRequest', 'the name of the object (other) does not match the name on the URL (kept)'],
    ['PUT of what is not there', 'put', `${maps}/nobody`, { metadata: { name: 'nobody' } }, 404, 'NotFound', 'configmaps "nobody" not found'],
    ['stale resourceVersion', 'put', `${maps}/kept`, { metadata: { name: 'kept', resourceVersion: '1' } }, 409, 'Conflict', 'Operation cannot be fulfilled on configmaps "kept": the object has been modified; please apply your changes to the latest version and try again'],
    ['resourceVersion on create', 'post', maps, { metadata: { name: 'x', resourceVersion: '5' } }, 500, '', 'resourceVersion should not be set on objects to be created'],
    ['bad label selector', 'get', `${maps}?labelSelector=a%20b`, undefined, 400, 'BadRequest', /unable to parse requirement/],
    ['field selector of a kind without', 'get', `${maps}?fieldSelector=x=y`, undefined, 400, 'BadRequest', '"x" is not a known field selector: only "metadata.name", "metadata.namespace"'],
    ['field selector of a kind with others', 'get', `${pods}?fieldSelector=x=y`, undefined, 400, 'BadRequest', 'field label not supported: x'],
    ['limit that is no number', 'get', `${maps}?limit=many`, undefined, 400, 'BadRequest', 'strconv.ParseInt: parsing "many": invalid syntax'],
    ['continue that is no token', 'get', `${maps}?limit=1&continue=x`, undefined, 400, 'BadRequest', /continue key is not valid/],
    ['resourceVersionMatch alone', 'get', `${maps}?resourceVersionMatch=Exact`, undefined, 422, 'Invalid', 'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided'],
    ['resourceVersionMatch of another kind', 'get', `${maps}?resourceVersion=1&resourceVersionMatch=Roughly`, undefined, 422, 'Invalid', /supported values: "Exact", "NotOlderThan", ""$/],
    ['exactly nothing', 'get', `${maps}?resourceVersion=0&resourceVersionMatch=Exact`, undefined, 422, 'Invalid', /resourceVersionMatch "exact" is forbidden for resourceVersion "0"$/],
    ['sendInitialEvents of a list', 'get', `${maps}?sendInitialEvents=true`, undefined, 422, 'Invalid', /sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list$/],
    ['sendInitialEvents without match', 'get', `${maps}?watch=1&sendInitialEvents=true`, undefined, 422, 'Invalid', /sendInitialEvents requires setting resourceVersionMatch to NotOlderThan$/],
    ['resourceVersion that is no number', 'get', `${maps}?resourceVersion=abc`, undefined, 400, 'BadRequest', /invalid syntax/],
    ['dryRun of another kind', 'post', `${maps}?dryRun=Some`, {}, 422, 'Invalid', 'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]: supported values: "All"'],
    ['fieldValidation of another kind', 'post', `${maps}?fieldValidation=Lax`, {}, 422, 'Invalid', 'CreateOptions.meta.k8s.io "" is invalid: fieldValidation: Unsupported value: "Lax": supported values: "", "Ignore", "Strict", "Warn"'],
    ['fieldManager too long', 'put', `${maps}/kept?fieldManager=${'x'.repeat(129)}`, {}, 422, 'Invalid', 'UpdateOptions.meta.k8s.io "" is invalid: fieldManager: Too long: may not be more than 128 bytes'],
    ['propagationPolicy of another kind', 'delete', `${maps}/kept?propagationPolicy=Later`, undefined, 422, 'Invalid', 'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Later": supported values: "Foreground", "Background", "Orphan", "nil"'],
    ['both spellings of propagation', 'delete', `${maps}/kept`, { orphanDependents: true, propagationPolicy: 'Orphan' }, 422, 'Invalid', /orphanDependents and deletionPropagation cannot be both set$/],
    ['DeleteOptions of a wrong type', 'delete', `${maps}/kept`, { gracePeriodSeconds: 'soon' }, 400, 'BadRequest', /cannot unmarshal string/],
    ['another body than DeleteOptions', 'delete', `${maps}/kept`, { kind: 'Pod', apiVersion: 'v1' }, 400, 'BadRequest', 'decoded object cannot be converted to DeleteOptions'],
    ['precondition that does not hold', 'delete', `${maps}/kept`, { preconditions: { uid: 'other' } }, 409, 'Conflict', /the UID in the precondition \(other\) does not match the UID in record/],
    ['nesting without end', 'post', maps, `{"metadata":${'['.repeat(2000)}${']'.repeat(2000)}}`, 400, 'BadRequest', /exceeded max depth/],
    ['broken escape in the path', 'get', `${maps}/%zz`, undefined, 400, 'BadRequest', 'invalid URL escape in the path'],
  ];

  beforeAll(() => server.http.post(maps).send(configMap('kept')));

  it.each(cases)('%s', async (_what, method, path, body, code, reason, message) => {
    const request = server.http[method](path);
    const { body: status } = body === undefined ? await request : await request.set('Content-Type', json).send(body);
    expect(status).toMatchObject({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, ...(reason && { reason }) });
    if (typeof message === 'string') expect((status as { message: string }).message).toBe(message);
    else expect((status as { message: string }).message).toMatch(message);
  });

  it('what cannot be answered is 406, what cannot be read 415', async () => {
    const accept = await server.http.get(maps).set('Accept', 'application/cbor');
    expect([accept.status, (accept.body as { reason: string }).reason]).toEqual([406, 'NotAcceptable']);
    const type = await server.http.post(maps).set('Content-Type', 'application/cbor').send('x');
    expect([type.status, (type.body as { reason: string }).reason]).toEqual([415, 'UnsupportedMediaType']);
    const broken = await server.http.post(maps).set('Content-Type', 'application/vnd.kubernetes.protobuf').send('k8s');
    expect([broken.status, (broken.body as { reason: string }).reason]).toEqual([400, 'BadRequest']);
  });
});
