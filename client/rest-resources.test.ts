import { ApiError, type WatchEvent } from '../api';
import { RestResources } from './rest-resources';
import { globes, parts, thing, things, type Thing } from './testing/things';
import type { Answer, Transport, TransportRequest } from './transport';

/** Answers in turn; an ApiError is thrown. */
class Script implements Transport {
  readonly sent: TransportRequest[] = [];
  constructor(private readonly answers: unknown[], private readonly warnings: string[] = []) {}

  async send(request: TransportRequest): Promise<Answer> {
    this.sent.push(request);
    const body = this.answers.shift();
    if (body instanceof ApiError) throw body;
    return { body, warnings: this.warnings };
  }

  async *stream(path: string): AsyncGenerator<Uint8Array> {
    this.sent.push({ method: 'GET', path });
    for (const answer of this.answers) yield Buffer.from(`${JSON.stringify(answer)}\n`);
  }
}

const stored = (name: string, version: string, color?: string): Thing => {
  const object = thing(name, color);
  return { ...object, metadata: { ...object.metadata, uid: 'u', resourceVersion: version } };
};
const key = { namespace: 'default', name: 'a' };
const conflict = ApiError.conflict({ group: 'test.dev', plural: 'things' }, 'a');

test('paths of the core group, of other groups, of cluster scope; names are escaped', async () => {
  const script = new Script([{}, {}, {}]);
  await new RestResources(things, script).get(key);
  await new RestResources(parts, script).get({ namespace: 'n', name: 'a b' });
  await new RestResources(globes, script).get({ name: 'g' });
  expect(script.sent.map((r) => r.path)).toEqual([
    '/apis/test.dev/v1/namespaces/default/things/a', '/api/v1/namespaces/n/parts/a%20b', '/apis/test.dev/v1/globes/g',
  ]);
});

test('list: options in the query, kind and apiVersion filled in', async () => {
  const { metadata, spec } = stored('a', '3');
  const bare = { metadata, spec };
  const script = new Script([{ metadata: { resourceVersion: '9', continue: 'next', remainingItemCount: 4 }, items: [bare] }, { metadata: {}, items: null }]);
  const resources = new RestResources(things, script);
  const labels = { matches: () => true, requirements: [], empty: false, toString: () => 'app in (a,b)' };
  const list = await resources.list({ labels, limit: 1, resourceVersion: '5', resourceVersionMatch: 'Exact' });
  expect(list).toEqual({ resourceVersion: '9', continue: 'next', remainingItemCount: 4, items: [stored('a', '3')] });
  expect(script.sent[0]?.path).toBe('/apis/test.dev/v1/things?labelSelector=app+in+%28a%2Cb%29&limit=1&resourceVersion=5&resourceVersionMatch=Exact');
  expect((await resources.list({ namespace: 'x' })).items).toEqual([]);
  expect(script.sent[1]?.path).toBe('/apis/test.dev/v1/namespaces/x/things');
});

test('watch: events, bookmarks, the end of the initial ones, and the error that ends it', async () => {
  const mark = (version: string, annotations?: Record<string, string>): object => ({ type: 'BOOKMARK', object: { metadata: { resourceVersion: version, annotations } } });
  const script = new Script([
    { type: 'ADDED', object: stored('a', '3') }, mark('4', { 'k8s.io/initial-events-end': 'true' }), mark('5'),
    { type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' } },
  ]);
  const seen: WatchEvent<Thing>[] = [];
  const watching = async (): Promise<void> => {
    for await (const batch of new RestResources(things, script).watch({ sendInitialEvents: true }, new AbortController().signal)) seen.push(...batch);
  };
  await expect(watching()).rejects.toMatchObject({ reason: 'Expired', code: 410 });
  expect(seen).toEqual([
    { type: 'ADDED', object: stored('a', '3') }, { type: 'BOOKMARK', resourceVersion: '4', initialEventsEnd: true }, { type: 'BOOKMARK', resourceVersion: '5' },
  ]);
  expect(script.sent[0]?.path).toBe('/apis/test.dev/v1/things?watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan');
});

test('create: options, warnings, and no namespace is refused', async () => {
  const script = new Script([stored('a', '3')], ['unknown field "spec.x"']);
  const resources = new RestResources(things, script);
  const warnings: string[] = [];
  const user = { name: 'jane', groups: ['dev', 'ops'] };
  await resources.create(thing('a'), { dryRun: true, fieldManager: 'me', fieldValidation: 'Strict', user, warn: (text) => warnings.push(text) });
  expect(script.sent).toEqual([{
    method: 'POST', path: '/apis/test.dev/v1/namespaces/default/things?dryRun=All&fieldManager=me&fieldValidation=Strict', body: thing('a'),
    headers: { 'impersonate-user': 'jane', 'impersonate-group': ['dev', 'ops'] },
  }]);
  expect(warnings).toEqual(['unknown field "spec.x"']);
  await expect(resources.create({ ...thing('a'), metadata: { name: 'a' } })).rejects.toMatchObject({ reason: 'BadRequest' });
});

test('update: read, change, write; again when somebody was faster', async () => {
  const script = new Script([stored('a', '3'), conflict, stored('a', '4', 'blue'), stored('a', '5', 'blue!')]);
  const result = await new RestResources(things, script).update(key, (o) => ({ ...o, spec: { color: `${o.spec.color ?? ''}!` } }), { subresource: 'status' });
  expect(result.metadata.resourceVersion).toBe('5');
  expect(script.sent.map((r) => `${r.method} ${r.path}`)).toEqual([
    'GET /apis/test.dev/v1/namespaces/default/things/a', 'PUT /apis/test.dev/v1/namespaces/default/things/a/status',
    'GET /apis/test.dev/v1/namespaces/default/things/a', 'PUT /apis/test.dev/v1/namespaces/default/things/a/status',
  ]);
  expect(script.sent[3]?.body).toEqual(stored('a', '4', 'blue!'));
});

test('update: nothing is written when nothing changed; an error of the change ends it', async () => {
  const script = new Script([stored('a', '3', 'red'), stored('a', '3', 'red'), stored('a', '3', 'red')]);
  const resources = new RestResources(things, script);
  await resources.update(key, (o) => o);
  await resources.update(key, (o) => ({ ...o, spec: { color: 'red' } }));
  await expect(resources.update(key, () => { throw new Error('no'); })).rejects.toThrow('no');
  expect(script.sent.every((r) => r.method === 'GET')).toBe(true);
});

test('update: a change with a version or uid of its own is a conflict, without asking the server', async () => {
  const script = new Script([stored('a', '3'), stored('a', '3')]);
  const resources = new RestResources(things, script);
  await expect(resources.update(key, () => stored('a', '2', 'red'))).rejects.toMatchObject({ reason: 'Conflict' });
  await expect(resources.update(key, (o) => ({ ...o, metadata: { ...o.metadata, uid: 'other' } }))).rejects.toMatchObject({ reason: 'Conflict' });
  expect(script.sent).toHaveLength(2);
});

test('update: the same version refused twice is not tried for ever', async () => {
  const script = new Script([stored('a', '3'), conflict, stored('a', '3'), conflict]);
  await expect(new RestResources(things, script).update(key, () => stored('a', '3', 'red'))).rejects.toBe(conflict);
  expect(script.sent).toHaveLength(4);
});

test('delete: gone, or held by finalizers, grace or its kind', async () => {
  const deleted = (metadata: object): Thing => ({ ...stored('a', '4'), metadata: { ...stored('a', '4').metadata, deletionTimestamp: 't', ...metadata } });
  const ask = async (answer: unknown, definition = things): Promise<boolean> =>
    (await new RestResources(definition, new Script([stored('a', '3'), answer])).delete(key)).gone;
  expect(await ask({ kind: 'Status', status: 'Success' })).toBe(true);
  expect(await ask(deleted({ deletionGracePeriodSeconds: 0 }))).toBe(true);
  expect(await ask(deleted({ deletionGracePeriodSeconds: 30 }))).toBe(false);
  expect(await ask(deleted({ finalizers: ['x'] }))).toBe(false);
  expect(await ask(deleted({}), { ...things, strategy: { holdsDeletion: () => true } })).toBe(false);
});

test('delete and actions: bodies', async () => {
  const script = new Script([stored('a', '3'), { kind: 'Status' }, {}]);
  const resources = new RestResources(things, script);
  await resources.delete(key, { propagationPolicy: 'Orphan', gracePeriodSeconds: 0, preconditions: { uid: 'u' }, dryRun: true });
  const body = { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'a' } };
  await resources.invoke(key, 'binding', body);
  expect(script.sent[1]?.body).toEqual({
    kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Orphan', gracePeriodSeconds: 0, preconditions: { uid: 'u' }, dryRun: ['All'],
  });
  expect(script.sent[2]).toEqual({ method: 'POST', path: '/apis/test.dev/v1/namespaces/default/things/a/binding', body });
});

test('a projection is read, and written, where it is', async () => {
  const scalable = { ...things, subresources: { scale: { type: 'projection', schema: things.schema, read: (object: Thing) => object, write: (object: Thing) => object, columns: [] } } } as typeof things;
  const script = new Script([stored('a', '1', 'red'), stored('a', '2', 'blue'), stored('a', '2', 'blue')]);
  const resources = new RestResources(scalable, script);
  await resources.update(key, (current) => ({ ...current, spec: { color: 'blue' } }), { subresource: 'scale' });
  expect(await resources.update(key, (current) => current, { subresource: 'scale' })).toMatchObject({ spec: { color: 'blue' } });
  expect(script.sent.map(({ method, path }) => `${method} ${path.slice('/apis/test.dev/v1/namespaces/default/'.length)}`)).toEqual(['GET things/a/scale', 'PUT things/a/scale', 'GET things/a/scale']);
});
