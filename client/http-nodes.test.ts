/** A server that says what a simulated kubelet says. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock, type core } from '../api';
import { createNodeCalls } from './http-nodes';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

interface Heard { readonly method: string; readonly url: string; readonly host: string; readonly body: string }

/** Resolves to its port. `serves`: the nodes that it says it serves. */
async function kubelet(serves: readonly string[], answer: (heard: Heard, response: ServerResponse) => void): Promise<number> {
  const server = createServer((request: IncomingMessage, response) => {
    const { method = '', url = '', headers: { host = '' } } = request;
    if (serves.includes(host)) response.setHeader('X-Minikapi-Node', host);
    let body = '';
    request.on('data', (chunk: Buffer) => { body += chunk.toString(); });
    request.on('end', () => {
      if (url === '/healthz') response.end('ok');
      else answer({ method, url, host, body }, response);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const node = (name: string, port: number): core.Node => ({
  apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: {}, status: { addresses: [{ type: 'InternalIP', address: '203.0.113.9' }], daemonEndpoints: { kubeletEndpoint: { Port: port } } },
});
const callsOf = (...nodes: core.Node[]) => createNodeCalls({ get: ({ name }) => nodes.find(({ metadata }) => metadata.name === name), list: () => nodes }, systemClock);
const never = new AbortController().signal;
const json = (code: number, text: string) => (_: Heard, response: ServerResponse): void => { response.writeHead(code, { 'Content-Type': 'application/json' }).end(text); };

test('a function is called at the port that a node names', async () => {
  const heard: Heard[] = [];
  const port = await kubelet(['n1'], (call, response) => {
    heard.push(call);
    response.end('{"data":{"sum":3}}');
  });
  expect(await callsOf(node('n1', port)).invoke('default', 'add up', '{"a":1}', never)).toEqual({ type: 'data', json: '{"sum":3}' });
  expect(heard).toEqual([{ method: 'POST', url: '/functions/default/add%20up', host: 'n1', body: '{"a":1}' }]);
});

test.each<[string, number, string, object]>([
  ['an answer, to the digit', 200, '{"data": 12345678901234567890.10 }\n', { type: 'data', json: '12345678901234567890.10' }],
  ['a text', 200, '{"data":"a } b"}', { type: 'data', json: '"a } b"' }],
  ['nothing', 200, '{"data":null}', { type: 'data', json: 'null' }],
  ['an answer beside other things', 200, '{"message":"fine","data":[1, 2]}', { type: 'data', json: '[1,2]' }],
  ['no such function', 404, '{"error":"function default/f not found"}', { type: 'missing', message: 'function default/f not found' }],
  ['no instance', 503, '{"error":"try again later"}', { type: 'unavailable', message: 'try again later' }],
  ['too many calls', 429, '{"error":"slower"}', { type: 'unavailable', message: 'slower' }],
  ['a function that throws', 500, '{"error":"Error: no"}', { type: 'failed', message: 'Error: no' }],
  ['no answer in it', 200, '{}', { type: 'failed', message: 'the call was answered with 200' }],
  ['no JSON', 502, '<html>', { type: 'failed', message: 'the call was answered with 502' }],
])('%s', async (_, code, text, expected) => {
  const port = await kubelet(['n1'], json(code, text));
  expect(await callsOf(node('n1', port)).invoke('default', 'f', '', never)).toEqual(expected);
});

test('whoever listens there and does not say that it serves the node hears nothing', async () => {
  const heard: Heard[] = [];
  const port = await kubelet(['other'], (call) => { heard.push(call); });
  expect(await callsOf(node('n1', port)).invoke('default', 'f', '', never)).toEqual({ type: 'unavailable', message: 'no node answers' });
  await expect(callsOf(node('n1', port)).log(podOn('n1'), 'c', 'Stdout', 10, never)).rejects.toThrow('the kubelet of node n1 does not answer');
  expect(heard).toEqual([]);
});

test('nodes whose kubelet is gone, or that have none, are passed over', async () => {
  const gone = await kubelet([], () => undefined);
  await new Promise((resolve) => servers.pop()?.close(resolve));
  const port = await kubelet(['n3'], json(200, '{"data":1}'));
  const calls = callsOf(node('n1', gone), node('n2', 0), node('n3', port));
  for (let i = 0; i < 3; i++) expect(await calls.invoke('default', 'f', '', never)).toEqual({ type: 'data', json: '1' });
  expect(await callsOf().invoke('default', 'f', '', never)).toEqual({ type: 'unavailable', message: 'no node answers' });
});

test('a kubelet that breaks off midway', async () => {
  const port = await kubelet(['n1'], (_, response) => response.destroy());
  expect(await callsOf(node('n1', port)).invoke('default', 'f', '', never)).toEqual({ type: 'unavailable', message: 'the kubelet of node n1 broke off: Error: socket hang up' });
});

test('whoever stops waiting is rejected', async () => {
  const stopping = new AbortController();
  const port = await kubelet(['n1'], () => stopping.abort());
  await expect(callsOf(node('n1', port)).invoke('default', 'f', '', stopping.signal)).rejects.toThrow('abort');
});

const podOn = (nodeName: string): core.Pod => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default' }, spec: { nodeName, containers: [] }, status: {} });

test('the log of one stream of a container', async () => {
  const port = await kubelet(['n1'], ({ url }, response) => { response.end(`of ${url}\n`); });
  expect(await callsOf(node('n1', port)).log(podOn('n1'), 'run', 'Stderr', 100, never)).toBe('of /containerLogs/default/p/run?stream=Stderr&limitBytes=100\n');
  await expect(callsOf().log(podOn('n1'), 'run', 'Stderr', 100, never)).rejects.toThrow('the kubelet of node n1 does not answer');
});

test('a log that is refused', async () => {
  const port = await kubelet(['n1'], json(400, 'container "run" in pod "p" is waiting to start\n'));
  await expect(callsOf(node('n1', port)).log(podOn('n1'), 'run', 'Stdout', 100, never)).rejects.toThrow('container "run" in pod "p" is waiting to start');
});
