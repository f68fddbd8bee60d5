import { protobuf, type ApiError } from '../../api';
import type { Admission } from '../../registry';
import { configMap, serve, WatchReader, type TestServer } from '../testing/serve';
import type { AuditPolicy, PolicyRule } from './policy';

let server: TestServer;
let lines: Record<string, unknown>[];
afterEach(() => server.stop());

const maps = '/api/v1/namespaces/default/configmaps';

const audited = async (policy: Partial<AuditPolicy> & { rules: readonly PolicyRule[] }, options: Parameters<typeof serve>[0] = {}): Promise<void> => {
  lines = [];
  server = await serve({ ...options, audit: { policy, sink: { write: (line) => { expect(line.endsWith('}\n')).toBe(true); lines.push(JSON.parse(line) as Record<string, unknown>); } } } });
};

/** Events come when an answer has gone, which its reader may know before. */
const told = async (count: number): Promise<Record<string, unknown>[]> => {
  while (lines.length < count) await new Promise(setImmediate);
  return lines;
};

const stagesOf = (events: readonly Record<string, unknown>[]): unknown[] => events.map(({ stage }) => stage);

it('an event is upstream\'s, member by member and in order', async () => {
  await audited({ rules: [{ level: 'Metadata' }] });
  await server.http.post(maps).set({ 'Audit-Id': 'mine', 'User-Agent': 'curly/1', 'X-Forwarded-For': '10.1.2.3, nonsense' }).send(configMap('a'));
  const [received, complete] = await told(2);
  const common = {
    kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'Metadata', auditID: 'mine', requestURI: maps, verb: 'create',
    user: { username: 'system:admin', groups: ['system:masters', 'system:authenticated'] }, sourceIPs: ['10.1.2.3', '127.0.0.1'], userAgent: 'curly/1',
    requestReceivedTimestamp: '2026-01-01T00:00:00.000000Z', stageTimestamp: '2026-01-01T00:00:00.000000Z',
  };
  expect(received).toEqual({ ...common, stage: 'RequestReceived', objectRef: { resource: 'configmaps', namespace: 'default', apiVersion: 'v1' } });
  expect(complete).toEqual({ ...common, stage: 'ResponseComplete', objectRef: { resource: 'configmaps', namespace: 'default', name: 'a', apiVersion: 'v1' }, responseStatus: { metadata: {}, code: 201 } });
  expect(Object.keys(complete!)).toEqual(['kind', 'apiVersion', 'level', 'auditID', 'stage', 'requestURI', 'verb', 'user', 'sourceIPs', 'userAgent', 'objectRef', 'responseStatus', 'requestReceivedTimestamp', 'stageTimestamp']);
});

it('says why something was refused', async () => {
  await audited({ rules: [{ level: 'Metadata' }], omitStages: ['RequestReceived'] });
  await server.http.get(`${maps}/none`);
  const [event] = await told(1);
  expect(event).toMatchObject({
    verb: 'get', objectRef: { name: 'none' },
    responseStatus: { metadata: {}, status: 'Failure', message: 'configmaps "none" not found', reason: 'NotFound', details: { name: 'none', kind: 'configmaps' }, code: 404 },
  });
});

describe('objects', () => {
  const both: PolicyRule = { level: 'RequestResponse', omitStages: ['RequestReceived'] };

  it('what was sent, at Request', async () => {
    await audited({ rules: [{ level: 'Request', omitStages: ['RequestReceived'] }] });
    await server.http.post(maps).send(configMap('a', { x: '1' }));
    await server.http.patch(`${maps}/a`).set('Content-Type', 'application/merge-patch+json').send('{"data":{"x":"2"}}');
    await server.http.patch(`${maps}/a?fieldManager=m&force=true`).set('Content-Type', 'application/apply-patch+yaml').send('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: "3"}\n');
    await server.http.delete(`${maps}/a`).send({ kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Foreground' });
    const events = await told(4);
    expect(events.map(({ requestObject }) => requestObject)).toEqual([
      configMap('a', { x: '1' }), { data: { x: '2' } }, configMap('a', { x: '3' }), { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Foreground' },
    ]);
    expect(events.every((event) => !('responseObject' in event))).toBe(true);
  });

  it('what was sent as protobuf, without the zeros that Go writes there', async () => {
    await audited({ rules: [both] });
    const bytes = protobuf.envelope('v1', 'ConfigMap', protobuf.encode('core.v1.ConfigMap', { metadata: { name: 'a', generateName: '' }, data: { x: '1' } }));
    await server.http.post(maps).set('Content-Type', 'application/vnd.kubernetes.protobuf').send(bytes);
    const [create] = await told(1);
    expect(create!.requestObject).toEqual(configMap('a', { x: '1' }));
    expect(create!.objectRef).toMatchObject({ name: 'a' });
  });

  it('and what was answered, at RequestResponse, in whatever form', async () => {
    await audited({ rules: [both] });
    const { body: created } = await server.http.post(maps).send(configMap('a'));
    await server.http.get(`${maps}/a`).set('Accept', 'application/vnd.kubernetes.protobuf');
    await server.http.get(maps).set('Accept', 'application/vnd.kubernetes.protobuf');
    await server.http.get(maps).set('Accept', 'application/json;as=Table;v=v1;g=meta.k8s.io');
    await server.http.get(`${maps}/none`);
    await server.http.get('/version');
    const [create, get, list, table, none, version] = await told(6);
    expect(create!.responseObject).toEqual(created);
    expect(get!.responseObject).toEqual(created);
    expect(list!.responseObject).toMatchObject({ kind: 'ConfigMapList' });
    expect(table!.responseObject).toMatchObject({ kind: 'Table' });
    expect(none!.responseObject).toMatchObject({ kind: 'Status', code: 404 });
    expect(version).not.toHaveProperty('responseObject');
    expect(version).not.toHaveProperty('objectRef');
  });

  it('without managed fields, where those are not wanted', async () => {
    await audited({ rules: [both], omitManagedFields: true });
    await server.http.post(maps).send(configMap('a'));
    await server.http.get(maps);
    await server.http.get(maps).set('Accept', 'application/json;as=Table;v=v1;g=meta.k8s.io');
    await server.http.put(`${maps}/a`).send({ ...configMap('a'), metadata: { name: 'a', managedFields: [] } });
    const events = await told(4);
    expect(JSON.stringify(events)).not.toContain('managedFields');
    expect(events[1]!.responseObject).toMatchObject({ items: [{ metadata: { name: 'a' } }] });
  });
});

describe('stages', () => {
  it('a watch has one more: when it begins', async () => {
    await audited({ rules: [{ level: 'RequestResponse', verbs: ['watch'] }] });
    const watch = await WatchReader.open(`${server.url}${maps}?watch=1&resourceVersion=0`);
    expect(stagesOf(await told(2))).toEqual(['RequestReceived', 'ResponseStarted']);
    expect(lines[1]).toMatchObject({ responseStatus: { metadata: {}, code: 200 } });
    watch.close();
    expect(stagesOf(await told(3))).toEqual(['RequestReceived', 'ResponseStarted', 'ResponseComplete']);
  });

  it('an accident is told as one', async () => {
    const helper = await serve();
    const { definition } = helper.registry.find('', 'v1', 'configmaps')!;
    const broken = { definitions: helper.registry.definitions, find: () => ({ definition, get: () => Promise.reject(new TypeError('oops')) }), close: () => helper.stop() };
    await audited({ rules: [{ level: 'Metadata' }] }, { registry: broken as unknown as TestServer['registry'] });
    await server.http.get(`${maps}/a`);
    const events = await told(2);
    expect(stagesOf(events)).toEqual(['RequestReceived', 'Panic']);
    expect(events[1]).toMatchObject({ responseStatus: { status: 'Failure', message: "APIServer panic'd: oops", reason: 'InternalError', code: 500 } });
    await helper.stop();
  });

  it('what is refused for its number or its time is told too', async () => {
    await audited({ rules: [{ level: 'Metadata', omitStages: ['RequestReceived'] }] }, { limits: { readOnly: 1, mutating: 1 }, dialects: [() => ({ name: 'stuck', claims: () => true, handle: () => new Promise(() => undefined) })] });
    const stuck = server.http.get('/x').then(() => undefined, () => undefined);
    while (server.clock.untilNext() === undefined) await new Promise(setImmediate);
    await server.http.get('/y');
    await server.clock.step(60_000);
    await stuck;
    expect((await told(2)).map(({ requestURI, responseStatus }) => [requestURI, (responseStatus as ApiError).code])).toEqual([['/y', 429], ['/x', 504]]);
  });
});

it('nothing is written of what no rule wants', async () => {
  await audited({ rules: [{ level: 'None', resources: [{ group: '', resources: ['configmaps'] }] }, { level: 'Metadata', nonResourceURLs: ['/version'] }] });
  await server.http.post(maps).send(configMap('a'));
  await server.http.get('/readyz');
  await server.http.get('/version');
  expect(stagesOf(await told(2))).toEqual(['RequestReceived', 'ResponseComplete']);
  expect(lines[0]).toMatchObject({ requestURI: '/version', verb: 'get' });
});

it('admission can see the trace, and annotate the event', async () => {
  const seen: unknown[] = [];
  const plugin: Admission = { name: 'Noter', validate({ options }) { seen.push(options.trace); options.annotate?.('noter/decision', 'fine'); options.annotate?.('noter/decision', 'again'); } };
  await audited({ rules: [{ level: 'Metadata', omitStages: ['RequestReceived'] }] }, { admission: [plugin] });
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await server.http.post(maps).set({ traceparent, tracestate: 'a=b' }).send(configMap('a'));
  await server.http.delete(`${maps}/a`).set({ traceparent });
  const events = await told(2);
  expect(events.map(({ annotations }) => annotations)).toEqual([{ 'noter/decision': 'fine' }, { 'noter/decision': 'fine' }]);
  expect(seen.slice(-2)).toEqual([expect.objectContaining({ traceparent, tracestate: 'a=b' }), { id: '0af7651916cd43dd8448eb211c80319c', traceparent }]);
});
