import { configMap, serve, type TestServer } from '../../testing/serve';

let server: TestServer;
const maps = '/api/v1/namespaces/default/configmaps';

beforeEach(async () => {
  server = await serve();
  for (const name of ['a', 'b', 'c', 'd']) await server.http.post(maps).send(configMap(name, {}, { odd: String('bd'.includes(name)) }));
});
afterEach(() => server.stop());

interface Item { metadata: { name: string; finalizers?: string[]; deletionTimestamp?: string } }

const items = async (): Promise<Item[]> => ((await server.http.get(maps)).body as { items: Item[] }).items;
const left = async (): Promise<string> => (await items()).map(({ metadata }) => metadata.name).join(' ');
const names = (body: unknown): string[] => (body as { items: Item[] }).items.map(({ metadata }) => metadata.name);

it('deletes all there is, and answers with what was there', async () => {
  const { status, body } = await server.http.delete(maps);
  expect([status, body]).toMatchObject([200, { kind: 'ConfigMapList', apiVersion: 'v1', metadata: { resourceVersion: expect.any(String) as string } }]);
  expect(names(body)).toEqual(['a', 'b', 'c', 'd']);
  expect(await left()).toBe('');
  expect(names((await server.http.delete(maps)).body)).toEqual([]);
});

it.each([
  ['labelSelector=odd%3Dtrue', 'a c'], ['fieldSelector=metadata.name!%3Da', 'a'], ['fieldSelector=metadata.name%3Db', 'a c d'], ['limit=3', 'd'],
  ['labelSelector=odd%3Dtrue&limit=1', 'a c d'], ['dryRun=All', 'a b c d'],
])('with %s leaves %s', async (query, expected) => {
  expect((await server.http.delete(`${maps}?${query}`)).status).toBe(200);
  expect(await left()).toBe(expected);
});

it('takes its options from the body', async () => {
  const { status } = await server.http.delete(maps).send({ kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Foreground', dryRun: ['All'] });
  expect([status, await left()]).toEqual([200, 'a b c d']);
  await server.http.delete(maps).send({ propagationPolicy: 'Foreground' });
  expect(await left()).toBe('a b c d');
  for (const { metadata } of await items()) expect(metadata).toMatchObject({ deletionTimestamp: expect.any(String) as string, finalizers: ['foregroundDeletion'] });
});

it.each([
  ['propagationPolicy=Sideways', 422], ['propagationPolicy=Orphan&orphanDependents=true', 422], ['labelSelector=a%3D%3D%3Db', 400], ['fieldSelector=data.x%3D1', 400],
  ['resourceVersionMatch=Exact', 422], ['gracePeriodSeconds=soon', 400], ['dryRun=Some', 422], ['continue=x', 400],
])('refuses %s with %s, and nothing is gone', async (query, code) => {
  const { status, body } = await server.http.delete(`${maps}?${query}`);
  expect([status, (body as { kind: string }).kind]).toEqual([code, 'Status']);
  expect(await left()).toBe('a b c d');
});

it('is not for all namespaces at once', async () => {
  expect((await server.http.delete('/api/v1/configmaps')).status).toBe(405);
});
