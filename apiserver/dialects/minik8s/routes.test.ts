/** Every row of the document: its method, its path, its code, and what is in its answer (specification, §1.1). */
import { serve, type TestServer } from '../../testing/serve';
import { minik8s } from '.';
import { documented, forgotten } from './routes';
import { bodies, statuses } from './testing/bodies';

let server: TestServer;
beforeAll(async () => { server = await serve({ dialects: [minik8s({ alone: true })] }); });
afterAll(() => server.stop());

type Answer = 'list' | 'item' | 'status' | 'message' | 'message and data' | 'nothing';

const core = '/api/v1';
const inCore = `${core}/namespaces/:namespace`;
const extended = '/apis/v1';
const inExtended = `${extended}/namespaces/:namespace`;

const rows: readonly (readonly [string, string, number, Answer])[] = [
  ['GET', `${core}/nodes`, 200, 'list'], ['POST', `${core}/nodes`, 201, 'message'], ['GET', `${core}/nodes/:name`, 200, 'item'], ['DELETE', `${core}/nodes/:name`, 204, 'nothing'],
  ['PUT', `${core}/nodes/:name`, 200, 'message and data'], ['GET', `${core}/nodes/:name/status`, 200, 'status'], ['PUT', `${core}/nodes/:name/status`, 200, 'message'],
  ['GET', `${inCore}/pods`, 200, 'list'], ['POST', `${inCore}/pods`, 201, 'message'], ['GET', `${inCore}/pods/:name`, 200, 'item'], ['PUT', `${inCore}/pods/:name`, 200, 'message'],
  ['DELETE', `${inCore}/pods/:name`, 204, 'nothing'], ['GET', `${inCore}/pods/:name/status`, 200, 'status'], ['POST', `${inCore}/pods/:name/status`, 200, 'message'],
  ['POST', `${inCore}/services`, 201, 'message'], ['GET', `${inCore}/services`, 200, 'list'], ['GET', `${inCore}/services/:name`, 200, 'item'], ['DELETE', `${inCore}/services/:name`, 204, 'nothing'],
  ['PUT', `${inCore}/services/:name`, 200, 'message'],
  ['GET', `${inExtended}/jobs`, 200, 'list'], ['POST', `${inExtended}/jobs`, 201, 'message'], ['GET', `${inExtended}/jobs/:name`, 200, 'item'], ['DELETE', `${inExtended}/jobs/:name`, 204, 'nothing'],
  ['GET', `${inExtended}/jobs/:name/status`, 200, 'status'], ['PUT', `${inExtended}/jobs/:name/status`, 200, 'message'],
  ['POST', `${inExtended}/jobfiles`, 201, 'message'], ['GET', `${inExtended}/jobfiles`, 200, 'list'], ['PUT', `${inExtended}/jobfiles/:name`, 200, 'message'],
  ['GET', `${extended}/replicasets`, 200, 'list'], ['GET', `${inExtended}/replicasets`, 200, 'list'], ['GET', `${inExtended}/replicasets/:name`, 200, 'item'],
  ['DELETE', `${inExtended}/replicasets/:name`, 204, 'nothing'], ['PUT', `${inExtended}/replicasets/:name`, 200, 'message'],
  ['GET', `${inExtended}/replicasets/:name/status`, 200, 'status'], ['PUT', `${inExtended}/replicasets/:name/status`, 200, 'message'],
  ['GET', `${inExtended}/dns`, 200, 'list'], ['GET', `${inExtended}/dns/:name`, 200, 'item'], ['POST', `${inExtended}/dns`, 201, 'message'], ['DELETE', `${inExtended}/dns/:name`, 204, 'nothing'],
  ['GET', `${inExtended}/hpa`, 200, 'list'], ['POST', `${inExtended}/hpa`, 201, 'message'], ['GET', `${inExtended}/hpa/:name`, 200, 'item'], ['PUT', `${inExtended}/hpa/:name`, 200, 'message'],
  ['DELETE', `${inExtended}/hpa/:name`, 204, 'nothing'], ['GET', `${extended}/hpa`, 200, 'list'],
  ['GET', `${inExtended}/functions`, 200, 'list'], ['POST', `${inExtended}/functions`, 201, 'message'], ['GET', `${inExtended}/functions/:name`, 200, 'item'],
  ['PUT', `${inExtended}/functions/:name`, 200, 'message'], ['DELETE', `${inExtended}/functions/:name`, 204, 'nothing'], ['GET', `${extended}/functions`, 200, 'list'],
  ['GET', `${inExtended}/workflow`, 200, 'list'], ['POST', `${inExtended}/workflow`, 201, 'message'], ['GET', `${inExtended}/workflow/:name`, 200, 'item'], ['PUT', `${inExtended}/workflow/:name`, 200, 'message'],
  ['DELETE', `${inExtended}/workflow/:name`, 204, 'nothing'], ['GET', `${inExtended}/workflow/:name/status`, 200, 'status'], ['PUT', `${inExtended}/workflow/:name/status`, 200, 'message'],
];

const missing: typeof rows = [
  ['GET', `${core}/nodes/:name/pods`, 200, 'list'], ['GET', `${core}/pods`, 200, 'list'], ['POST', `${inExtended}/replicasets`, 201, 'message'], ['PUT', `${inExtended}/hpa/:name/status`, 200, 'message'],
  ['GET', `${extended}/workflows`, 200, 'list'],
];

const others: typeof rows = [
  ['PUT', `${inCore}/pods/:name/status`, 200, 'message'], ['GET', `${inExtended}/hpa/:name/status`, 200, 'status'], ['GET', `${inExtended}/jobfiles/:name`, 200, 'item'], ['DELETE', `${inExtended}/jobfiles/:name`, 204, 'nothing'],
  ...rows.filter(([, path]) => path.includes('/workflow')).map(([method, path, code, answer]) => [method, path.replace('/workflow', '/workflows'), code, answer] as const),
];

test('the tables are those that are served, in their order', () => {
  const served = (routes: typeof documented): string[] => routes.map(({ method, path }) => `${method} ${path}`);
  expect([rows.length, missing.length]).toEqual([58, 5]);
  expect(served(documented)).toEqual(rows.map(([method, path]) => `${method} ${path}`));
  expect(served(forgotten)).toEqual(missing.map(([method, path]) => `${method} ${path}`));
});

const hasName = (path: string): boolean => /\/:name(?:\/|$)/.test(path);

const json = (value: unknown): string => JSON.stringify(value);

/** `/api/v1/namespaces/:namespace/pods/:name` is about `pods`. */
const segmentOf = (path: string): string => path.split('/').filter((part) => part && !part.startsWith(':') && !['api', 'apis', 'v1', 'namespaces', 'status'].includes(part))[0] ?? '';
const kindOf = (segment: string): string => (segment === 'workflow' ? 'workflows' : segment);
const collectionOf = (path: string): string => path.slice(0, path.indexOf(segmentOf(path)) + segmentOf(path).length);

const shapes: Readonly<Record<Answer, (body: Readonly<Record<string, unknown>>, text: string) => void>> = {
  list: ({ data, ...rest }) => expect([Array.isArray(data), rest]).toEqual([true, {}]),
  item: ({ data, ...rest }) => expect([Object.keys(data as object).slice(0, 3), rest]).toEqual([['apiVersion', 'kind', 'metadata'], {}]),
  status: ({ data, ...rest }) => expect([typeof data, 'metadata' in (data as object), rest]).toEqual(['object', false, {}]),
  message: ({ message, ...rest }) => expect([typeof message, message === '', rest]).toEqual(['string', false, {}]),
  'message and data': (body) => expect(Object.keys(body)).toEqual(['data', 'message']),
  nothing: (_body, text) => expect(text).toBe(''),
};

test.each([...rows, ...missing, ...others].map((row, i) => [...row, i] as const))('%s %s: %i, %s', async (method, path, code, answer, i) => {
  const segment = segmentOf(path);
  const name = `row-${i}`;
  const at = (template: string): string => template.replace(':namespace', 'default').replace(/:name$|:name(?=\/)/, name);
  const body = bodies[kindOf(segment)]!(name);
  if (hasName(path)) expect((await server.http.post(at(collectionOf(path))).type('json').send(json(body))).body).toEqual({ message: expect.any(String) as string });
  const sent = path.endsWith('/status') ? statuses[kindOf(segment)] : body;
  const request = server.http[method.toLowerCase() as 'get'](at(path));
  const response = method === 'POST' || method === 'PUT' ? await request.type('json').send(json(sent)) : await request;
  expect([response.status, response.headers['content-type'], response.body]).toEqual([code, 'application/json; charset=utf-8', response.body]);
  shapes[answer](response.body as Readonly<Record<string, unknown>>, response.text);
});

test.each([...rows, ...missing].filter(([method, path]) => hasName(path) && method !== 'DELETE'))('%s %s of nothing: 404', async (method, path) => {
  if (path.endsWith('/pods') && path.includes('nodes')) return;
  const at = path.replace(':namespace', 'default').replace(':name', 'nobody');
  const request = server.http[method.toLowerCase() as 'get'](at);
  const sent = path.endsWith('/status') ? statuses[kindOf(segmentOf(path))] : bodies[kindOf(segmentOf(path))]!('nobody');
  const response = method === 'GET' ? await request : await request.type('json').send(json(sent));
  expect([response.status, Object.keys(response.body as object)]).toEqual([404, ['error']]);
});

test.each(['nodes', 'pods', 'services', 'jobs', 'jobfiles', 'replicasets', 'dns', 'hpa', 'functions', 'workflows'])('%s: what is there already, 409; deleting nothing (D-9)', async (segment) => {
  const collection = `${segment === 'nodes' ? core : `${['pods', 'services'].includes(segment) ? core : extended}/namespaces/default`}/${segment}`;
  const create = async (): Promise<number> => (await server.http.post(collection).type('json').send(json(bodies[segment]!('twice')))).status;
  expect([await create(), await create()]).toEqual([201, 409]);
  expect([(await server.http.delete(`${collection}/twice`)).status, (await server.http.delete(`${collection}/twice`)).status]).toEqual([204, ['services', 'dns'].includes(segment) ? 404 : 204]);
});
