import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { silentLogger, SteppedClock, systemClock, type Clock } from '../api';
import { createHttpClient, type HttpClient, type HttpClientOptions } from './http';
import { thing, things, type Thing } from './testing/things';
import { until } from './testing/until';

type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

const key = { namespace: 'default', name: 'a' };
const pem = (name: string): string => readFileSync(join(__dirname, 'testing/tls', name), 'utf8');
const answer = (response: http.ServerResponse, code: number, body: unknown, headers: http.OutgoingHttpHeaders = {}): void => {
  response.writeHead(code, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};
const status = (code: number, reason: string, message: string): object => ({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message });

let server: http.Server;
let handle: Handler;
let sockets = 0;
const clients: HttpClient[] = [];

async function serve(secure = false): Promise<string> {
  const listener: Handler = (request, response) => handle(request, response);
  server = secure ? https.createServer({ key: pem('key.pem'), cert: pem('cert.pem') }, listener) : http.createServer(listener);
  server.on(secure ? 'secureConnection' : 'connection', () => sockets++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `${secure ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function connect(url: string, options: Partial<HttpClientOptions> = {}, clock: Clock = systemClock): HttpClient {
  const client = createHttpClient({ server: url, clock, log: silentLogger, ...options });
  clients.push(client);
  return client;
}

beforeEach(() => { sockets = 0; });
afterEach(async () => {
  clients.splice(0).forEach((client) => client.close());
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('speaks JSON with its token over one kept connection, below a path if there is one', async () => {
  const seen: string[] = [];
  handle = (request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    answer(response, 200, thing('a'));
  };
  const resources = connect(`${await serve()}/prefix/`, { token: 'secret' }).of(things);
  expect(await resources.get(key)).toEqual(thing('a'));
  await resources.get(key);
  expect(seen[0]).toBe('GET /prefix/apis/test.dev/v1/namespaces/default/things/a Bearer secret');
  expect(sockets).toBe(1);
});

test('errors come back as what the server said; answers of others by their code', async () => {
  handle = (_, response) => answer(response, 404, status(404, 'NotFound', 'things.test.dev "a" not found'));
  const resources = connect(await serve()).of(things);
  await expect(resources.get(key)).rejects.toMatchObject({ code: 404, reason: 'NotFound', message: 'things.test.dev "a" not found' });
  handle = (_, response) => answer(response, 504, '<html>gateway</html>');
  await expect(resources.get(key)).rejects.toMatchObject({ code: 504, reason: 'Timeout' });
  handle = (_, response) => answer(response, 200, 'no json');
  await expect(resources.get(key)).rejects.toMatchObject({ code: 500, reason: 'InternalError' });
});

test('reads any path', async () => {
  handle = (request, response) => (request.url === '/apis/metrics.k8s.io' ? answer(response, 200, { kind: 'APIGroup' }) : answer(response, 404, '404 page not found'));
  const client = connect(await serve());
  expect(await client.read('/apis/metrics.k8s.io')).toEqual({ kind: 'APIGroup' });
  await expect(client.read('/apis/other')).rejects.toMatchObject({ code: 404, reason: 'NotFound' });
});

test('sends bodies and hands warnings on', async () => {
  let received = '';
  handle = (request, response) => {
    request.on('data', (chunk: Buffer) => { received += chunk.toString(); });
    response.setHeader('warning', ['299 - "one \\"quoted\\""', '299 - "two"']);
    request.on('end', () => answer(response, 201, received));
  };
  const warnings: string[] = [];
  const created = await connect(await serve()).of(things).create(thing('ä', 'red'), { warn: (text) => warnings.push(text) });
  expect(created).toEqual(thing('ä', 'red'));
  expect(warnings).toEqual(['one "quoted"', 'two']);
});

test('comes back when told to, a few times', async () => {
  const clock = new SteppedClock();
  let asked = 0;
  handle = (_, response) => (++asked < 3 ? answer(response, 503, status(503, 'ServiceUnavailable', 'wait'), { 'retry-after': '1' }) : answer(response, 200, thing('a')));
  const resources = connect(await serve(), {}, clock).of(things);
  const got = resources.get(key);
  await until(() => asked === 1 && clock.untilNext() === 1000);
  await clock.step(1000);
  await until(() => asked === 2 && clock.untilNext() === 1000);
  await clock.step(1000);
  expect(await got).toEqual(thing('a'));
});

test('gives up after five tries; without Retry-After at once', async () => {
  const clock = new SteppedClock();
  let asked = 0;
  handle = (_, response) => { asked++; answer(response, 429, status(429, 'TooManyRequests', 'slow down'), { 'retry-after': '0' }); };
  const resources = connect(await serve(), {}, clock).of(things);
  const got = resources.get(key).catch((error: unknown) => error);
  for (let tries = 1; tries < 5; tries++) {
    await until(() => asked === tries && (clock.untilNext() ?? 60_000) < 60_000);
    await clock.step(clock.untilNext() ?? 0);
  }
  expect(await got).toMatchObject({ code: 429 });
  expect(asked).toBe(5);
  handle = (_, response) => { asked++; answer(response, 503, status(503, 'ServiceUnavailable', 'no')); };
  await expect(resources.get(key)).rejects.toMatchObject({ code: 503 });
  expect(asked).toBe(6);
});

test('an answer that does not come is a timeout', async () => {
  const clock = new SteppedClock();
  let asked = false;
  handle = () => { asked = true; };
  const got = connect(await serve(), {}, clock).of(things).get(key).catch((error: unknown) => error);
  await until(() => asked);
  await clock.step(60_000);
  expect(await got).toMatchObject({ code: 504, reason: 'Timeout' });
});

test('a server that is not there, or goes away in the middle, is unavailable', async () => {
  const url = await serve();
  handle = (request) => request.socket.destroy();
  const resources = connect(url).of(things);
  await expect(resources.create(thing('a'))).rejects.toMatchObject({ code: 503, message: expect.stringContaining(url) as string });
  await new Promise((resolve) => server.close(resolve));
  await expect(resources.get(key)).rejects.toMatchObject({ code: 503, message: expect.stringContaining('ECONNREFUSED') as string });
});

test('a read on a kept connection that the server has dropped is asked again', async () => {
  let dropped = false;
  let asked = 0;
  handle = (request, response) => {
    asked++;
    if (asked === 2 && !dropped) {
      dropped = true;
      request.socket.destroy();
    } else answer(response, 200, thing('a'));
  };
  const resources = connect(await serve()).of(things);
  await resources.get(key);
  expect(await resources.get(key)).toEqual(thing('a'));
  expect([asked, sockets]).toEqual([3, 2]);
});

async function collect(client: HttpClient, signal: AbortSignal, seen: string[]): Promise<void> {
  for await (const batch of client.of(things).watch({ resourceVersion: '1' }, signal)) {
    for (const event of batch) if (event.type !== 'BOOKMARK') seen.push(event.object.metadata.name ?? '');
  }
}

const line = (object: Thing): string => `${JSON.stringify({ type: 'ADDED', object })}\n`;

test('watches as lines come, ends with the server', async () => {
  let stream: http.ServerResponse | undefined;
  handle = (_, response) => {
    stream = response;
    response.write(line(thing('a')));
  };
  const seen: string[] = [];
  const watching = collect(connect(await serve()), new AbortController().signal, seen);
  await until(() => seen.length === 1);
  const second = line(thing('b'));
  stream?.write(second.slice(0, 10));
  stream?.write(second.slice(10) + line(thing('c')));
  await until(() => seen.length === 3);
  stream?.end();
  await watching;
  expect(seen).toEqual(['a', 'b', 'c']);
});

test('a watch ends quietly with its signal, and loudly when the connection breaks', async () => {
  let closed = 0;
  let stream: http.ServerResponse | undefined;
  handle = (_, response) => {
    stream = response;
    response.on('close', () => closed++);
    response.write(line(thing('a')));
  };
  const client = connect(await serve());
  const stop = new AbortController();
  const seen: string[] = [];
  const watching = collect(client, stop.signal, seen);
  await until(() => seen.length === 1);
  stop.abort();
  await watching;
  await until(() => closed === 1);
  const broken = collect(client, new AbortController().signal, seen);
  await until(() => seen.length === 2);
  stream?.socket?.destroy();
  await expect(broken).rejects.toMatchObject({ code: 503 });
  handle = (_, response) => answer(response, 410, status(410, 'Expired', 'too old resource version: 1 (5)'));
  await expect(collect(client, new AbortController().signal, seen)).rejects.toMatchObject({ reason: 'Expired' });
});

test('close breaks off what is under way and refuses what comes later', async () => {
  let asked = 0;
  handle = () => { asked++; };
  const client = connect(await serve());
  const pending = Promise.allSettled([client.of(things).get(key), collect(client, new AbortController().signal, [])]);
  await until(() => asked === 2);
  client.close();
  expect(await pending).toMatchObject([{ reason: { code: 503 } }, { reason: { code: 503 } }]);
  await expect(client.of(things).get(key)).rejects.toMatchObject({ code: 503, message: expect.stringContaining('client closed') as string });
});

test('TLS: checked against the authority given, or not at all when told so', async () => {
  handle = (_, response) => answer(response, 200, thing('a'));
  const url = await serve(true);
  expect(await connect(url, { ca: pem('cert.pem') }).of(things).get(key)).toEqual(thing('a'));
  expect(await connect(url, { insecure: true }).of(things).get(key)).toEqual(thing('a'));
  await expect(connect(url).of(things).get(key)).rejects.toMatchObject({ code: 503, message: expect.stringContaining('self-signed certificate') as string });
  expect(() => connect('ftp://127.0.0.1')).toThrow('must be an http or https URL');
});
