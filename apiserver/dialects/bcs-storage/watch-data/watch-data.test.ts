/** Watch data: scenarios 35 to 37, lists, and what is told otherwise by a switch. */
import { extra, serveBcsStorage, type TestClient } from '../testing/client';

let client: TestClient;
beforeEach(async () => { client = await serveBcsStorage(); });
afterEach(() => client.stop());

const of = (namespace = 'ns', { env = 'mesos', type = 'exportservice', cluster = 'BCS-1' } = {}): string => `/${env}/watch/clusters/${cluster}/namespaces/${namespace}/${type}`;

test('35: the value itself is answered, with the time of its last change', async () => {
  await client.put(`${of()}/a`, { x: 1, updateTime: 'never', y: [] });
  expect((await client.ask('GET', `${of()}/a`)).text).toBe('{"result":true,"code":0,"message":"success","data":{"x":1,"y":[],"updateTime":"2026-01-01T00:00:00.000Z"}}');
  await client.server.clock.step(1000);
  await client.put(`${of()}/a`, {});
  expect(await client.ok('GET', `${of()}/a`)).toEqual({ updateTime: '2026-01-01T00:00:01.000Z' });
});

test('values come back as they were sent', async () => {
  const value = '{"b.b":12345678901234567890,"a":{"updateTime":1},"1":1.0,"__proto__":{"x":[]}';
  await client.ok('PUT', `${of()}/a`, `{"data": ${value}}}`);
  expect((await client.ask('GET', `${of()}/a`)).text).toContain(`"data":${value},"updateTime":"`);
});

test.each(['[]', '[{}]', '5', '"x"', 'null', 'true'])('36: %s is no value', async (data) => {
  expect((await client.ask('PUT', `${of()}/a`, `{"data":${data}}`)).body).toEqual({ result: false, code: 10003, message: 'Put resource failed.', data: null, reason: 'data is no object' });
  expect((await client.ask('PUT', `${of()}/a`, '{')).body).toMatchObject({ code: 10003, data: null });
  expect((await client.ask('PUT', `${of()}/a`, '{}')).body).toMatchObject({ code: 10003, data: null });
  expect((await client.ask('GET', `${of()}/a`)).body).toEqual({ result: false, code: 10004, message: 'Get resource failed. Resource does not exist.', data: null });
});

test('37: the environments see nothing of each other', async () => {
  await client.put(`${of()}/a`, { env: 'mesos' });
  expect((await client.ask('GET', `${of('ns', { env: 'k8s' })}/a`)).body.code).toBe(10004);
  await client.put(`${of('ns', { env: 'k8s' })}/a`, { env: 'k8s' });
  await client.ok('DELETE', `${of()}/a`);
  expect(await client.ok('GET', of())).toEqual([]);
  expect(await client.ok('GET', of('ns', { env: 'k8s' }))).toEqual([expect.objectContaining({ env: 'k8s' })]);
});

test('deleting what is not there', async () => {
  expect((await client.ask('DELETE', `${of()}/a`)).body).toEqual({ result: false, code: 10005, message: 'Delete resource failed. Resource does not exist.', data: null });
});

describe('lists', () => {
  beforeEach(async () => {
    await client.put(`${of('one')}/a`, { labels: { 'k.k': 'x' }, n: 1 });
    await client.put(`${of('one')}/b`, { labels: { 'k.k': 'y' }, n: 2 });
    await client.put(`${of('two')}/a`, { n: 3 });
  });

  const updateTime = '2026-01-01T00:00:00.000Z';

  test('are the values of one namespace', async () => {
    expect(await client.ok('GET', of('one'))).toEqual([{ labels: { 'k.k': 'x' }, n: 1, updateTime }, { labels: { 'k.k': 'y' }, n: 2, updateTime }]);
    expect(await client.ok('GET', of('nobody'))).toEqual([]);
    expect(await client.ok('GET', of('one', { type: 'ExportService' }))).toEqual([]);
  });

  test('field and extra begin at the value', async () => {
    expect(await client.ok('GET', `${of('one')}?field=n,nobody`)).toEqual([{ n: 1 }, { n: 2 }]);
    expect(await client.ok('GET', `${of('one')}?field=nobody`)).toEqual([{}, {}]);
    expect(await client.ok('GET', `${of('one')}?${extra({ 'labels.k\uff0ek': 'y' })}`)).toEqual([expect.objectContaining({ n: 2 })]);
    expect(await client.ok('GET', `${of('one')}?extra=garbage!`)).toHaveLength(2);
  });
});

test('by a switch lists are names, of all namespaces', async () => {
  const other = await serveBcsStorage({ switches: { watchList: 'names' } });
  await other.put(`${of('one')}/a`, {});
  await other.put(`${of('two')}/b`, {});
  expect(await other.ok('GET', `${of('one')}?field=x`)).toEqual(['one.a', 'two.b']);
  await other.stop();
});
