import { kinds } from '../../api';
import { mutating } from '../admission/webhooks/testing/configurations';
import { closeWebhooks, patch, serveWebhook } from '../admission/webhooks/testing/webhook-server';
import { asResources } from '../object-resources';
import { closeAll, openTest, watchLog, type TestRegistry } from '../testing/harness';
import { service } from '../testing/objects';
import { define, key, serveConversions, storeIn, v1, v2, widgets, type WidgetConversions } from './testing/widgets';

afterEach(async () => {
  await closeAll();
  await closeWebhooks();
});

async function open(): Promise<TestRegistry & { readonly hook: WidgetConversions }> {
  const test = await openTest();
  const hook = await serveConversions();
  await define(test.registry, hook.config);
  return { ...test, hook };
}

const storageKey = (name: string): string => `/registry/example.com/widgets/default/${name}`;

describe('reading', () => {
  it('is in the version asked for; a state is converted once, a list in one question', async () => {
    const { registry, hook } = await open();
    for (const name of ['a', 'b']) await widgets(registry, 'v1').create(v1(name), 'default');
    expect(hook.questions).toEqual([]);
    const { entries } = await widgets(registry, 'v2').list();
    expect(entries.map(({ object }) => [object.apiVersion, object.spec])).toEqual([['example.com/v2', { address: 'a:1' }], ['example.com/v2', { address: 'a:1' }]]);
    const { object } = await widgets(registry, 'v2').get(key('a'));
    expect(object.metadata).toEqual((await widgets(registry, 'v1').get(key('a'))).object.metadata);
    expect(hook.questions).toEqual(['a,b -> v2']);
  });

  it('follows what is written in another version', async () => {
    const { registry, hook } = await open();
    const log = watchLog(asResources(widgets(registry, 'v2')), {}, ({ metadata, spec }) => `${metadata.name ?? ''}=${spec.address ?? ''}`);
    const store = widgets(registry, 'v1');
    await store.create(v1('a'), 'default');
    await store.update(key('a'), (it) => ({ ...it, spec: { ...it.spec, port: 2 } }));
    await store.delete(key('a'));
    expect(await log.until(3)).toEqual(['ADDED a=a:1', 'MODIFIED a=a:2', 'DELETED a=a:2']);
    expect(new Set(hook.questions).size).toBe(1);
    log.stop();
  });

  it('goes on where objects need no conversion when the webhook is away, and says what is wrong where they do', async () => {
    const { registry, hook } = await open();
    await widgets(registry, 'v1').create(v1('old'), 'default');
    await storeIn(registry, 'v2');
    await widgets(registry, 'v2').create(v2('new'), 'default');
    await storeIn(registry, 'v1');
    await storeIn(registry, 'v2');
    await hook.close();
    const store = widgets(registry, 'v2');
    const failure = { code: 500, message: expect.stringMatching(/^conversion webhook for example\.com\/v1, Kind=Widget failed: Post "https:\/\/127\.0\.0\.1:\d+\/check\?timeout=30s": dial tcp 127\.0\.0\.1:\d+: connect: connection refused$/) as unknown };
    expect((await store.get(key('new'))).object.spec).toEqual({ address: 'a:1' });
    await expect(store.get(key('old'))).rejects.toMatchObject(failure);
    await expect(store.list()).rejects.toMatchObject(failure);
    await expect(store.watch({}, new AbortController().signal)).rejects.toMatchObject(failure);
    expect((await store.update(key('new'), (it) => ({ ...it, spec: { address: 'b:2' } }))).entry.object.spec).toEqual({ address: 'b:2' });
    await store.create(v2('newer'), 'default');
    expect((await store.delete(key('new'))).gone).toBe(true);
  });
});

describe('writing', () => {
  it('stores objects in the version in which they are to be stored, those of before stay what they are until they are written', async () => {
    const { registry, stored } = await open();
    const { object } = await widgets(registry, 'v2').create(v2('a'), 'default', { fieldManager: 'me' });
    expect(object).toMatchObject({ apiVersion: 'example.com/v2', spec: { address: 'a:1' }, metadata: { generation: 1 } });
    expect(JSON.parse(await stored(storageKey('a')) ?? '')).toMatchObject({ apiVersion: 'example.com/v1', spec: { host: 'a', port: 1 }, metadata: { uid: object.metadata.uid, managedFields: [{ manager: 'me', apiVersion: 'example.com/v2' }] } });
    await storeIn(registry, 'v2');
    expect((await widgets(registry, 'v1').get(key('a'))).object.spec).toEqual({ host: 'a', port: 1 });
    expect(await stored(storageKey('a'))).toContain('"apiVersion":"example.com/v1","metadata"');
    await widgets(registry, 'v1').update(key('a'), (it) => ({ ...it, spec: { ...it.spec, port: 3 } }));
    expect(JSON.parse(await stored(storageKey('a')) ?? '')).toMatchObject({ apiVersion: 'example.com/v2', spec: { address: 'a:3' } });
  });

  it.each(['v1', 'v2'] as const)('of what is there already migrates it, through %s, and then writes nothing', async (through) => {
    const { registry, stored } = await open();
    await widgets(registry, 'v1').create(v1('a'), 'default', { fieldManager: 'me' });
    await storeIn(registry, 'v2');
    const rewrite = () => widgets(registry, through).update(key('a'), (it) => structuredClone(it), { fieldManager: 'me' });
    const { entry: { revision, object } } = await rewrite();
    expect(await stored(storageKey('a'))).toContain('"apiVersion":"example.com/v2","metadata"');
    expect(object.metadata.generation).toBe(1);
    expect((await rewrite()).entry.revision).toBe(revision);
  });

  it('obeys the rules of the version that it is made in', async () => {
    const { registry } = await open();
    await expect(widgets(registry, 'v2').create(v2('a', 'nowhere'), 'default')).rejects.toMatchObject({ code: 422, message: expect.stringContaining('spec.address') as unknown });
    await widgets(registry, 'v1').create(v1('a', 'x'.repeat(3)), 'default');
  });

  it('begins again when somebody was faster in another version', async () => {
    const { registry, kv } = await open();
    await widgets(registry, 'v1').create(v1('a'), 'default');
    kv.interference = () => widgets(registry, 'v1').update(key('a'), (it) => ({ ...it, spec: { ...it.spec, port: 7 } }));
    const { entry } = await widgets(registry, 'v2').update(key('a'), (it) => ({ ...it, spec: { address: `b:${it.spec.address?.split(':')[1] ?? ''}` } }));
    expect(entry.object.spec.address).toBe('b:7');
    expect((await widgets(registry, 'v1').get(key('a'))).object).toMatchObject({ spec: { host: 'b', port: 7 }, metadata: { generation: 3 } });
  });

  it('writes nothing when it cannot be converted', async () => {
    const { registry, hook, stored } = await open();
    hook.twist = (right) => ({ ...right, result: { status: 'Failure', message: 'not today' } });
    await expect(widgets(registry, 'v2').create(v2('a'), 'default')).rejects.toMatchObject({ code: 500, message: 'conversion webhook for example.com/v2, Kind=Widget failed: not today' });
    expect(await stored(storageKey('a'))).toBeUndefined();
  });

  it('reaches status, scale and deletion through any version', async () => {
    const { registry } = await open();
    const [one, two] = [widgets(registry, 'v1'), widgets(registry, 'v2')];
    await one.create(v1('a'), 'default');
    await two.update(key('a'), (it) => ({ ...it, status: { ready: true, replicas: 2 }, spec: { address: 'ignored:1' } }), { subresource: 'status' });
    expect((await one.get(key('a'))).object).toMatchObject({ status: { ready: true }, spec: { host: 'a' } });
    await two.updateProjection(key('a'), 'scale', (scale) => ({ ...scale, spec: { replicas: 4 } }));
    expect(await one.project(key('a'), 'scale')).toMatchObject({ spec: { replicas: 4 }, status: { replicas: 2 } });
    expect((await two.delete(key('a'))).gone).toBe(true);
    await expect(one.get(key('a'))).rejects.toMatchObject({ code: 404 });
  });
});

describe('server-side apply', () => {
  const applied = { apiVersion: 'example.com/v2', kind: 'Widget', metadata: { name: 'a' }, spec: { address: 'b:2' } };

  it('sees owners of fields of another version as conversion shows them', async () => {
    const { registry } = await open();
    await widgets(registry, 'v1').apply(key('a'), { ...v1('a', 'a', 1) }, { fieldManager: 'one' });
    await expect(widgets(registry, 'v2').apply(key('a'), applied, { fieldManager: 'two' }))
      .rejects.toMatchObject({ code: 409, message: 'Apply failed with 2 conflicts: conflicts with "one":\n- .spec.host\n- .spec.port' });
    const { entry } = await widgets(registry, 'v2').apply(key('a'), applied, { fieldManager: 'two', force: true });
    expect(entry.object.spec).toEqual({ address: 'b:2' });
    expect(entry.object.metadata.managedFields?.map(({ manager, apiVersion }) => `${manager ?? ''} ${apiVersion ?? ''}`)).toEqual(['two example.com/v2']);
    expect((await widgets(registry, 'v1').get(key('a'))).object.spec).toEqual({ host: 'b', port: 2 });
  });

  it('takes over in another version, and takes out what is no longer wanted', async () => {
    const { registry } = await open();
    await widgets(registry, 'v1').apply(key('a'), { ...v1('a', 'a', 1, { spec: { host: 'a', port: 1, replicas: 3 } }) }, { fieldManager: 'one' });
    const { entry } = await widgets(registry, 'v2').apply(key('a'), { ...applied, spec: { address: 'a:5' } }, { fieldManager: 'one' });
    expect(entry.object.spec).toEqual({ address: 'a:5' });
    expect((await widgets(registry, 'v1').get(key('a'))).object.spec).toEqual({ host: 'a', port: 5 });
  });
});

describe('admission webhooks', () => {
  it('see objects in the version that they know, and change them there', async () => {
    const { registry, stored } = await open();
    const hook = await serveWebhook(() => patch({ op: 'replace', path: '/spec/port', value: 9 }));
    await mutating(registry, 'a', { clientConfig: hook.config, rules: [{ operations: ['CREATE'], apiGroups: ['example.com'], apiVersions: ['v1'], resources: ['widgets'] }] });
    const { object } = await widgets(registry, 'v2').create({ ...v2('', 'h:1'), metadata: { generateName: 'a-', namespace: 'default' } }, 'default');
    expect(hook.asked.at(-1)).toMatchObject({ kind: { version: 'v1' }, requestKind: { version: 'v2' }, object: { apiVersion: 'example.com/v1', spec: { host: 'h', port: 1 } } });
    expect(object).toMatchObject({ apiVersion: 'example.com/v2', spec: { address: 'h:9' } });
    expect(JSON.parse(await stored(storageKey(object.metadata.name ?? '')) ?? '')).toMatchObject({ apiVersion: 'example.com/v1', spec: { host: 'h', port: 9 } });
    // Which webhooks are asked is remembered, but not what has been converted.
    expect((await widgets(registry, 'v2').create(v2('b', 'i:2'), 'default')).object).toMatchObject({ spec: { address: 'i:9' } });
  });

  it('that cannot be shown what they are asked about fail the request', async () => {
    const { registry, hook } = await open();
    const asked = await serveWebhook(() => ({ allowed: true }));
    await mutating(registry, 'a', { clientConfig: asked.config, failurePolicy: 'Ignore', rules: [{ operations: ['CREATE'], apiGroups: ['example.com'], apiVersions: ['v1'], resources: ['widgets'] }] });
    hook.twist = (right) => ({ ...right, result: { status: 'Failure', message: 'not today' } });
    await expect(widgets(registry, 'v2').create(v2('a'), 'default')).rejects.toMatchObject({
      code: 500, reason: 'InternalError', message: 'Internal error occurred: conversion webhook for example.com/v2, Kind=Widget failed: not today',
    });
    expect(asked.asked).toEqual([]);
  });

  it('policies, too', async () => {
    const { registry } = await open();
    const resourceRules = [{ operations: ['CREATE'], apiGroups: ['example.com'], apiVersions: ['v1'], resources: ['widgets'] }];
    await registry.store(kinds.validatingadmissionpolicies).create({ metadata: { name: 'p' }, spec: { matchConstraints: { resourceRules }, validations: [{ expression: 'object.spec.port < 10' }] } }, undefined);
    await registry.store(kinds.validatingadmissionpolicybindings).create({ metadata: { name: 'b' }, spec: { policyName: 'p', validationActions: ['Deny'] } }, undefined);
    for (const name of ['a', 'b']) await widgets(registry, 'v2').create(v2(name, `${name}:1`), 'default');
    await expect(widgets(registry, 'v2').create(v2('c', 'c:10'), 'default')).rejects.toMatchObject({ code: 422, message: expect.stringContaining('failed expression: object.spec.port < 10') as unknown });
  });
});

describe('the webhook', () => {
  it('may be behind a service that leads to this machine', async () => {
    const { registry } = await openTest();
    const hook = await serveConversions();
    await registry.of(kinds.services).create(service('hook', { type: 'ExternalName', externalName: '127.0.0.1' }));
    await define(registry, { caBundle: hook.config.caBundle, service: { namespace: 'default', name: 'hook', path: '/convert', port: hook.port } });
    await widgets(registry, 'v1').create(v1('a'), 'default');
    expect((await widgets(registry, 'v2').get(key('a'))).object.spec).toEqual({ address: 'a:1' });
  });

  it('has half a minute to answer', async () => {
    const { registry, hook, clock, stored } = await open();
    const asked = new Promise<void>((resolve) => { hook.twist = () => new Promise(() => resolve()); });
    const writing = widgets(registry, 'v2').create(v2('a'), 'default').then(() => undefined, (error: unknown) => error);
    await asked;
    await clock.step(30_000);
    expect(await writing).toMatchObject({ code: 500, message: expect.stringMatching(/failed: Post "https:.*": context deadline exceeded$/) as unknown });
    expect(await stored(storageKey('a'))).toBeUndefined();
  });

  it('is asked when its kind goes away with objects of different versions', async () => {
    const { registry, stored } = await open();
    await widgets(registry, 'v1').create(v1('a'), 'default');
    await storeIn(registry, 'v2');
    await widgets(registry, 'v2').create(v2('b'), 'default');
    const definitions = registry.of(kinds.customresourcedefinitions);
    await definitions.delete({ name: 'widgets.example.com' });
    while (registry.find('example.com', 'v1', 'widgets')) await new Promise((resolve) => setImmediate(resolve));
    expect([await stored(storageKey('a')), await stored(storageKey('b'))]).toEqual([undefined, undefined]);
  });
});

describe('an answer is refused', () => {
  const cases: readonly (readonly [string, (hook: WidgetConversions) => void, string])[] = [
    ['with another uid', (hook) => { hook.twist = (right) => ({ ...right, uid: 'other' }); }, 'failed: expected response.uid="'],
    ['of another kind', (hook) => { hook.review = (right) => ({ ...right, kind: 'Other' }); }, 'failed: expected webhook response of apiextensions.k8s.io/v1, Kind=ConversionReview, got apiextensions.k8s.io/v1, Kind=Other'],
    ['without a response', (hook) => { hook.review = (right) => ({ ...right, response: undefined }); }, 'failed: no response provided'],
    ['that is no success', (hook) => { hook.twist = (right) => ({ ...right, result: { status: 'Maybe' } }); }, "failed: response.result.status was 'Maybe', not 'Success'"],
    ['with other objects', (hook) => { hook.twist = (right) => ({ ...right, convertedObjects: [] }); }, 'returned 0 objects, expected 1'],
    ['in the wrong version', (hook) => { hook.twist = (right) => ({ ...right, convertedObjects: [v1('a')] }); }, 'returned invalid object at index 0: invalid groupVersion (expected example.com/v2, received example.com/v1)'],
    ['that is nothing', (hook) => { hook.twist = (right) => ({ ...right, convertedObjects: [null] }); }, "returned invalid object at index 0: Object 'Kind' is missing"],
    ['of another name', (hook) => { hook.twist = (right) => ({ ...right, convertedObjects: [v2('b')] }); }, 'returned invalid object: must have the same name: a != b'],
    ['without metadata', (hook) => { hook.twist = (right) => ({ ...right, convertedObjects: right.convertedObjects.map((it) => ({ ...it, metadata: undefined })) }); }, 'returned invalid object: must have the same name: a != '],
    ['with labels that are none', (hook) => { hook.twist = (right) => ({ ...right, convertedObjects: right.convertedObjects.map((it) => ({ ...it, metadata: { ...it.metadata, labels: { 'a b': 'c' } } })) }); },
      'returned invalid metadata: metadata.labels: Invalid value: "a b"'],
  ];
  it.each(cases)('%s', async (_, set, message) => {
    const { registry, hook } = await open();
    await widgets(registry, 'v1').create(v1('a'), 'default');
    set(hook);
    await expect(widgets(registry, 'v2').get(key('a'))).rejects.toMatchObject({ code: 500, message: expect.stringContaining(`conversion webhook for example.com/v1, Kind=Widget ${message}`) as unknown });
  });

  it('keeps what it may not change: labels and annotations alone are the webhook\'s', async () => {
    const { registry, hook } = await open();
    const { object: { metadata: { uid } } } = await widgets(registry, 'v1').create(v1('a'), 'default');
    hook.twist = (right) => ({ ...right, convertedObjects: right.convertedObjects.map((it) => ({ ...it, metadata: { ...it.metadata, generation: 9, finalizers: ['example.com/x'], labels: { a: 'b' } } })) });
    const { object: { metadata } } = await widgets(registry, 'v2').get(key('a'));
    expect(metadata).toMatchObject({ uid, generation: 1, labels: { a: 'b' } });
    expect(metadata.finalizers).toBeUndefined();
  });
});
