/** Hosts, and which cluster has which. */
import { serveBcsStorage, type Document, type TestClient } from '../testing/client';

let client: TestClient;
beforeEach(async () => { client = await serveBcsStorage(); });
afterEach(() => client.stop());

const ofCluster = async (cluster: string): Promise<unknown[]> => (await client.ok<Document[]>('GET', `/host/clusters/${cluster}`)).map(({ ip }) => ip).sort();

test('a host is put, read and deleted; the address of the path counts', async () => {
  await client.ok('PUT', '/host/10.0.0.1', { ip: '10.9.9.9', clusterId: 'BCS-1', data: 'rack 7' });
  await client.server.clock.step(1000);
  await client.ok('PUT', '/host/10.0.0.1', { clusterId: 'BCS-2' });
  expect(await client.ok('GET', '/host/10.0.0.1')).toEqual([{
    _id: expect.stringMatching(/^[0-9a-f]{24}$/) as string, ip: '10.0.0.1', clusterId: 'BCS-2', data: '', createTime: '2026-01-01T00:00:00.000Z', updateTime: '2026-01-01T00:00:01.000Z',
  }]);
  expect(await client.ok('DELETE', '/host/10.0.0.1')).toBeNull();
  expect((await client.ask('GET', '/host/10.0.0.1')).body).toEqual({ result: false, code: 10004, message: 'Get resource failed. Resource does not exist.', data: [] });
  expect((await client.ask('DELETE', '/host/10.0.0.1')).body.code).toBe(10005);
});

test('a cluster has exactly the hosts that it is given', async () => {
  await client.ok('PUT', '/host/10.0.0.1', { clusterId: 'BCS-1', data: 'one' });
  await client.ok('PUT', '/host/10.0.0.2', { clusterId: 'BCS-2', data: 'two' });
  await client.ok('PUT', '/host/clusters/BCS-1', { ips: ['10.0.0.2', '10.0.0.3', '10.0.0.3'] });
  expect([await ofCluster('BCS-1'), await ofCluster('BCS-2')]).toEqual([['10.0.0.2', '10.0.0.3'], []]);
  expect(await client.ok('GET', '/host/10.0.0.1')).toEqual([expect.objectContaining({ clusterId: '', data: 'one' })]);
  expect(await client.ok('GET', '/host/10.0.0.2')).toEqual([expect.objectContaining({ clusterId: 'BCS-1', data: 'two' })]);
  await client.ok('PUT', '/host/clusters/BCS-1', { ips: [] });
  expect(await ofCluster('BCS-1')).toEqual([]);
});

test('a cluster is given more hosts', async () => {
  await client.ok('POST', '/host/clusters/BCS-1', { ips: ['10.0.0.1'] });
  await client.ok('POST', '/host/clusters/BCS-1', { ips: ['10.0.0.2'] });
  expect(await ofCluster('BCS-1')).toEqual(['10.0.0.1', '10.0.0.2']);
  expect(await client.ok('GET', '/host/clusters/BCS-1?field=ip&limit=1')).toEqual([{ _id: expect.any(String) as string, ip: '10.0.0.1' }]);
});

test.each(['{', '[]', '{}', '{"ips":null}', '{"ips":"10.0.0.1"}', '{"ips":[1]}', '{"ips":[""]}', '{"ips":{"length":1}}'])('the members %s are refused, and nothing changes', async (body) => {
  await client.ok('POST', '/host/clusters/BCS-1', { ips: ['10.0.0.1'] });
  for (const method of ['PUT', 'POST']) expect((await client.ask(method, '/host/clusters/BCS-1', body)).body).toMatchObject({ result: false, code: 10003, data: null });
  expect(await ofCluster('BCS-1')).toEqual(['10.0.0.1']);
});

test('hundreds at once; not more than can be written', async () => {
  const ips = Array.from({ length: 300 }, (_, i) => `10.0.${i >> 8}.${i & 255}`);
  await client.ok('PUT', '/host/clusters/BCS-1', { ips });
  expect(await ofCluster('BCS-1')).toEqual([...ips].sort());
  await client.ok('PUT', '/host/clusters/BCS-1', { ips: ips.slice(0, 100) });
  expect(await ofCluster('BCS-1')).toHaveLength(100);
  expect((await client.ask('PUT', '/host/clusters/BCS-1', { ips: Array.from({ length: 10_001 }, (_, i) => String(i)) })).body).toMatchObject({ code: 10003, reason: 'ips has more than 10000 addresses' });
  expect(await ofCluster('BCS-1')).toHaveLength(100);
});

test.each(['{', '[]', '{"data":{}}', '{"clusterId":7}'])('the host %s is refused', async (body) => {
  expect((await client.ask('PUT', '/host/10.0.0.1', body)).body).toMatchObject({ result: false, code: 10003, data: null });
  expect((await client.ask('GET', '/host/10.0.0.1')).body.code).toBe(10004);
});
