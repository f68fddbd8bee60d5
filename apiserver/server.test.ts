import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { ApiError, type Logger } from '../api';
import { configMap, serve, WatchReader, type TestServer } from './testing/serve';
import type { DialectFactory } from './index';

let server: TestServer;
afterEach(() => server.stop());

const maps = '/api/v1/namespaces/default/configmaps';

async function dial(): Promise<Socket> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** Everything the server says until it closes the connection. */
async function readAll(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (data: Buffer) => { text += data.toString(); });
  await once(socket, 'close');
  return text;
}

describe('layers', () => {
  beforeEach(async () => { server = await serve({ allowedHosts: ['api.example'] }); });

  it('every answer has an Audit-Id, the client\'s own if it sent one', async () => {
    const own = await server.http.get('/version').set('Audit-Id', 'mine');
    const made = await server.http.get('/version');
    expect(own.headers['audit-id']).toBe('mine');
    expect(made.headers['audit-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('a Host that is neither loopback nor allowed is refused', async () => {
    const { status, body } = await server.http.get('/api/v1/pods').set('Host', 'evil.example');
    expect(status).toBe(403);
    expect(body).toMatchObject({ kind: 'Status', status: 'Failure', reason: 'Forbidden', code: 403 });
    expect((await server.http.get('/version').set('Host', 'api.example:8080')).status).toBe(200);
  });

  it('a page from elsewhere cannot post what a browser would not ask about first', async () => {
    const posted = (origin: string) => server.http.post('/api/v1/namespaces').set('Origin', origin).send({ metadata: { name: 'shop' } });
    const { status, body } = await posted('https://evil.example');
    expect([status, body.message]).toEqual([403, 'forbidden: Origin "https://evil.example" is neither loopback nor an allowed host']);
    expect((await posted('null')).status).toBe(403);
    expect((await server.http.get('/version').set('Origin', 'https://evil.example')).status).toBe(200);
    for (const origin of ['http://localhost:3000', 'https://api.example']) expect((await posted(origin)).status).not.toBe(403);
  });

  it('unless pages of its origin may ask what they like', async () => {
    await server.stop();
    server = await serve({ corsAllowedOrigins: ['https://ui.example'] });
    const posted = (origin: string) => server.http.post('/api/v1/namespaces').set('Origin', origin).send({ metadata: { name: 'shop' } });
    expect((await posted('https://ui.example')).status).toBe(201);
    expect((await posted('https://evil.example')).status).toBe(403);
  });

  it('an unknown path is 404 in plain text', async () => {
    const { status, text } = await server.http.get('/foo');
    expect([status, text]).toEqual([404, '404 page not found\n']);
  });

  it('a body over 3 MiB is 413, whether it says its length or not', async () => {
    const body = JSON.stringify(configMap('big', { x: 'x'.repeat(3 * 1024 * 1024) }));
    const { status, body: answer } = await server.http.post(maps).set('Content-Type', 'application/json').send(body);
    expect(status).toBe(413);
    expect(answer).toMatchObject({ reason: 'RequestEntityTooLarge', message: 'Request entity too large: limit is 3145728' });
    const socket = await dial();
    socket.write(`POST ${maps} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`);
    const chunk = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 4; i++) socket.write(`100000\r\n${chunk}\r\n`);
    socket.write('0\r\n\r\n');
    expect(await readAll(socket)).toMatch(/^HTTP\/1.1 413 /);
  });

  it('a half-sent body leaves nothing behind', async () => {
    const socket = await dial();
    socket.write(`POST ${maps} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"apiVersion":"v1"`);
    await server.http.get('/version');
    socket.destroy();
    await once(socket, 'close');
    expect((await server.http.get(maps)).body).toMatchObject({ items: [] });
  });

  it.each(['Content-Length: banana', 'Content-Length: 5\r\nContent-Length: 6', 'Content-Length: -1'])('%j is 400', async (header) => {
    const socket = await dial();
    socket.write(`POST ${maps} HTTP/1.1\r\nHost: localhost\r\n${header}\r\n\r\n{}`);
    expect(await readAll(socket)).toMatch(/^HTTP\/1.1 400 /);
  });
});

describe('close', () => {
  it('ends open watches as a whole answer', async () => {
    server = await serve();
    const watch = await WatchReader.open(`${server.url}${maps}?watch=1&resourceVersion=0`);
    await server.server.close();
    expect(await watch.next()).toBeUndefined();
    expect(watch.response.complete).toBe(true);
  });

  it('lets a running request finish, then cuts off what is still there', async () => {
    const { promise: go, resolve: letGo } = withResolvers();
    const slow: DialectFactory = () => ({
      name: 'slow',
      claims: () => true,
      async handle(request, response) {
        if (request.url === '/never') return;
        await go;
        response.end('done');
      },
    });
    server = await serve({ dialects: [slow] });
    const never = await dial();
    never.write('GET /never HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const neverClosed = readAll(never);
    const running = await dial();
    running.write('GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const answer = once(running, 'data') as Promise<[Buffer]>;
    while ((await connections()) < 2) await new Promise(setImmediate);
    const closed = server.server.close();
    letGo();
    expect((await answer)[0].toString()).toContain('200 OK');
    await server.clock.step(5_000);
    await closed;
    expect(await neverClosed).toBe('');
  });

  const connections = (): Promise<number> => new Promise((resolve) => server.server.server.getConnections((_error, count) => resolve(count)));
});

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((r) => { resolve = r; });
  return { promise, resolve };
}

describe('failures', () => {
  it('a dialect that rejects is answered with 500, logged with its stack, and ends nothing', async () => {
    const errors: object[] = [];
    const log: Logger = { debug() {}, info() {}, warn() {}, error: (_message, fields) => void errors.push(fields ?? {}) };
    server = await serve({ log, dialects: [() => ({ name: 'broken', claims: () => true, handle: () => Promise.reject(new Error('boom')) })] });
    expect((await server.http.get('/x')).status).toBe(500);
    expect(JSON.stringify(errors)).toContain('Error: boom');
  });

  it('a store that does not answer is 503 with Retry-After, and not ready', async () => {
    server = await serve();
    const { registry } = server;
    const down = { definitions: registry.definitions, find: () => ({ definition: registry.find('', 'v1', 'pods')?.definition, get: () => Promise.reject(ApiError.unavailable('the store does not answer', 2)) }), ping: () => Promise.reject(ApiError.unavailable('no')) };
    const other = await serve({ registry: down as unknown as TestServer['registry'] });
    try {
      const { status, headers, body } = await other.http.get('/api/v1/namespaces/default/pods/x');
      expect([status, headers['retry-after'], (body as { reason: string }).reason]).toEqual([503, '2', 'ServiceUnavailable']);
      const ready = await other.http.get('/readyz');
      expect([ready.status, ready.text]).toEqual([500, '[+]ping ok\n[-]etcd failed: reason withheld\n[+]shutdown ok\nreadyz check failed\n']);
    } finally {
      await other.stop();
    }
  });

  it('an unexpected exception within a verb is 500 InternalError', async () => {
    server = await serve();
    const { registry } = server;
    const broken = { definitions: registry.definitions, find: () => ({ definition: registry.find('', 'v1', 'pods')?.definition, get: () => Promise.reject(new TypeError('oops')) }) };
    const other = await serve({ registry: broken as unknown as TestServer['registry'] });
    try {
      const { status, body } = await other.http.get('/api/v1/namespaces/default/pods/x');
      expect(status).toBe(500);
      expect(body).toMatchObject({ reason: 'InternalError', message: 'Internal error occurred: oops', code: 500 });
    } finally {
      await other.stop();
    }
  });
});

describe('health and version', () => {
  beforeEach(async () => { server = await serve({ version: { gitVersion: 'v9.9.9' } }); });

  it.each(['/healthz', '/livez', '/readyz', '/readyz/etcd'])('%s says ok', async (path) => {
    const { status, text } = await server.http.get(path);
    expect([status, text]).toEqual([200, 'ok']);
  });

  it('?verbose lists the checks, ?exclude leaves one out', async () => {
    expect((await server.http.get('/livez?verbose')).text).toBe('[+]ping ok\n[+]etcd ok\nlivez check passed\n');
    expect((await server.http.get('/livez?verbose&exclude=etcd')).text).toBe('[+]ping ok\nlivez check passed\n');
    expect((await server.http.get('/livez/nothing')).status).toBe(404);
  });

  it('/version', async () => expect((await server.http.get('/version')).body).toMatchObject({ major: '1', gitVersion: 'v9.9.9', platform: expect.stringContaining('/') as string }));
});
