/** The gateway as clients see it, before real answers of simulated pods. */
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { connect } from 'node:net';
import { kinds, seededRandom, silentLogger, SteppedClock, type core } from '../../api';
import { noAccess } from '../host/access';
import { noRules } from '../rules/streams';
import { routes, startKubeletServer, type KubeletServer } from '../server';
import { startGateway, type Gateway } from './gateway';
import { dns, openNames, runningPod, service, slice, type NamesBench } from './testing/cluster';

let bench: NamesBench;
let kubelet: KubeletServer;
let gateway: Gateway;
/** A program of this machine behind a port of a pod. */
let program: Server;
const heard: IncomingMessage[] = [];

const pod = (name: string): { readonly kind: string; readonly name: string; readonly namespace: string } => ({ kind: 'Pod', name, namespace: 'default' });
const at = (address: string, name: string, ready = true): { addresses: string[]; targetRef: ReturnType<typeof pod>; conditions: { ready: boolean } } => ({ addresses: [address], targetRef: pod(name), conditions: { ready } });

beforeAll(async () => {
  program = createServer((request, response) => {
    heard.push(request);
    if (request.url === '/hang') return;
    response.writeHead(201, { 'X-Program': 'yes' });
    request.pipe(response);
  }).listen(0, '127.0.0.1');
  await once(program, 'listening');
  const forwarded = `8080=127.0.0.1:${(program.address() as AddressInfo).port},9000=127.0.0.1:1`;
  const streaming = runningPod('streaming', '10.244.0.2');
  bench = await openNames([
    runningPod('web-1', '10.244.0.1', { containers: [{ name: 'web', image: 'nginx', ports: [{ containerPort: 8080 }] }] as core.Container[] }),
    { ...streaming, metadata: { ...streaming.metadata, annotations: { 'minikapi.dev/forward': forwarded } } } as core.Pod,
    runningPod('far', '10.244.0.3', { nodeName: 'elsewhere' }),
    service('web', { clusterIP: '10.96.0.20', ports: [{ name: 'http', port: 80 }, { name: 'closed', port: 81 }, { name: 'udp', port: 53, protocol: 'UDP' }] }),
    slice('web', [at('10.244.0.1', 'web-1'), at('10.244.0.9', 'gone', false)], [{ name: 'http', port: 8080, protocol: 'TCP' }, { name: 'closed', port: 7, protocol: 'TCP' }]),
    service('streaming', { clusterIP: '10.96.0.21', ports: [{ port: 80, name: 'http' }, { port: 90, name: 'dead' }] }),
    slice('streaming', [at('10.244.0.2', 'streaming')], [{ name: 'http', port: 8080, protocol: 'TCP' }, { name: 'dead', port: 9000, protocol: 'TCP' }]),
    service('idle', { clusterIP: '10.96.0.22' }),
    service('late', { clusterIP: '10.96.0.25' }), slice('late', [at('10.244.0.8', 'gone')]),
    service('outside', { clusterIP: '10.96.0.23' }), slice('outside', [{ addresses: ['192.0.2.1'] }]),
    service('far', { clusterIP: '10.96.0.24' }), slice('far', [at('10.244.0.3', 'far')]),
    dns('one', 'shop.internal', ['/web', 'web', '80'], ['/closed', 'web', '81'], ['/udp', 'web', '53'], ['/none', 'web', '99'], ['/idle', 'idle', '80'], ['/nobody', 'nobody', '80']),
    dns('two', 'SHOP.internal', ['/stream', 'streaming', '80'], ['/dead', 'streaming', '90'], ['/outside', 'outside', '80'], ['/far', 'far', '80'], ['/late', 'late', '80'], ['/web', 'idle', '80']),
  ]);
  const deps = { clock: new SteppedClock(), random: seededRandom(1), log: silentLogger };
  const { directory } = bench;
  const world = { serves: (node: string) => node === 'node-1', pod: ({ namespace = '', name }: { namespace?: string; name: string }) => directory.pod(namespace, name), podsOn: () => [], onChange: () => () => undefined };
  const machines = { end: () => Promise.reject(new Error('no')), enter: () => Promise.reject(new Error('no')) };
  kubelet = await startKubeletServer({ ...deps, world, machines, routes, rules: noRules, access: noAccess });
  gateway = await startGateway(0, { directory, random: deps.random, kubelets: kubelet });
});
afterAll(async () => {
  await gateway.close();
  await kubelet.close();
  await bench.close();
  program.closeAllConnections();
  program.close();
});

async function ask(path: string, { method = 'GET', host = 'shop.internal', body = '' } = {}): Promise<{ code?: number; text: string; headers: IncomingMessage['headers'] }> {
  const asking = httpRequest({ host: '127.0.0.1', port: gateway.port, method, path, agent: false, headers: { Host: host } });
  asking.end(body);
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return { code: answer.statusCode, text, headers: answer.headers };
}

test('a request comes to a pod that is ready, without the path of its route', async () => {
  const { code, text } = await ask('/web/a/b?c=d', { method: 'POST', body: 'hello' });
  expect(code).toBe(200);
  expect(text).toMatch(/^pod: default\/web-1\nnode: node-1\naddress: 10\.244\.0\.1\nport: 8080\n\nPOST \/a\/b\?c=d HTTP\/1\.1\nhost: shop\.internal\n/);
  expect(text).toMatch(/\n\nhello$/);
});

test.each<[string, number, string]>([
  ['/closed', 503, 'error trying to reach service: dial tcp 10.244.0.1:7: connect: connection refused'],
  ['/dead', 503, 'error trying to reach service: dial tcp 10.244.0.2:9000: connect: connection refused'],
  ['/idle', 503, 'service default/idle has no pod that is ready\n'],
  ['/late', 503, 'service default/late has no pod that is ready\n'],
  ['/udp', 502, 'service default/web has no TCP port 53\n'],
  ['/none/x', 502, 'service default/web has no TCP port 99\n'],
  ['/nobody', 502, 'there is no service default/nobody\n'],
  ['/outside', 502, 'service default/outside leads out of the cluster: nothing is sent there\n'],
  ['/far', 502, 'the kubelet of node "elsewhere" is not in this process\n'],
  ['/', 404, 'no path of "shop.internal" fits /\n'],
  ['/webs', 404, 'no path of "shop.internal" fits /webs\n'],
  ['/web/../x', 404, 'no path of "shop.internal" fits /x\n'],
])('%s: %d', async (path, code, text) => expect(await ask(path)).toMatchObject({ code, text }));

test.each([['other.internal', 404, 'no Dns object has the host "other.internal"\n'], ['a b', 400, 'bad request: a host and a path are needed\n']] as const)(
  'host %j: %d', async (host, code, text) => expect(await ask('/web', { host })).toMatchObject({ code, text }));

test('bodies stream both ways', async () => {
  const asking = httpRequest({ host: '127.0.0.1', port: gateway.port, method: 'PUT', path: '/stream/up', agent: false, headers: { Host: 'SHOP.INTERNAL:80' } });
  asking.write('first');
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  expect([answer.statusCode, answer.headers['x-program']]).toEqual([201, 'yes']);
  expect(String((await once(answer, 'data'))[0])).toBe('first');
  asking.end('second');
  expect(String((await once(answer, 'data'))[0])).toBe('second');
  expect(heard.at(-1)).toMatchObject({ url: '/up', headers: { host: 'SHOP.INTERNAL:80' } });
});

test('a request ends with its connection', async () => {
  const before = heard.length;
  const socket = connect(gateway.port, '127.0.0.1');
  socket.write('GET /stream/hang HTTP/1.1\r\nHost: shop.internal\r\n\r\n');
  const [request] = (await once(program, 'request')) as [IncomingMessage];
  expect(heard.length).toBe(before + 1);
  const over = once(request.socket, 'close');
  socket.destroy();
  await over;
});

test('what is gone is asked for no more', async () => {
  await bench.registry.of(kinds.dns).create(dns('brief', 'brief.internal', ['/', 'web', '80']));
  while (!bench.directory.dnsOf('brief.internal').length) await new Promise((done) => { setImmediate(done); });
  expect((await ask('/', { host: 'brief.internal' })).code).toBe(200);
  await bench.registry.of(kinds.dns).delete({ namespace: 'default', name: 'brief' });
  while (bench.directory.dnsOf('brief.internal').length) await new Promise((done) => { setImmediate(done); });
  expect((await ask('/', { host: 'brief.internal' })).code).toBe(404);
});
