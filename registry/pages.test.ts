import { kinds, parseFieldSelector, parseLabelSelector, type core, type ListOptions, type Resources } from '../api';
import { closeAll, openTest, type TestRegistry } from './testing/harness';
import { configMap, namespace, pod } from './testing/objects';

afterEach(closeAll);

const names = (list: { readonly items: readonly { metadata: { name?: string } }[] }): string => list.items.map(({ metadata }) => metadata.name).join(' ');

async function withMaps(...all: string[]): Promise<TestRegistry & { maps: Resources<core.ConfigMap> }> {
  const test = await openTest();
  const maps = test.registry.of(kinds.configmaps);
  for (const name of all) await maps.create(configMap(name));
  return { ...test, maps };
}

describe('a list', () => {
  it('is in key order, of one namespace or of all', async () => {
    const { registry, maps } = await withMaps('b', 'a', 'a-b', 'c');
    await registry.of(kinds.namespaces).create(namespace('default-too'));
    await maps.create(configMap('z', {}, { namespace: 'default-too' }));
    expect(names(await maps.list({ namespace: 'default' }))).toBe('a a-b b c');
    expect(names(await maps.list())).toBe('z a a-b b c');
    expect(names(await maps.list({ namespace: 'nowhere' }))).toBe('');
    expect(names(await registry.of(kinds.namespaces).list())).toBe('default default-too kube-node-lease kube-public kube-system');
  });

  it('shows every acknowledged write', async () => {
    const { maps } = await withMaps();
    for (let i = 0; i < 50; i++) {
      await maps.create(configMap(`m${i}`));
      expect((await maps.list()).items).toHaveLength(i + 1);
      expect((await maps.get({ namespace: 'default', name: `m${i}` })).metadata.name).toBe(`m${i}`);
    }
    await Promise.all(Array.from({ length: 50 }, (_, i) => maps.delete({ namespace: 'default', name: `m${i}` })));
    expect((await maps.list()).items).toHaveLength(0);
  });

  it('selects by labels and fields', async () => {
    const { registry } = await openTest();
    const pods = registry.of(kinds.pods);
    for (const [name, nodeName, app] of [['a', 'n1', 'x'], ['b', 'n2', 'x'], ['c', 'n1', 'y']] as const) await pods.create(pod(name, { nodeName }, { labels: { app } }));
    const list = async (options: ListOptions): Promise<string> => names(await pods.list(options));
    expect(await list({ labels: parseLabelSelector('app=x') })).toBe('a b');
    expect(await list({ fields: parseFieldSelector('spec.nodeName=n1') })).toBe('a c');
    expect(await list({ fields: parseFieldSelector('spec.nodeName=n1,metadata.name!=a') })).toBe('c');
    expect(await list({ labels: parseLabelSelector('app in (x,y)'), fields: parseFieldSelector('metadata.namespace=default'), limit: 2 })).toBe('a b');
    for (const field of ['spec.nonsense', 'constructor']) {
      await expect(pods.list({ fields: parseFieldSelector(`${field}=x`) })).rejects.toMatchObject({ code: 400, message: `field label not supported: ${field}` });
    }
    await expect(registry.of(kinds.nodes).list({ fields: parseFieldSelector('metadata.namespace=x') })).rejects.toMatchObject({ code: 400 });
  });
});

describe('a selector of an indexed field', () => {
  it('finds the same as before while objects come, change and go, in order and in pages', async () => {
    const { registry } = await openTest();
    await registry.of(kinds.namespaces).create(namespace('other'));
    const pods = registry.of(kinds.pods);
    const onNode = async (node: string, options: ListOptions = {}): Promise<string> => names(await pods.list({ ...options, fields: parseFieldSelector(`spec.nodeName=${node}`) }));
    for (const [name, nodeName] of [['c', 'n1'], ['a', 'n1'], ['b', 'n2'], ['d', undefined]] as const) await pods.create(pod(name, { nodeName }));
    expect(await onNode('n1')).toBe('a c');
    await pods.create(pod('aa', { nodeName: 'n1' }));
    await pods.create(pod('z', { nodeName: 'n1' }, { namespace: 'other' }));
    const binding: core.Binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'd' }, target: { kind: 'Node', name: 'n1' } };
    await pods.invoke({ namespace: 'default', name: 'd' }, 'binding', binding);
    expect(await onNode('n1')).toBe('a aa c d z');
    expect(await onNode('n1', { namespace: 'other' })).toBe('z');
    expect(await onNode('')).toBe('');
    expect(await onNode('nowhere')).toBe('');
    await pods.delete({ namespace: 'default', name: 'a' }, { gracePeriodSeconds: 0 });
    const fields = parseFieldSelector('spec.nodeName=n1,metadata.name!=c');
    const first = await pods.list({ fields, limit: 2 });
    expect(names(first)).toBe('aa d');
    expect(names(await pods.list({ fields, limit: 2, continue: first.continue }))).toBe('z');
  });

  it('looks at no other object', async () => {
    const { registry } = await openTest();
    const events = registry.store(kinds.events);
    const about = (name: string) => ({ metadata: { name: `about-${name}`, namespace: 'default' }, involvedObject: { kind: 'Pod', namespace: 'default', name } });
    for (const name of ['a', 'b', 'c']) await events.create(about(name), 'default');
    const ask = { fields: parseFieldSelector('involvedObject.name=b,involvedObject.kind=Pod') };
    await events.list(ask);
    const all = (await events.list()).entries.filter(({ key }) => key.name !== 'about-b');
    const looked = all.map((entry) => jest.spyOn(entry, 'object', 'get'));
    expect((await events.list(ask)).entries.map(({ key }) => key.name)).toEqual(['about-b']);
    for (const look of looked) expect(look).not.toHaveBeenCalled();
  });
});

describe('a selector of an indexed label', () => {
  it('finds what has the label, in its namespace, while objects come and change', async () => {
    const { registry } = await openTest();
    await registry.of(kinds.namespaces).create(namespace('other'));
    const pods = registry.of(kinds.pods);
    const key = 'bkbcs.tencent.com/bcs-app';
    const of = async (selector: string, options: ListOptions = {}): Promise<string> => names(await pods.list({ ...options, labels: parseLabelSelector(selector) }));
    for (const [name, app] of [['c', 'x'], ['a', 'x'], ['b', 'y']] as const) await pods.create(pod(name, {}, { labels: { [key]: app } }));
    expect(await of(`${key}=x`)).toBe('a c');
    await pods.create(pod('aa', {}, { labels: { [key]: 'x', tier: 'web' } }));
    await pods.create(pod('z', {}, { namespace: 'other', labels: { [key]: 'x' } }));
    await pods.update({ namespace: 'default', name: 'b' }, (current) => ({ ...current, metadata: { ...current.metadata, labels: { [key]: 'x' } } }));
    await pods.update({ namespace: 'default', name: 'c' }, (current) => ({ ...current, metadata: { ...current.metadata, labels: {} } }));
    expect([await of(`${key}=x`), await of(`${key}==x,tier=web`), await of(`${key} in (x)`, { namespace: 'other' })]).toEqual(['a aa b z', 'aa', 'z']);
    expect([await of(`${key}!=x`), await of(`${key} in (x,y)`), await of(`${key}=`)]).toEqual(['c', 'a aa b z', '']);
  });

  it('looks at no other object', async () => {
    const { registry } = await openTest();
    const pods = registry.store(kinds.pods);
    const labelled = (name: string) => pod(name, {}, { labels: { 'bkbcs.tencent.com/bcs-app': name } });
    for (const name of ['a', 'b', 'c']) await pods.create(labelled(name), 'default');
    const ask = { labels: parseLabelSelector('bkbcs.tencent.com/bcs-app=b') };
    await pods.list(ask);
    const looked = (await pods.list()).entries.filter(({ key }) => key.name !== 'b').map((entry) => jest.spyOn(entry, 'object', 'get'));
    expect((await pods.list(ask)).entries.map(({ key }) => key.name)).toEqual(['b']);
    for (const look of looked) expect(look).not.toHaveBeenCalled();
  });
});

describe('a selector that names the object or its namespace', () => {
  it('finds the same as one that does not', async () => {
    const { registry, maps } = await withMaps('a', 'a-b', 'ab', 'b');
    await registry.of(kinds.namespaces).create(namespace('other'));
    await maps.create(configMap('a', {}, { namespace: 'other' }));
    const found = async (options: ListOptions, fields: string): Promise<string[]> =>
      (await maps.list({ ...options, fields: parseFieldSelector(fields) })).items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    expect(await found({ namespace: 'default' }, 'metadata.name=a')).toEqual(['default/a']);
    expect(await found({}, 'metadata.name=a')).toEqual(['default/a', 'other/a']);
    expect(await found({}, 'metadata.namespace=other')).toEqual(['other/a']);
    expect(await found({}, 'metadata.namespace=default,metadata.name!=a')).toEqual(['default/a-b', 'default/ab', 'default/b']);
    expect(await found({ namespace: 'default' }, 'metadata.name=a,metadata.namespace=other')).toEqual([]);
    expect(await found({}, 'metadata.name=')).toEqual([]);
    expect(names(await registry.of(kinds.namespaces).list({ fields: parseFieldSelector('metadata.name=default') }))).toBe('default');
  });

  it('looks at no more than it has to', async () => {
    const { registry, maps } = await withMaps('a', 'b', 'c');
    await maps.list();
    let looked = 0;
    const fields = parseFieldSelector('metadata.name=b');
    const counting = { ...fields, matches: (field: (name: string) => string) => { looked++; return fields.matches(field); } };
    expect(names(await registry.of(kinds.configmaps).list({ namespace: 'default', fields: counting }))).toBe('b');
    expect(looked).toBe(1);
  });
});

describe('pages', () => {
  it('show one revision while writing goes on', async () => {
    const { maps } = await withMaps('a', 'b', 'c', 'd', 'e');
    const first = await maps.list({ limit: 2 });
    expect([names(first), first.remainingItemCount]).toEqual(['a b', 3]);
    await maps.create(configMap('bb'));
    await maps.delete({ namespace: 'default', name: 'd' });
    const updated = await maps.update({ namespace: 'default', name: 'e' }, (map) => ({ ...map, data: { k: 'v' } }));
    const second = await maps.list({ limit: 2, continue: first.continue });
    expect([names(second), second.remainingItemCount, second.resourceVersion]).toEqual(['c d', 1, first.resourceVersion]);
    const third = await maps.list({ limit: 2, continue: second.continue });
    expect([names(third), third.remainingItemCount, third.continue]).toEqual(['e', undefined, undefined]);
    expect(third.items[0]?.data).toBeUndefined();
    expect(names(await maps.list())).toBe('a b bb c e');
    expect((await maps.list()).items.at(-1)).toEqual(updated);
  });

  it('come from memory while nothing of the resource has changed', async () => {
    const { registry, maps, kv } = await withMaps('a', 'b', 'c');
    const first = await maps.list({ limit: 2 });
    await registry.of(kinds.pods).create(pod('a'));
    const { list } = kv.calls;
    expect(names(await maps.list({ limit: 2, continue: first.continue }))).toBe('c');
    expect(kv.calls.list).toBe(list);
  });

  it('with a selector tell no count', async () => {
    const { maps } = await withMaps();
    for (let i = 0; i < 9; i++) await maps.create(configMap(`m${i}`, {}, { labels: { odd: String(i % 2) } }));
    const labels = parseLabelSelector('odd=1');
    const first = await maps.list({ limit: 2, labels });
    expect([names(first), first.remainingItemCount]).toEqual(['m1 m3', undefined]);
    await maps.create(configMap('n', {}, { labels: { odd: '1' } }));
    const second = await maps.list({ limit: 2, labels, continue: first.continue });
    expect(names(second)).toBe('m5 m7');
    expect(names(await maps.list({ limit: 2, labels, continue: second.continue }))).toBe('');
  });

  it('end with the namespace they began in, wherever a token points', async () => {
    const { registry, maps } = await withMaps('a', 'b');
    await registry.of(kinds.namespaces).create(namespace('a'));
    for (const name of ['x', 'y']) await maps.create(configMap(name, {}, { namespace: 'a' }));
    const { continue: token } = await maps.list({ namespace: 'a', limit: 1 });
    expect(names(await maps.list({ namespace: 'default', continue: token }))).toBe('a b');
    await maps.create(configMap('c'));
    expect(names(await maps.list({ namespace: 'default', continue: token }))).toBe('a b');
  });

  const token = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

  it.each([
    ['nonsense', ''],
    [token([]), ': server does not recognize this encoded version '],
    [token({ v: 'meta.k8s.io/v2', rv: 5, start: 'a' }), ': server does not recognize this encoded version meta.k8s.io/v2'],
    [token({ v: 'meta.k8s.io/v1', rv: 0, start: 'a' }), ': incorrect encoded start resourceVersion (version meta.k8s.io/v1)'],
    [token({ v: 'meta.k8s.io/v1', rv: 1.5, start: 'a' }), ': incorrect encoded start resourceVersion (version meta.k8s.io/v1)'],
    [token({ v: 'meta.k8s.io/v1', rv: 5 }), ': encoded start key empty (version meta.k8s.io/v1)'],
    [token({ v: 'meta.k8s.io/v1', rv: 5, start: '../secrets/a' }), ': ../secrets/a'],
  ])('refuse the token %s', async (text, why) => {
    const { maps } = await withMaps('a');
    await expect(maps.list({ continue: text })).rejects.toMatchObject({ code: 400, message: `invalid continue token: continue key is not valid${why}` });
  });

  it('whose revision is no longer kept can go on inconsistently', async () => {
    const { registry, maps, kv } = await withMaps('a', 'b', 'c');
    const first = await maps.list({ limit: 1 });
    await maps.create(configMap('bb'));
    await maps.list();
    await kv.compact(await kv.revision());
    const error: unknown = await maps.list({ limit: 1, continue: first.continue }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 410, reason: 'Expired', message: expect.stringMatching(/^The provided continue parameter is too old to display a consistent list result\./) });
    const { continue: token } = (error as { toStatus(): { metadata: { continue?: string } } }).toStatus().metadata;
    expect(names(await maps.list({ continue: token }))).toBe('b bb c');
    expect(await registry.store(kinds.configmaps).list({ continue: token, limit: 1 })).toMatchObject({ remainingItemCount: 2 });
  });

  it('refuse a resourceVersion beside the token', async () => {
    const { maps } = await withMaps('a', 'b');
    const { continue: token } = await maps.list({ limit: 1 });
    await expect(maps.list({ continue: token, resourceVersion: '5' })).rejects.toMatchObject({ code: 400, message: 'specifying resource version is not allowed when using continue' });
    expect(names(await maps.list({ continue: token, resourceVersion: '0' }))).toBe('b');
  });
});

describe('resourceVersion', () => {
  it('exactly, by rule or because a page was asked for', async () => {
    const { maps } = await withMaps('a', 'b');
    const { resourceVersion } = await maps.list();
    await maps.create(configMap('c'));
    await maps.list();
    expect(names(await maps.list({ resourceVersion, resourceVersionMatch: 'Exact' }))).toBe('a b');
    expect(names(await maps.list({ resourceVersion, limit: 10 }))).toBe('a b');
    expect(names(await maps.list({ resourceVersion, resourceVersionMatch: 'NotOlderThan', limit: 10 }))).toBe('a b c');
    expect(names(await maps.list({ resourceVersion }))).toBe('a b c');
    expect(names(await maps.list({ resourceVersion: '0', limit: 1 }))).toBe('a b c');
    expect((await maps.list({ resourceVersion, resourceVersionMatch: 'Exact' })).resourceVersion).toBe(resourceVersion);
  });

  it('that is no longer kept is Expired', async () => {
    const { maps, kv } = await withMaps('a');
    const { resourceVersion } = await maps.list();
    await maps.create(configMap('b'));
    await maps.list();
    await kv.compact(await kv.revision());
    await expect(maps.list({ resourceVersion, resourceVersionMatch: 'Exact' })).rejects.toMatchObject({
      code: 410, reason: 'Expired', message: 'The resourceVersion for the provided list is too old.',
    });
  });

  it('in the future times out, after it has been waited for', async () => {
    const { registry, maps, clock } = await withMaps('a');
    const store = registry.store(kinds.configmaps);
    const { resourceVersion } = await maps.list();
    const future = String(Number(resourceVersion) + 2);
    const timeout = { code: 504, reason: 'Timeout', message: `Too large resource version: ${future}, current: ${resourceVersion}` };
    const reads = [maps.list({ resourceVersion: future }), store.get({ namespace: 'default', name: 'a' }, { resourceVersion: future })];
    const answers = Promise.all(reads.map((read) => expect(read).rejects.toMatchObject(timeout)));
    await clock.step(3000);
    await answers;
    await expect(maps.list({ resourceVersion: future, resourceVersionMatch: 'Exact' })).rejects.toMatchObject({ code: 504 });

    const patient = maps.list({ resourceVersion: future });
    await maps.create(configMap('b'));
    await maps.create(configMap('c'));
    expect(names(await patient)).toBe('a b c');
    expect(clock.untilNext()).toBeUndefined();
  });

  it.each([['x', 'invalid syntax'], ['-1', 'invalid syntax'], ['1.5', 'invalid syntax'], ['18446744073709551616', 'value out of range']])('%s is refused', async (resourceVersion, why) => {
    const { registry, maps } = await withMaps('a');
    const message = `resourceVersion: Invalid value: ${JSON.stringify(resourceVersion)}: strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: ${why}`;
    await expect(maps.list({ resourceVersion })).rejects.toMatchObject({ code: 400, message: `invalid resource version: ${message}` });
    const store = registry.store(kinds.configmaps);
    await expect(store.get({ namespace: 'default', name: 'a' }, { resourceVersion })).rejects.toMatchObject({ code: 400, message });
    await expect(store.watch({ resourceVersion }, new AbortController().signal)).rejects.toMatchObject({ code: 400, message });
  });
});
