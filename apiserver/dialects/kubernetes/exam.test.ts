/**
 * Every kind sits the same exam over HTTP, with an object of `examples/every-kind.yaml`: created, read back, refused with a
 * missing or mistyped field, changed in every way there is, applied by two managers, shown as a Table, watched, deleted.
 */
import { definitionFacts, type KubeObject } from '../../../api';
import { apiVersionOf, collectionOf, kept, renamed, sampleOf, samples } from '../../testing/every-kind';
import { serve, WatchReader, type TestServer } from '../../testing/serve';

let server: TestServer;
beforeAll(async () => {
  server = await serve();
  await server.http.post('/api/v1/namespaces').send({ metadata: { name: 'every-kind' } });
  // What the example of a pod asks for.
  await server.http.post('/api/v1/namespaces/every-kind/serviceaccounts').send({ metadata: { name: 'default' } });
  await server.http.post('/apis/scheduling.k8s.io/v1/priorityclasses').send({ metadata: { name: 'sample' }, value: 1000 });
});
afterAll(() => server.stop());

const json = 'application/json';
test('there is an example of every kind that is kept', () => {
  expect(kept.filter((definition) => !sampleOf(definition)).map(({ kind }) => kind)).toEqual([]);
  expect(samples.filter(({ kind, apiVersion }) => !kept.some((definition) => definition.kind === kind && apiVersionOf(definition) === apiVersion))).toEqual([]);
});

/** Required by the schema, but the zero value, which is all that upstream sees of a missing one, is valid. */
const mayBeEmpty = new Set(['ControllerRevision.revision', 'DeviceClass.spec', 'ResourceClaim.spec', 'ResourceClaimTemplate.spec', 'CSIDriver.spec']);

interface Reply { status: number; body: KubeObject & { code?: number; reason?: string; message?: string; details?: { causes?: { field?: string }[] }; columnDefinitions?: object[]; rows?: { cells: unknown[] }[] } }

describe.each(kept.map((definition) => [`${definition.group || 'core'}/${definition.kind}`, definition] as const))('%s', (_, definition) => {
  const sample = renamed(sampleOf(definition) as KubeObject, 'exam');
  const name = sample.metadata.name as string;
  const path = `${collectionOf(definition)}/${encodeURIComponent(name)}`;
  const send = async (method: 'post' | 'put' | 'patch' | 'get' | 'delete', to: string, body?: unknown, type = json): Promise<Reply> => {
    const request = server.http[method](to);
    return (body === undefined ? await request : await request.set('Content-Type', type).send(typeof body === 'string' ? body : JSON.stringify(body))) as unknown as Reply;
  };
  let created: Reply['body'];

  test('is created with all that was sent, and read back equal', async () => {
    const reply = await send('post', `${collectionOf(definition)}?fieldValidation=Strict`, sample);
    expect([reply.status, reply.body.code]).toEqual([201, undefined]);
    created = reply.body;
    expect(created).toMatchObject({ kind: definition.kind, apiVersion: apiVersionOf(definition), metadata: { name, labels: { example: 'every-kind' } } });
    expect((await send('get', path)).body).toEqual(created);
    expect((await send('post', collectionOf(definition), sample)).body).toMatchObject({ code: 409, reason: 'AlreadyExists' });
  });

  test('a dry run and a write of what is there change nothing', async () => {
    expect((await send('put', `${path}?dryRun=All`, created)).body).toEqual(created);
    expect((await send('put', path, created)).body).toEqual(created);
    expect((await send('get', path)).body).toEqual(created);
  });

  // What has a structure of its own is examined beside it (api/kinds/minik8s).
  const facts = (definition.storage ? undefined : definitionFacts(definition.schema.name).fields) ?? {};
  const required = Object.keys(facts).filter((field) => facts[field]?.required && field in sample && !mayBeEmpty.has(`${definition.kind}.${field}`));
  if (required.length) {
    test.each(required)('without its %s it is refused', async (field) => {
      const { body } = await send('post', collectionOf(definition), { ...renamed(sample, 'less'), [field]: undefined });
      expect(body).toMatchObject({ code: 422, reason: 'Invalid' });
      expect(body.details?.causes?.some((cause) => cause.field?.startsWith(field))).toBe(true);
    });
  }

  const fields = Object.keys(sample).filter((field) => facts[field] && !['kind', 'apiVersion'].includes(field) && facts[field].type !== 'rawExtension');
  if (fields.length) test.each(fields)('a %s of the wrong type is refused', async (field) => {
    const wrong = typeof sample[field as keyof KubeObject] === 'object' ? 'text' : { not: 'this' };
    const { body } = await send('post', collectionOf(definition), { ...renamed(sample, 'wrong'), [field]: wrong });
    expect(body).toMatchObject({ code: 400, reason: 'BadRequest' });
    // Quantities and times do not say where they stand.
    if (!['quantity', 'time', 'microTime'].includes(facts[field]?.type ?? '')) expect(body.message).toContain(field);
  });

  test('an unknown field is warned of, or refused', async () => {
    const odd = { ...renamed(sample, 'odd'), nonsense: 1 };
    const { body } = await send('post', `${collectionOf(definition)}?fieldValidation=Strict`, odd);
    expect(body).toMatchObject({ code: 400, message: expect.stringContaining('unknown field "nonsense"') as string });
    const warned = await server.http.post(`${collectionOf(definition)}?dryRun=All`).set('Content-Type', json).send(JSON.stringify(odd));
    // Names that are fixed are taken by now.
    if (warned.status === 201) expect(warned.headers.warning).toContain('unknown field \\"nonsense\\"');
    else expect(warned.status).toBe(409);
  });

  const patches: readonly (readonly [string, unknown])[] = [
    ['application/merge-patch+json', { metadata: { labels: { merge: 'yes' } } }],
    ['application/strategic-merge-patch+json', { metadata: { labels: { strategic: 'yes' } } }],
    ['application/json-patch+json', [{ op: 'add', path: '/metadata/labels/json', value: 'yes' }]],
  ];
  const taken = definition.storage ? patches.filter(([type]) => !type.includes('strategic')) : patches;
  test.each(taken)('takes %s', async (type, patch) => {
    const { status, body } = await send('patch', path, patch, type);
    expect([status, body.code]).toEqual([200, undefined]);
    expect(body.metadata.labels).toMatchObject({ [type.slice(12).split(/-|\+/)[0] as string]: 'yes' });
  });

  test('PUT replaces it, and minds the resourceVersion', async () => {
    const { body: now } = await send('get', path);
    const next = { ...now, metadata: { ...now.metadata, labels: { ...now.metadata.labels, put: 'yes' } } };
    const { status, body } = await send('put', path, next);
    expect([status, body.metadata.labels?.put]).toEqual([200, 'yes']);
    expect((await send('put', path, { ...next, metadata: { ...next.metadata, labels: {} } })).body).toMatchObject({ code: 409, reason: 'Conflict' });
  });

  test('is applied by two managers, who share and contend', async () => {
    const label = (value: string, who: string): object => ({ apiVersion: apiVersionOf(definition), kind: definition.kind, metadata: { name, labels: { [who]: value } } });
    const apply = (who: string, body: object, query = ''): Promise<Reply> => send('patch', `${path}?fieldManager=${who}${query}`, body, 'application/apply-patch+yaml');
    expect((await apply('one', label('a', 'shared'))).status).toBe(200);
    expect((await apply('two', label('a', 'shared'))).status).toBe(200);
    const refused = await apply('two', label('b', 'shared'));
    expect(refused.body).toMatchObject({ code: 409, reason: 'Conflict', details: { causes: [{ reason: 'FieldManagerConflict', field: '.metadata.labels.shared' }] } });
    expect((await apply('two', label('b', 'shared'), '&force=true')).body.metadata.labels).toMatchObject({ shared: 'b' });
    // Who applies nothing of it any more lets go of it.
    const { body } = await apply('two', { apiVersion: apiVersionOf(definition), kind: definition.kind, metadata: { name } });
    expect(body.metadata.labels).not.toHaveProperty('shared');
  });

  if (definition.subresources.status) {
    test('keeps spec and status apart', async () => {
      const { body: now } = await send('get', path);
      const through = await send('put', `${path}/status`, { ...now, metadata: { ...now.metadata, finalizers: ['example.com/x'] } } as unknown);
      expect([through.status, through.body.metadata.finalizers]).toEqual([200, now.metadata.finalizers]);
    });
  }

  test('is shown as a Table, listed and found by its label', async () => {
    const asTable = async (to: string): Promise<Reply> => (await server.http.get(to).set('Accept', 'application/json;as=Table;v=v1;g=meta.k8s.io')) as unknown as Reply;
    const { body } = await asTable(path);
    expect(body.kind).toBe('Table');
    expect(body.rows?.[0]?.cells).toHaveLength(body.columnDefinitions?.length ?? 0);
    expect(body.rows?.[0]?.cells).toContain(name);
    const list = (await send('get', `${collectionOf(definition)}?labelSelector=put%3Dyes&fieldSelector=metadata.name%3D${encodeURIComponent(name)}`)).body as unknown as { kind: string; items: object[] };
    expect([list.kind, list.items.length]).toEqual([`${definition.kind}List`, 1]);
  });

  test('is watched from its state to its end', async () => {
    const watch = await WatchReader.open(`${server.url}${collectionOf(definition)}?watch=true&fieldSelector=metadata.name%3D${encodeURIComponent(name)}`);
    try {
      expect(await watch.next()).toMatchObject({ type: 'ADDED', object: { kind: definition.kind, metadata: { name } } });
      await send('patch', path, { metadata: { annotations: { seen: 'yes' }, finalizers: null } }, 'application/merge-patch+json');
      expect(await watch.next()).toMatchObject({ type: 'MODIFIED', object: { metadata: { annotations: { seen: 'yes' } } } });
      const removed = await send('delete', path, { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 });
      expect(removed.status).toBe(200);
      let event = await watch.next();
      if (event?.type === 'MODIFIED') {
        // What holds it by itself is let go, as its controllers would.
        expect(event.object.metadata).toHaveProperty('deletionTimestamp');
        if (definition.subresources.finalize) await send('put', `${path}/finalize`, { ...event.object, spec: { finalizers: [] } });
        else await send('patch', path, { metadata: { finalizers: null } }, 'application/merge-patch+json');
        event = await watch.next();
        if (event?.type === 'MODIFIED') {
          await send('delete', path);
          event = await watch.next();
        }
      }
      expect(event).toMatchObject({ type: 'DELETED', object: { metadata: { name } } });
    } finally {
      watch.close();
    }
    expect((await send('get', path)).body).toMatchObject({ code: 404, reason: 'NotFound' });
  });
});
