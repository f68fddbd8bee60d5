/** Lists on their way: in chunks, as the client reads, to their end or to its. */
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { prefix, serveBcsStorage, type Document, type TestClient } from './testing/client';

let client: TestClient;
let sockets: Socket[];
beforeEach(async () => {
  [client, sockets] = [await serveBcsStorage(), []];
  client.server.server.server.on('connection', (socket: Socket) => sockets.push(socket));
});
afterEach(() => client.stop());

const path = '/mesos/dynamic/namespace_resources/clusters/BCS-1/namespaces/ns/thing';

/** More than the sockets of both sides hold. */
const [many, large] = [120, 200_000];

async function fill(count: number, bytes: number): Promise<void> {
  const data = 'x'.repeat(bytes);
  for (let i = 0; i < count; i++) await client.put(`${path}/${i}`, data);
}

async function open(query = ''): Promise<IncomingMessage> {
  const sent = request(`${client.server.url}${prefix}${path}${query}`, { agent: false });
  sent.on('error', () => undefined);
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  return response;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

test('what is short has its length, what is long comes in chunks', async () => {
  await fill(3, 10);
  expect((await client.ask('GET', path)).headers.get('content-length')).toMatch(/^\d+$/);
  await fill(3, 100_000);
  const { headers, body } = await client.ask('GET', path);
  expect([headers.get('content-length'), headers.get('transfer-encoding'), (body.data as Document[]).length]).toEqual([null, 'chunked', 3]);
});

test('a client that does not read has a bounded amount waiting for it, and gets everything when it reads', async () => {
  await fill(many, large);
  sockets = [];
  const response = await open();
  response.pause();
  const [socket] = sockets;
  while (socket!.writableLength === 0) await turn();
  for (let i = 0; i < 50; i++) await turn();
  expect(socket!.writableLength).toBeLessThan(2_000_000);
  const { data } = JSON.parse(await textOf(response)) as { data: Document[] };
  expect(data).toHaveLength(many);
});

test('a client that goes away in the middle ends it, and the server lives', async () => {
  await fill(many, large);
  sockets = [];
  const response = await open('?field=data');
  response.pause();
  const [socket] = sockets;
  while (socket!.writableLength === 0) await turn();
  response.destroy();
  // The socket may tell of its end as of an error.
  while (!socket!.destroyed) await turn();
  expect(await client.ok<Document[]>('GET', `${path}?field=resourceName`)).toHaveLength(many);
});

test('HEAD makes no list', async () => {
  await fill(3, 100_000);
  const response = await fetch(`${client.server.url}${prefix}${path}`, { method: 'HEAD' });
  expect([response.status, await response.text()]).toEqual([200, '']);
});

test('documents are their stored bytes', async () => {
  await client.ok('PUT', `${path}/a`, '{"data":{"n":1.0,"b":12345678901234567890}}');
  const { text } = await client.ask('GET', path);
  expect(text).toMatch(/^\{"result":true,"code":0,"message":"success","data":\[\{"_id":"[0-9a-f]{24}","clusterId":"BCS-1","namespace":"ns","resourceType":"thing","resourceName":"a","data":\{"n":1.0,"b":12345678901234567890\},"createTime":"[^"]+","updateTime":"[^"]+"\}\]\}$/);
});
