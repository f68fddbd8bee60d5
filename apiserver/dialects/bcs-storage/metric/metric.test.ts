/** Metrics: scenario 38, and what tells one from another. */
import { extra, serveBcsStorage, type Document, type TestClient } from '../testing/client';

let client: TestClient;
beforeEach(async () => { client = await serveBcsStorage(); });
afterEach(() => client.stop());

const at = (type: string, name: string, namespace = 'ns', cluster = 'BCS-1'): string =>
  `/metric/clusters/${cluster}/namespaces/${namespace}/${encodeURIComponent(type)}/${encodeURIComponent(name)}`;

test('one metric is an object', async () => {
  await client.put(at('cpu', 'a'), { v: 1 });
  await client.server.clock.step(1000);
  await client.put(at('cpu', 'a'), [2]);
  expect(await client.ok('GET', at('cpu', 'a'))).toEqual({
    _id: expect.stringMatching(/^[0-9a-f]{24}$/) as string, clusterId: 'BCS-1', namespace: 'ns', type: 'cpu', name: 'a', data: [2],
    createTime: '2026-01-01T00:00:00.000Z', updateTime: '2026-01-01T00:00:01.000Z',
  });
  expect(await client.ok('GET', `${at('cpu', 'a')}?field=name`)).toEqual({ _id: expect.any(String) as string, name: 'a' });
  expect((await client.ask('GET', `${at('cpu', 'a')}?${extra({ data: 3 })}`)).body.code).toBe(10004);
  expect((await client.ask('GET', `${at('cpu', 'a')}?${extra({ data: 2 })}`)).body.code).toBe(0);
});

test('what is not there', async () => {
  expect((await client.ask('GET', at('cpu', 'a'))).body).toEqual({ result: false, code: 10004, message: 'Get resource failed. Resource does not exist.', data: null });
  expect((await client.ask('DELETE', at('cpu', 'a'))).body).toEqual({ result: false, code: 10005, message: 'Delete resource failed. Resource does not exist.', data: null });
  expect((await client.ask('PUT', at('cpu', 'a'), '{')).body).toMatchObject({ code: 10003, data: null });
  expect(await client.ok('GET', '/metric/clusters/BCS-1')).toEqual([]);
  expect(await client.ok('GET', '/metric/clusters')).toEqual([]);
});

test('a slash in a name makes it no other', async () => {
  await client.put(at('a/b', 'c'), 1);
  expect((await client.ask('GET', at('a', 'b/c'))).body.code).toBe(10004);
  await client.put(at('a', 'b/c'), 2);
  expect([await client.ok('GET', at('a/b', 'c')), await client.ok('GET', at('a', 'b/c'))]).toEqual([expect.objectContaining({ data: 1 }), expect.objectContaining({ data: 2 })]);
});

test('38: metrics are asked for by namespace, type and name', async () => {
  for (const [type, name, namespace, cluster] of [['cpu', 'a', 'one'], ['mem', 'a', 'one'], ['disk', 'b', 'two'], ['cpu', 'c', 'two', 'BCS-2']] as const) await client.put(at(type, name, namespace, cluster), { type });
  const asked = async (query: string): Promise<string[]> => (await client.ok<Document[]>('GET', `/metric/clusters/BCS-1?${query}`)).map(({ type, name }) => `${String(type)}/${String(name)}`).sort();
  expect(await asked('')).toEqual(['cpu/a', 'disk/b', 'mem/a']);
  expect(await asked('type=cpu,disk')).toEqual(['cpu/a', 'disk/b']);
  expect(await asked('type=cpu,%20mem&name=a')).toEqual(['cpu/a', 'mem/a']);
  expect(await asked('namespace=two')).toEqual(['disk/b']);
  expect(await asked(extra({ 'data.type': ['mem'] }))).toEqual(['mem/a']);
  expect(await asked('offset=1&limit=1')).toHaveLength(1);
  expect(await client.ok('GET', '/metric/clusters')).toEqual(['BCS-1', 'BCS-2']);
  expect(await client.ok('GET', '/metric/clusters/BCS-1?type=cpu&field=data')).toEqual([{ _id: expect.any(String) as string, data: { type: 'cpu' } }]);
  await client.ok('DELETE', at('cpu', 'c', 'two', 'BCS-2'));
  expect(await client.ok('GET', '/metric/clusters')).toEqual(['BCS-1']);
});
