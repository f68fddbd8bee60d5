import { instantOf, type DocumentKey, type StoredDocument } from '../../api';
import type { DocumentChange, LiveSink, LiveSource, OpenDocuments } from './documents';
import { bench, dataOf, podKey, pods, writes, type Bench } from './testing/harness';

/** Objects of the store that are told as documents, in its revisions. */
class Objects implements LiveSource {
  opened = 0;
  readonly collection = pods;
  /** What `open` meets with. */
  fault: Error | undefined;
  private readonly there = new Map<string, StoredDocument>();
  private sink: LiveSink | undefined;

  constructor(private readonly at: Bench) {}

  async open(sink: LiveSink, signal: AbortSignal): Promise<void> {
    this.opened++;
    if (this.fault) throw this.fault;
    this.sink = sink;
    signal.addEventListener('abort', () => { this.sink = undefined; });
    for (const document of this.there.values()) sink.put(document);
  }

  /** It tells what changes at once. */
  async reached(): Promise<void> {}

  get isOpen(): boolean {
    return this.sink !== undefined;
  }

  async put(name: string, data: unknown): Promise<void> {
    const document = live(podKey(name), await this.revision(), data);
    this.there.set(name, document);
    this.sink?.put(document);
  }

  async delete(name: string): Promise<void> {
    const revision = await this.revision();
    this.there.delete(name);
    this.sink?.gone(podKey(name), revision);
  }

  /** A write of its own, as a change of an object is. */
  private async revision(): Promise<number> {
    const { kv: before } = await this.at.kv.get('/registry/objects');
    const cas = await (before ? this.at.kv.update('/registry/objects', Buffer.from('{}'), before.modRevision) : this.at.kv.create('/registry/objects', Buffer.from('{}')));
    return cas.revision;
  }
}

function live(key: DocumentKey, revision: number, data: unknown): StoredDocument {
  const value = { _id: `live-${key.name}`, createTime: '2026-01-01T00:00:00Z', updateTime: '2026-01-01T00:00:00Z', data };
  const time = instantOf(value.createTime) ?? 0;
  return { key, revision, id: value._id, createTime: time, updateTime: time, value, get json() { return Buffer.from(JSON.stringify(value)); } };
}

let at: Bench;
let objects: Objects;
let sources: readonly LiveSource[];
let documents: OpenDocuments;

beforeEach(() => {
  at = bench();
  objects = new Objects(at);
  sources = [objects];
  documents = at.open({ live: () => sources });
});
afterEach(() => at.close());

const names = async (from = documents): Promise<string[]> => [...(await from.select(pods, { where: [] })).documents].map(({ key }) => key.name);
const storedKeys = async (): Promise<string[]> => (await at.kv.list({ prefix: '/registry/docs/' })).kvs.map(({ key }) => key.slice(key.lastIndexOf('/') + 1));

/** Deleting what is stored for nothing is begun at once and waited for by nobody. */
const until = async (holds: () => Promise<boolean>): Promise<void> => { while (!await holds()) await new Promise((resolve) => { setImmediate(resolve); }); };

test('documents of objects are found beside stored ones, and nothing of them is stored', async () => {
  await objects.put('b', { app: 'web' });
  await documents.put(podKey('a'), writes({ app: 'web' }));
  await objects.put('c', { app: 'db' });
  expect(await names()).toEqual(['a', 'b', 'c']);
  const { documents: found } = await documents.select(pods, { where: [{ is: 'in', path: ['data', 'app'], texts: ['web'] }] });
  expect([...found].map(({ id }) => id)).toEqual([expect.stringMatching(/^[0-9a-f]{24}$/), 'live-b']);
  expect((await documents.get(podKey('b')))?.id).toBe('live-b');
  expect(await storedKeys()).toEqual(['a']);
  await objects.delete('b');
  expect(await names()).toEqual(['a', 'c']);
});

test('a source is opened once, when its collection is first asked for', async () => {
  expect(await documents.collections('dynamic')).toEqual([pods]);
  await documents.get({ ...podKey('a'), type: 'Node' });
  expect(objects.opened).toBe(0);
  await Promise.all([names(), names(), documents.get(podKey('a')), documents.remove(podKey('a'))]);
  expect(objects.opened).toBe(1);
  documents.stop();
  expect(objects.isOpen).toBe(false);
});

test('a source that fails is tried again', async () => {
  objects.fault = new Error('not now');
  await expect(names()).rejects.toThrow('not now');
  objects.fault = undefined;
  await objects.put('a', 1);
  expect(await names()).toEqual(['a']);
});

test('a source that is no more has no documents, and another may come in its place', async () => {
  await objects.put('a', 1);
  await documents.put(podKey('stored'), writes(1));
  expect(await names()).toEqual(['a', 'stored']);
  sources = [];
  expect(await names()).toEqual(['stored']);
  expect(objects.isOpen).toBe(false);
  const other = new Objects(at);
  await other.put('b', 1);
  sources = [other];
  expect(await names()).toEqual(['b', 'stored']);
});

test('a source is waited for until it has told what was before', async () => {
  let told = (): void => undefined;
  const reached = new Promise<void>((resolve) => { told = resolve; });
  const asked: number[] = [];
  sources = [Object.assign(Object.create(objects) as LiveSource, { collection: pods, open: objects.open.bind(objects), reached: (revision: number) => { asked.push(revision); return reached; } })];
  await objects.put('a', 1);
  const revision = await at.kv.revision();
  const found = names();
  await at.clock.step(0);
  expect(asked).toEqual([revision]);
  told();
  expect(await found).toEqual(['a']);
});

describe('of one name the later is it', () => {
  test('a stored one until the object changes; then it need not be stored', async () => {
    await objects.put('a', 'object');
    await documents.put(podKey('a'), (current, fresh) => writes('written')(current, fresh));
    expect(await documents.get(podKey('a'))).toMatchObject({ id: 'live-a' });
    expect(dataOf(await documents.get(podKey('a')))).toBe('written');
    expect(await names()).toEqual(['a']);
    await objects.put('a', 'changed');
    expect(dataOf(await documents.get(podKey('a')))).toBe('changed');
    await until(async () => (await storedKeys()).length === 0);
    expect(dataOf(await documents.get(podKey('a')))).toBe('changed');
  });

  test('what was written over an object goes with it', async () => {
    await objects.put('a', 'object');
    await documents.put(podKey('a'), writes('written'));
    await objects.delete('a');
    expect(await names()).toEqual([]);
    await until(async () => (await storedKeys()).length === 0);
    expect(await names()).toEqual([]);
    await documents.put(podKey('a'), writes('anew'));
    expect(await names()).toEqual(['a']);
  });

  test('a stored one that is older gives way when the object comes', async () => {
    await documents.put(podKey('a'), writes('written'));
    await objects.put('a', 'object');
    expect(dataOf(await documents.get(podKey('a')))).toBe('object');
  });
});

describe('a removed one', () => {
  test('stays away until its object changes, for others too', async () => {
    const other = at.open({ live: () => sources });
    await objects.put('a', 1);
    expect(await documents.remove(podKey('a'))).toBe(true);
    expect(await documents.remove(podKey('a'))).toBe(false);
    expect(await names()).toEqual([]);
    expect(await documents.get(podKey('a'))).toBeUndefined();
    documents.stop();
    expect(await names(other)).toEqual([]);
    await objects.put('a', 2);
    expect(await names(other)).toEqual(['a']);
    await until(async () => (await storedKeys()).length === 0);
  });

  test('leaves nothing behind when its object goes', async () => {
    await objects.put('a', 1);
    await documents.remove(podKey('a'));
    expect(await storedKeys()).toEqual(['a']);
    await objects.delete('a');
    await until(async () => (await storedKeys()).length === 0);
    await objects.put('a', 2);
    expect(await names()).toEqual(['a']);
  });

  test('may be written again', async () => {
    await objects.put('a', 1);
    await documents.remove(podKey('a'));
    const written = await documents.put(podKey('a'), writes('written'));
    expect(written.id).not.toBe('live-a');
    expect(await documents.remove(podKey('a'))).toBe(true);
    expect(await names()).toEqual([]);
  });

  test('is one of all that are removed', async () => {
    for (const name of ['a', 'b']) await objects.put(name, name);
    await documents.put(podKey('c'), writes('a'));
    expect(await documents.removeAll(pods, { where: [{ is: 'in', path: ['data'], texts: ['a'] }] })).toBe(2);
    expect(await names()).toEqual(['b']);
  });
});

test('changes are told as they are seen', async () => {
  await objects.put('a', 1);
  const ending = new AbortController();
  const changes: string[] = [];
  const watched = documents.watch(pods, ending.signal);
  await names();
  const told = (async () => { for await (const batch of watched) changes.push(...batch.map(describeChange)); })();
  await objects.put('a', 2);
  await documents.put(podKey('a'), writes(3));
  await names();
  await documents.remove(podKey('a'));
  await names();
  await objects.delete('a');
  await objects.put('b', 4);
  await names();
  ending.abort();
  await told;
  expect(changes).toEqual(['changed a 2', 'changed a 3', 'removed a 3', 'added b 4']);
});

const describeChange = (change: DocumentChange): string => (change.type === 'broken' ? 'broken' : `${change.type} ${change.document.key.name} ${JSON.stringify(dataOf(change.document))}`);
