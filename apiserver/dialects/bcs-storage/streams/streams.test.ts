/** Streams of changes. */
import { serveBcsStorage, type Document, type TestClient } from '../testing/client';
import { ChangeReader, told } from '../testing/stream';

let client: TestClient;
let readers: ChangeReader[];
beforeEach(async () => { [client, readers] = [await serveBcsStorage(), []]; });
afterEach(async () => {
  for (const reader of readers) reader.close();
  await client.stop();
});

const at = (name: string, type = 'thing', cluster = 'BCS-1'): string => `/k8s/dynamic/namespace_resources/clusters/${cluster}/namespaces/ns/${type}/${name}`;

async function open(path: string, options?: unknown): Promise<ChangeReader> {
  const reader = await ChangeReader.open(client.server.url, path, options);
  readers.push(reader);
  return reader;
}

const things = '/dynamic/watch/BCS-1/thing';
const over = { type: -1, value: null };

test('what comes, changes and goes is told; what was there before is not', async () => {
  await client.put(at('before'), 0);
  const stream = await open(things, {});
  await client.put(at('a'), { n: 12 });
  await client.put(at('a', 'other'), 1);
  await client.put(at('a', 'thing', 'BCS-2'), 1);
  await client.put(at('a'), { n: 13 });
  await client.ok('DELETE', at('a'));
  const { _id, ...rest } = (await stream.next())!.value!;
  expect(rest).toEqual({
    clusterId: 'BCS-1', namespace: 'ns', resourceType: 'thing', resourceName: 'a', data: { n: 12 }, createTime: '2026-01-01T00:00:00.000Z', updateTime: '2026-01-01T00:00:00.000Z',
  });
  expect(await stream.next()).toMatchObject({ type: 3, value: { _id, data: { n: 13 } } });
  expect(await stream.next()).toEqual({ type: 2, value: { _id, clusterId: 'BCS-1', namespace: 'ns', resourceType: 'thing', resourceName: 'a' } });
});

test('it ends after so many', async () => {
  const stream = await open(things, { maxEvents: 2 });
  for (const name of ['a', 'b', 'c']) await client.put(at(name), 1);
  expect(await stream.rest()).toEqual(['1 a', '1 b', '-1 null']);
});

test('it ends when nothing has come for so long', async () => {
  const stream = await open(things, { timeout: 2_000_000_000 });
  await client.server.clock.step(1500);
  await client.put(at('a'), 1);
  expect(told((await stream.next())!)).toBe('1 a');
  await client.server.clock.step(1999);
  await client.put(at('b'), 1);
  expect(told((await stream.next())!)).toBe('1 b');
  await client.server.clock.step(2000);
  expect(await stream.rest()).toEqual(['-1 null']);
});

test('selfOnly: what comes and goes, not what changes', async () => {
  const stream = await open(things, { selfOnly: true, maxEvents: 2 });
  for (const n of [1, 2, 3]) await client.put(at('a'), n);
  await client.ok('DELETE', at('a'));
  expect(await stream.rest()).toEqual(['1 a', '2 a', '-1 null']);
});

test('mustDiff: changes by which what stands there becomes another', async () => {
  await client.put(at('before'), { status: 'Running', n: 0 });
  const stream = await open(things, { mustDiff: 'data.status', maxEvents: 4 });
  await client.put(at('before'), { status: 'Running', n: 1 });
  await client.put(at('before'), { status: 'Lost', n: 1 });
  await client.put(at('new'), { status: 'Running' });
  await client.put(at('new'), { status: 'Running', n: 1 });
  await client.put(at('new'), {});
  await client.ok('DELETE', at('new'));
  expect(await stream.rest()).toEqual(['3 before', '1 new', '3 new', '2 new', '-1 null']);
});

test('of nothing that makes sense it is over at once', async () => {
  for (const body of ['{', '[]', '5', '{"maxEvents":-1}', '{"maxEvents":"1"}', '{"timeout":1.5}', '{"timeout":-1}', '{"selfOnly":1}', '{"mustDiff":[]}', '{"maxEvents":1e300}']) {
    const { status, text } = await client.ask('POST', things, body);
    expect([status, text]).toEqual([200, '{"type":-1,"value":null}\n']);
  }
});

test('what runs in a cluster: taskgroups, else pods, else nothing', async () => {
  const containers = '/dynamic/watch/containers/BCS-1';
  expect(await (await open(containers, {})).rest()).toEqual(['-1 null']);
  await client.put(at('pod', 'Pod'), 1);
  const pods = await open(containers, { maxEvents: 1 });
  await client.put(at('taskgroup', 'taskgroup'), 1);
  await client.put(at('pod', 'Pod'), 2);
  expect(await pods.rest()).toEqual(['3 pod', '-1 null']);
  const taskgroups = await open(containers, { maxEvents: 1 });
  await client.put(at('pod', 'Pod'), 3);
  await client.put(at('taskgroup', 'taskgroup'), 2);
  expect(await taskgroups.rest()).toEqual(['3 taskgroup', '-1 null']);
});

test('applications without processes, and the other way round', async () => {
  const [applications, processes] = [await open('/dynamic/watch/BCS-1/application', { maxEvents: 1 }), await open('/dynamic/watch/BCS-1/process', { maxEvents: 1 })];
  await client.put(at('p', 'process'), { kind: 'process' });
  await client.put(at('a', 'application'), {});
  expect([await applications.rest(), await processes.rest()]).toEqual([['1 a', '-1 null'], ['1 p', '-1 null']]);
});

test('metrics of one type', async () => {
  const metric = (type: string, name: string): string => `/metric/clusters/BCS-1/namespaces/ns/${type}/${name}`;
  const stream = await open('/metric/watch/BCS-1/cpu', { maxEvents: 2 });
  await client.put(metric('mem', 'a'), 1);
  await client.put(metric('cpu', 'b'), 1);
  await client.ok('DELETE', metric('mem', 'a'));
  await client.ok('DELETE', metric('cpu', 'b'));
  expect(await stream.next()).toMatchObject({ type: 1, value: { clusterId: 'BCS-1', namespace: 'ns', type: 'cpu', name: 'b', data: 1 } });
  expect(await stream.next()).toEqual({ type: 2, value: { _id: expect.any(String) as string, clusterId: 'BCS-1', namespace: 'ns', type: 'cpu', name: 'b' } });
  expect(await stream.next()).toEqual(over);
});

test('while nothing happens it is told that somebody is there; no deadline of requests ends it', async () => {
  const stream = await open(things, {});
  for (let minute = 0; minute < 2; minute += 0.5) {
    await client.server.clock.step(30_000);
    expect(await stream.next()).toEqual({ type: 0, value: null });
  }
  await client.put(at('a'), 1);
  expect(told((await stream.next())!)).toBe('1 a');
});

test('it ends when the server closes', async () => {
  const stream = await open(things);
  const closed = client.server.server.close();
  expect(await stream.next()).toEqual(over);
  expect(await stream.next()).toBeUndefined();
  await closed;
});

test('a client that goes away leaves nothing behind', async () => {
  const stream = await open(things, {});
  const before = client.server.clock.untilNext();
  stream.close();
  while (client.server.clock.untilNext() === before) await new Promise((resolve) => setImmediate(resolve));
  await client.put(at('a'), 1);
  expect(await client.ok<Document[]>('GET', at('a'))).toHaveLength(1);
});
