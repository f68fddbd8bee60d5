import { kinds, Measures } from '../../api';
import { configMap, serve, WatchReader, type TestServer } from '../testing/serve';
import { labelsFor } from './testing/samples';

let server: TestServer;
beforeEach(async () => { server = await serve(); });
afterEach(() => server.stop());

const maps = '/api/v1/namespaces/default/configmaps';
const ofMaps = { group: '', version: 'v1', resource: 'configmaps', subresource: '', component: 'apiserver' };

/** Samples of a metric, as `/metrics` tells them, by their labels. */
const samples = async (name: string): Promise<ReturnType<typeof labelsFor>> => labelsFor((await server.http.get('/metrics')).text, name);

const valueOf = async (name: string, labels: Record<string, string>): Promise<number | undefined> =>
  (await samples(name)).find((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))?.value;

describe('/metrics', () => {
  it('is text as Prometheus reads it', async () => {
    const { status, headers, text } = await server.http.get('/metrics');
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(text).toMatch(/^# HELP apiserver_request_total Counter of apiserver requests/m);
    expect(text).toMatch(/^# TYPE apiserver_request_total counter$/m);
    for (const line of text.split('\n')) expect(line).toMatch(/^$|^# (HELP|TYPE) [a-zA-Z_:]\w*|^[a-zA-Z_:]\w*(\{([a-zA-Z_]\w*="([^"\\]|\\.)*",?)*\})? (\S+)$/);
  });

  it('names what is asked for although it goes away', async () => {
    await server.http.get('/apis/policy/v1beta1/namespaces/default/poddisruptionbudgets');
    await server.http.get('/api/v1/endpoints');
    await server.http.get(maps);
    expect(await samples('apiserver_requested_deprecated_apis')).toEqual([
      { labels: { group: 'policy', version: 'v1beta1', resource: 'poddisruptionbudgets', subresource: '', removed_release: '1.25' }, value: 1 },
      { labels: { group: '', version: 'v1', resource: 'endpoints', subresource: '', removed_release: '' }, value: 1 },
    ]);
  });

  it('counts requests by verb, resource, scope and code', async () => {
    await server.http.post(`${maps}?dryRun=All`).send(configMap('dry'));
    await server.http.post(maps).send(configMap('a'));
    await server.http.get(`${maps}/a`);
    await server.http.get(`${maps}/a`);
    await server.http.get(`${maps}/none`);
    await server.http.get('/api/v1/configmaps');
    await server.http.patch(`${maps}/a?fieldManager=m`).set('Content-Type', 'application/apply-patch+yaml').send(JSON.stringify(configMap('a')));
    await server.http.get('/readyz');
    const total = 'apiserver_request_total';
    expect(await valueOf(total, { ...ofMaps, verb: 'POST', dry_run: 'All', scope: 'resource', code: '201' })).toBe(1);
    expect(await valueOf(total, { ...ofMaps, verb: 'POST', dry_run: '', scope: 'resource', code: '201' })).toBe(1);
    expect(await valueOf(total, { ...ofMaps, verb: 'GET', dry_run: '', scope: 'resource', code: '200' })).toBe(2);
    expect(await valueOf(total, { ...ofMaps, verb: 'GET', scope: 'resource', code: '404' })).toBe(1);
    expect(await valueOf(total, { ...ofMaps, verb: 'LIST', scope: 'cluster', code: '200' })).toBe(1);
    expect(await valueOf(total, { ...ofMaps, verb: 'APPLY', scope: 'resource', code: '200' })).toBe(1);
    expect(await valueOf(total, { verb: 'GET', resource: '', subresource: '/readyz', scope: '', code: '200' })).toBe(1);
    expect(await valueOf('apiserver_request_duration_seconds_count', { ...ofMaps, verb: 'GET', scope: 'resource' })).toBe(3);
    expect(await valueOf('apiserver_request_duration_seconds_bucket', { ...ofMaps, verb: 'GET', scope: 'resource', le: '+Inf' })).toBe(3);
    expect(await valueOf('apiserver_response_sizes_count', { ...ofMaps, verb: 'GET', scope: 'resource' })).toBe(3);
    expect(await valueOf('apiserver_response_sizes_sum', { ...ofMaps, verb: 'LIST', scope: 'cluster' })).toBeGreaterThan(100);
    expect(await valueOf('apiserver_response_sizes_count', { ...ofMaps, verb: 'POST' })).toBeUndefined();
  });

  it('names nothing that a client has made up', async () => {
    const before = (await samples('apiserver_request_total')).length;
    for (const path of ['/apis/made.up/v1/things', '/api/v1/pods/x/madeup', '/madeup', `${maps}/a/madeup`]) await server.http.get(path);
    const { text } = await server.http.get('/metrics');
    expect(text).not.toMatch(/made.?up/);
    expect(labelsFor(text, 'apiserver_request_total').length - before).toBeLessThanOrEqual(4);
  });

  it('counts watches while they last, and what they are sent', async () => {
    const running = (): Promise<number | undefined> => valueOf('apiserver_longrunning_requests', { ...ofMaps, verb: 'WATCH', scope: 'namespace' });
    const watch = await WatchReader.open(`${server.url}${maps}?watch=1`);
    await server.http.post(maps).send(configMap('a'));
    await watch.next();
    expect(await running()).toBe(1);
    expect(await valueOf('apiserver_watch_events_total', { group: '', version: 'v1', resource: 'configmaps' })).toBe(1);
    watch.close();
    while ((await running()) !== 0) await new Promise(setImmediate);
    expect(await valueOf('apiserver_request_total', { ...ofMaps, verb: 'WATCH', scope: 'namespace', code: '200' })).toBe(1);
  });

  it('tells how many run at once, and what the server is', async () => {
    expect(await valueOf('apiserver_current_inflight_requests', { request_kind: 'readOnly' })).toBe(1);
    expect(await valueOf('apiserver_current_inflight_requests', { request_kind: 'mutating' })).toBe(0);
    expect((await samples('kubernetes_build_info'))[0]).toMatchObject({ value: 1, labels: { git_version: expect.stringMatching(/^v1\.36/) as string } });
  });

  it('counts what it has refused in self-defence', async () => {
    const other = await serve({ limits: { readOnly: 400, mutating: 1 }, measures: new Measures(), dialects: [() => ({ name: 'stuck', claims: (path) => path !== '/metrics', handle: () => new Promise(() => undefined) })] });
    const stuck = other.http.post('/x').then(() => undefined, () => undefined);
    while (labelsFor((await other.http.get('/metrics')).text, 'apiserver_current_inflight_requests').find(({ labels }) => labels.request_kind === 'mutating')?.value !== 1) await new Promise(setImmediate);
    expect((await other.http.post('/x')).status).toBe(429);
    expect(labelsFor((await other.http.get('/metrics')).text, 'apiserver_request_terminations_total')).toEqual([{ value: 1, labels: expect.objectContaining({ verb: 'POST', code: '429' }) as object }]);
    const stopped = other.stop();
    await other.clock.step(60_000);
    await Promise.all([stopped, stuck]);
  });

  it('tells of the process', async () => {
    const { text } = await server.http.get('/metrics');
    for (const name of ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'process_start_time_seconds', 'nodejs_heap_size_used_bytes', 'nodejs_version_info']) expect(text).toContain(`# TYPE ${name} `);
  });

  it('keeps clusters in one process apart', async () => {
    const other = await serve();
    await other.http.get(maps);
    expect(await valueOf('apiserver_request_total', { ...ofMaps, verb: 'LIST' })).toBeUndefined();
    expect(labelsFor((await other.http.get('/metrics')).text, 'apiserver_request_total')).toContainEqual({ value: 1, labels: expect.objectContaining({ verb: 'LIST', resource: 'configmaps' }) as object });
    await other.stop();
  });
});

describe('of the registry', () => {
  it('the store\'s operations, admission, caches and objects', async () => {
    await server.registry.of(kinds.configmaps).create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'default' } });
    await server.registry.of(kinds.configmaps).delete({ namespace: 'default', name: 'a' });
    await server.registry.of(kinds.configmaps).create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b', namespace: 'default' } });
    await server.http.get('/api/v1/namespaces/default/configmaps');
    const resource = { group: '', resource: 'configmaps' };
    expect(await valueOf('etcd_request_duration_seconds_count', { ...resource, operation: 'create' })).toBe(2);
    expect(await valueOf('etcd_requests_total', { ...resource, operation: 'delete' })).toBe(1);
    expect(await valueOf('etcd_request_duration_seconds_count', { ...resource, operation: 'list' })).toBeGreaterThan(0);
    expect(await valueOf('apiserver_admission_controller_admission_duration_seconds_count', { name: 'NamespaceLifecycle', type: 'validate', operation: 'CREATE', rejected: 'false' })).toBeGreaterThan(0);
    expect(await valueOf('apiserver_storage_objects', { resource: 'configmaps' })).toBe(1);
    expect(await valueOf('apiserver_resource_objects', resource)).toBe(1);
    expect(await valueOf('apiserver_watch_cache_events_received_total', resource)).toBe(3);
    expect(await valueOf('apiserver_watch_cache_initializations_total', resource)).toBe(1);
    expect(await valueOf('apiserver_watch_cache_capacity', resource)).toBe(8192);
    expect(await valueOf('apiserver_watch_cache_resource_version', resource)).toBeGreaterThan(2);
  });

  it('what admission refuses', async () => {
    expect((await server.http.post('/api/v1/namespaces/none/configmaps').send(configMap('a'))).status).toBe(404);
    expect((await samples('apiserver_admission_controller_admission_duration_seconds_count')).filter(({ labels }) => labels.rejected === 'true')).toEqual([
      { value: 1, labels: expect.objectContaining({ name: 'NamespaceLifecycle', operation: 'CREATE' }) as object },
    ]);
  });
});
