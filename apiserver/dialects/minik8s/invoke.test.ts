/** Calls of functions find the kubelet of a node, and nobody else. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { kinds, type core } from '../../../api';
import { serve } from '../../testing/serve';
import { minik8s } from '.';
import { serveMinik8s, type TestClient } from './testing/client';

const path = '/apis/v1/namespaces/shop/functions/price/invoke';
const kubelets: Server[] = [];
let client: TestClient;

beforeEach(async () => { client = await serveMinik8s(); });
afterEach(async () => {
  await client.server.stop();
  for (const kubelet of kubelets.splice(0)) {
    kubelet.closeAllConnections();
    kubelet.close();
  }
});

/** Answers for its node alone, with what it was asked. */
async function kubelet(node: string): Promise<number> {
  const server = createServer((request, response) => {
    response.setHeader('x-minikapi-node', node);
    if (request.url === '/healthz') return void response.end('ok');
    void (async () => {
      const body = Buffer.concat(await request.toArray() as Buffer[]).toString();
      const code = body === '"bad"' ? 422 : 200;
      response.writeHead(code, { 'Content-Type': 'application/json' }).end(JSON.stringify(code === 200 ? { data: [request.method, request.url, body] } : { error: 'it threw' }));
    })();
  }).listen(0, '127.0.0.1');
  kubelets.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const node = (name: string, port?: number): Promise<core.Node> => client.server.registry.of(kinds.nodes).create({
  apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: {}, status: port === undefined ? {} : { daemonEndpoints: { kubeletEndpoint: { Port: port } } },
});

test('a call is handed on as it is, and so is its answer', async () => {
  await node('far');
  await node('near', await kubelet('near'));
  expect((await client.must(200, 'POST', path, { items: 3 })).body.data).toEqual(['POST', '/functions/shop/price', '{"items":3}']);
  expect((await client.must(422, 'POST', path, '"bad"')).body).toEqual({ error: 'it threw' });
  expect((await client.must(200, 'GET', path)).body.data).toEqual(['GET', '/functions/shop/price', '']);
  expect((await client.must(200, 'POST', '/apis/v1/namespaces//functions/price/invoke', {})).body.data).toEqual(['POST', '/functions/default/price', '{}']);
});

test('whoever else listens there is told nothing: the next node is asked', async () => {
  await node('a', await kubelet('somebody-else'));
  await node('b', await kubelet('b'));
  expect((await client.must(200, 'POST', path, {})).body.data).toEqual(['POST', '/functions/shop/price', '{}']);
});

test('without a node that answers it is refused', async () => {
  expect((await client.must(503, 'POST', path, {})).body).toEqual({ error: 'no node is there to run functions' });
  await node('gone', 1);
  expect((await client.must(503, 'POST', path, {})).body).toEqual({ error: 'no node answers that runs functions' });
  await client.must(405, 'PUT', path, {});
});

test('beside Kubernetes, /apis/v1/ alone is its own', async () => {
  const server = await serve({ dialects: [minik8s(), (context) => ({ name: 'other', claims: () => true, handle: (_request, response) => Promise.resolve(void response.end(context.version.major)) })] });
  try {
    expect((await server.http.get('/apis/v1/functions')).body).toEqual({ data: [] });
    expect((await server.http.get('/apis/v1/nonsense')).body).toEqual({ error: '404 page not found' });
    expect((await server.http.get('/api/v1/nodes')).text).toBe('1');
  } finally {
    await server.stop();
  }
});
