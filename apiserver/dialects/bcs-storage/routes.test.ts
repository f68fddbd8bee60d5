/** Every row of the specification's table, and of what is served beside: its method, its path under both prefixes, its answer, and its failure. */
import { serveBcsStorage, type Envelope, type TestClient } from './testing/client';
import { documented, others } from './routes';

let client: TestClient;
beforeAll(async () => { client = await serveBcsStorage(); });
afterAll(() => client.stop());

type Data = 'documents' | 'document' | 'value' | 'values' | 'texts' | 'nothing';

interface Row {
  readonly method: string;
  readonly path: string;
  readonly data: Data;
  readonly total?: true;
  /** What is asked for in vain: its code and data. */
  readonly missing?: readonly [number, unknown];
  /** Of a body that makes no sense. */
  readonly malformed?: readonly [number, unknown];
}

const row = (method: string, path: string, data: Data, rest: Omit<Row, 'method' | 'path' | 'data'> = {}): Row => ({ method, path, data, ...rest });

const environments = ['mesos', 'k8s'];
const bad = [10003, null] as const;
const badMany = { malformed: [10005, []] } as const;
const noneToDelete = { missing: [10005, null] } as const;

const dynamic = (env: string): readonly Row[] => {
  const ofNamespace = `/${env}/dynamic/namespace_resources/clusters/:clusterId/namespaces/:namespace/:resourceType`;
  const ofCluster = `/${env}/dynamic/cluster_resources/clusters/:clusterId/:resourceType`;
  const all = `/${env}/dynamic/all_resources/clusters/:clusterId/:resourceType`;
  const one = (path: string): readonly Row[] => [
    row('GET', path, 'documents', { missing: [10004, []] }), row('PUT', path, 'nothing', { malformed: bad }), row('DELETE', path, 'nothing', noneToDelete),
  ];
  const many = (path: string): readonly Row[] => [row('GET', path, 'documents'), row('DELETE', path, 'nothing', badMany)];
  return [...one(`${ofNamespace}/:resourceName`), ...many(ofNamespace), ...one(`${ofCluster}/:resourceName`), ...many(ofCluster), ...many(all)];
};

const queries = (path: string): readonly Row[] => [row('GET', path, 'documents'), row('POST', path, 'documents', { malformed: [10006, []] })];

const watched = (env: string): readonly Row[] => {
  const path = `/${env}/watch/clusters/:clusterId/namespaces/:namespace/:resourceType`;
  const one = `${path}/:resourceName`;
  return [row('GET', one, 'value', { missing: [10004, null] }), row('PUT', one, 'nothing', { malformed: bad }), row('DELETE', one, 'nothing', noneToDelete), row('GET', path, 'values')];
};

const metric = '/metric/clusters/:clusterId/namespaces/:namespace/:type/:name';

const rows: readonly Row[] = [
  ...environments.flatMap(dynamic),
  ...environments.flatMap((env) => queries(`/query/${env}/dynamic/clusters/:clusterId/:kind`)),
  row('GET', '/events', 'documents', { total: true }), row('PUT', '/events', 'nothing', { malformed: bad }),
  row('GET', '/alarms', 'documents', { total: true }), row('POST', '/alarms', 'nothing', { malformed: bad }),
  ...environments.flatMap(watched),
  row('GET', metric, 'document', { missing: [10004, null] }), row('PUT', metric, 'nothing', { malformed: bad }), row('DELETE', metric, 'nothing', noneToDelete),
  row('GET', '/metric/clusters/:clusterId', 'documents'),
];

const beside: readonly Row[] = [
  ...queries('/query/dynamic/clusters/:clusterId/:kind'),
  row('POST', '/events', 'nothing', { malformed: bad }), row('PUT', '/alarms', 'nothing', { malformed: bad }),
  row('GET', '/metric/clusters', 'texts'),
  row('GET', '/host/:ip', 'documents', { missing: [10004, []] }), row('PUT', '/host/:ip', 'nothing', { malformed: bad }), row('DELETE', '/host/:ip', 'nothing', noneToDelete),
  row('GET', '/host/clusters/:clusterId', 'documents'), row('PUT', '/host/clusters/:clusterId', 'nothing', { malformed: bad }), row('POST', '/host/clusters/:clusterId', 'nothing', { malformed: bad }),
];

const streams = ['/dynamic/watch/:clusterId/:resourceType', '/dynamic/watch/containers/:clusterId', '/metric/watch/:clusterId/:type'];

test('the table is what is served, in its order', () => {
  const told = (list: readonly { readonly method: string; readonly path: string }[]): string[] => list.map(({ method, path }) => `${method} ${path}`);
  expect(rows).toHaveLength(2 * 12 + 2 * 2 + 4 + 2 * 4 + 4);
  expect(told(documented)).toEqual(told(rows));
  expect(told(others)).toEqual([...told(beside), ...streams.map((path) => `POST ${path}`)]);
});

/** What stands in the paths; `kind` is one of both environments. */
const at = (path: string, name: string): string => path
  .replace(':clusterId', 'BCS-1').replace(':namespace', 'ns').replace(':kind', 'service').replace(':ip', name)
  .replace(':resourceType', path.includes('/watch/') ? 'exportservice' : 'service').replace(':resourceName', name).replace(':type', 'cpu').replace(':name', name);

const bodies: Readonly<Record<string, unknown>> = {
  '/events': { id: 'e', describe: 'text', clusterId: 'BCS-1', eventTime: 1 }, '/alarms': { clusterId: 'BCS-1', receivedTime: 1 }, '/host/clusters/:clusterId': { ips: ['10.0.0.9'] },
};

const bodyOf = ({ path }: Row): unknown => bodies[path] ?? (path.startsWith('/query') ? {} : path.startsWith('/host/') ? { clusterId: 'BCS-1' } : { data: { x: 1 } });

const success = { result: true, code: 0, message: 'success' };

const shapes: Readonly<Record<Data, (data: unknown) => void>> = {
  documents: (data) => expect(data).toEqual(expect.any(Array)),
  document: (data) => expect(data).toEqual(expect.objectContaining({ _id: expect.any(String) as string, data: { x: 1 } })),
  value: (data) => expect(data).toEqual({ x: 1, updateTime: expect.any(String) as string }),
  values: (data) => expect(data).toEqual(expect.any(Array)),
  texts: (data) => expect(data).toEqual(expect.arrayContaining(['BCS-1'])),
  nothing: (data) => expect(data).toBeNull(),
};

const isOne = (path: string): boolean => /:(resourceName|name|ip)$/.test(path);

const all = [...rows, ...beside].map((each, i) => [each.method, each.path, each.data, each, i] as const);

const prefixes = ['/bcsapi/v4/storage', '/bcsstorage/v1'];

async function under(prefix: string, method: string, path: string, body?: unknown): Promise<{ status: number; type: string; body: Envelope }> {
  const response = await fetch(`${client.server.url}${prefix}${path}`, { method, ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }) });
  return { status: response.status, type: response.headers.get('content-type') ?? '', body: await response.json() as Envelope };
}

test.each(all)('%s %s: %s', async (method, path, data, each, i) => {
  for (const [n, prefix] of prefixes.entries()) {
    const name = `row-${i}-${n}`;
    if (isOne(path) && method !== 'PUT') await under(prefix, 'PUT', at(path, name), bodyOf({ ...each, method: 'PUT' }));
    if (path === '/metric/clusters') await under(prefix, 'PUT', at(metric, name), { data: 1 });
    const answer = await under(prefix, method, at(path, name), method === 'PUT' || method === 'POST' ? bodyOf(each) : undefined);
    const { data: found, total, ...rest } = answer.body;
    expect([answer.status, answer.type, rest]).toEqual([200, 'application/json; charset=utf-8', success]);
    expect(typeof total).toBe(each.total ? 'number' : 'undefined');
    shapes[data](found);
  }
});

test.each(all.filter(([, , , { missing }]) => missing))('%s %s of what is not there', async (method, path, _data, { missing }) => {
  const { status, body } = await client.ask(method, at(path, 'nobody'));
  expect([status, body.result, body.code, body.data]).toEqual([200, false, ...missing!]);
});

test.each(all.filter(([, , , { malformed }]) => malformed))('%s %s with a malformed body', async (method, path, _data, { malformed }) => {
  const { status, body } = await client.ask(method, at(path, 'malformed'), '{"data":');
  expect([status, body.result, body.code, body.data]).toEqual([200, false, ...malformed!]);
});

test.each(streams)('POST %s', async (path) => {
  const { status, text } = await client.ask('POST', at(path, 'x').replace('cpu', 'nobody'), '{');
  expect([status, text]).toEqual([200, '{"type":-1,"value":null}\n']);
});

test.each([...new Map(all.map(([, path]) => [path, path])).keys()])('another method at %s: 405, with Allow', async (path) => {
  const response = await fetch(`${client.server.url}${prefixes[0]}${at(path, 'x')}`, { method: 'PATCH', body: '{}' });
  const methods = all.filter(([, other]) => other === path).map(([method]) => method).flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  expect([response.status, response.headers.get('content-type'), response.headers.get('allow')?.split(', ').sort()]).toEqual([405, 'text/plain; charset=utf-8', methods.sort()]);
  await response.text();
});

test.each(['', '/', '/nothing', '/events/x', '/mesos', '/mesos/dynamic', '/mesos/dynamic/all_resources/clusters', '/mesos/dynamic/all_resources/clusters/BCS-1', '/swarm/dynamic/all_resources/clusters/BCS-1/Pod',
  '/mesos/dynamic/all_resources/clusters//Pod', '/mesos/dynamic/namespace_resources/clusters/BCS-1/namespaces//Pod', '/query/k8s/dynamic/clusters/BCS-1/pods', '/query/mesos/dynamic/clusters/BCS-1/taskgroups',
  '/query/k8s/dynamic/clusters/BCS-1/taskgroup', '/host/clusters', '/cluster_config/clusters/BCS-1/'])('nobody serves %s', async (path) => {
  const { status, text, headers } = await client.ask('GET', path);
  expect([status, text, headers.get('content-type')]).toEqual([404, '404 page not found\n', 'text/plain; charset=utf-8']);
});

test('a slash too many at the end is passed over', async () => {
  const { body } = await client.ask('GET', '/events/');
  expect(body).toMatchObject(success);
  expect((await client.ask('GET', '/mesos/dynamic/all_resources/clusters/BCS-1/Pod/')).body).toMatchObject(success);
  expect((await client.ask('GET', '/events//')).status).toBe(404);
});

test('kinds are asked for in any case', async () => {
  for (const kind of ['pod', 'Pod', 'POD']) expect((await client.ask('GET', `/query/k8s/dynamic/clusters/BCS-1/${kind}`)).body).toMatchObject(success);
});

test('HEAD is GET without its body', async () => {
  const response = await fetch(`${client.server.url}${prefixes[0]}/events`, { method: 'HEAD' });
  expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([200, 'application/json; charset=utf-8', '']);
  expect((await fetch(`${client.server.url}${prefixes[0]}/alarms`, { method: 'HEAD' })).status).toBe(200);
});

test('a path that is not well encoded', async () => {
  const { status, text } = await client.ask('GET', '/host/%ff');
  expect([status, text]).toEqual([400, '400 the path is not well encoded\n']);
});
