/** Every switch: what is answered with each of its words. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveBcsStorage, type Answer, type TestClient } from './testing/client';
import { defaultSwitches, readSwitches, switchRows, zoneMinutes, type Switches } from './switches';

const namespaced = '/mesos/dynamic/namespace_resources/clusters/BCS-1/namespaces/ns/thing';
const ofCluster = '/mesos/dynamic/cluster_resources/clusters/BCS-1/thing';

type Observe = (client: TestClient) => Promise<unknown>;

const envelope = ({ status, body: { code, message, data } }: Answer): unknown => [status, code, message, data];

const failing: Observe = async ({ ask }) => [
  envelope(await ask('GET', `${namespaced}/x`)), envelope(await ask('PUT', `${namespaced}/x`, '{')), envelope(await ask('DELETE', `${namespaced}/x`)), envelope(await ask('DELETE', namespaced, '{')),
  envelope(await ask('PUT', '/mesos/watch/clusters/BCS-1/namespaces/ns/t/x', '{')), envelope(await ask('DELETE', '/metric/clusters/BCS-1/namespaces/ns/t/x')), envelope(await ask('POST', '/query/k8s/dynamic/clusters/BCS-1/pod', '{')),
];

const put: Observe = async ({ put: write }) => write(`${namespaced}/a`, { x: 1 });

const oneOf: Observe = async (client) => {
  await put(client);
  const { body } = await client.ask('GET', `${namespaced}/a?field=data`);
  return [Array.isArray(body.data), envelope(await client.ask('GET', `${namespaced}/x`))];
};

const secrets: Observe = async (client) => {
  await client.put('/k8s/dynamic/namespace_resources/clusters/BCS-1/namespaces/ns/Secret/a', {
    metadata: { name: 'a', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":"c2VjcmV0"}', other: 'shown' } }, type: 'Opaque', data: { password: 'c2VjcmV0' }, stringData: { token: 'c2VjcmV0' },
  });
  await client.put('/mesos/dynamic/namespace_resources/clusters/BCS-1/namespaces/ns/secret/b', { datas: { one: { path: '/vault', content: 'c2VjcmV0' }, two: 'c2VjcmV0' } });
  await client.put('/mesos/dynamic/namespace_resources/clusters/BCS-1/namespaces/ns/secret/c', 'c2VjcmV0');
  const answers = [
    await client.ask('GET', '/k8s/dynamic/all_resources/clusters/BCS-1/Secret'), await client.ask('GET', '/k8s/dynamic/all_resources/clusters/BCS-1/secret?field=data'),
    await client.ask('GET', '/query/k8s/dynamic/clusters/BCS-1/secret'), await client.ask('GET', '/k8s/dynamic/namespace_resources/clusters/BCS-1/namespaces/ns/Secret/a'),
  ];
  return [answers.map(({ text }) => text.includes('c2VjcmV0')), answers.map(({ text }) => ['shown', '/vault'].some((word) => text.includes(word)))];
};

const times: Observe = async (client) => {
  await client.put(`${namespaced}/a`, { createTime: '2026-01-01T00:00:00.000Z' });
  await client.ok('PUT', '/events', { clusterId: 'BCS-1', eventTime: 1767225600 });
  const [list, [projected]] = [await client.ask('GET', namespaced), await client.ok<{ updateTime: string }[]>('GET', `${namespaced}?field=updateTime`)];
  const [event] = await client.ok<{ eventTime: string }[]>('GET', '/events?clusterId=BCS-1');
  return [/"data":\{"createTime":"(.*?)"\},"createTime":"(.*?)","updateTime":"(.*?)"/.exec(list.text)!.slice(1), projected!.updateTime, event!.eventTime];
};

const clusterWide: Observe = async (client) => {
  await client.put(`${namespaced}/a`, 'of the namespace');
  const seen = (await client.ask('GET', `${ofCluster}/a`)).body.code;
  await client.put(`${ofCluster}/a`, 'of the cluster');
  const after = (await client.ok<{ namespace?: string; data: unknown }[]>('GET', ofCluster)).map(({ namespace, data }) => [namespace, data]);
  await client.ok('DELETE', `${ofCluster}/a`);
  return [seen, after, (await client.ok<unknown[]>('GET', ofCluster)).length];
};

const tooMany: Observe = async (client) => {
  for (let i = 1; i <= 10; i++) await client.ok('PUT', '/events', { clusterId: 'BCS-1', eventTime: i });
  return (await client.ask('GET', '/events?clusterId=BCS-1')).body.total;
};

const later: Observe = async (client) => {
  await client.ok('PUT', '/events', { clusterId: 'BCS-1', eventTime: 1 });
  for (let day = 0; day < 2; day++) await client.server.clock.step(25 * 3_600_000);
  return (await client.ask('GET', '/events?clusterId=BCS-1')).body.total;
};

const missing = 'Resource does not exist.';
const doc = [
  [200, 10004, `Get resource failed. ${missing}`, []], [200, 10003, 'Put resource failed.', null], [200, 10005, `Delete resource failed. ${missing}`, null], [200, 10005, 'Delete resource failed.', []],
  [200, 10003, 'Put resource failed.', null], [200, 10005, `Delete resource failed. ${missing}`, null], [200, 10006, 'List resource failed.', []],
] as const;
const upstream = [
  [200, 1405087, '(bcs-storage):resource does not exist.', []], [200, 1405082, '(bcs-storage):put resource failed.', null], [200, 1405084, '(bcs-storage):delete resource failed.', null],
  [200, 1405084, '(bcs-storage):delete resource failed.', []], [200, 1405080, '(bcs-storage):request data unmarshal failed.', null], [200, 1405087, '(bcs-storage):resource does not exist.', null],
  [200, 1405085, '(bcs-storage):list resource failed.', []],
];
const withStatus = (...statuses: readonly number[]): unknown => doc.map(([, ...rest], i) => [statuses[i], ...rest]);

const rows: readonly (readonly [Partial<Switches>, Observe, unknown])[] = [
  [{ codes: 'doc' }, failing, doc], [{ codes: 'upstream' }, failing, upstream],
  [{ http: 'always200' }, failing, doc], [{ http: 'strict' }, failing, withStatus(404, 400, 404, 400, 400, 404, 400)],
  [{ getOne: 'array' }, oneOf, [true, doc[0]]], [{ getOne: 'object' }, oneOf, [false, [200, 10004, `Get resource failed. ${missing}`, {}]]],
  [{ emptyWrite: 'null' }, async ({ ask }) => [(await ask('PUT', `${namespaced}/a`, {})).body.data, (await ask('PUT', `${namespaced}/a`, '{')).body.data], [null, null]],
  [{ emptyWrite: 'object' }, async ({ ask }) => [(await ask('PUT', `${namespaced}/a`, {})).body.data, (await ask('PUT', `${namespaced}/a`, '{')).body.data], [{}, {}]],
  [{ time: 'rfc3339', zone: '+08:00' }, times, [['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'], '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z']],
  [{ time: 'legacy' }, times, [['2026-01-01T00:00:00.000Z', '2026-01-01 00:00:00', '2026-01-01 00:00:00'], '2026-01-01 00:00:00', '2026-01-01 00:00:00']],
  [{ time: 'legacy', zone: '-03:30' }, times, [['2026-01-01T00:00:00.000Z', '2025-12-31 20:30:00', '2025-12-31 20:30:00'], '2025-12-31 20:30:00', '2025-12-31 20:30:00']],
  [{ deleteMissing: 'error' }, async ({ ask }) => envelope(await ask('DELETE', `${namespaced}/a`)), doc[2]],
  [{ deleteMissing: 'ok' }, async ({ ask }) => [(await ask('DELETE', `${namespaced}/a`)).body.code, (await ask('DELETE', '/metric/clusters/BCS-1/namespaces/ns/t/x')).body.code, (await ask('DELETE', '/host/a')).body.code, (await ask('DELETE', '/k8s/watch/clusters/BCS-1/namespaces/ns/t/x')).body.code], [0, 0, 0, 0]],
  [{ clusterScope: 'strict' }, clusterWide, [10004, [[undefined, 'of the cluster'], ['ns', 'of the namespace']], 1]],
  [{ clusterScope: 'upstream' }, clusterWide, [0, [['ns', 'of the cluster']], 0]],
  [{ ippoolCode: 'list' }, async ({ ask }) => envelope(await ask('POST', '/query/mesos/dynamic/clusters/BCS-1/IPPoolStatic', '{')), doc[6]],
  [{ ippoolCode: 'doc' }, async ({ ask }) => envelope(await ask('POST', '/query/mesos/dynamic/clusters/BCS-1/IPPoolStatic', '{')), [200, 10086, 'List resource failed.', {}]],
  [{ secrets: 'shown' }, secrets, [[true, true, true, true], [true, true, true, true]]],
  [{ secrets: 'masked' }, secrets, [[false, false, false, false], [true, true, true, true]]],
  [{ eventCap: 9 }, tooMany, 6], [{ eventCap: 0 }, tooMany, 10],
  [{ eventDays: 1 }, later, 0], [{ eventDays: 0 }, later, 1],
];

test.each(rows)('%j', async (switches, observe, expected) => {
  const client = await serveBcsStorage({ switches });
  try {
    expect(await observe(client)).toEqual(expected);
  } finally {
    await client.stop();
  }
});

test('every switch has been turned; those of queries and of watch data with them', () => {
  const turned = new Set(rows.flatMap(([switches]) => Object.keys(switches)));
  expect(Object.keys(switchRows).filter((name) => !turned.has(name))).toEqual(['watchList', 'applicationPodIp']);
});

test('are read from one text', () => {
  expect(readSwitches(' codes=upstream , zone=+08:00,eventCap=0,')).toEqual({ switches: { codes: 'upstream', zone: '+08:00', eventCap: 0 } });
  expect(readSwitches('')).toEqual({ switches: {} });
  expect(defaultSwitches).toMatchObject({ codes: 'doc', getOne: 'array', zone: 'UTC', eventCap: 10_000, eventDays: 15 });
});

test.each([
  ['nobody=1', 'there is no "nobody", only codes,'], ['__proto__=1', 'there is no "__proto__"'], ['codes', 'codes takes doc|upstream'], ['codes=Doc', 'codes takes doc|upstream'], ['eventCap=-1', 'eventCap takes N'],
  ['eventCap=1.5', 'eventCap takes N'], ['zone=Asia/Shanghai', 'zone takes UTC|±hh:mm'], ['http=strict,http', 'http takes always200|strict'],
])('%s is none', (text, fault) => {
  expect(readSwitches(text)).toEqual({ switches: {}, fault: expect.stringContaining(fault) as string });
});

test('the page tells of each', () => {
  const page = readFileSync(join(__dirname, '../../../docs/dialects/bcs-storage.md'), 'utf8');
  const words = (takes: string): string => (takes === 'N' ? 'a number' : takes.split('|').map((word) => `\`${word}\``).join(', '));
  const table = Object.entries(switchRows).map(([name, { takes, fallback, says }]) => `| \`${name}\` | ${words(takes)} | \`${fallback}\` | ${says} |\n`).join('');
  expect(page).toContain(`| switch | takes | default | |\n| --- | --- | --- | --- |\n${table}\n`);
});

test('zones', () => {
  expect(['UTC', 'Z', '+08:00', '-03:30', '+8:00', '+24:00', '', 'CET'].map(zoneMinutes)).toEqual([0, 0, 480, -210, undefined, undefined, undefined, undefined]);
});
