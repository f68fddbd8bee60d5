import { Feeds } from './feeds';
import type { StoredDocument } from '../../api';
import type { DocumentChange } from './documents';
import { bench, podKey, pods, writes } from './testing/harness';

const numbered = (revision: number): DocumentChange => ({ type: 'added', document: { revision } as StoredDocument });
const numberOf = (change: DocumentChange): number | 'broken' => (change.type === 'broken' ? change.type : change.document.revision);

test('whoever falls too far behind is told, and then no more', async () => {
  const feeds = new Feeds();
  const changes = feeds.open(new AbortController().signal);
  for (let i = 0; i < 20_001; i++) feeds.tell(numbered(i));
  const told: unknown[] = [];
  for await (const batch of changes) told.push(...batch.map(numberOf));
  expect(told).toEqual(['broken']);
  expect(feeds.idle).toBe(true);
});

test('who reads slowly but reads gets everything, in order', async () => {
  const feeds = new Feeds();
  const ending = new AbortController();
  const changes = feeds.open(ending.signal);
  for (let i = 0; i < 5000; i++) feeds.tell(numbered(i));
  const told: unknown[] = [];
  for await (const batch of changes) {
    told.push(...batch.map(numberOf));
    if (told.length === 5000) for (let i = 5000; i < 8000; i++) feeds.tell(numbered(i));
    if (told.length === 8000) ending.abort();
  }
  expect(told).toEqual(Array.from({ length: 8000 }, (_, i) => i));
});

test('one that leaves, or never comes, is forgotten', async () => {
  const feeds = new Feeds();
  const ending = new AbortController();
  feeds.open(ending.signal);
  feeds.tell(numbered(1));
  ending.abort();
  expect(feeds.idle).toBe(true);
  for await (const each of feeds.open(ending.signal)) expect(each).toBeUndefined();
  const gone = feeds.open(new AbortController().signal)[Symbol.asyncIterator]();
  feeds.tell(numbered(1));
  await gone.next();
  await gone.return?.();
  expect(feeds.idle).toBe(true);
});

test('a watch tells what comes from now on, of its collection only', async () => {
  const { open, close } = bench();
  const [documents, other] = [open(), open()];
  await documents.put(podKey('before'), writes(1));
  const ending = new AbortController();
  const changes = other.watch(pods, ending.signal);
  await other.get(podKey('before'));
  await documents.put({ ...podKey('a'), cluster: 'd' }, writes(1));
  await documents.put(podKey('a'), writes(1));
  await documents.remove(podKey('before'));
  const told: string[] = [];
  for await (const batch of changes) {
    told.push(...batch.map((each) => (each.type === 'broken' ? each.type : `${each.type} ${each.document.key.name}`)));
    if (told.length === 2) ending.abort();
  }
  expect(told).toEqual(['added a', 'removed before']);
  await close();
});
