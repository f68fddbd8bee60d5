/** Functions called over HTTP. */
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { memoryLogger } from '../../client/testing/until';
import type { Activator } from './activator';
import { mostBytes } from './http';
import { InvocationRefused } from './refusal';
import { openServerlessPort, type ServerlessServer } from './server';

let server: ServerlessServer;
let invoke: Activator['invoke'];
let awake = true;
const log = memoryLogger();
const activator: Activator = { invoke: (...args) => invoke(...args), probe: () => Promise.resolve(awake), close: () => Promise.resolve() };

beforeAll(async () => { server = await openServerlessPort(activator, log, 0); });
beforeEach(() => {
  invoke = ({ namespace, name }, body) => Promise.resolve(JSON.stringify([namespace, name, JSON.parse(body)]));
  log.lines.length = 0;
});
afterAll(() => server.close());

interface Answer {
  readonly code: number | undefined;
  readonly text: string;
  readonly headers: IncomingMessage['headers'];
}

async function ask(method: string, path: string, body?: string | Buffer, headers: Record<string, string> = {}): Promise<Answer> {
  const asking = httpRequest({ host: '127.0.0.1', port: server.port, method, path, agent: false, headers });
  asking.end(body);
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return { code: answer.statusCode, text, headers: answer.headers };
}

test('what the function returned is data', async () => {
  expect(await ask('POST', '/shop/price', '{"items":3}')).toMatchObject({ code: 200, text: '{"data":["shop","price",{"items":3}]}', headers: { 'content-type': 'application/json; charset=utf-8' } });
  expect(await ask('POST', '/shop/price?x=1')).toMatchObject({ code: 200, text: '{"data":["shop","price",""]}' });
});

test.each<[string, string, string | undefined, Record<string, string>, number, string]>([
  ['POST', '/shop/price', '{"items":', {}, 400, 'the body is not JSON: Unexpected end of JSON input'],
  ['PUT', '/shop/price', undefined, {}, 405, 'POST calls a function, GET asks whether it would answer'],
  ['POST', '/', undefined, {}, 404, 'functions are called by POST /{namespace}/{name}'],
  ['POST', '/shop', undefined, {}, 404, 'functions are called by POST /{namespace}/{name}'],
  ['POST', '/shop/price/more', undefined, {}, 404, 'functions are called by POST /{namespace}/{name}'],
  ['POST', '/shop/%zz', undefined, {}, 404, 'functions are called by POST /{namespace}/{name}'],
  ['POST', '/shop/price', undefined, { Host: 'evil.example' }, 403, 'the Host "evil.example" is not this machine'],
])('%s %s %s %p is refused', async (method, path, body, headers, code, error) => {
  expect(await ask(method, path, body, headers)).toMatchObject({ code, text: JSON.stringify({ error }) });
});

test('what the activator refuses is told, and when to come again', async () => {
  invoke = () => Promise.reject(new InvocationRefused(503, 'not yet', 1));
  expect(await ask('POST', '/shop/price', '1')).toMatchObject({ code: 503, text: '{"error":"not yet"}', headers: { 'retry-after': '1' } });
  invoke = () => Promise.reject(new Error('broken'));
  expect(await ask('POST', '/shop/price', '1')).toMatchObject({ code: 500, text: '{"error":"the function could not be called"}' });
  expect(log.lines).toEqual(['error: a call of a function failed']);
});

test('a body that is too large is refused, whether its size is said or not', async () => {
  const body = Buffer.alloc(mostBytes + 1, 32);
  const refused = { code: 413, text: JSON.stringify({ error: `the body is larger than ${mostBytes} bytes` }) };
  expect(await ask('POST', '/shop/price', body)).toMatchObject(refused);
  expect(await ask('POST', '/shop/price', body, { 'Transfer-Encoding': 'chunked' })).toMatchObject(refused);
});

test('a probe', async () => {
  awake = true;
  expect(await ask('GET', '/shop/price')).toMatchObject({ code: 200, text: '{"message":"success","data":true}' });
  awake = false;
  expect(await ask('GET', '/shop/price')).toMatchObject({ code: 400, text: '{"message":"function shop/price has no instance that is ready yet; try again later","data":false}' });
});

test('who closes the connection ends the call', async () => {
  const asking = httpRequest({ host: '127.0.0.1', port: server.port, method: 'POST', path: '/shop/price', agent: false });
  const ended = new Promise<void>((resolve) => {
    invoke = (_, __, signal) => new Promise((___, reject) => {
      signal.addEventListener('abort', () => {
        resolve();
        reject(new Error('gone'));
      });
      asking.destroy();
    });
  });
  asking.on('error', () => undefined).end('1');
  await ended;
  expect((await ask('GET', '/shop/price')).code).toBe(400);
  expect(log.lines).toEqual([]);
});

test('a port that is taken is told, and nothing else', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const second = await openServerlessPort(activator, log, (taken.address() as AddressInfo).port);
  expect(second.port).toBeUndefined();
  expect(log.lines).toEqual(['error: the serverless port cannot be had; functions are called through the API server alone']);
  await second.close();
  taken.close();
});
