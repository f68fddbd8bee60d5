import { configMap, serve, type TestServer } from '../../testing/serve';

let server: TestServer;
const names = ['a', 'b', 'c', 'd', 'e'];
const maps = '/api/v1/namespaces/default/configmaps';

beforeAll(async () => {
  server = await serve();
  for (const name of names) await server.http.post(maps).send(configMap(name, { x: name }, { parity: names.indexOf(name) % 2 ? 'odd' : 'even' }));
  await server.http.post('/api/v1/namespaces').send({ metadata: { name: 'other' } });
  await server.http.post('/api/v1/namespaces/other/configmaps').send(configMap('far'));
});
afterAll(() => server.stop());

interface List { kind: string; apiVersion: string; metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number }; items: { kind?: string; metadata: { name: string } }[] }

const list = async (query = ''): Promise<List> => (await server.http.get(`${maps}${query}`)).body as List;
const namesOf = ({ items }: List): string[] => items.map(({ metadata }) => metadata.name);

describe('lists', () => {
  it('carry a resourceVersion, and items without kind and apiVersion, as upstream\'s typed lists', async () => {
    const { items, ...rest } = await list();
    expect(rest).toEqual({ kind: 'ConfigMapList', apiVersion: 'v1', metadata: { resourceVersion: expect.stringMatching(/^\d+$/) as string } });
    expect(items).toHaveLength(5);
    const { body } = await server.http.get(`${maps}/a`);
    expect({ kind: 'ConfigMap', apiVersion: 'v1', ...items[0] }).toEqual(body);
    expect(items[0]).not.toHaveProperty('kind');
  });

  it('of an empty collection have empty items', async () => {
    expect((await server.http.get('/api/v1/namespaces/default/pods')).body).toMatchObject({ kind: 'PodList', items: [] });
  });

  it('across namespaces', async () => {
    expect(namesOf((await server.http.get('/api/v1/configmaps')).body as List)).toEqual([...names, 'far']);
  });

  it('by labels and fields', async () => {
    expect(namesOf(await list('?labelSelector=parity%3Dodd'))).toEqual(['b', 'd']);
    expect(namesOf(await list('?labelSelector=parity%20notin%20(odd)'))).toEqual(['a', 'c', 'e']);
    expect(namesOf(await list('?fieldSelector=metadata.name%3Dc'))).toEqual(['c']);
  });

  it('in pages, consistent at one revision', async () => {
    const first = await list('?limit=2');
    expect(first.metadata.remainingItemCount).toBe(3);
    await server.http.post(maps).send(configMap('bb'));
    const second = await list(`?limit=2&continue=${encodeURIComponent(first.metadata.continue ?? '')}`);
    const third = await list(`?limit=2&continue=${encodeURIComponent(second.metadata.continue ?? '')}`);
    expect([first, second, third].flatMap(namesOf)).toEqual(names);
    expect(third.metadata).toEqual({ resourceVersion: first.metadata.resourceVersion });
    await server.http.delete(`${maps}/bb`);
  });

  it('at an exact revision', async () => {
    const before = await list();
    await server.http.post(maps).send(configMap('later'));
    expect(namesOf(await list(`?resourceVersion=${before.metadata.resourceVersion}&resourceVersionMatch=Exact`))).toEqual(names);
    await server.http.delete(`${maps}/later`);
  });

  it('of the future are 504 once they have been waited for', async () => {
    let answer: { status: number; body: unknown } | undefined;
    void server.http.get(`${maps}?resourceVersion=99999`).then((response) => { answer = response; });
    while (!answer) await server.clock.step(1_000);
    expect(answer.status).toBe(504);
    expect(answer.body).toMatchObject({ reason: 'Timeout', message: expect.stringMatching(/^Too large resource version: 99999, current: \d+$/) as string, details: { retryAfterSeconds: 1, causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }] } });
  });

  it('as YAML', async () => {
    const { text } = await server.http.get(`${maps}?limit=1`).set('Accept', 'application/yaml').buffer(true);
    expect(text).toContain('kind: ConfigMapList\n');
  });
});

describe('what is refused', () => {
  const forbidden = (text: string): string => `resourceVersionMatch: Forbidden: ${text}`;

  it.each<[string, string[]]>([
    ['resourceVersionMatch=Exact', [forbidden('resourceVersionMatch is forbidden unless resourceVersion is provided')]],
    ['resourceVersionMatch=NotOlderThan&resourceVersion=1&continue=x', [forbidden('resourceVersionMatch is forbidden when continue is provided')]],
    ['resourceVersionMatch=Newer&resourceVersion=1', ['resourceVersionMatch: Unsupported value: "Newer": supported values: "Exact", "NotOlderThan", ""']],
    ['resourceVersionMatch=Exact&resourceVersion=0', [forbidden('resourceVersionMatch "exact" is forbidden for resourceVersion "0"')]],
    ['sendInitialEvents=false', ['sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list']],
    ['resourceVersionMatch=Newer&sendInitialEvents=true', [
      forbidden('resourceVersionMatch is forbidden unless resourceVersion is provided'),
      'resourceVersionMatch: Unsupported value: "Newer": supported values: "Exact", "NotOlderThan", ""',
      'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list',
    ]],
  ])('%s is Invalid', async (query, faults) => {
    const { status, body } = await server.http.get(`${maps}?${query}`);
    const text = faults.length === 1 ? faults[0] : `[${faults.join(', ')}]`;
    expect([status, body]).toMatchObject([422, { reason: 'Invalid', message: `ListOptions.meta.k8s.io "" is invalid: ${text}`, details: { group: 'meta.k8s.io', kind: 'ListOptions' } }]);
  });

  it.each([
    ['limit=some', 'strconv.ParseInt: parsing "some": invalid syntax'],
    ['timeoutSeconds=soon', 'strconv.ParseInt: parsing "soon": invalid syntax'],
    ['labelSelector=a%3D%3D%3Db', "unable to parse requirement: found '=', expected: identifier"],
    ['labelSelector=a%20in%20b', "unable to parse requirement: found 'b' expected: '('"],
    ['fieldSelector=metadata.name', "invalid selector: 'metadata.name'; can't understand 'metadata.name'"],
    ['fieldSelector=data.x%3D1', '"data.x" is not a known field selector: only "metadata.name", "metadata.namespace"'],
    ['resourceVersion=new', 'invalid resource version: resourceVersion: Invalid value: "new": strconv.ParseUint: parsing "new": invalid syntax'],
    ['continue=nonsense', 'invalid continue token: continue key is not valid'],
    ['continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6NSwic3RhcnQiOiJhIn0&resourceVersion=4', 'specifying resource version is not allowed when using continue'],
  ])('%s is a bad request', async (query, message) => {
    const { status, body } = await server.http.get(`${maps}?${query}`);
    expect([status, body]).toMatchObject([400, { kind: 'Status', reason: 'BadRequest', message }]);
  });

  it('the past that is no longer kept is 410, an old token with one to go on', async () => {
    const { metadata: { continue: token, resourceVersion } } = await list('?limit=1');
    await server.http.post(maps).send(configMap('z'));
    await server.http.delete(`${maps}/z`);
    await server.compact();
    const exact = await server.http.get(`${maps}?resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`);
    expect([exact.status, exact.body]).toMatchObject([410, { reason: 'Expired', message: 'The resourceVersion for the provided list is too old.' }]);
    const { status, body } = await server.http.get(`${maps}?limit=1&continue=${token}`);
    expect([status, body]).toMatchObject([410, { reason: 'Expired', message: expect.stringMatching(/^The provided continue parameter is too old .* may show up in the list\.$/) as string }]);
    const { metadata } = body as { metadata: { continue: string } };
    expect(namesOf(await list(`?continue=${metadata.continue}`))).toEqual(['b', 'c', 'd', 'e']);
  });
});

describe('PartialObjectMetadata', () => {
  const accept = (kind: string, version = 'v1'): string => `application/json;as=${kind};g=meta.k8s.io;v=${version}`;

  it('of lists and objects', async () => {
    const { body } = await server.http.get(`${maps}?limit=1`).set('Accept', accept('PartialObjectMetadataList'));
    expect(body).toMatchObject({ kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata: { continue: expect.any(String) as string }, items: [{ kind: 'PartialObjectMetadata', metadata: { name: 'a' } }] });
    expect((body as { items: object[] }).items[0]).not.toHaveProperty('data');
    const one = await server.http.get(`${maps}/a`).set('Accept', accept('PartialObjectMetadata', 'v1beta1'));
    expect(one.body).toMatchObject({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1beta1', metadata: { name: 'a' } });
  });

  it('of the wrong shape is 406', async () => {
    const { status, body } = await server.http.get(maps).set('Accept', accept('PartialObjectMetadata'));
    expect([status, (body as { message: string }).message]).toEqual([406, 'you requested PartialObjectMetadata, but the requested object is a list (ConfigMapList)']);
  });
});

describe('Tables', () => {
  const table = (path: string, version = 'v1') => server.http.get(path).set('Accept', `application/json;as=Table;v=${version};g=meta.k8s.io,application/json`);

  interface Table { columnDefinitions: { name: string }[]; rows: { cells: unknown[]; object: { kind: string; metadata: { name: string } } | null }[] }

  it('have the columns of the kind and a row for each object, with its metadata', async () => {
    const { body } = await table(`${maps}?limit=2`);
    expect(body).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: { continue: expect.any(String) as string, remainingItemCount: 3 } });
    const { columnDefinitions, rows } = body as Table;
    expect(columnDefinitions.map(({ name }) => name)).toEqual(['Name', 'Data', 'Age']);
    expect(columnDefinitions[0]).toEqual({ name: 'Name', type: 'string', format: 'name', description: expect.any(String) as string, priority: 0 });
    expect(rows.map(({ cells }) => cells.slice(0, 2))).toEqual([['a', 1], ['b', 1]]);
    expect(rows[0]?.object).toMatchObject({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: { name: 'a' } });
  });

  it('age with the clock', async () => {
    const age = async (): Promise<unknown> => ((await table(`${maps}/a`)).body as Table).rows[0]?.cells[2];
    const { body } = await server.http.get(`${maps}/a`);
    const born = Date.parse((body as { metadata: { creationTimestamp: string } }).metadata.creationTimestamp);
    await server.clock.step(7_000);
    expect(await age()).toBe(`${(server.clock.now() - born) / 1000}s`);
  });

  it.each([['None', null], ['Metadata', { kind: 'PartialObjectMetadata' }], ['Object', { kind: 'ConfigMap', data: { x: 'a' } }]])('includeObject=%s', async (include, object) => {
    const { body } = await table(`${maps}/a?includeObject=${include}`, 'v1beta1');
    expect(body).toMatchObject({ apiVersion: 'meta.k8s.io/v1beta1' });
    const [row] = (body as Table).rows;
    if (object === null) expect(row?.object).toBeNull();
    else expect(row?.object).toMatchObject(object);
  });

  it('refuse an includeObject that does not exist', async () => {
    const { status, body } = await table(`${maps}?includeObject=All`);
    expect([status, (body as { message: string }).message]).toEqual([400, expect.stringMatching(/^Unable to convert to Table as requested: includeObject: /)]);
  });

  it('a Status stays a Status', async () => {
    expect((await table(`${maps}/nobody`)).body).toMatchObject({ kind: 'Status', code: 404 });
  });

  it('of a scale show its replicas; a client that wants only its metadata gets that', async () => {
    const deployments = '/apis/apps/v1/namespaces/default/deployments';
    const template = { metadata: { labels: { app: 'scaled' } }, spec: { containers: [{ name: 'a', image: 'b' }] } };
    await server.http.post(deployments).send({ metadata: { name: 'scaled' }, spec: { replicas: 3, selector: { matchLabels: { app: 'scaled' } }, template } });
    const { columnDefinitions, rows } = (await table(`${deployments}/scaled/scale`)).body as Table;
    expect(columnDefinitions.map(({ name }) => name)).toEqual(['Name', 'Desired', 'Available', 'Age']);
    expect(rows).toMatchObject([{ cells: ['scaled', 3, 0, expect.any(String)], object: { kind: 'PartialObjectMetadata', metadata: { name: 'scaled' } } }]);
    const partial = await server.http.get(`${deployments}/scaled/scale`).set('Accept', 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io');
    expect(partial.body).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'scaled' } });
  });
});

describe('delete of a collection', () => {
  it('deletes what is selected and answers with it', async () => {
    for (const name of ['x1', 'x2', 'x3']) await server.http.post(maps).send(configMap(name, {}, { doomed: name === 'x3' ? 'no' : 'yes' }));
    const { status, body } = await server.http.delete(`${maps}?labelSelector=doomed%3Dyes`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ kind: 'ConfigMapList' });
    expect(namesOf(body as List)).toEqual(['x1', 'x2']);
    expect(namesOf(await list())).toEqual([...names, 'x3']);
    await server.http.delete(`${maps}/x3`);
  });

  it('over all namespaces is not allowed', async () => expect((await server.http.delete('/api/v1/configmaps')).status).toBe(405));
});
