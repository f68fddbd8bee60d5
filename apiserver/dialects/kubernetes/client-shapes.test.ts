/** Requests in the shapes in which well-known clients send them: their headers, queries and bodies, to the letter. */
import type { Response as Answer } from 'supertest';
import { protobuf } from '../../../api';
import { configMap, serve, WatchReader, type TestServer } from '../../testing/serve';

let server: TestServer;
beforeAll(async () => { server = await serve(); });
afterAll(() => server.stop());

const maps = '/api/v1/namespaces/default/configmaps';
const proto = 'application/vnd.kubernetes.protobuf';

const ask = (path: string, headers: Record<string, string> = {}): PromiseLike<Answer> => server.http.get(path).set(headers);
const patch = (path: string, type: string, body: unknown, agent: string): PromiseLike<Answer> =>
  server.http.patch(path).set({ 'Content-Type': type, 'User-Agent': agent }).send(typeof body === 'string' ? body : JSON.stringify(body));

describe('client-go 0.35', () => {
  const discovery = [
    'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList', 'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList', 'application/json',
  ];

  it.each(['/api', '/apis'])('discovers all kinds of %s at once, and again for nothing', async (path) => {
    const accept = { Accept: discovery.join(',') };
    const { headers, body } = await ask(path, accept);
    expect(headers['content-type']).toBe('application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList');
    expect(body).toMatchObject({ kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2' });
    expect((body as { items: { versions: { resources: object[] }[] }[] }).items[0]?.versions[0]?.resources[0]).toHaveProperty('responseKind');
    expect((await ask(path, { ...accept, 'If-None-Match': String(headers.etag) })).status).toBe(304);
  });

  it('of 0.36 asks for the server\'s own first, and gets it', async () => {
    const { body } = await ask('/apis', { Accept: ['application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList;profile=nopeer', ...discovery].join(',') });
    expect(body).toMatchObject({ kind: 'APIGroupDiscoveryList' });
  });

  it('creates and reads in protobuf', async () => {
    const bytes = protobuf.envelope('v1', 'ConfigMap', protobuf.encode('core.v1.ConfigMap', { metadata: { name: 'typed' }, data: { a: '1' } }));
    const headers = { Accept: `${proto},application/json`, 'Content-Type': proto, 'User-Agent': 'manager/v0.0.0 (linux/amd64) kubernetes/$Format' };
    const { status, body } = await server.http.post(maps).set(headers).responseType('arraybuffer').send(bytes);
    expect(status).toBe(201);
    expect(protobuf.parse('core.v1.ConfigMap', body as Buffer)).toMatchObject({ metadata: { name: 'typed', managedFields: [{ manager: 'manager', operation: 'Update' }] }, data: { a: '1' } });
  });

  it('lists by watching, until the bookmark that says it has all', async () => {
    const query = 'allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&sendInitialEvents=true&timeout=7m24s&timeoutSeconds=444&watch=true';
    const watch = await WatchReader.open(`${server.url}/api/v1/namespaces?${query}`, { Accept: 'application/json, */*', 'Accept-Encoding': 'gzip' });
    const events = await watch.take(5);
    watch.close();
    expect(events.map(({ type }) => type)).toEqual(['ADDED', 'ADDED', 'ADDED', 'ADDED', 'BOOKMARK']);
    expect(events[4]?.object.metadata).toMatchObject({ annotations: { 'k8s.io/initial-events-end': 'true' } });
  });

  it('lists the old way: pages of 500 from any revision, which come as one', async () => {
    const { body } = await ask('/api/v1/namespaces?limit=500&resourceVersion=0', { Accept: 'application/json, */*' });
    expect((body as { metadata: object }).metadata).toEqual({ resourceVersion: expect.any(String) as string });
  });

  it('counts an event of core/v1 that repeats by a patch of count and time', async () => {
    const events = '/api/v1/namespaces/default/events';
    const time = '2026-01-01T00:00:00Z';
    await server.http.post(events).send({
      metadata: { name: 'web.1', namespace: 'default' }, involvedObject: { kind: 'Pod', namespace: 'default', name: 'web' }, reason: 'BackOff', message: 'Back-off',
      source: { component: 'kubelet', host: 'n1' }, firstTimestamp: time, lastTimestamp: time, count: 1, type: 'Warning', eventTime: null, reportingComponent: 'kubelet', reportingInstance: 'n1',
    });
    const { status, body } = await patch(`${events}/web.1`, 'application/strategic-merge-patch+json', { count: 2, lastTimestamp: '2026-01-01T00:01:00Z', message: 'Back-off' }, 'kubelet/v1.36.0');
    expect([status, body]).toMatchObject([200, { count: 2, firstTimestamp: time, lastTimestamp: '2026-01-01T00:01:00Z' }]);
    expect((await ask('/apis/events.k8s.io/v1/namespaces/default/events/web.1')).body).toMatchObject({ deprecatedCount: 2, note: 'Back-off', regarding: { name: 'web' } });
    expect((await patch(`${events}/gone.1`, 'application/strategic-merge-patch+json', { count: 2 }, 'kubelet')).status).toBe(404);
  });

  it('counts an event of events.k8s.io/v1 by a patch of its series', async () => {
    const events = '/apis/events.k8s.io/v1/namespaces/default/events';
    await server.http.post(events).send({
      metadata: { name: 'web.2' }, eventTime: '2026-01-01T00:00:00.000000Z', reportingController: 'default-scheduler', reportingInstance: 'default-scheduler-a', action: 'Scheduling',
      reason: 'FailedScheduling', regarding: { kind: 'Pod', namespace: 'default', name: 'web' }, note: 'no nodes', type: 'Warning',
    });
    const series = { count: 2, lastObservedTime: '2026-01-01T00:06:00.000000Z' };
    const { status, body } = await patch(`${events}/web.2`, 'application/strategic-merge-patch+json', { series }, 'kube-scheduler/v1.36.0');
    expect([status, body]).toMatchObject([200, { series }]);
    expect((await ask('/api/v1/namespaces/default/events/web.2')).body).toMatchObject({ apiVersion: 'v1', series, message: 'no nodes', reportingComponent: 'default-scheduler' });
    const { body: refused } = await patch(`${events}/web.2`, 'application/merge-patch+json', { note: 'other' }, 'x');
    expect(refused).toMatchObject({ code: 422, details: { causes: [{ field: 'message', message: 'Invalid value: "other": field is immutable' }] } });
  });
});

describe('controller-runtime', () => {
  it('asks for metadata alone, in protobuf', async () => {
    const kind = (name: string): string => [`${proto};as=${name};g=meta.k8s.io;v=v1`, `application/json;as=${name};g=meta.k8s.io;v=v1`, 'application/json'].join(',');
    const list = await server.http.get(maps).set('Accept', kind('PartialObjectMetadataList')).responseType('arraybuffer');
    expect([list.headers['content-type'], protobuf.parse('meta.v1.PartialObjectMetadataList', list.body as Buffer)]).toMatchObject([proto, { kind: 'PartialObjectMetadataList' }]);
    const watch = await WatchReader.open(`${server.url}${maps}?allowWatchBookmarks=true&resourceVersion=1&timeoutSeconds=400&watch=true`, { Accept: kind('PartialObjectMetadata') });
    expect(watch.response.headers['content-type']).toBe(`${proto};stream=watch`);
    watch.close();
  });

  it('finds its way when the server does not speak CBOR', async () => {
    const { headers } = await ask(maps, { Accept: 'application/json;q=0.9,application/cbor;q=1' });
    expect(headers['content-type']).toBe('application/json');
    const { status, body } = await server.http.post(maps).set('Content-Type', 'application/cbor').send(Buffer.from([0xd9, 0xd9, 0xf7, 0xa0]));
    expect([status, (body as { reason: string }).reason]).toEqual([415, 'UnsupportedMediaType']);
  });

  it('holds its lease by replacing it', async () => {
    const leases = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
    const spec = { holderIdentity: 'a_1', leaseDurationSeconds: 15, acquireTime: '2026-01-01T00:00:00.000000Z', renewTime: '2026-01-01T00:00:00.000000Z', leaseTransitions: 0 };
    const { body } = await server.http.post(leases).send({ metadata: { name: 'leader', namespace: 'default' }, spec });
    const renewed = { ...(body as object), spec: { ...spec, renewTime: '2026-01-01T00:00:02.000000Z' } };
    const answer = await server.http.put(`${leases}/leader`).send(renewed);
    expect([answer.status, (answer.body as { spec: object }).spec]).toMatchObject([200, { renewTime: '2026-01-01T00:00:02.000000Z' }]);
    expect((await server.http.put(`${leases}/leader`).send(renewed)).status).toBe(409);
  });
});

describe('Helm', () => {
  it('keeps releases as secrets that it selects by labels', async () => {
    const labels = { name: 'shop', owner: 'helm', status: 'deployed', version: '1' };
    await server.http.post('/api/v1/namespaces/default/secrets').send({ metadata: { name: 'sh.helm.release.v1.shop.v1', labels }, type: 'helm.sh/release.v1', data: { release: 'SDRzSQ==' } });
    const selector = 'name%3Dshop%2Cowner%3Dhelm%2Cstatus%20in%20(deployed%2Csuperseded)';
    const { body } = await server.http.get(`/api/v1/namespaces/default/secrets?labelSelector=${selector}`).set('Accept', `${proto},application/json`).responseType('arraybuffer');
    expect(protobuf.parse('core.v1.SecretList', body as Buffer)).toMatchObject({ items: [{ type: 'helm.sh/release.v1', metadata: { labels } }] });
  });

  it('patches strategically under its name', async () => {
    await server.http.post(maps).send(configMap('chart', { a: '1' }));
    const { body } = await patch(`${maps}/chart?fieldManager=helm&fieldValidation=Strict`, 'application/strategic-merge-patch+json', { data: { b: '2' } }, 'Helm/4.0.0');
    expect(body).toMatchObject({ data: { a: '1', b: '2' } });
    expect((body as { metadata: { managedFields: { manager: string }[] } }).metadata.managedFields.map(({ manager }) => manager)).toContain('helm');
  });
});

describe('Argo CD and Flux', () => {
  it('page through everything in JSON', async () => {
    const first = await ask('/api/v1/namespaces?limit=2', { Accept: 'application/json' });
    const { metadata: { continue: token } } = first.body as { metadata: { continue: string } };
    expect((await ask(`/api/v1/namespaces?continue=${token}&limit=2`)).body).toMatchObject({ items: [{}, {}] });
  });

  it('apply from the server\'s side, first without effect', async () => {
    const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'synced', namespace: 'default' }, data: { a: '1' } };
    const apply = (query: string, body: object = manifest): PromiseLike<Answer> => patch(`${maps}/synced?${query}`, 'application/apply-patch+yaml', body, 'kustomize-controller/v0.0.0');
    expect((await apply('dryRun=All&fieldManager=kustomize-controller&force=true')).status).toBe(201);
    expect((await ask(`${maps}/synced`)).status).toBe(404);
    expect((await apply('fieldManager=kustomize-controller&force=true')).status).toBe(201);
    const conflict = await apply('fieldManager=argocd-controller', { ...manifest, data: { a: '2' } });
    expect([conflict.status, conflict.body]).toMatchObject([409, { reason: 'Conflict', details: { causes: [{ reason: 'FieldManagerConflict', field: '.data.a' }] } }]);
    const forced = await apply('fieldManager=argocd-controller&force=true', { ...manifest, data: { a: '2' } });
    expect([forced.status, forced.body]).toMatchObject([200, { data: { a: '2' } }]);
  });

  it('watch with a revision of their own', async () => {
    const { metadata: { resourceVersion } } = (await ask(maps)).body as { metadata: { resourceVersion: string } };
    const watch = await WatchReader.open(`${server.url}${maps}?allowWatchBookmarks=true&resourceVersion=${resourceVersion}&timeoutSeconds=600&watch=true`);
    await server.http.post(maps).send(configMap('seen'));
    expect(await watch.next()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'seen' } } });
    watch.close();
  });
});

describe('k9s', () => {
  it('asks whether it may, then draws Tables', async () => {
    const attributes = { namespace: 'default', verb: 'list', resource: 'configmaps' };
    const review = await server.http.post('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews').send({ spec: { resourceAttributes: attributes } });
    expect([review.status, review.body]).toMatchObject([201, { status: { allowed: true } }]);
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io, application/json;as=Table;v=v1beta1;g=meta.k8s.io, application/json';
    const { body } = await ask(`${maps}?includeObject=Object&limit=1`, { Accept: accept });
    expect(body).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1', rows: [{ object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { managedFields: expect.any(Array) as object[] } } }] });
  });
});
