import { request as httpRequest, type IncomingMessage } from 'node:http';
import { kinds, type core } from '../../../api';
import type { NodeConnection, NodeConnector } from '../../dialect';
import { serve, type TestServer } from '../../testing/serve';

let server: TestServer;
afterEach(() => server.stop());

const at = '/api/v1/namespaces/default';
const named = (...names: string[]) => names.map((name) => ({ name, image: 'nginx', ports: [{ containerPort: 8080 }] }));

async function pod(name: string, spec: Partial<core.PodSpec> = {}, podIP?: string): Promise<void> {
  const pods = server.registry.of(kinds.pods);
  await pods.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec: { nodeName: 'node-1', containers: named('c'), ...spec }, status: {} });
  if (podIP) await pods.update({ namespace: 'default', name }, (current) => ({ ...current, status: { ...current.status, podIP, podIPs: [{ ip: podIP }] } }), { subresource: 'status' });
}

async function service(endpoints: Partial<core.Endpoints> = {}): Promise<void> {
  const metadata = { name: 'web', namespace: 'default' };
  await server.registry.of(kinds.services).create({ apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ name: 'http', port: 80, protocol: 'TCP' }], clusterIP: 'None' }, status: {} } as core.Service);
  await server.registry.of(kinds.endpoints).create({ apiVersion: 'v1', kind: 'Endpoints', metadata, ...endpoints });
}

const behind = (ip: string, name: string): Partial<core.Endpoints> =>
  ({ subsets: [{ addresses: [{ ip, targetRef: { kind: 'Pod', namespace: 'default', name } }], ports: [{ name: 'http', port: 8080 }] }] });

/** A request with `Upgrade`, as kubectl sends it. */
async function upgrade(path: string, protocol: string, headers: Record<string, string> = {}): Promise<{ code: number | undefined; body: unknown }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest(`${server.url}${path}`, { method: protocol === 'websocket' ? 'GET' : 'POST', headers: { Connection: 'Upgrade', Upgrade: protocol, ...headers } }, resolve).on('error', reject).end();
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { code: response.statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) };
}

const webSocket = { 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Protocol': 'v5.channel.k8s.io' };

/** One whose kubelet is not there. */
const node = (): Promise<core.Node> => server.registry.of(kinds.nodes).create({
  apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' }, spec: {}, status: { addresses: [{ type: 'InternalIP', address: '10.1.0.1' }], daemonEndpoints: { kubeletEndpoint: { Port: 1 } } },
});

const away = 'dial tcp 10.1.0.1:1: connect: connection refused';
const noService = `error trying to reach service: ${away}`;

describe('without nodes that answer', () => {
  beforeEach(async () => {
    server = await serve();
    await node();
  });

  it.each<['get' | 'post' | 'put' | 'delete' | 'options', string, number, string]>([
    ['get', '/pods/a/log', 500, `Get "https://10.1.0.1:1/containerLogs/default/a/c": ${away}`],
    ['get', '/pods/a/log?container=c&tailLines=10&sinceTime=2026-01-01T00:00:00Z&follow=true', 500,
      `Get "https://10.1.0.1:1/containerLogs/default/a/c?follow=true&sinceTime=2026-01-01T00%3A00%3A00Z&tailLines=10": ${away}`],
    ['get', '/pods/lost/log', 404, 'nodes "node-9" not found'],
    ['get', '/pods/none/log', 404, 'pods "none" not found'],
    ['get', '/pods/a/log?container=x', 400, 'container x is not valid for pod a'],
    ['get', '/pods/two/log', 400, 'a container name must be specified for pod two, choose one of: [i a b]'],
    ['get', '/pods/a/log?tailLines=-1', 422, 'PodLogOptions "a" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0'],
    ['get', '/pods/none/log?limitBytes=0', 422, 'PodLogOptions "none" is invalid: limitBytes: Invalid value: 0: must be greater than 0'],
    ['get', '/pods/a/log?sinceSeconds=0', 422, 'PodLogOptions "a" is invalid: sinceSeconds: Invalid value: 0: must be greater than 0'],
    ['get', '/pods/a/log?sinceSeconds=5&sinceTime=2026-01-01T00:00:00Z', 422, 'PodLogOptions "a" is invalid: : Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified'],
    ['get', '/pods/a/log?stream=Stdout', 422, 'PodLogOptions "a" is invalid: stream: Forbidden: may not be specified'],
    ['get', '/pods/a/log?tailLines=x', 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
    ['post', '/pods/a/log', 405, 'the server does not allow this method on the requested resource'],
    ['get', '/pods/a/log/more', 404, 'the server could not find the requested resource'],
    ['post', '/pods/a/exec?command=ls&stdout=true', 400, 'Upgrade request required'],
    ['post', '/pods/two/exec?command=ls', 400, 'a container name must be specified for pod two, choose one of: [i a b]'],
    ['post', '/pods/waiting/exec?command=ls', 400, 'pod waiting does not have a host assigned'],
    ['get', '/pods/waiting/attach', 400, 'pod waiting does not have a host assigned'],
    ['post', '/pods/none/portforward', 404, 'pods "none" not found'],
    ['post', '/pods/a/portforward?ports=80,x', 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
    ['put', '/pods/a/exec', 405, 'the server does not allow this method on the requested resource'],
    ['get', '/pods/a/proxy/index.html', 503, noService],
    ['delete', '/pods/https:a:8443/proxy/a/b?x=y', 503, noService],
    ['options', '/pods/a/proxy', 503, noService],
    ['get', '/pods/waiting/proxy', 400, 'address not allowed'],
    ['get', '/pods/ftp:a:80/proxy', 400, 'invalid pod request "ftp:a:80"'],
    ['get', '/pods/a:b:c:d/proxy', 400, 'invalid pod request "a:b:c:d"'],
    ['get', '/services/none/proxy', 404, 'services "none" not found'],
    ['get', '/services/web/proxy/', 503, 'no endpoints available for service "web"'],
    ['get', '/services/web:81/proxy/', 503, 'no service port 81 found for service "web"'],
  ])('%s %s', async (method, path, code, message) => {
    await pod('a', {}, '10.0.0.1');
    await pod('two', { containers: named('a', 'b'), initContainers: named('i') });
    await pod('waiting', { nodeName: undefined });
    await pod('lost', { nodeName: 'node-9' });
    await service();
    const { status, body, headers } = await server.http[method](`${at}${path}`);
    expect([status, body]).toMatchObject([code, { kind: 'Status', status: 'Failure', code, message }]);
    expect(headers['retry-after']).toBeUndefined();
  });

  it('what is on no node yet has an empty log', async () => {
    await pod('waiting', { nodeName: undefined });
    const { status, text } = await server.http.get(`${at}/pods/waiting/log`);
    expect([status, text]).toEqual([204, '']);
  });

  it.each(['websocket', 'SPDY/3.1'])('an upgrade to %s is refused in plain HTTP, and nothing hangs', async (protocol) => {
    await pod('a');
    const headers = protocol === 'websocket' ? webSocket : { 'X-Stream-Protocol-Version': 'v4.channel.k8s.io' };
    for (const path of ['exec?command=ls&stdout=true', 'attach?stdout=true', 'portforward']) {
      const { code, body } = await upgrade(`${at}/pods/a/${path}`, protocol, headers);
      expect([code, body]).toMatchObject([500, { status: 'Failure', message: `error dialing backend: ${away}` }]);
    }
    expect(await upgrade(`${at}/pods/none/exec?command=ls`, protocol, headers)).toMatchObject({ code: 404 });
  });

  it('nodes are asked by name', async () => {
    expect((await server.http.get('/api/v1/nodes/node-1/proxy/stats/summary')).body).toMatchObject({ code: 503, reason: 'ServiceUnavailable', message: noService });
    expect((await server.http.get('/api/v1/nodes/node-1:10250/proxy/metrics')).body).toMatchObject({ message: 'error trying to reach service: dial tcp 10.1.0.1:10250: connect: connection refused' });
    expect((await server.http.get('/api/v1/nodes/none/proxy/metrics')).status).toBe(404);
  });

  it('answers in the form that was asked for need not be ours', async () => {
    await pod('a', {}, '10.0.0.1');
    expect((await server.http.get(`${at}/pods/a/log`).set('Accept', 'text/plain')).status).toBe(500);
    expect((await server.http.get(`${at}/pods/a/proxy/`).set('Accept', 'text/html')).status).toBe(503);
  });
});

describe('with nodes that answer', () => {
  const seen: NodeConnection[] = [];
  const nodes: NodeConnector = {
    connect(connection, _request, response) {
      seen.push(connection);
      response.writeHead(200, { 'Content-Type': 'text/plain' }).end('from the node');
      return Promise.resolve();
    },
  };
  beforeEach(async () => {
    seen.length = 0;
    server = await serve({ nodes });
  });

  it('they are told what is asked for, and where', async () => {
    await pod('a', {}, '10.0.0.1');
    expect((await server.http.get(`${at}/pods/a/log?tailLines=5&follow=1&timestamps=false`)).text).toBe('from the node');
    await server.http.post(`${at}/pods/http:a:9090/proxy/x/y`).send('body');
    await server.http.get(`${at}/pods/a/proxy`);
    const there = { node: 'node-1', pod: { namespace: 'default', name: 'a' } };
    expect(seen).toMatchObject([
      { subresource: 'log', destination: { ...there, container: 'c' }, options: { tailLines: 5, follow: true } },
      { subresource: 'proxy', destination: { ...there, address: '10.0.0.1:9090' }, options: { path: 'x/y' } },
      { subresource: 'proxy', destination: { ...there, address: '10.0.0.1:8080' } },
    ]);
    expect(seen[0]?.options).not.toMatchObject({ timestamps: true });
  });

  it.each(['web', 'web:80', 'web:http', 'https:web:http'])('the service %s leads to a pod behind it', async (name) => {
    await pod('a', {}, '10.0.0.1');
    await service(behind('10.0.0.1', 'a'));
    const { status } = await server.http.get(`${at}/services/${name}/proxy/`);
    const found = name !== 'web';
    expect([status, seen.length]).toEqual(found ? [200, 1] : [503, 0]);
    if (found) expect(seen[0]?.destination).toEqual({ node: 'node-1', pod: { namespace: 'default', name: 'a' }, address: '10.0.0.1:8080' });
  });

  it('and to nowhere that is no pod\'s', async () => {
    await pod('a', {}, '10.0.0.1');
    await service(behind('10.0.0.9', 'a'));
    expect((await server.http.get(`${at}/services/web:80/proxy/`)).body).toMatchObject({ code: 503, reason: 'ServiceUnavailable' });
  });
});
