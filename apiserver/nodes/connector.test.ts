import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { kinds, type core } from '../../api';
import { serve, type TestServer } from '../testing/serve';

const at = '/api/v1/namespaces/default/pods/a';

/** Whoever listens on the port that a node names. */
class Listener {
  readonly asked: { method?: string; url?: string; headers: IncomingMessage['headers']; body: string }[] = [];
  answer: { code: number; headers?: Record<string, string>; body: string } = { code: 200, headers: { 'Content-Type': 'text/plain' }, body: 'from the kubelet' };
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  constructor(private readonly served: string | undefined) {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        const { method, url, headers } = request;
        this.asked.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
        if (this.served !== undefined) response.setHeader('X-Minikapi-Node', this.served);
        if (url === '/healthz') response.writeHead(200).end('ok');
        else response.writeHead(this.answer.code, this.answer.headers).end(this.answer.body);
      });
    });
    this.server.on('connection', (socket) => this.sockets.add(socket));
    // What comes is sent back, behind the answer.
    this.server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
      this.asked.push({ method: request.method, url: request.url, headers: request.headers, body: '' });
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: v4.channel.k8s.io\r\n\r\nhello');
      socket.pipe(socket);
    });
  }

  async listen(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }
}

let server: TestServer;
let kubelet: Listener;

async function open(served: string | undefined = 'node-1'): Promise<number> {
  server = await serve();
  kubelet = new Listener(served);
  const port = await kubelet.listen();
  await server.registry.of(kinds.nodes).create({
    apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' }, spec: {}, status: { addresses: [{ type: 'InternalIP', address: '10.1.0.1' }], daemonEndpoints: { kubeletEndpoint: { Port: port } } },
  });
  const pods = server.registry.of(kinds.pods);
  await pods.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'default' }, spec: { nodeName: 'node-1', containers: [{ name: 'c', image: 'nginx', ports: [{ containerPort: 8080 }] } as core.Container] }, status: {} });
  await pods.update({ namespace: 'default', name: 'a' }, (pod) => ({ ...pod, status: { ...pod.status, podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }] } }), { subresource: 'status' });
  return port;
}

afterEach(async () => {
  kubelet.stop();
  await server.stop();
});

it.each([
  ['get', `${at}/log?tailLines=5&follow=true&timestamps=false`, 'GET /containerLogs/default/a/c?follow=true&tailLines=5'],
  ['get', `${at}/proxy/x%20y/z?q=1&q=2`, 'GET /podProxy/default/a/8080/x%20y/z?q=1&q=2'],
  ['post', `${at}:9090/proxy/`, 'POST /podProxy/default/a/9090/'],
  ['get', '/api/v1/nodes/node-1/proxy/stats/summary?only=cpu', 'GET /stats/summary?only=cpu'],
] as const)('%s %s', async (method, path, asked) => {
  await open();
  expect((await server.http[method](path)).text).toBe('from the kubelet');
  const [looked, last] = kubelet.asked;
  expect([looked?.url, looked?.headers.host]).toEqual(['/healthz', 'node-1']);
  expect([`${last?.method} ${last?.url}`, last?.headers.host]).toEqual([asked, 'node-1']);
});

it('bodies, codes and headers go through', async () => {
  await open();
  kubelet.answer = { code: 418, headers: { 'X-From': 'pod', 'Access-Control-Allow-Origin': '*' }, body: 'teapot' };
  const { status, text, headers } = await server.http.put(`${at}/proxy/pot`).set('X-To', 'pod').send('tea');
  expect([status, text, headers['x-from'], headers['access-control-allow-origin']]).toEqual([418, 'teapot', 'pod', undefined]);
  expect(kubelet.asked[1]).toMatchObject({ body: expect.stringContaining('tea'), headers: { 'x-to': 'pod' } });
});

it('a page is led to its folder', async () => {
  await open();
  const { status, headers } = await server.http.get(`${at}/proxy?x=1`).redirects(0);
  expect([status, headers.location]).toEqual([301, `${at}/proxy/?x=1`]);
});

it.each([
  [400, 'container "c" in pod "a" is waiting to start: ContainerCreating', { code: 400, reason: 'BadRequest', message: 'container "c" in pod "a" is waiting to start: ContainerCreating' }],
  [404, 'pod "a" does not exist\n', { code: 404, reason: 'NotFound', message: 'pod "a" does not exist' }],
  [500, 'broken', { code: 500, reason: 'InternalError', message: 'Internal error occurred: broken' }],
])('a log that is refused with %d is refused in a Status', async (code, body, status) => {
  await open();
  kubelet.answer = { code, body };
  expect((await server.http.get(`${at}/log`)).body).toMatchObject({ kind: 'Status', status: 'Failure', ...status });
});

it('streams are handed over as they are', async () => {
  await open();
  const asking = httpRequest(`${server.url}${at}/exec?command=ls&command=-l&stdin=true&stdout=true&tty=true&container=c`, { method: 'POST', headers: { Connection: 'Upgrade', Upgrade: 'SPDY/3.1', 'X-Stream-Protocol-Version': 'v4.channel.k8s.io' } });
  asking.end();
  const [answer, socket, head] = (await once(asking, 'upgrade')) as [IncomingMessage, Socket, Buffer];
  expect([answer.statusCode, answer.headers['x-stream-protocol-version']]).toEqual([101, 'v4.channel.k8s.io']);
  let text = head.toString();
  socket.on('data', (chunk: Buffer) => { text += chunk.toString(); });
  socket.write(', world');
  while (!text.endsWith('world')) await once(socket, 'data');
  expect(text).toBe('hello, world');
  expect(kubelet.asked.at(-1)).toMatchObject({ method: 'POST', url: '/exec/default/a/c?input=1&output=1&tty=1&command=ls&command=-l', headers: { 'x-stream-protocol-version': 'v4.channel.k8s.io' } });
  socket.destroy();
});

it.each([['nobody we know', undefined], ['the kubelet of another node', 'node-2']])('%s is told nothing', async (_, served) => {
  const port = await open(served ?? '');
  expect((await server.http.get(`${at}/log`)).body).toMatchObject({ code: 500, message: expect.stringContaining(`dial tcp 10.1.0.1:${port}: connect: connection refused`) });
  expect((await server.http.post(`${at}/proxy/secret`).send('secret')).body).toMatchObject({ code: 503, message: `error trying to reach service: dial tcp 10.1.0.1:${port}: connect: connection refused` });
  expect(kubelet.asked.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual(['GET /healthz ', 'GET /healthz ']);
});
