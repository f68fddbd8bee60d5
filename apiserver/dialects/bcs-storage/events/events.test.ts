/** Events and alarms: the specification's scenarios 30 to 34, every parameter over HTTP, and what cannot be taken. */
import { silentLogger, SteppedClock } from '../../../../api';
import { openStorage } from '../../../../registry';
import { FaultyStore } from '../../../../registry/testing/faulty-store';
import { extra, serveBcsStorage, type Document, type TestClient } from '../testing/client';
import { alarmParameters, eventParameters } from './filters';
import { pageOf } from './lists';

let storage: TestClient;
afterEach(() => storage.stop());

const event = {
  id: 'e-1', env: 'mesos', kind: 'task', level: 'warning', component: 'scheduler', type: 'Lost', describe: 'lost it', clusterId: 'BCS-1', eventTime: 1_506_657_600,
  extraInfo: { namespace: 'test', name: 'app', kind: 'application' }, data: { a: '1' },
};
const alarm = { clusterId: 'BCS-1', namespace: 'test', message: 'ill', source: '127.0.0.4:52328', module: 'bcs-health', type: 'sms,weixin', receivedTime: 1_510_745_681 };

const tell = (change: object = {}): Promise<unknown> => storage.ok('PUT', '/events', { ...event, ...change });
const raise = (change: object = {}): Promise<unknown> => storage.ok('POST', '/alarms', { ...alarm, ...change });

interface Listed { readonly total: number; readonly data: readonly Document[] }

async function list(path: string): Promise<Listed> {
  const { body } = await storage.ask('GET', path);
  expect(body).toMatchObject({ result: true, code: 0 });
  return body as unknown as Listed;
}

const values = async (path: string, member = 'id'): Promise<unknown[]> => (await list(path)).data.map((each) => each[member]);

describe('events', () => {
  beforeEach(async () => { storage = await serveBcsStorage(); });

  it('have all they were told with, and when they came', async () => {
    expect(await tell()).toBeNull();
    const { data, total } = await list('/events');
    expect(total).toBe(1);
    expect(data).toEqual([{
      ...event, _id: expect.stringMatching(/^[0-9a-f]{24}$/) as string, eventTime: '2017-09-29T04:00:00.000Z', createTime: '2026-01-01T00:00:00.000Z',
    }]);
  });

  it('have also what was left empty', async () => {
    await storage.ok('PUT', '/events', { level: null });
    expect((await list('/events')).data).toMatchObject([{
      id: '', env: '', kind: '', level: '', component: '', type: '', describe: '', clusterId: '', eventTime: '1970-01-01T00:00:00.000Z',
      extraInfo: { namespace: '', name: '', kind: '' }, data: null,
    }]);
    expect((await list('/events?clusterId=')).total).toBe(1);
    expect((await list('/events?clusterId=BCS-1,')).total).toBe(1);
  });

  it('keep their data as it was sent', async () => {
    await storage.ok('PUT', '/events', '{"data":{"2":1.0,"1":12345678901234567890,"a.b":[{"$c":null}],"__proto__":{"x":1}}}');
    expect((await storage.ask('GET', '/events')).text).toContain('"data":{"2":1.0,"1":12345678901234567890,"a.b":[{"$c":null}],"__proto__":{"x":1}}');
  });

  it('30: are listed newest first, by pages, with how many there are', async () => {
    for (const [at, id] of [[3, 'c'], [1, 'a'], [5, 'e'], [2, 'b'], [4, 'd']] as const) await tell({ id, eventTime: at });
    expect(await values('/events?offset=1&length=2')).toEqual(['d', 'c']);
    expect((await list('/events?offset=1&length=2')).total).toBe(5);
    expect(await values('/events?offset=3&limit=5')).toEqual(['b', 'a']);
    expect(await values('/events?offset=5')).toEqual([]);
    expect(await list('/events?offset=9999999999999999999999')).toMatchObject({ data: [], total: 5 });
    for (const absurd of ['offset=-1', 'offset=x', 'length=NaN', 'length=Infinity', `length=${'9'.repeat(50)}`, 'length=1e3', 'length=0x1', 'length=']) {
      expect(await values(`/events?${absurd}`)).toEqual(['e', 'd', 'c', 'b', 'a']);
    }
  });

  it('of one moment are listed with the newest id first', async () => {
    for (const id of ['a', 'b', 'c']) await tell({ id });
    expect(await values('/events')).toEqual(['c', 'b', 'a']);
  });

  it('of several clusters are listed as one', async () => {
    for (const [at, clusterId] of [[1, 'BCS-1'], [2, 'BCS-2'], [3, 'BCS-1'], [4, 'BCS-3'], [5, 'BCS-2'], [6, 'BCS-1']] as const) await tell({ id: String(at), clusterId, eventTime: at });
    expect(await values('/events')).toEqual(['6', '5', '4', '3', '2', '1']);
    expect(await values('/events?clusterId=BCS-1')).toEqual(['6', '3', '1']);
    expect(await values('/events?clusterId=BCS-3,%20BCS-2,BCS-3')).toEqual(['5', '4', '2']);
    expect(await list('/events?offset=2&length=2')).toMatchObject({ total: 6, data: [{ id: '4' }, { id: '3' }] });
    expect(await list('/events?clusterId=BCS')).toMatchObject({ total: 0, data: [] });
    for (const other of ['BCS-1/event', '..', 'BCS-1%00', '%']) expect((await list(`/events?clusterId=${encodeURIComponent(other)}`)).total).toBe(0);
  });

  it('32: told twice are two', async () => {
    await tell();
    await tell();
    const { data, total } = await list('/events');
    expect(total).toBe(2);
    expect(new Set(data.map(({ _id }) => _id)).size).toBe(2);
  });

  it('31, and every parameter: finds what fits', async () => {
    await tell();
    await tell({ id: 'other', env: 'k8s', kind: 'Pod', level: 'Normal', component: 'kubelet', type: 'Pulled', clusterId: 'BCS-2', eventTime: 1_506_657_000, extraInfo: { namespace: 'x', name: 'y', kind: 'z' } });
    const fitting: Readonly<Record<string, string>> = {
      env: 'mesos', kind: 'task,rc', level: 'warning', component: 'scheduler', type: 'killing, Lost', clusterId: 'BCS-1', timeBegin: '1506657599', timeEnd: '1506657001',
      'extraInfo.name': 'app', 'extraInfo.namespace': 'test', 'extraInfo.kind': 'application', id: 'e-1',
    };
    for (const { name } of eventParameters) {
      expect([name, await values(`/events?${name}=${encodeURIComponent(fitting[name] ?? '')}`)]).toEqual([name, [name === 'timeEnd' ? 'other' : 'e-1']]);
      expect([name, await values(`/events?${name}=`)]).toEqual([name, ['e-1', 'other']]);
    }
    expect(await values('/events?timeBegin=1506657600&clusterId=BCS-1')).toEqual([]);
    expect(await values('/events?timeBegin=0&timeEnd=-1')).toHaveLength(2);
    expect(await values('/events?timeBegin=99999999999999999999&timeEnd=soon')).toHaveLength(2);
    expect(await values('/events?timeEnd=9223372036854775807')).toHaveLength(2);
    expect(await values('/events?unheard=of&env=k8s&env=mesos')).toEqual(['other']);
  });

  it('are found by anything in them, and by parts of texts', async () => {
    await tell({ data: { message: 'Killing container', n: 7 } });
    const contains = (value: unknown): string => `extra_contain=${extra(value).slice('extra='.length)}`;
    for (const [query, total] of [
      [extra({ 'data.n': [6, 7] }), 1], [extra({ 'data.n': '7' }), 0], [extra({ clusterId: 'BCS-2' }), 0], [extra({ 'data.n': 7, env: 'k8s' }), 0], ['extra=~', 1],
      [contains({ 'data.message': 'container' }), 1], [contains({ 'data.message': 'Container' }), 0], [contains({ 'data.message': 'Killing', describe: 'nothing' }), 0],
      [contains({ 'data.message': 7, 'data.n': ['x'] }), 1], [contains({ 'data.n': '7' }), 0], ['extra_contain=%7B%7D', 1], [contains(['x']), 1],
    ] as const) expect([query, (await list(`/events?${query}`)).total]).toEqual([query, total]);
  });

  it('are cut to fields', async () => {
    await tell();
    expect(await values('/events?field=extraInfo.name,nothing', 'extraInfo')).toEqual([{ name: 'app' }]);
    expect(Object.keys((await list('/events?field=extraInfo.name')).data[0] ?? {}).sort()).toEqual(['_id', 'extraInfo']);
  });

  it('may be posted, where they are events', async () => {
    expect(await storage.ok('POST', '/events', event)).toBeNull();
    expect(await storage.ok('POST', '/events', { eventTime: 5 })).toBeNull();
    for (const body of [{}, { env: 'k8s', length: '5' }, []]) expect((await storage.ask('POST', '/events', body)).body).toMatchObject({ result: false, code: 10003, data: null });
    expect((await list('/events')).total).toBe(2);
  });

  it.each([
    '', ' ', '{', '[]', '"x"', 'null', '{"id":1}', '{"env":{}}', '{"extraInfo":[]}', '{"extraInfo":"x"}', '{"extraInfo":{"name":1}}', '{"eventTime":"1509423130"}',
    '{"eventTime":1.5}', '{"eventTime":1e300}', '{"eventTime":9223372036854775807}', '{"eventTime":-99999999999}', '{"eventTime":true}', '\ufffd{"id":"x"}',
    `{"data":${'['.repeat(5000)}${']'.repeat(5000)}}`,
  ])('are not made of %.40s', async (body) => {
    expect(await storage.ask('PUT', '/events', body)).toMatchObject({ status: 200, body: { result: false, code: 10003, data: null } });
    expect((await list('/events')).total).toBe(0);
  });

  it('of 10 MB are taken or refused, and too large ones leave the server as it was', async () => {
    const { body } = await storage.ask('PUT', '/events', { ...event, data: 'x'.repeat(10 << 20) });
    const kept = (await list('/events')).data.map(({ data }) => (data as string).length);
    expect([body.code, kept]).toEqual(body.result ? [0, [10 << 20]] : [10003, []]);
    const huge = await storage.ask('PUT', '/events', { ...event, data: 'x'.repeat(20 << 20) });
    expect(huge.body).toMatchObject({ result: false, code: 10003, data: null });
    await tell({ id: 'after', eventTime: 1_600_000_000 });
    expect((await values('/events?length=1'))).toEqual(['after']);
  });

  it('are told of clusters with any name', async () => {
    const names = ['', '/', '..', 'a/b', '%', '__proto__', '\u{1f600}', '\ud800', 'x'.repeat(1000)];
    for (const clusterId of names) await tell({ clusterId });
    expect((await list('/events')).total).toBe(names.length);
    expect((await storage.ask('PUT', '/events', { clusterId: 'x'.repeat(1 << 20) })).body).toMatchObject({ result: false, code: 10003 });
    for (const clusterId of names.filter((name) => name && name !== '\ud800')) expect([clusterId, (await list(`/events?clusterId=${encodeURIComponent(clusterId)}`)).total]).toEqual([clusterId, 1]);
  });
});

describe('kept events', () => {
  it('34: are the newest two thirds, once there are too many of a cluster', async () => {
    storage = await serveBcsStorage({ switches: { eventCap: 30 } });
    await tell({ clusterId: 'BCS-2' });
    for (let i = 1; i <= 30; i++) await tell({ eventTime: i });
    expect((await list('/events?clusterId=BCS-1')).total).toBe(30);
    await tell({ eventTime: 31 });
    const { total, data } = await list('/events?clusterId=BCS-1');
    expect(total).toBe(20);
    expect(data.map(({ eventTime }) => Date.parse(eventTime as string) / 1000)).toEqual(Array.from({ length: 20 }, (_, i) => 31 - i));
    expect((await list('/events?clusterId=BCS-2')).total).toBe(1);
    for (let i = 1; i <= 31; i++) await raise({ receivedTime: i });
    expect((await list('/alarms')).total).toBe(20);
  });

  it('go after some days, by when they came', async () => {
    storage = await serveBcsStorage({ switches: { eventDays: 2 } });
    const { clock } = storage.server;
    await tell({ id: 'old', eventTime: 4_000_000_000 });
    await raise();
    await clock.step(36 * 3_600_000);
    await tell({ id: 'new', eventTime: 1 });
    expect(await values('/events')).toEqual(['old', 'new']);
    await clock.step(13 * 3_600_000);
    await until(async () => (await list('/events')).total === 1);
    expect(await values('/events')).toEqual(['new']);
    await until(async () => (await list('/alarms')).total === 0);
  });

  it('stay, with neither limit', async () => {
    storage = await serveBcsStorage({ switches: { eventCap: 0, eventDays: 0 } });
    await tell();
    await storage.server.clock.step(16 * 24 * 3_600_000);
    expect((await list('/events')).total).toBe(1);
  });

  it('are told in the short form where that is configured', async () => {
    storage = await serveBcsStorage({ switches: { time: 'legacy', zone: '+08:00' } });
    await tell();
    await raise();
    expect((await list('/events')).data).toMatchObject([{ eventTime: '2017-09-29 12:00:00', createTime: '2026-01-01 08:00:00' }]);
    expect((await list('/alarms?field=receivedTime')).data).toMatchObject([{ receivedTime: '2017-11-15 19:34:41' }]);
    expect((await list('/events?timeBegin=2017-09-29%2011:59:59&timeEnd=2017-09-29%2012:00:01')).total).toBe(1);
  });
});

describe('alarms', () => {
  beforeEach(async () => { storage = await serveBcsStorage(); });

  it('have all they were raised with', async () => {
    expect(await raise()).toBeNull();
    expect(await list('/alarms')).toMatchObject({
      total: 1, data: [{ ...alarm, _id: expect.stringMatching(/^[0-9a-f]{24}$/) as string, receivedTime: '2017-11-15T11:34:41.000Z', createTime: '2026-01-01T00:00:00.000Z', data: null }],
    });
  });

  it('33, and every parameter: finds what fits', async () => {
    await raise();
    await raise({ clusterId: 'BCS-2', namespace: 'x', source: '127.0.0.5', module: 'other', type: 'mail', receivedTime: 1_510_745_000 });
    const fitting: Readonly<Record<string, string>> = {
      clusterId: 'BCS-1', namespace: 'test', source: '127.0.0.4:52328', module: 'a,bcs-health', type: 'sms', timeBegin: '1510745680', timeEnd: '1510745001',
    };
    for (const { name } of alarmParameters) {
      expect([name, await values(`/alarms?${name}=${encodeURIComponent(fitting[name] ?? '')}`, 'type')]).toEqual([name, [name === 'timeEnd' ? 'mail' : 'sms,weixin']]);
    }
    expect(await values('/alarms?type=weixin,voice', 'type')).toEqual(['sms,weixin']);
    expect(await values('/alarms?type=SMS', 'type')).toEqual([]);
    expect(await values('/alarms?type=ai,wei&length=1', 'type')).toEqual(['sms,weixin']);
  });

  it('may be put', async () => {
    expect(await storage.ok('PUT', '/alarms', alarm)).toBeNull();
    expect((await list('/alarms')).total).toBe(1);
    expect((await list('/events')).total).toBe(0);
  });

  it.each(['', '{', '[]', '{"receivedTime":"x"}', '{"type":["sms"]}', '{"receivedTime":-1e20}'])('are not made of %s', async (body) => {
    expect(await storage.ask('POST', '/alarms', body)).toMatchObject({ status: 200, body: { result: false, code: 10003, data: null } });
  });
});

it('says so when the store does not answer', async () => {
  const kv = new FaultyStore(await openStorage('memory:', { clock: new SteppedClock(), log: silentLogger }));
  storage = await serveBcsStorage({ kv });
  await tell();
  kv.down = true;
  expect((await storage.ask('GET', '/events')).body).toMatchObject({ result: false, code: 10006, data: [], total: 0 });
  expect((await storage.ask('GET', '/alarms?clusterId=BCS-1')).body).toMatchObject({ result: false, code: 10006, data: [], total: 0 });
  expect((await storage.ask('PUT', '/events', event)).body).toMatchObject({ result: false, code: 10003, data: null });
  kv.down = false;
  expect((await list('/events')).total).toBe(1);
});

it('less than one is a thousand', () => {
  const page = (query: string): unknown => pageOf(new URLSearchParams(query));
  for (const length of ['0', '-1', '-99999999999999999999']) expect([page(`length=${length}`), page(`limit=${length}`)]).toEqual([{ limit: 1000 }, { limit: 1000 }]);
  expect(page('length=5&limit=7&offset=3')).toEqual({ offset: 3, limit: 5 });
  expect(page('length=x&offset=-3')).toEqual({});
});

/** What goes by itself takes its turns. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!await holds()) await new Promise((resolve) => setImmediate(resolve));
}
