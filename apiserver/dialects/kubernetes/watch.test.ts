import { connect } from 'node:net';
import { once } from 'node:events';
import { configMap, serve, WatchReader, type TestServer } from '../../testing/serve';

let server: TestServer;
const watches: WatchReader[] = [];
beforeEach(async () => { server = await serve(); });
afterEach(async () => {
  for (const watch of watches.splice(0)) watch.close();
  await server.stop();
});

const maps = '/api/v1/namespaces/default/configmaps';

async function open(path: string, headers?: Record<string, string>): Promise<WatchReader> {
  const watch = await WatchReader.open(server.url + path, headers);
  watches.push(watch);
  return watch;
}

const create = async (name: string, labels?: Record<string, string>): Promise<string> => {
  const { body } = await server.http.post(maps).send(configMap(name, {}, labels));
  return (body as { metadata: { resourceVersion: string } }).metadata.resourceVersion;
};
const merge = (name: string, patch: object) => server.http.patch(`${maps}/${name}`).set('Content-Type', 'application/merge-patch+json').send(JSON.stringify(patch));

it('shows what is there, then every change, in order', async () => {
  await create('a');
  const watch = await open(`${maps}?watch=true`);
  expect(watch.response.headers).toMatchObject({ 'content-type': 'application/json', 'transfer-encoding': 'chunked' });
  const [first] = await watch.take(1);
  expect(first).toMatchObject({ type: 'ADDED', object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'a' } } });
  await merge('a', { data: { x: '1' } });
  await create('b');
  await server.http.delete(`${maps}/a`);
  const events = await watch.take(3);
  expect(events.map(({ type, object }) => [type, object.metadata?.name])).toEqual([['MODIFIED', 'a'], ['ADDED', 'b'], ['DELETED', 'a']]);
});

it('begins behind a resourceVersion', async () => {
  const revision = await create('a');
  await create('b');
  const watch = await open(`${maps}?watch=1&resourceVersion=${revision}`);
  expect(await watch.next()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'b' } } });
});

it('an object that begins or ceases to match is ADDED or DELETED', async () => {
  const revision = await create('a', { color: 'red' });
  const watch = await open(`${maps}?watch=1&resourceVersion=${revision}&labelSelector=color%3Dblue`);
  await merge('a', { metadata: { labels: { color: 'blue' } } });
  await merge('a', { data: { x: '1' } });
  await merge('a', { metadata: { labels: { color: 'red' } } });
  expect((await watch.take(3)).map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
});

it('of one object, by field selector or the old prefix', async () => {
  const revision = await create('a');
  const byField = await open(`${maps}?watch=1&resourceVersion=${revision}&fieldSelector=metadata.name%3Dc`);
  const byPath = await open(`/api/v1/watch/namespaces/default/configmaps/c?resourceVersion=${revision}`);
  await create('b');
  await create('c');
  for (const watch of [byField, byPath]) expect(await watch.next()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'c' } } });
});

it('sendInitialEvents ends the initial state with an annotated bookmark (KEP-3157)', async () => {
  await create('a');
  const watch = await open(`${maps}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`);
  const [added, bookmark] = await watch.take(2);
  expect(added).toMatchObject({ type: 'ADDED' });
  expect(bookmark).toMatchObject({ type: 'BOOKMARK', object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { resourceVersion: expect.stringMatching(/^\d+$/) as string, annotations: { 'k8s.io/initial-events-end': 'true' } } } });
});

it('sends bookmarks now and then to those who allow them', async () => {
  const revision = await create('a');
  const watch = await open(`${maps}?watch=1&resourceVersion=${revision}&allowWatchBookmarks=true`);
  await server.clock.step(61_000);
  expect(await watch.next()).toMatchObject({ type: 'BOOKMARK', object: { metadata: { resourceVersion: revision } } });
});

it.each(['', '&resourceVersion=0'])('a watch from anywhere%s ends its initial events with a bookmark too, if those are allowed', async (version) => {
  await create('a');
  const watch = await open(`${maps}?watch=1${version}&allowWatchBookmarks=true`);
  const [added, bookmark] = await watch.take(2);
  expect([added?.type, bookmark]).toMatchObject(['ADDED', { type: 'BOOKMARK', object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } } }]);
});

it.each([
  ['resourceVersionMatch=NotOlderThan', ['resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided']],
  ['sendInitialEvents=true', ['resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan']],
  ['sendInitialEvents=true&resourceVersionMatch=Exact', [
    'resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    'resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"',
  ]],
  ['sendInitialEvents=false&resourceVersionMatch=NotOlderThan&continue=x', ['resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided']],
])('%s is refused', async (query, faults) => {
  const { status, body } = await server.http.get(`${maps}?watch=1&${query}`);
  const text = faults.length === 1 ? faults[0] : `[${faults.join(', ')}]`;
  expect([status, body]).toMatchObject([422, { reason: 'Invalid', message: `ListOptions.meta.k8s.io "" is invalid: ${text}` }]);
});

it('tells where it is shortly before it ends', async () => {
  const revision = await create('a');
  const watch = await open(`${maps}?watch=1&resourceVersion=${revision}&allowWatchBookmarks=true&timeoutSeconds=10`);
  await server.clock.step(8_000);
  expect(await watch.next()).toMatchObject({ type: 'BOOKMARK', object: { metadata: { resourceVersion: revision } } });
  await server.clock.step(2_000);
  expect(await watch.next()).toBeUndefined();
});

it('ends by itself after timeoutSeconds, as a whole answer', async () => {
  const watch = await open(`${maps}?watch=1&resourceVersion=0&timeoutSeconds=5`);
  await server.clock.step(5_000);
  expect(await watch.next()).toBeUndefined();
  expect(watch.response.complete).toBe(true);
});

it('without timeoutSeconds lasts between half an hour and an hour', async () => {
  const watch = await open(`${maps}?watch=1&resourceVersion=0`);
  await server.clock.step(1_790_000);
  await create('a');
  expect(await watch.next()).toMatchObject({ type: 'ADDED' });
  await server.clock.step(1_820_000);
  expect(await watch.next()).toBeUndefined();
});

it('an error is an event of the stream, and its end', async () => {
  const { registry } = server;
  const { ApiError } = await import('../../../api');
  const expired = {
    definition: registry.find('', 'v1', 'configmaps')?.definition,
    watch: () => Promise.resolve((async function* () { await Promise.resolve(); throw ApiError.expired('too old resource version: 1 (100)'); })()),
  };
  const other = await serve({ registry: { definitions: registry.definitions, find: () => expired } as unknown as TestServer['registry'] });
  try {
    const watch = await WatchReader.open(`${other.url}${maps}?watch=1&resourceVersion=1`);
    expect(watch.response.statusCode).toBe(200);
    expect(await watch.next()).toEqual({ type: 'ERROR', object: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'too old resource version: 1 (100)', reason: 'Expired', code: 410 } });
    expect(await watch.next()).toBeUndefined();
  } finally {
    await other.stop();
  }
});

it('faults of the options are a Status, no stream', async () => {
  const { status, body } = await server.http.get(`${maps}?watch=1&resourceVersion=abc`);
  expect([status, (body as { reason: string }).reason]).toEqual([400, 'BadRequest']);
});

it('as Tables: column definitions with the first event alone', async () => {
  const watch = await open(`${maps}?watch=1`, { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' });
  await create('a');
  await create('b');
  const [first, second] = await watch.take(2);
  expect(first).toMatchObject({ type: 'ADDED', object: { kind: 'Table', columnDefinitions: [{ name: 'Name' }, { name: 'Data' }, { name: 'Age' }], rows: [{ cells: ['a', 0, '0s'], object: { kind: 'PartialObjectMetadata' } }] } });
  expect(second).toMatchObject({ type: 'ADDED', object: { kind: 'Table', columnDefinitions: [], rows: [{ cells: ['b', 0, '0s'] }] } });
});

it.each([['None', null, { kind: 'PartialObjectMetadata' }], ['Object', { kind: 'ConfigMap', data: { x: '1' } }, { kind: 'ConfigMap' }]])('as Tables with includeObject=%s', async (include, object, bookmarked) => {
  await create('a');
  await merge('a', { data: { x: '1' } });
  const watch = await open(`${maps}?watch=1&allowWatchBookmarks=true&includeObject=${include}`, { Accept: 'application/json;as=Table;v=v1beta1;g=meta.k8s.io' });
  const [first, end] = await watch.take(2);
  expect([first?.object.apiVersion, (first?.object.rows as { object: unknown }[])[0]?.object]).toMatchObject(['meta.k8s.io/v1beta1', object]);
  expect((end?.object.rows as { object: unknown }[])[0]?.object).toMatchObject({ ...bookmarked, metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } });
  await server.clock.step(60_000);
  const later = await watch.next();
  expect((later?.object.rows as { object: unknown }[])[0]?.object).toEqual(include === 'None' ? null : expect.objectContaining({ kind: 'ConfigMap' }));
});

it('as PartialObjectMetadata', async () => {
  await create('a');
  const watch = await open(`${maps}?watch=1`, { Accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' });
  expect(await watch.next()).toMatchObject({ type: 'ADDED', object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: { name: 'a' } } });
});

describe('the connection', () => {
  /** A registry whose watch says what becomes of it. */
  function observed(): { registry: TestServer['registry']; ended: Promise<void>; pulled: () => number } {
    const { registry } = server;
    const store = registry.find('', 'v1', 'configmaps')!;
    let end = (): void => undefined;
    let pulled = 0;
    const ended = new Promise<void>((resolve) => { end = resolve; });
    const entry = { bytes: Buffer.from(JSON.stringify({ data: 'x'.repeat(100_000) })) };
    async function* frames(signal: AbortSignal): AsyncGenerator<object[]> {
      try {
        while (!signal.aborted) {
          pulled++;
          yield [{ type: 'ADDED', entry }];
          await new Promise(setImmediate);
        }
      } finally {
        end();
      }
    }
    const watched = { definition: store.definition, watch: (_options: unknown, signal: AbortSignal) => Promise.resolve(frames(signal)) };
    return { registry: { definitions: registry.definitions, find: () => watched } as unknown as TestServer['registry'], ended, pulled: () => pulled };
  }

  it('a client that leaves releases its watch at once', async () => {
    const { registry, ended } = observed();
    const other = await serve({ registry });
    try {
      const watch = await WatchReader.open(`${other.url}${maps}?watch=1`);
      await watch.next();
      watch.close();
      await ended;
    } finally {
      await other.stop();
    }
  });

  it.each([
    ['', ''],
    [' of a WebSocket', 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'],
  ])('a watcher%s that never reads holds no more than the sockets do, and is cut off', async (_, upgrade) => {
    const { registry, ended, pulled } = observed();
    const other = await serve({ registry });
    const socket = connect(Number(new URL(other.url).port), '127.0.0.1');
    try {
      await once(socket, 'connect');
      socket.pause();
      socket.write(`GET ${maps}?watch=1 HTTP/1.1\r\nHost: localhost\r\n${upgrade}\r\n`);
      let before = -1;
      while (pulled() === 0 || pulled() !== before) {
        before = pulled();
        for (let i = 0; i < 200; i++) await new Promise(setImmediate);
      }
      await other.clock.step(30_000);
      await ended;
      expect(pulled()).toBe(before);
    } finally {
      socket.destroy();
      await other.stop();
    }
  });
});
