import { ApiError, Measures } from '../../api';
import type { DialectFactory, Response } from '../dialect';
import { configMap, serve, WatchReader, type TestServer } from '../testing/serve';
import type { ApiServerOptions } from '../server';

let server: TestServer;
afterEach(() => server.stop());

const maps = '/api/v1/namespaces/default/configmaps';

interface Gate { readonly waiting: Response[]; readonly open: DialectFactory }

/** Answers nothing until it is told to, except for `/quick`. */
function gate(): Gate {
  const waiting: Response[] = [];
  return {
    waiting,
    open: () => ({
      name: 'gate',
      claims: (path) => path !== '/metrics',
      async handle(request, response) {
        if (request.url.startsWith('/quick')) response.end('quick');
        else {
          waiting.push(response);
          await new Promise((resolve) => response.once('release', resolve));
        }
      },
    }),
  };
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise(setImmediate);
};

const letGo = (response: Response): void => {
  response.end('done');
  response.emit('release');
};

const start = async (options: Partial<ApiServerOptions>): Promise<{ waiting: Response[] }> => {
  const { waiting, open } = gate();
  server = await serve({ dialects: [open], ...options });
  return { waiting };
};

describe('how many run at once', () => {
  it('is limited apart for what reads and what writes; the refusal is upstream\'s', async () => {
    const { waiting } = await start({ limits: { readOnly: 1, mutating: 1 } });
    const first = server.http.get('/slow').then((answer) => answer.text);
    await until(() => waiting.length === 1);
    const { status, headers, text } = await server.http.get('/quick');
    expect([status, headers['retry-after'], headers['content-type'], text]).toEqual([429, '1', 'text/plain; charset=utf-8', 'Too many requests, please try again later.\n']);
    expect((await server.http.post('/quick')).status).toBe(200);
    letGo(waiting[0]!);
    expect(await first).toBe('done');
    expect((await server.http.get('/quick')).status).toBe(200);
  });

  it('is not limited by 0', async () => {
    const { waiting } = await start({ limits: { readOnly: 0, mutating: 1 } });
    const all = Promise.all(Array.from({ length: 20 }, () => server.http.get('/slow').then(({ status }) => status)));
    await until(() => waiting.length === 20);
    waiting.forEach(letGo);
    expect(new Set(await all)).toEqual(new Set([200]));
  });

  it('does not count watches', async () => {
    server = await serve({ limits: { readOnly: 1, mutating: 1 } });
    const watches = [await WatchReader.open(`${server.url}${maps}?watch=1&resourceVersion=0`), await WatchReader.open(`${server.url}${maps}?watch=1&resourceVersion=0`)];
    expect((await server.http.post(maps).send(configMap('a'))).status).toBe(201);
    expect((await server.http.get(maps)).status).toBe(200);
    expect((await watches[1]!.next())?.type).toBe('ADDED');
    watches.forEach((watch) => watch.close());
  });

  it('holds the place of work that goes on behind an answer', async () => {
    const { waiting } = await start({ limits: { readOnly: 1, mutating: 1 }, requestTimeoutMs: 1000 });
    const late = server.http.get('/slow').then(({ status }) => status);
    await until(() => waiting.length === 1);
    await server.clock.step(1000);
    expect(await late).toBe(504);
    expect((await server.http.get('/quick')).status).toBe(429);
    letGo(waiting[0]!);
    await until(() => waiting[0]!.destroyed || waiting[0]!.writableFinished);
    await new Promise(setImmediate);
    expect((await server.http.get('/quick')).status).toBe(200);
  });
});

describe('how long it takes', () => {
  /** A registry in which a get never comes back before it is told to. */
  const stuck = async (options: Partial<ApiServerOptions> = {}): Promise<{ answer: (value: unknown) => void; fail: (error: unknown) => void; asked: () => boolean }> => {
    let settle: { resolve: (value: never) => void; reject: (error: unknown) => void } | undefined;
    const helper = await serve();
    const pods = helper.registry.find('', 'v1', 'configmaps')!;
    const registry = { definitions: helper.registry.definitions, find: () => ({ definition: pods.definition, get: () => new Promise((resolve, reject) => { settle = { resolve, reject }; }) }), close: () => helper.stop() };
    server = await serve({ registry: registry as unknown as TestServer['registry'], ...options });
    const stop = server.stop;
    server = { ...server, stop: async () => { await stop(); await helper.stop(); } };
    return { answer: (value) => settle?.resolve(value as never), fail: (error) => settle?.reject(error), asked: () => settle !== undefined };
  };

  const timedOut = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'Timeout: request did not complete within the allotted timeout', reason: 'Timeout', details: {}, code: 504 };

  it('is a minute at most, then 504 with a Status', async () => {
    const { asked, answer } = await stuck();
    const reply = server.http.get(`${maps}/a`).then((given) => given);
    await until(asked);
    await server.clock.step(60_000);
    const { status, body } = await reply;
    expect([status, body]).toEqual([504, timedOut]);
    answer({ bytes: Buffer.from('{}'), key: { name: 'a' }, revision: 1, object: {}, memo: () => undefined });
  });

  it.each([['?timeout=2s', 2000], ['?timeout=500ms', 500], ['?timeout=0s', 60_000], ['?timeout=5m', 60_000], ['?timeout=-3s', 60_000]])('is with %s %d ms', async (query, ms) => {
    const { asked, answer } = await stuck();
    let done = false;
    const reply = server.http.get(`${maps}/a${query}`).then(({ status }) => { done = true; return status; });
    await until(asked);
    await server.clock.step(ms - 1);
    expect(done).toBe(false);
    await server.clock.step(1);
    expect(await reply).toBe(504);
    answer(undefined);
  });

  it.each([
    ['soon', 'time: invalid duration "soon"'], ['5', 'time: missing unit in duration "5"'], ['5x', 'time: unknown unit "x" in duration "5x"'], ['1s5', 'time: missing unit in duration "1s5"'],
  ])('timeout=%s is no duration', async (timeout, fault) => {
    server = await serve();
    const { status, body } = await server.http.get(`${maps}?timeout=${timeout}`);
    expect([status, (body as ApiError).message]).toEqual([400, `invalid timeout specified in the request URL - ${fault}`]);
  });

  it.each(['an answer', 'an error'])('%s that comes later reaches nobody and breaks nothing: not even the connection', async (which) => {
    const errors: string[] = [];
    const { asked, answer, fail } = await stuck({ log: { debug() {}, info() {}, warn() {}, error: (message) => void errors.push(message) } });
    const reply = server.http.get(`${maps}/a`).then(({ status }) => status);
    await until(asked);
    await server.clock.step(60_000);
    expect(await reply).toBe(504);
    if (which === 'an answer') answer({ bytes: Buffer.alloc(200_000, 'x'), key: { name: 'a' }, revision: 1, object: {}, memo: () => undefined });
    else fail(ApiError.badRequest('too late'));
    await new Promise(setImmediate);
    expect((await server.http.get('/version')).status).toBe(200);
    expect(errors).toEqual([]);
  });

  it('does not end watches', async () => {
    server = await serve();
    const watch = await WatchReader.open(`${server.url}${maps}?watch=1&resourceVersion=0&timeout=1s&timeoutSeconds=600`);
    await server.clock.step(120_000);
    await server.http.post(maps).send(configMap('a'));
    expect((await watch.next())?.type).toBe('ADDED');
    watch.close();
  });
});

describe('the log', () => {
  const trace = '0af7651916cd43dd8448eb211c80319c';

  it('names request and trace', async () => {
    const lines: object[] = [];
    server = await serve({ log: { debug: (_message, fields) => void lines.push(fields ?? {}), info() {}, warn() {}, error() {} }, measures: new Measures() });
    await server.http.get('/version').set({ traceparent: `00-${trace}-b7ad6b7169203331-01`, 'Audit-Id': 'mine' });
    await server.http.get('/version').set({ traceparent: 'nonsense' });
    await until(() => lines.length === 2);
    expect(lines).toEqual([expect.objectContaining({ method: 'GET', url: '/version', code: 200, id: 'mine', trace }), expect.not.objectContaining({ trace: expect.anything() as unknown })]);
  });
});
