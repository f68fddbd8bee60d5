import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { seededRandom, silentLogger, SteppedClock, type core } from '../../api';
import { noAccess } from '../host/access';
import { imageFiles } from '../machines/image';
import { noRules } from '../rules/streams';
import { Shell } from '../shell/shell';
import { boundPod } from '../testing/cluster';
import type { Machines, World } from './call';
import { routes } from './routes';
import { startKubeletServer, type KubeletServer } from './server';

const clock = new SteppedClock();
let server: KubeletServer;
let failing = false;

const running = { state: { running: { startedAt: '2026-01-01T00:00:00Z' } }, containerID: 'r' };
const statuses = (...names: string[]): core.ContainerStatus[] => names.map((name) => ({ name, ...running }) as core.ContainerStatus);

const pods = new Map<string, core.Pod>([
  ['web', { ...boundPod('web'), status: { phase: 'Running', podIP: '10.0.0.1', containerStatuses: statuses('web') } }],
  ['talking', { ...boundPod('talking', { containers: [{ name: 'web', image: 'busybox', stdin: true } as core.Container] }), status: { phase: 'Running', containerStatuses: statuses('web') } }],
  ['short', { ...boundPod('short', { containers: [{ name: 'web', image: 'busybox', stdin: true, stdinOnce: true, args: ['sh', '-c', 'echo hi; sleep 1'] } as core.Container] }), status: { phase: 'Running', containerStatuses: statuses('web') } }],
  ['asleep', { ...boundPod('asleep'), status: { phase: 'Pending' } }],
  ['elsewhere', boundPod('elsewhere', {}, 'node-2')],
  ['closed', { ...boundPod('closed', { containers: [{ name: 'web', image: 'nginx', ports: [{ containerPort: 80 }] } as core.Container] }), status: { phase: 'Running', podIP: '10.0.0.2' } }],
]);

const world: World = { serves: (node) => node !== 'node-9', pod: ({ name }) => pods.get(name), podsOn: (node) => [...pods.values()].filter(({ spec }) => spec.nodeName === node), onChange: () => () => undefined };
const ended: (string | number)[] = [];

const machines: Machines = {
  end: (pod, container, code) => { ended.push(pod.metadata.name ?? '', container, code); return Promise.resolve(); },
  enter: () => (failing ? Promise.reject(new Error('a fault of ours')) : Promise.resolve(new Shell({ files: imageFiles(), hostname: 'web', user: 0, group: 0, clock }, new Map(), '/'))),
};

beforeAll(async () => { server = await startKubeletServer({ clock, random: seededRandom(1), log: silentLogger, world, machines, routes, rules: noRules, access: noAccess }); });
beforeEach(() => { failing = false; });
afterAll(() => server.close());

async function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<{ code?: number; text: string; headers: IncomingMessage['headers'] }> {
  const asking = httpRequest({ host: '127.0.0.1', port: server.port, method, path, agent: false, headers: { Host: 'node-1', ...headers } });
  asking.end();
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return { code: answer.statusCode, text, headers: answer.headers };
}

it.each([
  ['GET', '/healthz', 200, 'ok'],
  ['POST', '/healthz', 405, '405: Method Not Allowed'],
  ['GET', '/nothing', 404, '404 page not found\n'],
  ['GET', '/containerLogs/default/web/%zz', 400, '400 Bad Request'],
  ['GET', '/containerLogs/default/none/c', 404, 'pod "none" does not exist\n'],
  ['GET', '/containerLogs/default/elsewhere/web', 404, 'pod "elsewhere" does not exist\n'],
  ['GET', '/containerLogs/default/web/none', 404, 'container "none" not found in pod "web"\n'],
  ['GET', '/containerLogs/default/asleep/web', 400, 'container "web" in pod "asleep" is not available'],
  ['GET', '/containerLogs/default/web/web?previous=true', 400, 'previous terminated container "web" in pod "web" not found'],
  ['POST', '/exec/default/web/web?command=ls&output=1', 400, 'you must use the SPDY/3.1 or the WebSocket protocol\n'],
  ['POST', '/exec/default/web/web?command=ls', 400, 'you must specify at least 1 of stdin, stdout, stderr'],
  ['POST', '/exec/default/asleep/web?command=ls&output=1', 500, 'container not found ("web")'],
  ['POST', '/portForward/default/asleep', 500, 'pod not found ("asleep_default")'],
  ['GET', '/podProxy/default/closed/81/', 503, 'error trying to reach service: dial tcp 10.0.0.2:81: connect: connection refused'],
  ['GET', '/podProxy/default/asleep/80/', 503, 'error trying to reach service: dial tcp :80: connect: connection refused'],
])('%s %s: %d', async (method, path, code, text) => {
  expect(await ask(method, path)).toMatchObject({ code, text });
});

it('says whose kubelet answers, and answers for no other node', async () => {
  expect((await ask('GET', '/healthz')).headers['x-minikapi-node']).toBe('node-1');
  const { code, text, headers } = await ask('GET', '/healthz', { Host: 'node-9' });
  expect([code, text, headers['x-minikapi-node']]).toEqual([421, 'node "node-9" is not served here\n', undefined]);
});

it('tells the pods of the node alone', async () => {
  const { items } = JSON.parse((await ask('GET', '/pods', { Host: 'node-2' })).text) as core.PodList;
  expect(items.map(({ metadata }) => metadata.name)).toEqual(['elsewhere']);
});

describe('whom the client asked, a pod is told', () => {
  const asked = { 'X-Forwarded-Host': 'cluster.example:8080' };

  it('by the simulated web server', async () => {
    const { text } = await ask('GET', '/podProxy/default/web/80/', asked);
    expect(text).toContain('\nhost: cluster.example:8080\n');
    expect(text).not.toContain('node-1\nx-');
  });

  it('by whoever answers for it', async () => {
    const other = createServer(({ headers: { host } }, response) => response.end(`you asked ${host ?? ''}`)).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    pods.set('real', { ...boundPod('real'), metadata: { name: 'real', namespace: 'default', annotations: { 'minikapi.dev/forward': `80=127.0.0.1:${port}` } }, status: { phase: 'Running', podIP: '10.0.0.3' } });
    const { text } = await ask('GET', '/podProxy/default/real/80/', asked).finally(() => other.close());
    pods.delete('real');
    expect(text).toBe('you asked cluster.example:8080');
  });
});

it('a fault of ours is no fault of the client, and ends nothing else', async () => {
  failing = true;
  expect(await ask('POST', '/exec/default/web/web?command=ls&output=1')).toMatchObject({ code: 500, text: 'Internal Server Error\n' });
  expect((await ask('GET', '/healthz')).code).toBe(200);
});

/** A command over a WebSocket: what came on each channel. */
class Remote {
  readonly came: Record<number, string> = {};
  private readonly socket: WebSocket;
  readonly closed: Promise<unknown>;

  constructor(path: string, ...protocols: string[]) {
    this.socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, protocols, { headers: { Host: 'node-1' } });
    this.closed = once(this.socket, 'close');
    this.socket.on('message', (data: Buffer) => { this.came[data[0]!] = (this.came[data[0]!] ?? '') + data.subarray(1).toString(); });
  }

  /** Resolves with the protocol. */
  async open(): Promise<string> {
    await once(this.socket, 'open');
    // The first word comes a moment later.
    for (let i = 0; i < 5; i++) await clock.step(50);
    return this.socket.protocol;
  }

  send(...bytes: (number | string)[]): void {
    this.socket.send(Buffer.concat(bytes.map((each) => (typeof each === 'number' ? Buffer.of(each) : Buffer.from(each)))));
  }

  status(): unknown {
    return JSON.parse(this.came[3] ?? '');
  }
}

describe('commands over WebSockets', () => {
  it('each stream is a channel; the last word is a Status', async () => {
    const remote = new Remote('/exec/default/web/web?output=1&error=1&command=sh&command=-c&command=echo%20out%3B%20echo%20err%20%3E%262%3B%20exit%203', 'v5.channel.k8s.io', 'v4.channel.k8s.io');
    expect(await remote.open()).toBe('v5.channel.k8s.io');
    await remote.closed;
    expect(remote.came).toMatchObject({ 1: 'out\n', 2: 'err\n' });
    expect(remote.status()).toEqual({
      kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: 'NonZeroExitCode', details: { causes: [{ reason: 'ExitCode', message: '3' }] },
      message: 'command terminated with non-zero exit code: error executing command [sh -c echo out; echo err >&2; exit 3], exit code 3',
    });
  });

  it('v5 can end what it sends', async () => {
    const remote = new Remote('/exec/default/web/web?input=1&output=1&command=cat', 'v5.channel.k8s.io');
    await remote.open();
    remote.send(0, 'some ');
    remote.send(0, 'bytes');
    remote.send(255, 0);
    await remote.closed;
    expect([remote.came[1], remote.status()]).toMatchObject(['some bytes', { status: 'Success' }]);
  });

  it('what was not asked for is not sent', async () => {
    const remote = new Remote('/exec/default/web/web?error=1&command=sh&command=-c&command=echo%20out', 'v4.channel.k8s.io');
    expect(await remote.open()).toBe('v4.channel.k8s.io');
    await remote.closed;
    expect(Object.keys(remote.came)).toEqual(['2', '3']);
  });

  it('attach tells all of a program that comes to its end', async () => {
    const remote = new Remote('/attach/default/short/web?input=1&output=1', 'v5.channel.k8s.io');
    await remote.open();
    while (!remote.came[1]) await clock.step(10);
    expect(remote.came[1]).toBe('hi\n');
    remote['socket'].terminate();
    await remote.closed;
  });

  it('a client that goes takes its command along', async () => {
    const remote = new Remote('/exec/default/web/web?output=1&command=sleep&command=1000', 'v5.channel.k8s.io');
    await remote.open();
    expect(clock.untilNext()).toBeGreaterThan(0);
    remote['socket'].terminate();
    await remote.closed;
    while (clock.untilNext() !== undefined) await new Promise<void>((resolve) => { setImmediate(resolve); });
  });

  it('a client that does not read is cut off, and its command ends', async () => {
    const remote = new Remote('/exec/default/web/web?output=1&command=sh&command=-c&command=seq%20400000%20%3E%20%2Ftmp%2Ff%3B%20while%20true%3B%20do%20cat%20%2Ftmp%2Ff%3B%20done', 'v5.channel.k8s.io');
    await once(remote['socket'], 'open');
    const { _socket: bytes } = remote['socket'] as unknown as { readonly _socket: NodeJS.ReadableStream };
    bytes.pause();
    await clock.step(50);
    for (let i = 0; i < 2000; i++) await new Promise<void>((resolve) => { setImmediate(resolve); });
    bytes.resume();
    await remote.closed;
    expect(remote.came[3]).toBeUndefined();
  });

  it('other protocols are refused', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/exec/default/web/web?output=1&command=ls`, ['channel.k8s.io'], { headers: { Host: 'node-1' } });
    socket.on('error', () => undefined);
    const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    expect(answer.statusCode).toBe(403);
    answer.destroy();
    expect((await ask('POST', '/exec/default/web/web?output=1&command=ls', { Connection: 'Upgrade', Upgrade: 'SPDY/3.1', 'X-Stream-Protocol-Version': 'v9.channel.k8s.io' })).code).toBe(403);
  });
});

it('the shell of a container that takes standard input is the container', async () => {
  const remote = new Remote('/attach/default/talking/web?input=1&output=1', 'v5.channel.k8s.io');
  await remote.open();
  remote.send(0, 'echo $((1 + 1))\nexit 4\n');
  await remote.closed;
  expect([remote.came[1], remote.status(), ended]).toMatchObject(['2\n', { status: 'Success' }, ['talking', 'web', 4]]);
});

it('ports are forwarded over channels, each begun with its number', async () => {
  const remote = new Remote('/portForward/default/closed?port=80&port=81', 'v4.channel.k8s.io');
  await remote.open();
  remote.send(0, 'GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  await remote.closed;
  expect(remote.came[0]).toMatch(/^P\0HTTP\/1\.1 200 OK\r\n[^]*pod: default\/closed\n[^]*GET \/x HTTP\/1\.1/);
  expect(remote.came[3]).toMatch(/^Q\0error forwarding port 81: failed to connect to localhost:81 inside namespace/);
});
