import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import WebSocket from 'ws';
import { protobuf } from '../../../api';
import { configMap, serve, type TestServer, type WatchLine } from '../../testing/serve';

let server: TestServer;
const sockets: WebSocket[] = [];
beforeEach(async () => { server = await serve({ allowedHosts: ['ui.example'] }); });
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await server.stop();
});

const maps = '/api/v1/namespaces/default/configmaps';
const create = (name: string) => server.http.post(maps).send(configMap(name));

interface Message { readonly data: Buffer; readonly binary: boolean }

/** The messages of a WebSocket, in order. */
class Messages {
  private readonly held: Message[] = [];
  private wake = (): void => undefined;

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer, binary) => {
      this.held.push({ data, binary });
      this.wake();
    });
  }

  async next(): Promise<Message> {
    while (this.held.length === 0) await new Promise<void>((resolve) => { this.wake = resolve; });
    return this.held.shift()!;
  }

  async event(): Promise<WatchLine> {
    return JSON.parse((await this.next()).data.toString('utf8')) as WatchLine;
  }
}

function dial(path: string, protocols: string[] = [], headers: Record<string, string> = {}): WebSocket {
  const socket = new WebSocket(server.url.replace('http', 'ws') + path, protocols, { headers });
  sockets.push(socket);
  return socket;
}

async function open(path: string, protocols?: string[], headers?: Record<string, string>): Promise<Messages> {
  const socket = dial(path, protocols, headers);
  const messages = new Messages(socket);
  await once(socket, 'open');
  return messages;
}

/** The answer to a handshake that did not succeed. */
async function refused(path: string, headers?: Record<string, string>): Promise<{ code: number | undefined; body: Record<string, unknown> }> {
  const socket = dial(path, [], headers);
  socket.on('error', () => undefined);
  const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return { code: answer.statusCode, body: JSON.parse(text) as Record<string, unknown> };
}

describe('a watch over a WebSocket', () => {
  it('is a text message for each event', async () => {
    await create('a');
    const watch = await open(`${maps}?watch=true`);
    const { data, binary } = await watch.next();
    expect(binary).toBe(false);
    expect(JSON.parse(data.toString())).toMatchObject({ type: 'ADDED', object: { kind: 'ConfigMap', metadata: { name: 'a' } } });
    await create('b');
    await server.http.delete(`${maps}/a`);
    expect(await watch.event()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'b' } } });
    expect(await watch.event()).toMatchObject({ type: 'DELETED', object: { metadata: { name: 'a' } } });
  });

  it('has the same options: initial events and their bookmark, Tables, the old prefix', async () => {
    await create('a');
    const listed = await open(`${maps}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`);
    expect([(await listed.event()).type, (await listed.event()).object.metadata]).toMatchObject(['ADDED', { annotations: { 'k8s.io/initial-events-end': 'true' } }]);
    const table = await open('/api/v1/watch/namespaces/default/configmaps/a', [], { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' });
    expect(await table.event()).toMatchObject({ type: 'ADDED', object: { kind: 'Table', rows: [{ cells: ['a', 0, '0s'] }] } });
  });

  it('in protobuf is a binary message for each event, without a length before it', async () => {
    await create('a');
    const watch = await open(`${maps}?watch=1`, [], { Accept: 'application/vnd.kubernetes.protobuf' });
    const { data, binary } = await watch.next();
    expect(binary).toBe(true);
    expect(data.toString('utf8', 0, 7)).toBe('\n\x05ADDED');
    expect(protobuf.parse('core.v1.ConfigMap', data.subarray(data.indexOf('k8s\0')))).toMatchObject({ metadata: { name: 'a' } });
  });

  it('speaks the subprotocol that was offered, but never repeats a token', async () => {
    expect((await open(`${maps}?watch=1`, ['base64.binary.k8s.io'])).socket.protocol).toBe('base64.binary.k8s.io');
    const token = 'base64url.bearer.authorization.k8s.io.c2VjcmV0';
    expect((await open(`${maps}?watch=1`, [token, 'binary.k8s.io'])).socket.protocol).toBe('binary.k8s.io');
  });

  it('answers pings and ignores what is said to it', async () => {
    const { socket } = await open(`${maps}?watch=1`);
    socket.send('hello');
    socket.ping('x');
    expect(String((await once(socket, 'pong'))[0])).toBe('x');
  });

  it('ends by itself after timeoutSeconds, with a close', async () => {
    const { socket } = await open(`${maps}?watch=1&timeoutSeconds=5`);
    const closed = once(socket, 'close');
    await server.clock.step(5_000);
    expect((await closed)[0]).toBe(1000);
  });

  it('ends when the server closes', async () => {
    const { socket } = await open(`${maps}?watch=1`);
    const closed = once(socket, 'close');
    await server.server.close();
    expect((await closed)[0]).toBe(1001);
  });

  it('gets an error as an event', async () => {
    const { registry } = server;
    const { ApiError } = await import('../../../api');
    const expired = {
      definition: registry.find('', 'v1', 'configmaps')?.definition,
      watch: () => Promise.resolve((async function* () { await Promise.resolve(); throw ApiError.expired('too old resource version: 1 (100)'); })()),
    };
    await server.stop();
    server = await serve({ registry: { definitions: registry.definitions, find: () => expired } as unknown as TestServer['registry'] });
    const watch = await open(`${maps}?watch=1&resourceVersion=1`);
    const closed = once(watch.socket, 'close');
    expect(await watch.event()).toMatchObject({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
    await closed;
  });
});

describe('what is no WebSocket after all', () => {
  it('a fault of the options is an answer like any other', async () => {
    expect(await refused(`${maps}?watch=1&resourceVersion=x`)).toMatchObject({ code: 400, body: { kind: 'Status', reason: 'BadRequest' } });
    expect(await refused('/api/v1/namespaces/default/nothings?watch=1')).toMatchObject({ code: 404, body: { reason: 'NotFound' } });
  });

  it('what does not stream is answered as it always is', async () => {
    await create('a');
    expect(await refused(`${maps}/a`)).toMatchObject({ code: 200, body: { kind: 'ConfigMap' } });
  });

  it('a page of a foreign origin is refused', async () => {
    expect(await refused(`${maps}?watch=1`, { Origin: 'https://evil.example' })).toMatchObject({ code: 403, body: { reason: 'Forbidden', message: 'forbidden: Origin "https://evil.example" is neither loopback nor an allowed host' } });
    await open(`${maps}?watch=1`, [], { Origin: 'https://ui.example' });
    await open(`${maps}?watch=1`, [], { Origin: 'http://localhost:3000' });
  });

  it('a client that leaves releases its watch', async () => {
    const { registry } = server;
    const store = registry.find('', 'v1', 'configmaps')!;
    let signal: AbortSignal | undefined;
    const watched = { definition: store.definition, watch: (options: object, until: AbortSignal) => { signal = until; return store.watch(options, until); } };
    const other = await serve({ registry: { definitions: registry.definitions, find: () => watched } as unknown as TestServer['registry'] });
    try {
      const socket = new WebSocket(`${other.url.replace('http', 'ws')}${maps}?watch=1`);
      await once(socket, 'open');
      socket.close();
      await once(signal!, 'abort');
    } finally {
      await other.stop();
    }
  });
});

describe('other upgrades', () => {
  async function talk(text: string): Promise<Socket> {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(text);
    return socket;
  }

  async function until(socket: Socket, wanted: RegExp): Promise<string> {
    let text = '';
    while (!wanted.test(text)) text += String((await once(socket, 'data'))[0]);
    return text;
  }

  it('a wish for HTTP/2 is passed over: body and connection stay as they are', async () => {
    const body = JSON.stringify(configMap('java'));
    const head = (method: string, path: string) => `${method} ${path} HTTP/1.1\r\nHost: localhost\r\n`;
    const wish = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAA\r\n';
    const socket = await talk(`${head('POST', maps)}${wish}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 20)}`);
    socket.write(body.slice(20));
    expect(await until(socket, /"name":"java"/)).toMatch(/^HTTP\/1.1 201 /);
    const warnings: Error[] = [];
    const warned = (warning: Error): void => { warnings.push(warning); };
    process.on('warning', warned);
    for (let i = 0; i < 15; i++) {
      socket.write(`${head('GET', `${maps}/java`)}${wish}\r\n`);
      expect(await until(socket, /"name":"java"/)).toMatch(/^HTTP\/1.1 200 /);
    }
    process.off('warning', warned);
    expect(warnings).toEqual([]);
    socket.write(`${head('GET', '/version')}Connection: close\r\n\r\n`);
    expect(await until(socket, /gitVersion/)).toMatch(/^HTTP\/1.1 200 /);
    await once(socket, 'close');
  });

  it.each(['Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n', 'Upgrade: SPDY/3.1\r\n', 'Upgrade: h2c\r\n'])(
    'a connection on which an answer is still under way is cut off: %s', async (upgrade) => {
      const head = `GET ${maps}?watch=1 HTTP/1.1\r\nHost: localhost\r\n`;
      const socket = await talk(`${head}\r\n${head}Connection: Upgrade\r\n${upgrade}\r\n`);
      socket.resume();
      await once(socket, 'close');
      expect((await server.http.get('/version')).status).toBe(200);
    });

  it('a handshake that is none is refused by the library', async () => {
    const socket = await talk(`GET ${maps}?watch=1 HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    expect(await until(socket, /\r\n\r\n/)).toMatch(/^HTTP\/1.1 400 /);
    await once(socket, 'close');
    expect((await server.http.get('/version')).status).toBe(200);
  });

  it('SPDY gets the answer of its path, and the connection ends', async () => {
    const socket = await talk('POST /api/v1/namespaces/default/pods/none/nothing HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nContent-Length: 0\r\n\r\n');
    expect(await until(socket, /"code":404/)).toMatch(/^HTTP\/1.1 404 [^]*Connection: close/);
    await once(socket, 'close');
  });
});
