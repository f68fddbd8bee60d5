import { seededRandom, silentLogger, SteppedClock } from '../../../../api';
import { openStorage } from '../../../../registry';
import { FaultyStore } from '../../../../registry/testing/faulty-store';
import type { Switches } from '../switches';
import { extra, serveBcsStorage, type Document, type TestClient } from '../testing/client';
import { queriedKinds } from './filters';

let storage: TestClient;
const open = async (switches: Partial<Switches> = {}): Promise<void> => { storage = await serveBcsStorage({ switches }); };
afterEach(() => storage.stop());

const cluster = 'BCS-TEST-10000';

/** Puts documents of a type, by name; `namespace: null` for those of the cluster. */
async function put(type: string, documents: Readonly<Record<string, unknown>>, namespace: string | null = 'default'): Promise<void> {
  const place = namespace === null ? `cluster_resources/clusters/${cluster}` : `namespace_resources/clusters/${cluster}/namespaces/${namespace}`;
  for (const [name, data] of Object.entries(documents)) await storage.put(`/mesos/dynamic/${place}/${type}/${name}`, data);
}

const path = (kind: string, query = '', env = 'mesos'): string => `/query/${env}/dynamic/clusters/${cluster}/${kind}${query && `?${query}`}`;

const read = (address: string): Promise<readonly Document[]> => storage.ok('GET', address);

/** Names of what is found. */
const found = async (kind: string, query = '', env = 'mesos'): Promise<readonly unknown[]> =>
  (await read(path(kind, query, env))).map(({ resourceName }) => resourceName);

const k8s = (kind: string, query = ''): Promise<readonly unknown[]> => found(kind, query, 'k8s');

/** 2018-03-14T07:47:39Z */
const second = 1_521_013_659;

describe('mesos', () => {
  it('18: finds taskgroups on any of the hosts', async () => {
    await open();
    await put('taskgroup', { a: { hostIP: '10.0.0.1' }, b: { hostIP: '10.0.0.2' }, c: { hostIP: '10.0.0.3' } });
    expect(await found('taskgroup', 'hostIp=10.0.0.1,%2010.0.0.2')).toEqual(['a', 'b']);
    expect(await found('taskgroup', 'hostIp=10.0.0.1&hostIp=10.0.0.3')).toEqual(['a']);
    expect(await found('taskgroup', 'hostIp=10.0.0.1&unheard=of')).toEqual(['a']);
    expect(await found('taskgroup', 'hostIp=')).toHaveLength(3);
  });

  it('19, 20: compares instants, whatever zone they are written in, and leaves out the borders', async () => {
    await open();
    await put('taskgroup', {
      before: { startTime: '2018-03-14T15:47:38+08:00' }, utc: { startTime: '2018-03-14T07:47:39Z' }, local: { startTime: '2018-03-14T15:47:39+08:00' },
      after: { startTime: '2018-03-14T15:47:39.000001+08:00' }, never: { startTime: '0001-01-01T00:00:00Z' }, none: {},
    });
    expect(await found('taskgroup', `startTimeBegin=${second}`)).toEqual(['after']);
    expect(await found('taskgroup', `startTimeEnd=${second}`)).toEqual(['before']);
    expect(await found('taskgroup', `startTimeBegin=${second - 1}&startTimeEnd=${second + 1}`)).toEqual(['after', 'local', 'utc']);
    // As the document's own examples write it.
    expect(await found('taskgroup', 'startTimeBegin=2018-03-14%2007:47:38&startTimeEnd=2018-03-14%2007:47:40')).toEqual(['after', 'local', 'utc']);
  });

  it('reads times in the zone that is configured', async () => {
    await open({ zone: '+08:00' });
    await put('taskgroup', { utc: { startTime: '2018-03-14T07:47:39Z' } });
    expect(await found('taskgroup', 'startTimeBegin=2018-03-14%2015:47:38&startTimeEnd=2018-03-14%2015:47:40')).toEqual(['utc']);
  });

  const applications = { asked: { kind: 'application' }, empty: { kind: '' }, missing: {}, process: { kind: 'process' } };

  it('21: tells applications and processes apart', async () => {
    await open();
    await put('application', applications);
    expect(await found('application')).toEqual(['asked', 'empty', 'missing']);
    expect(await found('application', 'kind=process')).toEqual(['missing', 'process']);
    expect(await found('process')).toEqual(['process']);
    expect(await found('process', 'kind=application')).toEqual(['asked']);
  });

  it('finds no application by the address of its pods, unless taskgroups are asked', async () => {
    const taskgroup = '0.app.default.10000.1527';
    const write = async (): Promise<void> => {
      await put('taskgroup', { [taskgroup]: { podIP: '10.1.0.7', rcname: 'app' } });
      await put('application', { app: { pods: [{ name: taskgroup }] }, other: { pods: null } });
    };
    await open();
    await write();
    expect(await found('application', 'podIp=10.1.0.7')).toEqual([]);
    await storage.stop();
    await open({ applicationPodIp: 'taskgroups' });
    await write();
    expect(await found('application', 'podIp=10.1.0.7,10.1.0.8')).toEqual(['app']);
    expect(await found('application', 'podIp=10.1.0.8')).toEqual([]);
    expect(await found('application', 'name=other')).toEqual(['other']);
  });

  it('22, 23: deployments by whether they roll, and since when', async () => {
    await open();
    await put('deployment', { rolling: { is_in_rolling: true, last_rolling_time: second }, still: { is_in_rolling: false, last_rolling_time: second + 5 }, other: {} });
    expect(await found('deployment', 'isInRolling=TRUE')).toEqual(['rolling']);
    expect(await found('deployment', 'isInRolling=false')).toEqual(['still']);
    expect(await found('deployment', 'isInRolling=xyz')).toEqual(['still']);
    expect(await found('deployment', `lastRollingTimeBegin=${second}`)).toEqual(['still']);
  });

  it('24: names namespaces, sorted, each once; taskgroups do not count', async () => {
    await open();
    await put('application', { a: {} }, 'zoo');
    await put('application', { p: { kind: 'process' } }, 'processes');
    await put('deployment', { a: {} }, 'apps');
    await put('service', { a: {} }, 'apps');
    await put('configmap', { a: {} }, 'maps');
    await put('secret', { a: {} }, 'Secrets');
    await put('taskgroup', { a: {} }, 'groups');
    expect(await storage.ok('GET', path('namespace'))).toEqual(['Secrets', 'apps', 'maps', 'processes', 'zoo']);
    expect((await storage.ask('POST', path('namespace'), {})).status).toBe(404);
    expect(await storage.ok('GET', '/query/mesos/dynamic/clusters/unknown/namespace')).toEqual([]);
  });

  it('pools of addresses belong to the cluster', async () => {
    await open();
    await put('IPPoolStatic', { [`IPPoolStatic-${cluster}`]: { poolnum: 1, activeip: 2 } }, null);
    const [pool] = await read(path('ippoolstatic'));
    expect(pool).toMatchObject({ clusterId: cluster, resourceName: `IPPoolStatic-${cluster}`, data: { poolnum: 1, activeip: 2 } });
    expect(pool).not.toHaveProperty('namespace');
    expect(await k8s('ippoolstatic')).toHaveLength(1);
    expect(await found('ippoolstaticdetail')).toEqual([]);
  });

  it('is meant where no environment is named, and behind the other prefix', async () => {
    await open();
    await put('taskgroup', { a: {} });
    for (const address of [`/query/dynamic/clusters/${cluster}/taskgroup`, `${path('taskgroup')}/`]) expect(await read(address)).toHaveLength(1);
    expect(await (await fetch(`${storage.server.url}/bcsstorage/v1${path('taskgroup')}`)).json()).toMatchObject({ data: [{ resourceName: 'a' }] });
  });
});

describe('k8s', () => {
  it('25: pods in any of the phases', async () => {
    await open();
    await put('Pod', { a: { status: { phase: 'Running' } }, b: { status: { phase: 'Pending' } }, c: { status: { phase: 'Failed' } } });
    expect(await k8s('pod', 'status=Running,Pending')).toEqual(['a', 'b']);
    expect(await k8s('pod', 'status=Running&namespace=other')).toEqual([]);
  });

  it('26: a count that is missing is 0', async () => {
    await open();
    await put('ReplicaSet', { none: { status: { replicas: 2 } }, one: { status: { availableReplicas: 1 } } });
    expect(await k8s('replicaset', 'availableReplicas=0')).toEqual(['none']);
    expect(await k8s('replicaset', 'availableReplicas=1')).toEqual(['one']);
    expect(await k8s('replicaset', 'availableReplicas=one')).toEqual(['none', 'one']);
  });

  it('27: endpoints under both spellings', async () => {
    await open();
    await put('Endpoints', { b: {}, d: {} });
    await put('EndPoints', { a: {}, c: {} });
    const all = await read(path('endpoints', '', 'k8s'));
    expect(all.map(({ resourceType, resourceName }) => `${String(resourceType)} ${String(resourceName)}`).sort()).toEqual(['EndPoints a', 'EndPoints c', 'Endpoints b', 'Endpoints d']);
    const pages = await Promise.all([0, 1, 2, 3, 4].map((offset) => read(path('endpoints', `offset=${offset}&limit=1`, 'k8s'))));
    expect(pages.flat()).toEqual(all);
  });

  it('28: namespaces that are used, as texts; else namespaces', async () => {
    await open();
    await put('ReplicaSet', { a: {} }, 'sets');
    await put('StatefulSet', { a: {} }, 'states');
    await put('Pod', { a: {} }, 'pods');
    await put('Namespace', { sets: { status: { phase: 'Active' } }, gone: { status: { phase: 'Terminating' } } }, null);
    expect(await storage.ok('GET', path('namespace', 'used=1', 'k8s'))).toEqual(['sets', 'states']);
    expect(await storage.ok('POST', path('namespace', '', 'k8s'), { used: '1' })).toEqual(['sets', 'states']);
    expect(await k8s('namespace', 'used=0&status=Active')).toEqual(['sets']);
    // The original has the wrong handler here.
    expect(await storage.ok('POST', path('namespace', '', 'k8s'), { status: 'Terminating' })).toMatchObject([{ resourceName: 'gone' }]);
  });

  it('29: nodes have no namespace to be asked for', async () => {
    await open();
    await put('Node', { a: { spec: { externalID: 'i-1' } }, b: {} }, null);
    expect(await k8s('node', 'namespace=x')).toEqual(['a', 'b']);
    expect(await k8s('node', 'externalID=i-1')).toEqual(['a']);
  });

  it('numbers are found by their text', async () => {
    await open();
    await put('Job', { text: { metadata: { resourceVersion: '17' } }, number: { metadata: { resourceVersion: 17 } } });
    expect(await k8s('job', 'resourceVersion=17')).toEqual(['number', 'text']);
  });

  it('hides what is in secrets, where that is asked', async () => {
    await open({ secrets: 'masked' });
    await put('Secret', { s: { metadata: { name: 's' }, data: { password: 'aHVudGVyMg==' } } });
    const text = JSON.stringify(await storage.ok('GET', path('secret', '', 'k8s')));
    expect(text).toContain('"password"');
    expect(text).not.toContain('aHVudGVyMg');
  });
});

describe('any kind', () => {
  const pods = { a: { metadata: { labels: { 'a.b/c': '1', n: 1 } } }, b: { metadata: { labels: { 'a.b/c': '2', n: 2 } } }, c: { metadata: { labels: { a: { 'b/c': '1' } } } } };

  it('15: extra with a list finds any of it', async () => {
    await open();
    await put('Pod', pods);
    expect(await k8s('pod', `${extra({ 'data.metadata.labels.n': [1, 2] })}`)).toEqual(['a', 'b']);
    expect(await k8s('pod', `${extra({ 'data.metadata.labels.n': '1' })}`)).toEqual([]);
    expect(await k8s('pod', `${extra({ 'data.metadata.labels.a\uff0eb/c': '1' })}`)).toEqual(['a']);
    expect(await k8s('pod', `${extra({ 'data.metadata.labels.a.b/c': '1' })}`)).toEqual(['c']);
    expect(await k8s('pod', 'extra=!!!')).toHaveLength(3);
    expect(await k8s('pod', `${extra({ resourceName: 'a' })}&name=b`)).toEqual([]);
  });

  it('is cut to its fields and by pages', async () => {
    await open();
    await put('Pod', pods);
    const [first] = await read( path('pod', 'field=resourceName,data.metadata.labels.n&name=a', 'k8s'));
    expect(first).toEqual({ _id: expect.stringMatching(/^[0-9a-f]{24}$/) as string, resourceName: 'a', data: { metadata: { labels: { n: 1 } } } });
    expect(await k8s('pod', 'offset=1&limit=1')).toEqual(['b']);
    expect(await k8s('pod', 'offset=x&limit=NaN')).toHaveLength(3);
    expect(await k8s('pod', 'offset=-1&limit=-1')).toHaveLength(3);
    expect(await k8s('pod', `limit=${'9'.repeat(40)}`)).toHaveLength(3);
    expect(await k8s('pod', `offset=${'9'.repeat(40)}`)).toEqual([]);
  });

  it('takes parameters in a body', async () => {
    await open();
    await put('Pod', pods);
    const posted = async (body: unknown, query = ''): Promise<readonly unknown[]> => (await storage.ok<readonly Document[]>('POST', path('pod', query, 'k8s'), body)).map(({ resourceName }) => resourceName);
    expect(await posted({})).toHaveLength(3);
    expect(await posted({ name: 'a,c' })).toEqual(['a', 'c']);
    expect(await posted({ name: null, limit: 1, constructor: 'x', unheard: { of: [] } })).toEqual(['a']);
    expect(await posted({ name: 'b' }, 'name=a&namespace=default')).toEqual(['b']);
    expect(await posted({ extra: Buffer.from('{"data.metadata.labels.n":2}').toString('base64'), field: 'resourceName' })).toEqual(['b']);
  });

  it.each(['', '{', '[]', 'null', '"a"', '{"name":["a"]}', '{"name":{}}', '{"limit":{}}', '{"extra":[]}'])('refuses the body %s', async (body) => {
    await open();
    expect((await storage.ask('POST', path('pod', '', 'k8s'), body)).body).toMatchObject({ result: false, code: 10006, data: [] });
  });

  it('takes thousands of names, and not without end', async () => {
    await open();
    await put('Pod', pods);
    const names = Array.from({ length: 20_000 }, (_, i) => `a-pod-with-a-long-name-${i}`);
    expect(await storage.ok('POST', path('pod', '', 'k8s'), { name: [...names, 'b'].join() })).toMatchObject([{ resourceName: 'b' }]);
    expect((await storage.ask('POST', path('pod', '', 'k8s'), { name: ','.repeat(8 << 20) })).body).toMatchObject({ result: false, code: 10006 });
    const deep = Buffer.from(`{"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`).toString('base64');
    expect(await storage.ok('POST', path('pod', '', 'k8s'), { extra: deep })).toEqual([]);
    expect(await storage.ok('POST', path('pod', '', 'k8s'), { field: 'a.'.repeat(100_000), name: 'b' })).toMatchObject([{ _id: expect.any(String) as string }]);
  });

  it.each(['pods', 'taskgroups', 'Pods', 'unheard', 'constructor', '__proto__'])('does not serve %s, which is no error of ours', async (kind) => {
    const told: string[] = [];
    storage = await serveBcsStorage({ log: { ...silentLogger, error: (message) => told.push(message) } });
    for (const env of ['mesos', 'k8s']) for (const method of ['GET', 'POST']) expect((await storage.ask(method, path(kind, '', env), method === 'POST' ? {} : undefined)).status).toBe(404);
    expect(told).toEqual([]);
  });

  it('is written in any case, and of one environment', async () => {
    await open();
    await put('Pod', pods);
    expect(await k8s('Pod')).toEqual(await k8s('POD'));
    expect((await storage.ask('GET', path('pod'))).status).toBe(404);
    expect((await storage.ask('DELETE', path('pod', '', 'k8s'))).status).toBe(405);
  });

  it('is empty in a cluster that nobody knows, and shows no other cluster', async () => {
    await open();
    await put('Pod', pods);
    for (const other of ['unknown', 'BCS-TEST-1000', '%2e%2e', '%25', '.. ', '__proto__', `${cluster}%2FPod`, `${cluster}/Pod/default`]) {
      expect(await read(`/query/k8s/dynamic/clusters/${encodeURIComponent(other)}/pod`)).toEqual([]);
    }
  });

  const nonsense = [
    '', ' ', ',', ',,', '\u0000', '%', '+', '__proto__', 'constructor', '-1', '-0', '1e999', 'NaN', 'Infinity', 'null', '{"$gt":1}', '.', '..', '[0]', '=', '\uff0e',
    '9'.repeat(400), `-${'9'.repeat(30)}`, '2018-13-45 99:99:99', '0000-00-00 00:00:00', '+275760-09-13T00:00:00Z', '1969-12-31T23:59:59.999-23:59', 'a'.repeat(2000), 'e30=', 'W10=', 'bnVsbA==',
  ];

  it('answers nonsense, and with this cluster alone', async () => {
    await open();
    await put('Pod', pods);
    await storage.put('/k8s/dynamic/namespace_resources/clusters/other/namespaces/default/Pod/x', {});
    const random = seededRandom(7);
    const pick = <V>(from: readonly V[]): V => from[random.int(from.length)]!;
    const names = [...queriedKinds.flatMap(({ parameters }) => parameters.map(({ name }) => name)), 'extra', 'field', 'offset', 'limit', 'length', 'used', 'clusterId', '__proto__'];
    for (let i = 0; i < 200; i++) {
      const given = Object.fromEntries(Array.from({ length: random.int(4) + 1 }, () => [pick(names), pick(nonsense)]));
      const { env, kind } = pick(queriedKinds.filter(({ getOnly }) => !getOnly));
      for (const answer of [await storage.ask('GET', path(kind, String(new URLSearchParams(given)), env)), await storage.ask('POST', path(kind, '', env), given)]) {
        expect([given, answer.status, answer.body.code]).toEqual([given, 200, 0]);
        expect(answer.text).not.toContain('"other"');
      }
    }
  });

  it.each([[{}, 10006, []], [{ ippoolCode: 'doc' }, 10086, {}], [{ codes: 'upstream' }, 1405085, []]] as const)('says so when the store does not answer: %j', async (switches, code, data) => {
    const kv = new FaultyStore(await openStorage('memory:', { clock: new SteppedClock(), log: silentLogger }));
    storage = await serveBcsStorage({ kv, switches });
    await storage.ok('GET', path('ippoolstatic'));
    kv.down = true;
    for (const answer of [await storage.ask('GET', path('ippoolstatic')), await storage.ask('POST', path('IPPoolStatic', '', 'k8s'), {})]) {
      expect(answer).toMatchObject({ status: 200, body: { result: false, code, data } });
    }
    expect((await storage.ask('GET', path('namespace'))).body).toMatchObject({ result: false, code: code === 10086 ? 10006 : code, data: [] });
    kv.down = false;
    expect(await found('ippoolstatic')).toEqual([]);
  });
});
