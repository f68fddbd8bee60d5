/** What makes no sense, and what means harm: the answer of the specification, and never a document of another cluster. */
import { Agent, request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { seededRandom, silentLogger, SteppedClock } from '../../../api';
import { openStorage, ValueTooLarge, type KV } from '../../../registry';
import { extra, prefix, serveBcsStorage, type Document, type TestClient } from './testing/client';
import { routes } from './routes';

let client: TestClient;
beforeEach(async () => { client = await serveBcsStorage(); });
afterEach(() => client.stop());

const of = (cluster: string, type = 'thing', namespace = 'ns'): string =>
  `/mesos/dynamic/namespace_resources/clusters/${encodeURIComponent(cluster)}/namespaces/${encodeURIComponent(namespace)}/${encodeURIComponent(type)}`;

const megabyte = 1024 * 1024;

test('documents of 10 MB are kept; what is larger than any is refused, and the connection lives', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = async (bytes: number): Promise<{ text: string; port: number | undefined }> => {
    const sent = request(`${client.server.url}${prefix}${of('BCS-1')}/large`, { method: 'PUT', agent });
    sent.end(`{"data":"${'x'.repeat(bytes)}"}`);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const { localPort: port } = response.socket;
    let text = '';
    for await (const chunk of response) text += String(chunk);
    return { text, port };
  };
  const [kept, refused, again] = [await send(10 * megabyte), await send(17 * megabyte), await send(1)];
  agent.destroy();
  expect([JSON.parse(kept.text), JSON.parse(again.text)]).toEqual([expect.objectContaining({ code: 0 }), expect.objectContaining({ code: 0 })]);
  expect(JSON.parse(refused.text)).toMatchObject({ result: false, code: 10003, data: null, reason: expect.stringContaining('too large') as string });
  expect(new Set([kept.port, refused.port, again.port]).size).toBe(1);
});

test('what the store does not take is bad input', async () => {
  const memory = await openStorage('memory:', { clock: new SteppedClock(), log: silentLogger });
  const kv: KV = Object.assign(Object.create(memory) as KV, { create: (...args: Parameters<KV['create']>) => (args[0].includes('/bcsstorage/') ? Promise.reject(new ValueTooLarge('etcdserver: request is too large')) : memory.create(...args)) });
  const small = await serveBcsStorage({ kv, switches: { http: 'strict' }, k8sCluster: '' });
  const { status, body } = await small.ask('PUT', `${of('BCS-1')}/a`, { data: 1 });
  expect([status, body]).toEqual([400, { result: false, code: 10003, message: 'Put resource failed.', data: null, reason: expect.any(String) as string }]);
  await small.stop();
});

test('what is nested without end', async () => {
  for (const depth of [1001, 100_000]) {
    const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect((await client.ask('PUT', `${of('BCS-1')}/a`, `{"data":${nested}}`)).body).toMatchObject({ code: 10003, data: null });
    expect((await client.ask('GET', `${of('BCS-1')}?extra=${Buffer.from(`{"data":${nested}}`).toString('base64url').slice(0, 8000)}`)).body.code).toBe(0);
  }
  expect((await client.ask('PUT', `${of('BCS-1')}/a`, `{"data":${'{"a":'.repeat(900)}1${'}'.repeat(900)}}`)).body.code).toBe(0);
  expect((await client.ask('GET', `${of('BCS-1')}?field=data${'.a'.repeat(900)}`)).body.code).toBe(0);
  expect((await client.ask('GET', `${of('BCS-1')}?${extra({ [`data${'.a'.repeat(900)}`]: 1 })}`)).body.code).toBe(0);
});

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '$where', 'a.b', '', '\uff0e', '\u0000', '..'])('the key %j is one like any other', async (key) => {
  const data = `{${JSON.stringify(key)}:{"x":1}}`;
  await client.ok('PUT', `${of('BCS-1')}/a`, `{"data":${data}}`);
  expect((await client.ask('GET', of('BCS-1'))).text).toContain(`"data":${data}`);
  expect(({} as Record<string, unknown>).x).toBeUndefined();
  for (const asked of [`field=data.${encodeURIComponent(key)}`, extra({ [`data.${key}`]: { x: 1 } }), extra({ [key]: 1 })]) expect((await client.ask('GET', `${of('BCS-1')}?${asked}`)).body.code).toBe(0);
});

const clusters = ['BCS-1', 'a/b', 'a', 'b', '..', '.', '%2F', '%2f', '__proto__', 'constructor', ' ', '*', 'a%2Fb', 'a\u0000b', '\u0000', '\n', 'ä', '😀', 'A', 'a.b', 'a\uff0eb', 'a\\b', "'", '"', 'a,b', 'thing', 'ns', 'x'.repeat(300)];

test('no cluster sees what is in another, whatever they are called', async () => {
  const types = ['thing', 'thing/ns', '..', '__proto__'];
  const namespaces = ['ns', 'ns/a', '..', '%2F'];
  const random = seededRandom(3);
  const pick = <V>(from: readonly V[]): V => from[random.int(from.length)]!;
  const expected = new Map<string, Set<string>>();
  for (let i = 0; i < 150; i++) {
    const [cluster, type, namespace, name] = [pick(clusters), pick(types), pick(namespaces), pick(['a', 'b/c', '..', '__proto__'])];
    await client.put(`${of(cluster, type, namespace)}/${encodeURIComponent(name)}`, { cluster, type, namespace, name });
    const key = JSON.stringify([cluster, type]);
    expected.set(key, (expected.get(key) ?? new Set()).add(JSON.stringify([cluster, type, namespace, name])));
  }
  for (const cluster of clusters) {
    for (const type of types) {
      const found = await client.ok<Document[]>('GET', `/k8s/dynamic/all_resources/clusters/${encodeURIComponent(cluster)}/${encodeURIComponent(type)}`);
      const told = found.map(({ clusterId, resourceType, namespace, resourceName, data }) => {
        expect(data).toEqual({ cluster: clusterId, type: resourceType, namespace, name: resourceName });
        return JSON.stringify([clusterId, resourceType, namespace, resourceName]);
      });
      expect(told.sort()).toEqual([...(expected.get(JSON.stringify([cluster, type])) ?? [])].sort());
    }
  }
  await client.ok('DELETE', '/mesos/dynamic/all_resources/clusters/a/thing');
  const left = await client.ok<Document[]>('GET', '/k8s/dynamic/all_resources/clusters/a%2Fb/thing');
  expect(left.length).toBe(expected.get(JSON.stringify(['a/b', 'thing']))?.size ?? 0);
});

test('nonsense by seed: an answer in the envelope or in plain text, never a fault of ours', async () => {
  const random = seededRandom(7);
  const below = (n: number): number => random.int(n);
  const pick = <V>(from: readonly V[]): V => from[below(from.length)]!;
  const words = [...clusters.slice(0, 20), 'pod', 'taskgroup', 'application', 'process', 'namespace', '1', '-1', '1e999', 'NaN', 'null', '%00', '99999999999999999999'];
  const parameters = ['field', 'extra', 'offset', 'limit', 'length', 'updateTimeBegin', 'updateTimeEnd', 'name', 'namespace', 'kind', 'timeBegin', 'createTimeBegin', 'extra_contain', 'clusterId', 'type', 'used', 'timeout'];
  const junk = (): string => Buffer.from(Array.from({ length: below(40) }, () => below(256))).toString(pick(['latin1', 'base64', 'utf8']));
  const json = (): string => JSON.stringify(pick([{}, { data: junk() }, { data: { [junk()]: [junk()] } }, { [pick(parameters)]: pick<unknown>([junk(), 5, null, [], {}, true]) }, { ips: [junk()] }, { describe: junk(), eventTime: junk() }, [junk()], junk(), null, 1]));
  for (let i = 0; i < 400; i++) {
    const { method, path, longRunning } = pick(routes);
    const at = path.replace(/:\w+/g, () => encodeURIComponent(pick(words)));
    const query = Array.from({ length: below(4) }, () => `${pick(parameters)}=${encodeURIComponent(pick([pick(words), junk(), Buffer.from(json()).toString('base64')]))}`).join('&');
    // A stream that is asked for well lasts.
    const body = longRunning ? '{' : pick([undefined, junk(), json(), json()]);
    const { status, body: answer, text, headers } = await client.ask(method, `${at}?${query}`, method === 'GET' ? undefined : body);
    const isPlain = headers.get('content-type')?.startsWith('text/plain');
    const isRight = longRunning ? text.startsWith('{"type":-1') : isPlain ? [404, 405, 400].includes(status) : status === 200 && answer.result === (answer.code === 0);
    if (!isRight) throw new Error(`${method} ${at}?${query} ${body}: ${status} ${text.slice(0, 300)}`);
  }
});
