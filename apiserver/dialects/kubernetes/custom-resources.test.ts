import { serve, WatchReader, type TestServer } from '../../testing/serve';

let server: TestServer;
beforeAll(async () => { server = await serve(); });
afterAll(() => server.stop());

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

interface Condition { type: string; status: string; reason: string; message: string }
interface Body {
  code?: number; message?: string; reason?: string; kind: string; apiVersion: string; details?: { causes?: { field: string }[] };
  metadata: Record<string, unknown> & { generation?: number; resourceVersion?: string; finalizers?: string[]; managedFields?: { manager: string }[] };
  spec: Record<string, unknown>; status?: Record<string, unknown> & { conditions?: Condition[]; storedVersions?: string[] };
  items?: { metadata: { name: string } }[]; resources?: { name: string; kind: string; shortNames?: string[]; verbs: string[] }[]; rows?: { cells: unknown[] }[]; columnDefinitions?: { name: string }[];
}
interface Reply { status: number; body: Body; headers: Record<string, string>; text: string }

const send = async (method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string, body?: unknown, type = 'application/json', accept = 'application/json'): Promise<Reply> => {
  const request = server.http[method](path).set('Accept', accept);
  return (body === undefined ? await request : await request.set('Content-Type', type).send(JSON.stringify(body))) as unknown as Reply;
};

const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object', required: ['color'],
      properties: {
        color: { type: 'string', enum: ['red', 'green'] }, size: { type: 'integer', minimum: 1, default: 3 }, replicas: { type: 'integer' },
        parts: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'], items: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, n: { type: 'integer' } } } },
      },
    },
    status: { type: 'object', properties: { ready: { type: 'boolean' }, replicas: { type: 'integer' }, selector: { type: 'string' } } },
  },
};

const version = (name: string, more: object = {}): object => ({
  name, served: true, storage: name === 'v1', schema: { openAPIV3Schema: schema },
  subresources: { status: {}, scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas', labelSelectorPath: '.status.selector' } },
  additionalPrinterColumns: [{ name: 'Color', type: 'string', jsonPath: '.spec.color' }, { name: 'Size', type: 'integer', jsonPath: '.spec.size' }],
  selectableFields: [{ jsonPath: '.spec.color' }], ...more,
});

const crd = (plural: string, kind: string, versions: object[] = [version('v1'), version('v1beta1')], names: object = {}): object => ({
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: `${plural}.example.com` },
  spec: { group: 'example.com', scope: 'Namespaced', names: { plural, kind, ...names }, versions },
});

/** Waits on the watch, not on time. */
async function established(name: string): Promise<Body> {
  const watch = await WatchReader.open(`${server.url}${crds}?watch=true&fieldSelector=metadata.name%3D${name}`);
  try {
    for (;;) {
      const event = await watch.next();
      const object = event?.object as unknown as Body | undefined;
      if (!object) throw new Error('the watch ended');
      if (object.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True')) return object;
    }
  } finally {
    watch.close();
  }
}

/** Until the path is served, which follows the condition at once. */
async function served(path: string): Promise<void> {
  while ((await server.http.get(path)).status === 404) await new Promise((resolve) => setImmediate(resolve));
}

const widgets = '/apis/example.com/v1/namespaces/default/widgets';
const widget = (name: string, spec: object = { color: 'red' }, apiVersion = 'example.com/v1'): object => ({ apiVersion, kind: 'Widget', metadata: { name }, spec });

describe('a definition', () => {
  it('gets its names, is established, and its kind is served in every version', async () => {
    const { status, body } = await send('post', crds, crd('widgets', 'Widget', undefined, { shortNames: ['wd'], categories: ['all'] }));
    expect([status, body.message]).toEqual([201, undefined]);
    expect(body.spec).toMatchObject({ names: { singular: 'widget', listKind: 'WidgetList' }, conversion: { strategy: 'None' } });
    const { status: settled } = await established('widgets.example.com');
    expect(settled).toMatchObject({
      acceptedNames: { plural: 'widgets', kind: 'Widget', shortNames: ['wd'] }, storedVersions: ['v1'],
      conditions: [{ type: 'NamesAccepted', status: 'True', reason: 'NoConflicts' }, { type: 'Established', status: 'True', reason: 'InitialNamesAccepted' }],
    });
    await served(widgets);
    const { body: resources } = await send('get', '/apis/example.com/v1beta1');
    expect(resources.resources?.map(({ name }) => name)).toEqual(['widgets', 'widgets/status', 'widgets/scale']);
    expect(resources.resources?.[0]).toMatchObject({ kind: 'Widget', shortNames: ['wd'] });
  });

  it('that takes the names of another is not established, until they are free', async () => {
    await send('post', crds, crd('gadgets', 'Widget', undefined, { singular: 'gadget', listKind: 'GadgetList' }));
    const watch = await WatchReader.open(`${server.url}${crds}?watch=true&fieldSelector=metadata.name%3Dgadgets.example.com`);
    let conditions: Condition[] | undefined;
    while (!conditions?.length) conditions = ((await watch.next())?.object as unknown as Body).status?.conditions;
    watch.close();
    expect(conditions).toMatchObject([{ type: 'NamesAccepted', status: 'False', reason: 'KindConflict', message: '"Widget" is already in use' }, { type: 'Established', status: 'False', reason: 'NotAccepted' }]);
    expect((await send('get', '/apis/example.com/v1/gadgets')).status).toBe(404);
    await send('delete', `${crds}/gadgets.example.com`);
  });

  const bad: readonly (readonly [string, object, string, RegExp])[] = [
    ['another name', { ...crd('things', 'Thing'), metadata: { name: 'things' } }, 'metadata.name', /must be spec.names.plural/],
    ['no schema', crd('things', 'Thing', [{ name: 'v1', served: true, storage: true }]), 'spec.versions[0].schema.openAPIV3Schema', /Required value/],
    ['a schema that is not structural', crd('things', 'Thing', [version('v1', { schema: { openAPIV3Schema: { type: 'object', properties: { spec: { properties: {} } } } } })]), 'spec.validation.openAPIV3Schema.properties[spec].type', /must not be empty for specified object fields/],
    ['two versions to store', crd('things', 'Thing', [version('v1'), version('v2', { storage: true })]), 'spec.versions', /exactly one version marked as storage/],
    ['a bad path of a column', crd('things', 'Thing', [version('v1', { additionalPrinterColumns: [{ name: 'X', type: 'string', jsonPath: 'spec' }] })]), 'spec.additionalPrinterColumns[0].JSONPath', /simple json path/],
  ];
  it.each(bad)('with %s is refused', async (_what, body, field, message) => {
    const { body: fault } = await send('post', crds, body);
    expect(fault).toMatchObject({ code: 422, reason: 'Invalid', message: expect.stringMatching(message) as string });
    expect(fault.details?.causes?.map((cause) => cause.field)).toContain(field);
  });
});

describe('custom resources', () => {
  it('are created with defaults, pruned, and told of unknown fields', async () => {
    const { status, body, headers } = await send('post', widgets, widget('a', { color: 'red', nonsense: 1 }));
    expect([status, body.spec, body.metadata.generation]).toEqual([201, { color: 'red', size: 3 }, 1]);
    expect(headers.warning).toContain('unknown field \\"spec.nonsense\\"');
    expect((await send('post', `${widgets}?fieldValidation=Strict`, widget('b', { color: 'red', nonsense: 1 }))).body.message).toContain('strict decoding error: unknown field "spec.nonsense"');
  });

  it('are validated by their schema', async () => {
    const { body } = await send('post', widgets, widget('bad', { color: 'blue', size: 0 }));
    expect(body).toMatchObject({ code: 422, reason: 'Invalid' });
    expect(body.message).toContain('spec.color: Unsupported value: "blue": supported values: "red", "green"');
    expect(body.message).toContain('spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1');
  });

  it('come in every served version, and are found by their fields', async () => {
    const { body } = await send('get', '/apis/example.com/v1beta1/namespaces/default/widgets/a');
    expect(body).toMatchObject({ apiVersion: 'example.com/v1beta1', kind: 'Widget', spec: { color: 'red' } });
    await send('post', '/apis/example.com/v1beta1/namespaces/default/widgets', widget('old', { color: 'green' }, 'example.com/v1beta1'));
    const list = await send('get', `${widgets}?fieldSelector=spec.color%3Dgreen`);
    expect([list.body.kind, list.body.items?.map(({ metadata }) => metadata.name)]).toEqual(['WidgetList', ['old']]);
    // Informers know what they have listed by it: lists of unstructured objects keep them, upstream's typed ones do not.
    expect(list.body.items).toMatchObject([{ kind: 'Widget', apiVersion: 'example.com/v1' }]);
    expect((await send('get', '/apis/example.com/v1beta1/widgets')).body.items).toMatchObject([{ apiVersion: 'example.com/v1beta1' }, { apiVersion: 'example.com/v1beta1' }]);
  });

  it('have status and scale of their own', async () => {
    const now = (await send('get', `${widgets}/a`)).body;
    const { body } = await send('put', `${widgets}/a/status`, { ...now, spec: { color: 'green' }, status: { ready: true, replicas: 2, selector: 'a=b' } });
    expect([body.spec.color, body.status, body.metadata.generation]).toEqual(['red', { ready: true, replicas: 2, selector: 'a=b' }, 1]);
    const scale = await send('patch', `${widgets}/a/scale`, { spec: { replicas: 5 } }, 'application/merge-patch+json');
    expect(scale.body).toMatchObject({ kind: 'Scale', spec: { replicas: 5 }, status: { replicas: 2, selector: 'a=b' } });
    expect((await send('get', `${widgets}/a`)).body).toMatchObject({ spec: { replicas: 5 }, metadata: { generation: 2 } });
  });

  it('have metadata that their status leaves alone', async () => {
    const now = (await send('get', `${widgets}/a`)).body;
    const { body } = await send('put', `${widgets}/a/status`, { ...now, metadata: { ...now.metadata, labels: { a: 'b' }, annotations: { c: 'd' } } });
    expect([body.metadata.labels, body.metadata.annotations]).toEqual([undefined, undefined]);
    const applied = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { labels: { a: 'b' } }, status: { ready: false } };
    const { body: after } = await send('patch', `${widgets}/a/status?fieldManager=status-writer&force=true`, applied, 'application/apply-patch+yaml');
    expect([after.metadata.labels, after.status?.ready]).toEqual([undefined, false]);
    expect(JSON.stringify(after.metadata.managedFields?.find(({ manager }) => manager === 'status-writer'))).not.toContain('f:labels');
  });

  it('are patched, but not strategically', async () => {
    expect((await send('patch', `${widgets}/a`, { spec: { size: 7 } }, 'application/merge-patch+json')).body.spec.size).toBe(7);
    expect((await send('patch', `${widgets}/a`, { spec: { size: 8 } }, 'application/strategic-merge-patch+json')).status).toBe(415);
  });

  it('are applied, by keys of their lists', async () => {
    const apply = (who: string, parts: object[]): Promise<Reply> =>
      send('patch', `${widgets}/applied?fieldManager=${who}`, widget('applied', { color: 'red', parts }), 'application/apply-patch+yaml');
    expect((await apply('one', [{ name: 'x', n: 1 }])).status).toBe(201);
    const { body } = await apply('two', [{ name: 'y', n: 2 }]);
    expect(body.spec.parts).toEqual([{ name: 'x', n: 1 }, { name: 'y', n: 2 }]);
    expect((await apply('two', [{ name: 'x', n: 9 }])).body.message).toContain('conflict with "one": .spec.parts[name="x"].n');
  });

  it('are shown with their columns', async () => {
    const { body } = await send('get', `${widgets}/a`, undefined, undefined, 'application/json;as=Table;v=v1;g=meta.k8s.io');
    expect(body.columnDefinitions?.map(({ name }) => name)).toEqual(['Name', 'Color', 'Size']);
    expect(body.rows?.[0]?.cells).toEqual(['a', 'red', 7]);
  });

  it('are watched', async () => {
    const watch = await WatchReader.open(`${server.url}${widgets}?watch=true&fieldSelector=metadata.name%3Da`);
    expect(await watch.next()).toMatchObject({ type: 'ADDED', object: { kind: 'Widget' } });
    await send('patch', `${widgets}/a`, { metadata: { labels: { seen: 'yes' } } }, 'application/merge-patch+json');
    expect(await watch.next()).toMatchObject({ type: 'MODIFIED', object: { metadata: { labels: { seen: 'yes' } } } });
    watch.close();
  });

  it('are documented', async () => {
    const { body } = await send('get', '/openapi/v3/apis/example.com/v1');
    expect(JSON.stringify(body)).toContain('"com.example.v1.Widget"');
  });

  it('keep to a new schema at once', async () => {
    const now = (await send('get', `${crds}/widgets.example.com`)).body as unknown as { spec: { versions: { schema: unknown }[] } };
    const wider = JSON.parse(JSON.stringify(now).replaceAll('"enum":["red","green"]', '"enum":["red","green","blue"]')) as object;
    expect((await send('put', `${crds}/widgets.example.com`, wider)).status).toBe(200);
    let reply: Reply;
    do reply = await send('post', `${widgets}?dryRun=All`, widget('blue', { color: 'blue' })); while (reply.status !== 201);
    expect(reply.body.spec.color).toBe('blue');
  });

  it('are not made any more once their definition is to go, and those that are held hold it', async () => {
    await send('post', crds, crd('holders', 'Holder'));
    await established('holders.example.com');
    const holders = '/apis/example.com/v1/namespaces/default/holders';
    await served(holders);
    const holder = (name: string): object => ({ apiVersion: 'example.com/v1', kind: 'Holder', metadata: { name, finalizers: ['example.com/hold'] }, spec: { color: 'red' } });
    expect((await send('post', holders, holder('kept'))).status).toBe(201);
    await send('delete', `${crds}/holders.example.com`);
    let reply: Reply;
    let tries = 0;
    do reply = await send('post', holders, holder(`late-${tries++}`)); while (reply.status === 201);
    expect(reply.body).toMatchObject({ code: 405, reason: 'MethodNotAllowed', message: 'create not allowed while custom resource definition is terminating' });
    const watch = await WatchReader.open(`${server.url}${crds}?watch=true&fieldSelector=metadata.name%3Dholders.example.com`);
    for (const { metadata } of (await send('get', holders)).body.items ?? []) {
      await send('patch', `${holders}/${metadata.name}`, { metadata: { finalizers: null } }, 'application/merge-patch+json');
    }
    let event = await watch.next();
    while (event && event.type !== 'DELETED') event = await watch.next();
    watch.close();
    expect(event?.type).toBe('DELETED');
  });

  it('go with their definition, first', async () => {
    const watch = await WatchReader.open(`${server.url}${crds}?watch=true&fieldSelector=metadata.name%3Dwidgets.example.com`);
    await watch.next();
    const { body } = await send('delete', `${crds}/widgets.example.com`);
    expect(body.metadata.finalizers).toEqual(['customresourcecleanup.apiextensions.k8s.io']);
    let event = await watch.next();
    while (event && event.type !== 'DELETED') event = await watch.next();
    watch.close();
    expect(event?.type).toBe('DELETED');
    expect((await send('get', widgets)).status).toBe(404);
    expect((await send('get', '/apis/example.com')).status).toBe(404);
  });
});
