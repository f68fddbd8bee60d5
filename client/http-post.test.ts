/** Questions by POST: to a server on loopback, with and without TLS. */
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SteppedClock } from '../api';
import { Poster, type PosterOptions } from './http-post';

const pem = (name: string): string => readFileSync(join(__dirname, 'testing/tls', name), 'utf8');

const servers: Server[] = [];
const posters: Poster[] = [];

afterEach(() => {
  for (const poster of posters.splice(0)) poster.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listening(listener: RequestListener, secure = false): Promise<string> {
  const server = secure ? createSecureServer({ cert: pem('cert.pem'), key: pem('key.pem') }, listener) : createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return `${secure ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function poster(tls?: PosterOptions['tls'], clock = new SteppedClock(), mostBytes?: number): Poster {
  const made = new Poster({ timeoutMs: 1000, clock, tls, mostBytes });
  posters.push(made);
  return made;
}

const alive = new AbortController().signal;

/** Says back what it was asked. */
const echo: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => response.end(`${request.method} ${request.url} ${request.headers['content-type']} ${Buffer.concat(chunks).toString()}`));
};

test('sends JSON and reads the answer, one after the other', async () => {
  const url = await listening(echo);
  const asking = poster();
  for (const body of ['{"a":1}', '{"ä":2}']) {
    expect(await asking.post(`${url}/x/filter`, body, alive)).toEqual({ code: 200, text: `POST /x/filter application/json ${body}` });
  }
});

test('names that mean this machine lead to it', async () => {
  const url = await listening(echo);
  expect((await poster().post(url.replace('127.0.0.1', 'extender.localhost'), '{}', alive)).code).toBe(200);
});

test('other codes are answers, and redirections are not followed', async () => {
  const url = await listening((_request, response) => response.writeHead(307, { location: 'http://192.0.2.1/' }).end());
  expect((await poster().post(url, '{}', alive)).code).toBe(307);
});

test('an answer that is too large is none', async () => {
  const url = await listening((_request, response) => response.end('x'.repeat(100)));
  expect((await poster(undefined, undefined, 100).post(url, '{}', alive)).text).toHaveLength(100);
  await expect(poster(undefined, undefined, 99).post(url, '{}', alive)).rejects.toThrow(`Post "${url}": the answer has more than 99 bytes`);
});

test('an authority that vouches for the server', async () => {
  const url = await listening(echo, true);
  expect((await poster({ ca: pem('cert.pem') }).post(url, '{}', alive)).code).toBe(200);
  expect((await poster({ rejectUnauthorized: false }).post(url, '{}', alive)).code).toBe(200);
  await expect(poster({}).post(url, '{}', alive)).rejects.toThrow(`Post "${url}": self-signed certificate`);
});

test('a certificate that cannot be used is told at once', () => {
  expect(() => poster({ cert: 'no certificate', key: pem('key.pem') })).toThrow('PEM');
});

test('nobody there', async () => {
  const url = await listening(echo);
  servers.splice(0).forEach((server) => server.close());
  await expect(poster().post(url, '{}', alive)).rejects.toThrow(`Post "${url}": connect ECONNREFUSED`);
});

test.each([['no answer', (): void => undefined], ['half an answer', (_: unknown, response: { write(text: string): unknown }): void => void response.write('{')]] as const)('%s in time', async (_what, answer) => {
  const clock = new SteppedClock();
  let asked = false;
  const url = await listening((request, response) => {
    asked = true;
    answer(request, response);
  });
  const waiting = poster(undefined, clock).post(url, '{}', alive);
  const told = expect(waiting).rejects.toThrow(`Post "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`);
  while (!asked) await new Promise((resolve) => { setImmediate(resolve); });
  await clock.step(1000);
  await told;
});

test('whoever stops waiting is not kept', async () => {
  const stopping = new AbortController();
  const url = await listening(() => stopping.abort());
  await expect(poster().post(url, '{}', stopping.signal)).rejects.toThrow('aborted');
});
