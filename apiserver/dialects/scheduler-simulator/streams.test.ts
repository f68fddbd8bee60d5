import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { kinds } from '../../../api';
import { serve, type TestServer } from '../../testing/serve';
import { schedulerSimulator } from './index';

let served: TestServer;
let sockets: Socket[];

beforeEach(async () => {
  served = await serve({ dialects: [schedulerSimulator], watchHistory: 512 });
  sockets = [];
  served.server.server.on('connection', (socket: Socket) => sockets.push(socket));
});

afterEach(() => served.stop());

const json = { 'content-type': 'application/json' };

async function open(path: string): Promise<IncomingMessage> {
  const sent = request(`${served.url}${path}`, { agent: false });
  sent.on('error', () => undefined);
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  return response;
}

const node = (i: number, bytes = 10) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name: `n${i}`, annotations: { a: 'x'.repeat(bytes) } }, spec: {}, status: {} });

async function make(count: number, bytes?: number): Promise<void> {
  for (let i = 0; i < count; i++) await served.registry.of(kinds.nodes).create(node(i, bytes));
}

/** Until so many bytes wait for the client. */
async function waiting(bytes: number): Promise<Socket> {
  while (sockets[0]!.writableLength <= bytes) await new Promise((resolve) => setImmediate(resolve));
  return sockets[0]!;
}

const turns = async (count: number): Promise<void> => { for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve)); };

/** More than the sockets of both sides hold. */
const [many, large] = [75, 200_000];

describe('a client of listwatchresources that does not read', () => {
  it('has a bounded amount waiting for it, and gets everything when it reads', async () => {
    const response = await open('/api/v1/listwatchresources');
    response.pause();
    await make(many, large);
    await waiting(256 * 1024);
    await turns(50);
    expect(sockets[0]?.writableLength).toBeLessThan(2_000_000);
    const seen = new Set<string>();
    for await (const line of createInterface({ input: response })) {
      const { Kind, Obj } = JSON.parse(line) as { Kind: string; Obj: { metadata: { name: string } } };
      if (Kind === 'nodes') seen.add(Obj.metadata.name);
      if (seen.size === many) break;
    }
    response.destroy();
  });

  it('is cut off when it does not read for half a minute', async () => {
    const response = await open('/api/v1/listwatchresources');
    response.pause();
    await make(many, large);
    const cut = once(await waiting(256 * 1024), 'close');
    await served.clock.step(30_000);
    await cut;
    response.destroy();
  });
});

describe('the stream ends', () => {
  it('with its client, of whom nothing is left', async () => {
    const response = await open('/api/v1/listwatchresources');
    const closed = once(sockets[0]!, 'close');
    response.destroy();
    await closed;
    await make(3);
  });

  it('with the server', async () => {
    const response = await open('/api/v1/listwatchresources');
    response.resume();
    const ended = once(response, 'end');
    await served.server.close();
    await ended;
  });

  it('when what has happened since is no longer known', async () => {
    await make(2);
    const { resourceVersion } = await served.registry.of(kinds.nodes).list();
    for (let i = 0; i < 600; i++) await served.registry.of(kinds.nodes).update({ name: 'n0' }, (found) => ({ ...found, metadata: { ...found.metadata, labels: { i: String(i) } } }));
    await served.compact();
    const response = await open(`/api/v1/listwatchresources?nodeslastResourceVersion=${resourceVersion}`);
    expect(response.statusCode).toBe(200);
    response.resume();
    await once(response, 'end');
  });
});

describe('a snapshot', () => {
  it('may be larger than what others may send', async () => {
    const body = JSON.stringify({ nodes: Array.from({ length: 30 }, (_, i) => node(i, large)) });
    expect(body.length).toBeGreaterThan(4_000_000);
    const { status } = await fetch(`${served.url}/api/v1/import`, { method: 'POST', headers: json, body });
    expect(status).toBe(200);
    const { nodes } = await (await fetch(`${served.url}/api/v1/export`)).json() as { nodes: unknown[] };
    expect(nodes).toHaveLength(30);
  });

  it('comes back as it went, whatever its size', async () => {
    await make(many, 2_000);
    const first = await (await fetch(`${served.url}/api/v1/export`)).text();
    const { status } = await fetch(`${served.url}/api/v1/import`, { method: 'POST', headers: json, body: first });
    expect(status).toBe(200);
    const { nodes } = JSON.parse(await (await fetch(`${served.url}/api/v1/export`)).text()) as { nodes: { metadata: { name: string } }[] };
    expect(nodes).toHaveLength(many);
  });

  it('of which a client reads nothing waits for it, a piece at a time', async () => {
    await make(many, large);
    const response = await open('/api/v1/export');
    response.pause();
    await waiting(16 * 1024);
    await turns(50);
    expect(sockets[0]?.writableLength).toBeLessThan(2_000_000);
    let text = '';
    for await (const piece of response.setEncoding('utf8')) text += String(piece);
    expect((JSON.parse(text) as { nodes: unknown[] }).nodes).toHaveLength(many);
  });

  it('has objects that are no larger than others', async () => {
    const response = await fetch(`${served.url}/api/v1/import`, { method: 'POST', headers: json, body: JSON.stringify({ nodes: [node(0, 4_000_000)] }) });
    expect([response.status, await response.json()]).toEqual([413, { message: expect.stringContaining('nodes[0]: longer than') as string }]);
  });

  it('that is wrong from the beginning is read away, so that its sender sees why', async () => {
    const response = await fetch(`${served.url}/api/v1/import`, { method: 'POST', headers: json, body: `[${' '.repeat(20_000_000)}]` });
    expect([response.status, await response.json()]).toEqual([400, { message: 'the body is not a JSON object of lists: "[" after 0 bytes' }]);
  });

  it('that breaks off leaves nothing behind', async () => {
    const sent = request(`${served.url}/api/v1/import`, { method: 'POST', headers: json, agent: false });
    sent.on('error', () => undefined);
    const arrived = once(served.server.server, 'request');
    sent.write('{"nodes":[{"metadata":{"name":"n1"}},');
    await arrived;
    const closed = new Promise((resolve) => { sockets[0]!.once('close', resolve); });
    sent.destroy();
    await closed;
    await turns(5);
    expect((await served.registry.of(kinds.nodes).list()).items).toEqual([]);
  });
});

describe('where no scheduler runs', () => {
  it('the configuration cannot be seen or edited, and snapshots have none', async () => {
    const text = 'When using an external scheduler, you cannot see and edit the scheduler configuration.';
    const seen = await fetch(`${served.url}/api/v1/schedulerconfiguration`);
    expect([seen.status, await seen.json()]).toEqual([400, text]);
    const edited = await fetch(`${served.url}/api/v1/schedulerconfiguration`, { method: 'POST', headers: json, body: '{}' });
    expect([edited.status, await edited.json()]).toEqual([500, { message: text }]);
    expect(await (await fetch(`${served.url}/api/v1/export`)).json()).toMatchObject({ schedulerConfig: null });
  });

  it('a reset brings the objects back all the same; without a start that was kept there is none', async () => {
    expect((await fetch(`${served.url}/api/v1/reset`, { method: 'PUT' })).status).toBe(202);
    const forgetful = await serve({ dialects: [schedulerSimulator], reset: undefined });
    const { status } = await fetch(`${forgetful.url}/api/v1/reset`, { method: 'PUT' });
    await forgetful.stop();
    expect(status).toBe(500);
  });
});
