import { ApiError, Measures, type DocumentKey, type StoredDocument } from '../../api';
import { RevisionCompacted, ValueTooLarge } from '../storage/kv';
import type { Fresh, OpenDocuments } from './documents';
import { bench, dataOf, inserts, podKey, pods, writes, type Bench } from './testing/harness';

let at: Bench;
let documents: OpenDocuments;

beforeEach(() => {
  at = bench();
  documents = at.open();
});
afterEach(() => at.close());

const namesIn = async (from: OpenDocuments, cluster = 'c'): Promise<string[]> => [...(await from.select({ ...pods, cluster }, { where: [] })).documents].map(({ key }) => key.name);

describe('put', () => {
  test('keeps the id and createTime, and moves updateTime', async () => {
    const first = await documents.put(podKey('a'), writes(1));
    await at.clock.step(5000);
    const second = await documents.put(podKey('a'), writes(2));
    expect(first.id).toMatch(/^[0-9a-f]{24}$/);
    expect(second).toMatchObject({ id: first.id, createTime: first.createTime, updateTime: first.createTime + 5000 });
    expect(second.revision).toBeGreaterThan(first.revision);
    expect(await documents.get(podKey('a'))).toBe(second);
    expect(second.json.toString()).toBe(JSON.stringify(second.value));
  });

  test('leaves what is there, where that is said, and writes it where there is none', async () => {
    const other = at.open();
    const unlessThere = (current: StoredDocument | undefined, fresh: Fresh): string | undefined => (current ? undefined : writes(1)(current, fresh));
    const first = await documents.put(podKey('a'), unlessThere);
    for (const each of [documents, other]) expect(await each.put(podKey('a'), unlessThere)).toMatchObject({ id: first.id, revision: first.revision });
    expect((await documents.get(podKey('a')))?.revision).toBe(first.revision);
    expect(at.kv.calls.write).toBe(1);
  });

  test('is not kept from anybody by what others write', async () => {
    const other = at.open();
    await documents.put(podKey('a'), writes('mine'));
    at.kv.interference = () => other.put(podKey('a'), writes('theirs'));
    const seen: unknown[] = [];
    await documents.put(podKey('a'), (current, fresh) => {
      seen.push(dataOf(current));
      return writes('again')(current, fresh);
    });
    expect(seen).toEqual(['mine', 'theirs']);
    expect(dataOf(await other.get(podKey('a')))).toBe('again');
  });

  test('asks again when the document was removed meanwhile, or came', async () => {
    const other = at.open();
    const { id } = await documents.put(podKey('a'), writes(1));
    at.kv.interference = () => other.remove(podKey('a'));
    expect((await documents.put(podKey('a'), writes(2))).id).not.toBe(id);
    at.kv.interference = () => other.put(podKey('b'), writes('first'));
    const second = await documents.put(podKey('b'), writes('second'));
    expect((await documents.get(podKey('b')))?.id).toBe(second.id);
  });

  test('of many at once all count', async () => {
    const other = at.open();
    await documents.put(podKey('a'), writes(0));
    await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? documents : other).put(podKey('a'), (current, fresh) => writes((dataOf(current) as number) + 1)(current, fresh))));
    expect(dataOf(await documents.get(podKey('a')))).toBe(20);
  });

  test('writes no document that is none', async () => {
    await expect(documents.put(podKey('a'), () => 'null')).rejects.toThrow('none');
    await expect(documents.put(podKey('a'), () => '[]')).rejects.toThrow();
    await expect(documents.put(podKey('a'), () => '{')).rejects.toThrow();
    expect(await documents.get(podKey('a'))).toBeUndefined();
    expect(at.kv.calls.write).toBe(0);
  });

  test('what is too large is refused, and what was there stays', async () => {
    await documents.put(podKey('a'), writes(1));
    at.kv.interference = () => Promise.reject(new ValueTooLarge('etcdserver: request is too large'));
    const refused = documents.put(podKey('a'), writes(2));
    await expect(refused).rejects.toThrow('too large');
    await expect(refused).rejects.toBeInstanceOf(ApiError);
    expect(dataOf(await documents.get(podKey('a')))).toBe(1);
  });
});

test('inserts are all there, later ones with greater ids', async () => {
  const other = at.open();
  const inserted: StoredDocument[] = [];
  for (let i = 0; i < 50; i++) inserted.push(await documents.insert(pods, inserts(i)));
  await other.insert(pods, inserts('theirs'));
  expect(inserted.map(({ id }) => id)).toEqual(inserted.map(({ id }) => id).sort());
  expect(new Set((await namesIn(other)))).toHaveProperty('size', 51);
  expect(inserted[0]?.key.name).toBe(inserted[0]?.id);
});

test('namespaces are those that something is in, each once', async () => {
  for (const [name, namespace] of [['a', 'b'], ['a', 'a/b'], ['b', 'b'], ['a', null], ['c', '']] as const) await documents.put(podKey(name, namespace), writes(1));
  const jobs = { ...pods, type: 'Job' };
  await documents.put({ ...jobs, namespace: 'a', name: 'j' }, writes(1));
  await documents.put({ ...jobs, namespace: 'b', name: 'j' }, writes(1));
  expect(await documents.namespaces([pods])).toEqual(['', 'a/b', 'b']);
  expect(await documents.namespaces([pods, jobs, { ...pods, cluster: 'other' }])).toEqual(['', 'a', 'a/b', 'b']);
  await documents.remove(podKey('c', ''));
  await documents.remove(podKey('a', 'b'));
  expect(await documents.namespaces([pods])).toEqual(['a/b', 'b']);
  expect(await documents.namespaces([])).toEqual([]);
});

describe('remove', () => {
  test('says whether there was one', async () => {
    await documents.put(podKey('a'), writes(1));
    expect(await documents.remove(podKey('a'))).toBe(true);
    expect(await documents.remove(podKey('a'))).toBe(false);
    expect(await documents.remove(podKey('a', null))).toBe(false);
  });

  test('one of several at the same time has removed it', async () => {
    const other = at.open();
    await documents.put(podKey('a'), writes(1));
    const removed = await Promise.all([documents.remove(podKey('a')), other.remove(podKey('a')), documents.remove(podKey('a'))]);
    expect(removed.filter(Boolean)).toHaveLength(1);
  });

  test('all that are asked for, except what changed so that it is no longer', async () => {
    const other = at.open();
    for (let i = 0; i < 100; i++) await documents.put(podKey(`n${i}`, i % 2 ? 'odd' : 'even'), writes({ v: i % 10 }));
    const threes = { namespace: 'odd', where: [{ is: 'equals' as const, path: ['data', 'v'], values: [3] }] };
    // By name, n13 is the first that goes.
    at.kv.interference = () => other.put(podKey('n13', 'odd'), writes({ v: 'changed' }));
    expect(await documents.removeAll(pods, threes)).toBe(9);
    expect(await namesIn(other)).toContain('n13');
    await other.put(podKey('n13', 'odd'), writes({ v: 3 }));
    at.kv.interference = () => other.put(podKey('n13', 'odd'), writes({ v: 3, changed: true }));
    expect(await documents.removeAll(pods, threes)).toBe(1);
    expect(await namesIn(other)).toHaveLength(90);
    expect(await documents.removeAll(pods, { where: [] })).toBe(90);
    expect(await documents.removeAll(pods, { where: [] })).toBe(0);
  });
});

describe('what is apart stays apart', () => {
  const keys: DocumentKey[] = [podKey('a'), podKey('a', null), podKey('a', ''), podKey('a', 'other'), { ...podKey('a'), cluster: 'c/Pod' }, { ...podKey('a'), type: 'pod' }, { ...podKey('a'), cluster: '' }, { ...podKey('a'), shelf: 'metric' }, podKey('__proto__'), podKey('../a')];

  test('each is its own', async () => {
    for (const [i, key] of keys.entries()) await documents.put(key, writes(i));
    for (const [i, key] of keys.entries()) expect({ key, data: dataOf(await documents.get(key)) }).toEqual({ key, data: i });
    expect(await namesIn(documents, 'c/Pod')).toEqual(['a']);
    expect(await namesIn(documents, 'c/')).toEqual([]);
    expect((await documents.select(pods, { where: [], namespace: null })).total).toBe(1);
    expect((await documents.select(pods, { where: [], namespace: '' })).total).toBe(1);
    expect(await documents.remove(podKey('a', null))).toBe(true);
    expect(dataOf(await documents.get(podKey('a')))).toBe(0);
  });

  test('collections are those that hold something', async () => {
    for (const key of keys) await documents.put(key, writes(1));
    await documents.get(podKey('a', 'nobody'));
    await documents.get({ ...podKey('a'), cluster: 'nobody' });
    expect((await documents.collections('dynamic')).map(({ cluster, type }) => `${cluster} ${type}`).sort()).toEqual([' Pod', 'c Pod', 'c pod', 'c/Pod Pod']);
    expect(await documents.collections('dynamic', 'c/Pod')).toEqual([{ shelf: 'dynamic', cluster: 'c/Pod', type: 'Pod' }]);
    await documents.removeAll({ ...pods, cluster: 'c/Pod' }, { where: [] });
    expect(await documents.collections('dynamic', 'c/Pod')).toEqual([]);
  });
});

describe('several collections as one', () => {
  const others = { ...pods, cluster: 'd' };

  test('by name, and by time, in pages', async () => {
    for (let i = 0; i < 10; i++) await documents.put({ ...podKey(`n${i}`), cluster: i % 3 ? 'c' : 'd' }, writes({ at: 10 - i }));
    const names = async (question: object): Promise<string[]> => [...(await documents.select([pods, others, { ...pods, cluster: 'none' }], { where: [], ...question })).documents].map(({ key }) => key.name);
    expect(await names({})).toEqual(Array.from({ length: 10 }, (_, i) => `n${i}`));
    expect(await names({ order: { newest: ['data', 'at'] }, offset: 2, limit: 3 })).toEqual(['n2', 'n3', 'n4']);
    expect(await names({ order: { newest: ['createTime'] }, limit: 2 })).toEqual(['n9', 'n8']);
    expect((await documents.select([pods, others], { where: [], limit: 1 })).total).toBe(10);
    expect((await documents.select([], { where: [] })).total).toBe(0);
  });
});

describe('a store that does not answer', () => {
  test('is told, and asked again', async () => {
    at.kv.down = true;
    const calls = [() => documents.get(podKey('a')), () => documents.put(podKey('a'), writes(1)), () => documents.collections('dynamic'), () => documents.select(pods, { where: [] }), () => documents.remove(podKey('a'))];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ reason: 'ServiceUnavailable' });
    at.kv.down = false;
    await documents.put(podKey('a'), writes(1));
    at.kv.down = true;
    for (const call of calls) await expect(call()).rejects.toMatchObject({ reason: 'ServiceUnavailable' });
    at.kv.down = false;
    expect(await documents.remove(podKey('a'))).toBe(true);
  });

  test('or whose watch lags: no old answer', async () => {
    const other = at.open();
    await documents.put(podKey('a'), writes(1));
    at.kv.cutWatches(new Error('cut'));
    at.kv.down = true;
    await at.clock.step(1000);
    at.kv.down = false;
    await other.put(podKey('b'), writes(2));
    const asked = documents.get(podKey('b'));
    // The watch is tried again every second.
    await at.clock.step(1000);
    expect(dataOf(await asked)).toBe(2);
  });
});

test('history that was compacted while nobody watched: the state is taken anew, differences are told', async () => {
  const other = at.open();
  for (const name of ['stays', 'changes', 'goes']) await documents.put(podKey(name), writes(1));
  const ending = new AbortController();
  const changes: string[] = [];
  const told = (async () => {
    for await (const batch of documents.watch(pods, ending.signal)) changes.push(...batch.map((change) => (change.type === 'broken' ? 'broken' : `${change.type} ${change.document.key.name}`)));
  })();
  await documents.get(podKey('stays'));
  at.kv.cutWatches(new RevisionCompacted(1));
  // Before the engine looks again.
  await Promise.all([other.put(podKey('changes'), writes(2)), other.put(podKey('comes'), writes(1)), other.remove(podKey('goes'))]);
  expect(await namesIn(documents)).toEqual(['changes', 'comes', 'stays']);
  expect(dataOf(await documents.get(podKey('changes')))).toBe(2);
  ending.abort();
  await told;
  expect(changes.sort()).toEqual(['added comes', 'changed changes', 'removed goes']);
});

test('a process that starts again has everything, and so have others', async () => {
  for (let i = 0; i < 1200; i++) await documents.put(podKey(`n${String(i).padStart(4, '0')}`), writes(i));
  const before = [...(await documents.select(pods, { where: [] })).documents];
  documents.stop();
  const again = at.open();
  const after = [...(await again.select(pods, { where: [] })).documents];
  expect(after.map(({ key, id, revision, createTime, updateTime, json }) => ({ key, id, revision, createTime, updateTime, json: json.toString() })))
    .toEqual(before.map(({ key, id, revision, createTime, updateTime, json }) => ({ key, id, revision, createTime, updateTime, json: json.toString() })));
});

test('what foreign hands have written is left out, and written over', async () => {
  const { kv } = at;
  for (const [key, value] of [['c/Pod/default/broken', '{'], ['c/Pod/default/list', '[]'], ['c/Pod/default/text', '"x"'], ['c/Pod/too/deep/key', '{}'], ['c/Pod/default/%zz', '{}'], ['c/Pod/default/bare', '{}']]) {
    await kv.create(`/registry/docs/dynamic/${key}`, Buffer.from(value as string));
  }
  expect(await namesIn(documents)).toEqual(['bare']);
  await documents.put(podKey('broken'), writes(1));
  await documents.put(podKey('bare'), writes(1));
  expect(await namesIn(documents)).toEqual(['bare', 'broken']);
  await documents.put(podKey('sound'), writes(1));
  const { kv: sound } = await kv.get('/registry/docs/dynamic/c/Pod/default/sound');
  await kv.update('/registry/docs/dynamic/c/Pod/default/sound', Buffer.from('no JSON'), sound?.modRevision ?? 0);
  expect(await namesIn(documents)).toEqual(['bare', 'broken']);
});

test('stopped documents answer nobody, and end their watches', async () => {
  await documents.put(podKey('a'), writes(1));
  const told = (async () => { for await (const batch of documents.watch(pods, new AbortController().signal)) void batch; })();
  await documents.get(podKey('a'));
  documents.stop();
  await told;
  await at.open().put(podKey('b'), writes(1));
  await expect(documents.get(podKey('b'))).rejects.toMatchObject({ reason: 'ServiceUnavailable' });
});

test('how many there are is told, until they are stopped', async () => {
  const measures = new Measures();
  const told = (): unknown => measures.families().flatMap((family) => family.samples()).map(({ labels, value }) => ({ ...labels, value }));
  const counted = at.open({ measures });
  for (const name of ['a', 'b', 'c']) await counted.put(podKey(name), writes(1));
  await counted.remove(podKey('a'));
  await counted.get(podKey('a'));
  expect(told()).toEqual([{ documents: 'docs', shelf: 'dynamic', value: 2 }]);
  counted.stop();
  expect(told()).toEqual([]);
});
