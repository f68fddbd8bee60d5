import { seededRandom, silentLogger, SteppedClock, type DocumentKey, type StoredDocument } from '../../api';
import { openMemory } from '../storage/memory';
import type { Fresh, OpenDocuments, Shelf } from './documents';
import { openDocuments } from './engine';

const shelves: Shelf[] = [{ name: 'dynamic', indexed: () => [] }];
const pods = { shelf: 'dynamic', cluster: 'c', type: 'Pod' };
const keyOf = (name: string, namespace = 'default'): DocumentKey => ({ ...pods, namespace, name });
const make = (data: unknown) => (current: StoredDocument | undefined, { id, now }: Fresh): string =>
  JSON.stringify({ _id: current?.id ?? id, createTime: new Date(current?.createTime ?? now).toISOString(), updateTime: new Date(now).toISOString(), data });

test('put, get, select, remove, watch', async () => {
  const clock = new SteppedClock();
  const kv = openMemory({ clock, log: silentLogger });
  const documents: OpenDocuments = openDocuments({ kv, clock, random: seededRandom(1), log: silentLogger, name: 'docs', shelves });
  const changes: string[] = [];
  const ending = new AbortController();
  const followed = (async () => { for await (const change of documents.watch(pods, ending.signal)) changes.push(change.type === 'broken' ? 'broken' : `${change.type} ${change.document.key.name}`); })();
  const first = await documents.put(keyOf('b'), make(1));
  expect(first.id).toMatch(/^[0-9a-f]{24}$/);
  const again = await documents.put(keyOf('b'), make(2));
  expect(again.id).toBe(first.id);
  await documents.put(keyOf('a'), make(3));
  expect(((await documents.get(keyOf('b')))?.value as { data: unknown }).data).toBe(2);
  const all = await documents.select(pods, { where: [] });
  expect([...all.documents].map(({ key }) => key.name)).toEqual(['a', 'b']);
  const some = await documents.select(pods, { where: [{ is: 'equals', path: ['data'], values: [3] }] });
  expect([...some.documents].map(({ key }) => key.name)).toEqual(['a']);
  expect(await documents.collections('dynamic')).toEqual([pods]);
  expect(await documents.remove(keyOf('a'))).toBe(true);
  expect(await documents.remove(keyOf('a'))).toBe(false);
  expect(await documents.removeAll(pods, { where: [] })).toBe(1);
  expect(await documents.collections('dynamic')).toEqual([]);
  ending.abort();
  await followed;
  expect(changes).toEqual(['added b', 'changed b', 'added a', 'removed a', 'removed b']);
  documents.stop();
  await kv.close();
});
