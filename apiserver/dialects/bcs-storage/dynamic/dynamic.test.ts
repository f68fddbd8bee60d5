/** Dynamic data: the specification's scenarios 1 to 14, 16 and 17, and what applications and processes have to do with each other. */
import { extra, serveBcsStorage, type Document, type TestClient } from '../testing/client';

let client: TestClient;
beforeEach(async () => { client = await serveBcsStorage(); });
afterEach(() => client.stop());

const inNamespace = (name: string, { namespace = 'ns', type = 'thing', cluster = 'BCS-1', env = 'mesos' } = {}): string =>
  `/${env}/dynamic/namespace_resources/clusters/${cluster}/namespaces/${namespace}/${type}/${name}`;
const ofNamespace = (namespace = 'ns', type = 'thing', cluster = 'BCS-1'): string => `/mesos/dynamic/namespace_resources/clusters/${cluster}/namespaces/${namespace}/${type}`;
const inCluster = (name: string, type = 'thing', cluster = 'BCS-1'): string => `/mesos/dynamic/cluster_resources/clusters/${cluster}/${type}/${name}`;
const ofCluster = (type = 'thing', cluster = 'BCS-1'): string => `/mesos/dynamic/cluster_resources/clusters/${cluster}/${type}`;
const all = (type = 'thing', cluster = 'BCS-1'): string => `/mesos/dynamic/all_resources/clusters/${cluster}/${type}`;

const namesIn = (list: readonly Document[]): unknown[] => list.map(({ namespace, resourceName }) => `${String(namespace ?? '')}/${String(resourceName)}`).sort();
const listed = async (path: string): Promise<unknown[]> => namesIn(await client.ok<Document[]>('GET', path));

const second = 1000;

test('1: what is put is one document', async () => {
  await client.put(inNamespace('a'), { x: 1 });
  const [document, ...others] = await client.ok<Document[]>('GET', inNamespace('a'));
  expect(others).toEqual([]);
  expect(document).toEqual({
    _id: expect.stringMatching(/^[0-9a-f]{24}$/) as string, clusterId: 'BCS-1', namespace: 'ns', resourceType: 'thing', resourceName: 'a', data: { x: 1 },
    createTime: '2026-01-01T00:00:00.000Z', updateTime: '2026-01-01T00:00:00.000Z',
  });
});

test('2: putting again replaces the data, and moves updateTime alone', async () => {
  await client.put(inNamespace('a'), { x: 1, y: { z: 2 } });
  const [first] = await client.ok<Document[]>('GET', inNamespace('a'));
  await client.server.clock.step(1500);
  await client.put(inNamespace('a'), { y: {} });
  const [second] = await client.ok<Document[]>('GET', inNamespace('a'));
  expect(second).toEqual({ ...first, data: { y: {} }, updateTime: '2026-01-01T00:00:01.500Z' });
});

test('after a deletion it is another document', async () => {
  await client.put(inNamespace('a'), 1);
  const [first] = await client.ok<Document[]>('GET', inNamespace('a'));
  await client.server.clock.step(second);
  await client.ok('DELETE', inNamespace('a'));
  await client.put(inNamespace('a'), 1);
  const [again] = await client.ok<Document[]>('GET', inNamespace('a'));
  expect(again?._id).not.toBe(first?._id);
  expect(again?.createTime).toBe('2026-01-01T00:00:01.000Z');
});

test('3: a body without data stores null', async () => {
  await client.ok('PUT', inNamespace('a'), {});
  expect(await client.ok('GET', inNamespace('a'))).toEqual([expect.objectContaining({ data: null })]);
});

test.each(['', ' ', '{', '[]', 'null', '5', '"text"', '{"data":1}x', '{"data":}', '{"data":01}', "{'data':1}", '\u0000'])('4: the malformed body %j is refused', async (body) => {
  const { status, body: answer } = await client.ask('PUT', inNamespace('a'), body);
  expect({ status, ...answer }).toEqual({ status: 200, result: false, code: 10003, message: 'Put resource failed.', data: null, reason: expect.stringContaining('body') as string });
  expect((await client.ask('GET', inNamespace('a'))).body.code).toBe(10004);
});

test('5, 6: reading and deleting what is not there', async () => {
  expect((await client.ask('GET', inNamespace('a'))).body).toEqual({ result: false, code: 10004, message: 'Get resource failed. Resource does not exist.', data: [] });
  expect((await client.ask('DELETE', inNamespace('a'))).body).toEqual({ result: false, code: 10005, message: 'Delete resource failed. Resource does not exist.', data: null });
  expect((await client.ask('GET', inCluster('a'))).body.code).toBe(10004);
  expect((await client.ask('DELETE', inCluster('a'))).body.code).toBe(10005);
});

test('7: a cluster that nobody knows has nothing', async () => {
  for (const path of [ofNamespace('ns', 'thing', 'nobody'), ofCluster('thing', 'nobody'), all('thing', 'nobody')]) {
    expect((await client.ask('GET', path)).body).toEqual({ result: true, code: 0, message: 'success', data: [] });
  }
});

test('8: the same name in two namespaces is two documents, and the cluster has both', async () => {
  await client.put(inNamespace('a', { namespace: 'one' }), 1);
  await client.put(inNamespace('a', { namespace: 'two' }), 2);
  expect([await listed(ofNamespace('one')), await listed(ofCluster()), await listed(all())]).toEqual([['one/a'], ['one/a', 'two/a'], ['one/a', 'two/a']]);
});

test('9: what belongs to the cluster is no other of that name', async () => {
  await client.put(inNamespace('a'), 'of the namespace');
  await client.put(inCluster('a'), 'of the cluster');
  const [[ofNs], [own]] = [await client.ok<Document[]>('GET', inNamespace('a')), await client.ok<Document[]>('GET', inCluster('a'))];
  expect([ofNs?.data, own?.data, own && 'namespace' in own]).toEqual(['of the namespace', 'of the cluster', false]);
  await client.ok('DELETE', inCluster('a'));
  expect(await listed(all())).toEqual(['ns/a']);
  expect((await client.ask('GET', inCluster('a'))).body.code).toBe(10004);
});

describe('deleting by time', () => {
  let border: number;
  beforeEach(async () => {
    await client.put(inNamespace('old'), 1);
    await client.server.clock.step(second);
    await client.put(inNamespace('border'), 1);
    await client.put(inNamespace('border', { namespace: 'other' }), 1);
    border = client.server.clock.now() / second;
    await client.server.clock.step(second);
    await client.put(inNamespace('young'), 1);
  });

  test.each([
    ['10: the end in a body', {}, (at: number) => ({ updateTimeEnd: at }), ['ns/border', 'ns/young', 'other/border']],
    ['11: the end in the query', { updateTimeEnd: 0 }, () => undefined, ['ns/border', 'ns/young', 'other/border']],
    ['the begin', {}, (at: number) => ({ updateTimeBegin: at }), ['ns/border', 'ns/old', 'other/border']],
    ['both', {}, (at: number) => ({ updateTimeBegin: at - 1, updateTimeEnd: at + 1 }), ['ns/old', 'ns/young']],
    ['the body goes before the query', { updateTimeEnd: 100 }, (at: number) => ({ updateTimeEnd: at }), ['ns/border', 'ns/young', 'other/border']],
    ['one from the body, the other from the query', { updateTimeBegin: -1 }, (at: number) => ({ updateTimeEnd: at + 1 }), ['ns/old', 'ns/young']],
    ['0 and less are open', {}, () => ({ updateTimeBegin: 0, updateTimeEnd: -5 }), []],
    ['nothing fits', {}, (at: number) => ({ updateTimeBegin: at + 100 }), ['ns/border', 'ns/old', 'ns/young', 'other/border']],
    ['a range that is none', {}, (at: number) => ({ updateTimeBegin: at + 1, updateTimeEnd: at - 1 }), ['ns/border', 'ns/old', 'ns/young', 'other/border']],
    ['an absurd one', {}, () => ({ updateTimeBegin: 1e300 }), ['ns/border', 'ns/old', 'ns/young', 'other/border']],
  ])('%s', async (_title, query, body, left) => {
    const asked = new URLSearchParams(Object.entries(query).map(([name, offset]) => [name, String(border + offset)] as [string, string]));
    expect((await client.ask('DELETE', `${all()}?${asked.toString()}`, body(border))).body).toEqual({ result: true, code: 0, message: 'success', data: null });
    expect(await listed(all())).toEqual(left);
  });

  test('of one namespace', async () => {
    await client.ok('DELETE', `${ofNamespace('other')}`);
    expect(await listed(all())).toEqual(['ns/border', 'ns/old', 'ns/young']);
    await client.ok('DELETE', `${ofCluster()}?updateTimeEnd=${border}`);
    expect(await listed(all())).toEqual(['ns/border', 'ns/young']);
  });

  test.each(['{', '[]', '5', '{"updateTimeEnd":"100"}', '{"updateTimeEnd":1.5}', '{"updateTimeEnd":[]}', '{"updateTimeBegin":true}'])('the malformed body %s deletes nothing', async (body) => {
    expect((await client.ask('DELETE', all(), body)).body).toMatchObject({ result: false, code: 10005, message: 'Delete resource failed.', data: [] });
    expect(await listed(all())).toHaveLength(4);
  });

  test.each(['x', '1.5', '2017-09-13 19:40:30', '0x10', '1e9'])('the time %s in the query deletes nothing', async (time) => {
    expect((await client.ask('DELETE', `${all()}?updateTimeEnd=${encodeURIComponent(time)}`)).body).toMatchObject({ code: 10005, data: [] });
    expect(await listed(all())).toHaveLength(4);
  });

  test('12: where nothing is there is nothing to do', async () => {
    expect(await client.ok('DELETE', all('nothing'))).toBeNull();
  });
});

test('13: field leaves what it names, and the id', async () => {
  await client.put(inNamespace('a'), { metadata: { labels: { app: 'x' } }, status: { phase: 'Running' }, list: [{ image: 'i', name: 'n' }, { image: 'j' }] });
  const only = async (field: string): Promise<Document> => (await client.ok<Document[]>('GET', `${ofNamespace()}?field=${encodeURIComponent(field)}`))[0]!;
  const { _id } = await only('');
  expect(await only('data.metadata,resourceName')).toEqual({ _id, resourceName: 'a', data: { metadata: { labels: { app: 'x' } } } });
  expect(await only('data.list.image, nobody,,')).toEqual({ _id, data: { list: [{ image: 'i' }, { image: 'j' }] } });
  expect(await only('nobody')).toEqual({ _id });
  expect(await only('data,data.status')).toHaveProperty('data.list');
  expect((await client.ok<Document[]>('GET', `${inNamespace('a')}?field=resourceName`))[0]).toEqual({ _id, resourceName: 'a' });
});

test('14: a dot within a key is written full-width', async () => {
  await client.put(inNamespace('a'), { labels: { 'io.tencent.bcs.cluster': 'BCS-1' } });
  await client.put(inNamespace('b'), { labels: { 'io.tencent.bcs.cluster': 'BCS-2' } });
  expect(await listed(`${ofNamespace()}?${extra({ 'data.labels.io\uff0etencent\uff0ebcs\uff0ecluster': 'BCS-1' })}`)).toEqual(['ns/a']);
  expect(await listed(`${ofNamespace()}?${extra({ 'data.labels.io.tencent.bcs.cluster': 'BCS-1' })}`)).toEqual([]);
  expect((await client.ok<Document[]>('GET', `${ofNamespace()}?field=${encodeURIComponent('data.labels.io\uff0etencent\uff0ebcs\uff0ecluster')}`))[0]).toHaveProperty(['data', 'labels', 'io.tencent.bcs.cluster'], 'BCS-1');
});

test.each([
  [{ 'data.n': 1 }, ['ns/a']], [{ 'data.n': '1' }, ['ns/b']], [{ 'data.n': [1, '1'] }, ['ns/a', 'ns/b']], [{ 'data.tags': 'x' }, ['ns/b']], [{ 'data.tags': ['x', 'y'] }, ['ns/b']],
  [{ 'data.tags': null }, ['ns/a']], [{ 'data.n': 1, 'data.tags': 'x' }, []], [{ namespace: 'other' }, []], [{ 'data.n': { $gt: 0 } }, []], [{}, ['ns/a', 'ns/b']],
])('extra %j', async (pairs, names) => {
  await client.put(inNamespace('a'), { n: 1 });
  await client.put(inNamespace('b'), { n: '1', tags: ['x', 'y'] });
  expect(await listed(`${ofNamespace()}?${extra(pairs)}`)).toEqual(names);
});

const pairs = Buffer.from(JSON.stringify({ 'data.k': '>>>???' }));

test.each([
  ['standard', encodeURIComponent(pairs.toString('base64'))], ['without padding', encodeURIComponent(pairs.toString('base64').replace(/=+$/, ''))], ['for URLs', pairs.toString('base64url')],
  ['a bare plus, which is a blank', pairs.toString('base64')], ['with line ends', `${encodeURIComponent(pairs.toString('base64'))}%0A`],
])('extra is read: %s', async (_title, text) => {
  await client.put(inNamespace('a'), { k: '>>>???' });
  await client.put(inNamespace('b'), { k: 'other' });
  expect(await listed(`${ofNamespace()}?extra=${text}`)).toEqual(['ns/a']);
});

test.each(['garbage!', 'Z2FyYmFnZQ==', Buffer.from('[1]').toString('base64'), Buffer.from('5').toString('base64'), '%00'])('16: extra %j is no filter, and deletes nothing', async (text) => {
  await client.put(inNamespace('a'), 1);
  expect(await listed(`${ofNamespace()}?extra=${encodeURIComponent(text)}`)).toEqual(['ns/a']);
  expect((await client.ask('DELETE', `${ofNamespace()}?extra=${encodeURIComponent(text)}`)).body).toMatchObject({ code: 10005, data: [] });
  expect((await client.ask('DELETE', `${inNamespace('a')}?extra=${encodeURIComponent(text)}`)).body).toMatchObject({ code: 10005, data: null });
  expect(await listed(ofNamespace())).toEqual(['ns/a']);
});

test('extra, of one document and of what is deleted', async () => {
  await client.put(inNamespace('a'), { k: 1 });
  await client.put(inNamespace('b'), { k: 2 });
  expect((await client.ask('GET', `${inNamespace('a')}?${extra({ 'data.k': 2 })}`)).body.code).toBe(10004);
  expect((await client.ask('GET', `${inNamespace('a')}?${extra({ 'data.k': 1 })}`)).body.code).toBe(0);
  expect((await client.ask('DELETE', `${inNamespace('a')}?${extra({ 'data.k': 2 })}`)).body.code).toBe(10005);
  await client.ok('DELETE', `${ofNamespace()}?${extra({ 'data.k': 2 })}`);
  expect(await listed(ofNamespace())).toEqual(['ns/a']);
  await client.ok('DELETE', `${inNamespace('a')}?${extra({ 'data.k': 1 })}`);
  expect(await listed(ofNamespace())).toEqual([]);
});

test('17: data comes back as it was sent', async () => {
  const data = '{"z.z":1,"a":12345678901234567890,"1":1.0,"0":1e2,"$set":{"io.k8s/x.y":"\\ud83d\\ude00"},"__proto__":{"a.b":null},"constructor":[{"c.d":-0}],"":"\uff0e"}';
  await client.ok('PUT', inNamespace('a'), `{"other":1,"data":{},"d\\u0061ta":${data}}`);
  expect((await client.ask('GET', inNamespace('a'))).text).toContain(`"data":${data},"createTime"`);
  expect((await client.ask('GET', ofNamespace())).text).toContain(`"data":${data},"createTime"`);
  await client.ok('PUT', inNamespace('a'), '{\n  "data": {\n    "text": "a  b\\n", "list": [1, 2,\t3]\n  }\n}\n');
  expect((await client.ask('GET', inNamespace('a'))).text).toContain('"data":{"text":"a  b\\n","list":[1,2,3]},"createTime"');
});

test('37: both environments have the same dynamic data', async () => {
  await client.put(inNamespace('a', { env: 'k8s' }), 1);
  expect(await client.ok('GET', inNamespace('a'))).toEqual(await client.ok('GET', inNamespace('a', { env: 'k8s' })));
});

test('a part of a list', async () => {
  for (const name of ['a', 'b', 'c', 'd']) await client.put(inNamespace(name), 1);
  const part = async (query: string): Promise<unknown[]> => (await client.ok<Document[]>('GET', `${ofNamespace()}?${query}`)).map(({ resourceName }) => resourceName);
  expect(await part('offset=1&limit=2')).toEqual(['b', 'c']);
  expect(await part('offset=1&length=2')).toEqual(['b', 'c']);
  expect(await part('limit=x&offset=-1')).toEqual(['a', 'b', 'c', 'd']);
  expect(await part('offset=3')).toEqual(['d']);
  expect(await part('offset=99999999999999999999')).toEqual([]);
  expect(await part('limit=2&limit=1')).toEqual(['a', 'b']);
});

describe('applications and processes', () => {
  const at = (type: string, name: string): string => inNamespace(name, { type });
  beforeEach(async () => {
    await client.put(at('application', 'app'), { kind: 'application' });
    await client.put(at('application', 'old'), {});
    await client.put(at('process', 'proc'), { kind: 'process' });
  });

  test('lie in one collection, and are told apart by their kind', async () => {
    for (const path of [ofNamespace('ns', 'process'), ofCluster('process'), all('process')]) expect(await listed(path)).toEqual(['ns/proc']);
    for (const path of [ofNamespace('ns', 'application'), ofCluster('application'), all('application')]) expect(await listed(path)).toEqual(['ns/app', 'ns/old']);
    expect(await client.ok('GET', at('process', 'proc'))).toEqual([expect.objectContaining({ resourceType: 'application', data: { kind: 'process' } })]);
    expect((await client.ask('GET', at('application', 'proc'))).body.code).toBe(10004);
    expect((await client.ask('GET', at('process', 'app'))).body.code).toBe(10004);
  });

  test('cannot both have one name', async () => {
    expect((await client.ask('PUT', at('process', 'app'), { data: { kind: 'process' } })).body).toMatchObject({ code: 10003, data: null });
    expect(await client.ok('GET', at('application', 'app'))).toHaveLength(1);
  });

  test('processes may be written as applications, as those who report them do, and taken back as such', async () => {
    await client.put(at('application', 'proc'), { kind: 'process', n: 2 });
    expect(await client.ok('GET', at('process', 'proc'))).toEqual([expect.objectContaining({ data: { kind: 'process', n: 2 } })]);
    await client.ok('DELETE', at('application', 'proc'));
    expect(await listed(all('process'))).toEqual([]);
  });

  test('deleting processes leaves applications', async () => {
    expect((await client.ask('DELETE', at('process', 'app'))).body.code).toBe(10005);
    await client.ok('DELETE', all('process'));
    expect([await listed(all('process')), await listed(all('application'))]).toEqual([[], ['ns/app', 'ns/old']]);
  });
});
