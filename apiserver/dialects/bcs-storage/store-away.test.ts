/** The store does not answer: every endpoint says so in its own words, and goes on when it is back. */
import { silentLogger, SteppedClock } from '../../../api';
import { openStorage } from '../../../registry';
import { FaultyStore } from '../../../registry/testing/faulty-store';
import { serveBcsStorage, type TestClient } from './testing/client';

let client: TestClient;
let store: FaultyStore;

beforeAll(async () => {
  store = new FaultyStore(await openStorage('memory:', { clock: new SteppedClock(), log: silentLogger }));
  client = await serveBcsStorage({ kv: store, k8sCluster: '' });
  await client.put(`${ns}/a`, 1);
  await client.put(`${watch}/a`, {});
  await client.put(metric, 1);
  store.down = true;
});
afterAll(() => client.stop());

const ns = '/mesos/dynamic/namespace_resources/clusters/BCS-1/namespaces/ns/thing';
const cluster = '/k8s/dynamic/cluster_resources/clusters/BCS-1/thing';
const watch = '/mesos/watch/clusters/BCS-1/namespaces/ns/thing';
const metric = '/metric/clusters/BCS-1/namespaces/ns/cpu/a';

const [get, put, remove, list] = ['Get', 'Put', 'Delete', 'List'].map((verb) => `${verb} resource failed.`) as [string, string, string, string];
const body = { data: {} };
const event = { describe: 'x', clusterId: 'BCS-1' };

const rows: readonly (readonly [string, string, unknown, unknown])[] = [
  ['GET', `${ns}/a`, undefined, { code: 10004, message: get, data: [] }], ['PUT', `${ns}/a`, body, { code: 10003, message: put, data: null }], ['DELETE', `${ns}/a`, undefined, { code: 10005, message: remove, data: null }],
  ['GET', ns, undefined, { code: 10006, message: list, data: [] }], ['DELETE', ns, undefined, { code: 10005, message: remove, data: [] }],
  ['GET', `${cluster}/a`, undefined, { code: 10004, message: get, data: [] }], ['PUT', `${cluster}/a`, body, { code: 10003, message: put, data: null }], ['GET', cluster, undefined, { code: 10006, message: list, data: [] }],
  ['GET', '/query/k8s/dynamic/clusters/BCS-1/pod', undefined, { code: 10006, message: list, data: [] }], ['POST', '/query/k8s/dynamic/clusters/BCS-1/pod', {}, { code: 10006, message: list, data: [] }],
  ['GET', '/events', undefined, { code: 10006, message: list, data: [], total: 0 }], ['PUT', '/events', event, { code: 10003, message: put, data: null }],
  ['GET', '/alarms', undefined, { code: 10006, message: list, data: [], total: 0 }], ['POST', '/alarms', event, { code: 10003, message: put, data: null }],
  ['GET', `${watch}/a`, undefined, { code: 10004, message: get, data: null }], ['PUT', `${watch}/a`, body, { code: 10003, message: put, data: null }], ['DELETE', `${watch}/a`, undefined, { code: 10005, message: remove, data: null }],
  ['GET', watch, undefined, { code: 10006, message: list, data: null }],
  ['GET', metric, undefined, { code: 10004, message: get, data: null }], ['PUT', metric, body, { code: 10003, message: put, data: null }], ['DELETE', metric, undefined, { code: 10005, message: remove, data: null }],
  ['GET', '/metric/clusters/BCS-1', undefined, { code: 10006, message: list, data: null }], ['GET', '/metric/clusters', undefined, { code: 10006, message: list, data: null }],
  ['GET', '/host/10.0.0.1', undefined, { code: 10004, message: get, data: [] }], ['PUT', '/host/10.0.0.1', {}, { code: 10003, message: put, data: null }], ['PUT', '/host/clusters/BCS-1', { ips: ['a'] }, { code: 10003, message: put, data: null }],
  ['GET', '/host/clusters/BCS-1', undefined, { code: 10006, message: list, data: [] }], ['POST', '/dynamic/watch/containers/BCS-1', {}, { code: 10006, message: list, data: [] }],
];

test.each(rows)('%s %s', async (method, path, sent, expected) => {
  const { status, body: answer } = await client.ask(method, path, sent);
  expect([status, answer]).toEqual([200, { result: false, reason: expect.any(String) as string, ...expected as object }]);
});

test('when it is back, all is there', async () => {
  store.down = false;
  expect(await client.ok('GET', `${ns}/a`)).toEqual([expect.objectContaining({ data: 1 })]);
  expect(await client.ok('GET', metric)).toMatchObject({ data: 1 });
});
