import { serve, type TestServer } from '../../testing/serve';

let server: TestServer;
beforeAll(async () => { server = await serve(); });
afterAll(() => server.stop());

interface Owner { manager: string; operation: string; apiVersion: string; subresource?: string; time: string; fieldsV1: object }
interface Body { code?: number; reason?: string; message: string; metadata: { resourceVersion: string; managedFields?: Owner[]; labels?: object }; details: { causes: object[] }; spec: Record<string, unknown>; status: object; data?: object }
interface Reply { status: number; body: Body; headers: Record<string, string> }

const maps = '/api/v1/namespaces/default/configmaps';
const deployments = '/apis/apps/v1/namespaces/default/deployments';

const applyAs = async (manager: string, path: string, configuration: object | string, query = ''): Promise<Reply> => {
  const question = [manager && `fieldManager=${manager}`, query].filter(Boolean).join('&');
  const text = typeof configuration === 'string' ? configuration : JSON.stringify(configuration);
  return (await server.http.patch(`${path}?${question}`).set('Content-Type', 'application/apply-patch+yaml').send(text)) as unknown as Reply;
};

const map = (name: string, data: object, metadata: object = {}): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data });
const web = (name: string, spec: object): object => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec });
const whole = (name: string, spec: object = {}): object =>
  web(name, { selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'i' }] } }, ...spec });

const owners = ({ metadata }: Body): string[] =>
  (metadata.managedFields ?? []).map(({ manager, operation, apiVersion, subresource }) => [manager, operation, apiVersion, subresource].filter(Boolean).join(' '));

describe('server-side apply', () => {
  it('creates what is not there (201), and again is no write (200)', async () => {
    const created = await applyAs('one', `${maps}/fresh`, map('fresh', { a: '1' }));
    expect([created.status, created.body.data]).toEqual([201, { a: '1' }]);
    expect(created.body.metadata.managedFields).toEqual([
      { manager: 'one', operation: 'Apply', apiVersion: 'v1', time: expect.any(String) as string, fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { 'f:a': {} } } },
    ]);
    await server.clock.step(5000);
    const again = await applyAs('one', `${maps}/fresh`, map('fresh', { a: '1' }));
    expect([again.status, again.body]).toEqual([200, created.body]);
  });

  it('takes YAML', async () => {
    const { status, body } = await applyAs('one', `${maps}/yaml`, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: yaml\ndata:\n  a: "1"\n');
    expect([status, body.data]).toEqual([201, { a: '1' }]);
  });

  it('removes what its manager no longer applies, and leaves what another owns', async () => {
    await applyAs('one', `${maps}/shared`, map('shared', { a: '1', b: '2' }));
    await applyAs('two', `${maps}/shared`, map('shared', { b: '2', c: '3' }));
    const { body } = await applyAs('one', `${maps}/shared`, { ...map('shared', {}), data: undefined });
    expect(body.data).toEqual({ b: '2', c: '3' });
    expect(owners(body)).toEqual(['two Apply v1']);
  });

  it('is refused with every field that is another manager\'s, unless it is forced', async () => {
    await applyAs('one', `${maps}/fought`, map('fought', { a: '1', b: '1' }));
    const { status, body } = await applyAs('two', `${maps}/fought`, map('fought', { a: '2', b: '2' }));
    expect([status, body.reason, body.message]).toEqual([409, 'Conflict', 'Apply failed with 2 conflicts: conflicts with "one":\n- .data.a\n- .data.b']);
    expect(body.details.causes).toEqual([
      { reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.data.a' }, { reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.data.b' },
    ]);
    const forced = await applyAs('two', `${maps}/fought`, map('fought', { a: '2', b: '2' }), 'force=true');
    expect([forced.status, forced.body.data, owners(forced.body)]).toEqual([200, { a: '2', b: '2' }, ['two Apply v1']]);
  });

  it('knows the owners of ordinary writes, by fieldManager or by user agent', async () => {
    await server.http.post(maps).set('User-Agent', 'curly/1.0').send(map('plain', { a: '1' }));
    await server.http.patch(`${maps}/plain?fieldManager=editor`).set('Content-Type', 'application/merge-patch+json').send({ data: { b: '2' } });
    const { body } = await applyAs('one', `${maps}/plain`, map('plain', { a: '2', b: '3' }));
    expect(body.message).toBe('Apply failed with 2 conflicts: conflicts with "curly" using v1:\n- .data.a\nconflicts with "editor" using v1:\n- .data.b');
  });

  it('merges lists by key and defaults what it adds', async () => {
    await applyAs('one', `${deployments}/lists`, whole('lists'));
    const second = { template: { spec: { containers: [{ name: 'd', image: 'j', ports: [{ containerPort: 80 }] }] } } };
    const { status, body } = await applyAs('two', `${deployments}/lists`, web('lists', second));
    expect(status).toBe(200);
    const { containers } = (body.spec.template as { spec: { containers: { name: string; ports?: object[] }[] } }).spec;
    expect(containers.map(({ name }) => name)).toEqual(['c', 'd']);
    expect(containers[1]?.ports).toEqual([{ containerPort: 80, protocol: 'TCP' }]);
  });

  it('through status owns status alone', async () => {
    await applyAs('one', `${deployments}/told`, whole('told', { replicas: 1 }));
    const { status, body } = await applyAs('teller', `${deployments}/told/status`, { ...web('told', { replicas: 9 }), status: { replicas: 3 } });
    expect([status, body.spec.replicas, body.status]).toEqual([200, 1, { replicas: 3 }]);
    expect(body.metadata.managedFields).toContainEqual(expect.objectContaining({ manager: 'teller', subresource: 'status', fieldsV1: { 'f:status': { 'f:replicas': {} } } }));
    expect((await applyAs('teller', `${deployments}/absent/status`, whole('absent'))).status).toBe(404);
  });

  it('through scale owns the replicas of the workload, and meets their owner', async () => {
    await applyAs('one', `${deployments}/scaled`, whole('scaled', { replicas: 1 }));
    const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'scaled', namespace: 'default' }, spec: { replicas: 4 } };
    const refused = await applyAs('scaler', `${deployments}/scaled/scale`, scale);
    expect([refused.status, refused.body.message]).toEqual([409, 'Apply failed with 1 conflict: conflict with "one": .spec.replicas']);
    const forced = await applyAs('scaler', `${deployments}/scaled/scale`, scale, 'force=true');
    expect([forced.status, forced.body.spec]).toEqual([200, { replicas: 4 }]);
    const { body } = (await server.http.get(`${deployments}/scaled`)) as unknown as Reply;
    expect(owners(body)).toEqual(['one Apply apps/v1', 'scaler Apply apps/v1 scale']);
    const back = await applyAs('one', `${deployments}/scaled`, whole('scaled', { replicas: 1 }));
    expect(back.body.message).toBe('Apply failed with 1 conflict: conflict with "scaler" with subresource "scale": .spec.replicas');
  });

  it('writes nothing in a dry run', async () => {
    expect((await applyAs('one', `${maps}/dry`, map('dry', { a: '1' }), 'dryRun=All')).status).toBe(201);
    expect((await server.http.get(`${maps}/dry`)).status).toBe(404);
  });

  it('keeps the books of each version apart, through conversion', async () => {
    const budgets = (version: string): string => `/apis/policy/${version}/namespaces/default/poddisruptionbudgets/pdb`;
    const pdb = (version: string, spec: object): object => ({ apiVersion: `policy/${version}`, kind: 'PodDisruptionBudget', metadata: { name: 'pdb' }, spec });
    const old = await applyAs('one', budgets('v1beta1'), pdb('v1beta1', { minAvailable: 1, selector: { matchLabels: { a: 'b' } } }));
    expect([old.status, owners(old.body)]).toEqual([201, ['one Apply policy/v1beta1']]);
    const refused = await applyAs('two', budgets('v1'), pdb('v1', { minAvailable: 2 }));
    expect(refused.body.message).toBe('Apply failed with 1 conflict: conflict with "one": .spec.minAvailable');
    const moved = await applyAs('one', budgets('v1'), pdb('v1', { minAvailable: 2 }));
    expect([moved.status, moved.body.spec, owners(moved.body)]).toEqual([200, { minAvailable: 2 }, ['one Apply policy/v1']]);
  });

  it('that changes the version of an autoscaler knows its owners', async () => {
    const path = (version: string): string => `/apis/autoscaling/${version}/namespaces/default/horizontalpodautoscalers/hpa`;
    const target = { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' }, maxReplicas: 3 };
    const hpa = (version: string, spec: object): object => ({ apiVersion: `autoscaling/${version}`, kind: 'HorizontalPodAutoscaler', metadata: { name: 'hpa' }, spec });
    const old = await applyAs('one', path('v1'), hpa('v1', { ...target, targetCPUUtilizationPercentage: 50 }));
    expect([old.status, owners(old.body)]).toEqual([201, ['one Apply autoscaling/v1']]);
    const refused = await applyAs('two', path('v2'), hpa('v2', { ...target, maxReplicas: 5 }));
    expect(refused.body.message).toBe('Apply failed with 1 conflict: conflict with "one": .spec.maxReplicas');
    const same = await applyAs('one', path('v2'), hpa('v2', { ...target, maxReplicas: 5 }));
    expect([same.status, same.body.spec.maxReplicas, owners(same.body)]).toEqual([200, 5, ['one Apply autoscaling/v2']]);
  });

  const bad: readonly (readonly [string, string, object | string, string, number, string | RegExp])[] = [
    ['no manager', '', map('bad', {}), '', 422, 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch'],
    ['another kind', 'one', { ...map('bad', {}), kind: 'Secret' }, '', 400, /invalid object type/],
    ['managedFields', 'one', map('bad', {}, { managedFields: [{}] }), '', 400, 'metadata.managedFields must be nil'],
    ['another name', 'one', map('other', {}), '', 400, 'the name of the object (other) does not match the name on the URL (bad)'],
    ['no YAML', 'one', ': [', '', 400, /^error decoding YAML: /],
    ['an unknown field', 'one', { ...map('bad', {}), oops: 1 }, '', 400, /\.oops: field not declared in schema/],
    ['a doubled field', 'one', '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"bad"},"data":{"a":"1","a":"2"}}', 'fieldValidation=Strict', 400, /already set in map/],
  ];

  it.each(bad)('%s is refused', async (_what, manager, configuration, query, code, message) => {
    const { body } = await applyAs(manager, `${maps}/bad`, configuration, query);
    expect([body.code, body.message]).toEqual([code, typeof message === 'string' ? message : expect.stringMatching(message)]);
    expect((await server.http.get(`${maps}/bad`)).status).toBe(404);
  });
});

describe('managedFields of ordinary writes', () => {
  it('a write that says the same again is none, whatever the time', async () => {
    const created = (await server.http.put(`${maps}/x`).send(map('x', {}))) as unknown as Reply;
    expect(created.status).toBe(404);
    await server.http.post(maps).send(map('x', { a: '1' }));
    const first = (await server.http.put(`${maps}/x?fieldManager=p`).send(map('x', { a: '2' }))) as unknown as Reply;
    await server.clock.step(60_000);
    const second = (await server.http.put(`${maps}/x?fieldManager=p`).send(map('x', { a: '2' }))) as unknown as Reply;
    expect(second.body.metadata).toEqual(first.body.metadata);
  });

  it('can be migrated by a JSON patch, as kubectl does, and forgotten', async () => {
    await server.http.post(`${maps}?fieldManager=kubectl-client-side-apply`).send(map('moved', { a: '1' }));
    const { body } = (await server.http.get(`${maps}/moved`)) as unknown as Reply;
    const moved = [{ ...body.metadata.managedFields?.[0], manager: 'kubectl', operation: 'Apply' }];
    const patch = [{ op: 'replace', path: '/metadata/managedFields', value: moved }, { op: 'replace', path: '/metadata/resourceVersion', value: body.metadata.resourceVersion }];
    const patched = (await server.http.patch(`${maps}/moved`).set('Content-Type', 'application/json-patch+json').send(JSON.stringify(patch))) as unknown as Reply;
    expect([patched.status, owners(patched.body)]).toEqual([200, ['kubectl Apply v1']]);
    const forget = [{ op: 'replace', path: '/metadata/managedFields', value: [{}] }];
    const forgotten = (await server.http.patch(`${maps}/moved`).set('Content-Type', 'application/json-patch+json').send(JSON.stringify(forget))) as unknown as Reply;
    expect(forgotten.body.metadata.managedFields).toBeUndefined();
  });
});
