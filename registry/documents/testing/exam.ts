/** What documents promise, on whichever store: several API servers on one store, restarts, lost history. */
import { seededRandom, silentLogger, SteppedClock, type Question, type StoredDocument } from '../../../api';
import type { KV } from '../../storage/kv';
import type { OpenDocuments, Shelf } from '../documents';
import { openDocuments } from '../engine';
import { dataOf, inserts, podKey, pods, writes } from './harness';

export interface Stores {
  /** Of one API server; each sees what the others write. */
  connect(): Promise<KV>;
  dispose(): Promise<void>;
}

const events = { shelf: 'events', cluster: 'c', type: 'event' };
const shelves: readonly Shelf[] = [
  { name: 'dynamic', indexed: () => [{ path: ['data', 'v'], by: 'text' }] },
  { name: 'events', indexed: () => [{ path: ['data'], by: 'time' }], cap: 30 },
];

const all: Question = { where: [] };

export function describeDocuments(name: string, open: () => Promise<Stores>): void {
  describe(`documents on ${name}`, () => {
    let stores: Stores;
    let opened: OpenDocuments[];
    beforeEach(async () => {
      stores = await open();
      opened = [];
    });
    afterEach(async () => {
      for (const documents of opened) documents.stop();
      await stores.dispose();
    });

    const server = async (): Promise<OpenDocuments> => {
      const documents = openDocuments({ kv: await stores.connect(), clock: new SteppedClock(), random: seededRandom(opened.length + 1), log: silentLogger, name: 'docs', shelves });
      opened.push(documents);
      return documents;
    };
    const found = async (documents: OpenDocuments, question = all): Promise<unknown[]> =>
      [...(await documents.select(pods, question)).documents].map(({ key, id, revision, json }) => ({ key, id, revision, json: json.toString() }));

    test('every server sees every acknowledged write at once, by whichever index', async () => {
      const [one, two] = [await server(), await server()];
      for (let i = 0; i < 40; i++) {
        const [writer, reader] = i % 2 ? [one, two] : [two, one];
        const written = await writer.put(podKey(`n${i % 7}`), writes({ v: i }));
        expect(await reader.get(written.key)).toMatchObject({ id: written.id, revision: written.revision });
        expect((await reader.select(pods, { where: [{ is: 'equals', path: ['data', 'v'], values: [i] }] })).total).toBe(1);
        expect((await reader.select(pods, { where: [{ is: 'integer', path: ['data', 'v'], value: i - 7 }] })).total).toBe(0);
        if (i % 5 === 0) expect(await reader.remove(written.key)).toBe(true);
        if (i % 5 === 0) expect(await writer.get(written.key)).toBeUndefined();
      }
    });

    test('servers that write one document at the same time lose nothing', async () => {
      const servers = [await server(), await server(), await server()];
      await Promise.all(servers.flatMap((documents) => Array.from({ length: 10 }, () =>
        documents.put(podKey('sum'), (current, fresh) => writes(((dataOf(current) as number | undefined) ?? 0) + 1)(current, fresh)))));
      for (const documents of servers) expect(dataOf(await documents.get(podKey('sum')))).toBe(30);
    });

    test('a server that begins later has the same', async () => {
      const one = await server();
      await Promise.all(Array.from({ length: 1100 }, (_, i) => one.put(podKey(`n${i}`, ['a', 'a/b', ''][i % 3]), writes({ v: i % 10, text: '\u00e9\ud83d\ude00' }))));
      expect(await one.removeAll(pods, { where: [{ is: 'equals', path: ['data', 'v'], values: [3, 4] }] })).toBe(220);
      const before = await found(one);
      expect(before).toHaveLength(880);
      expect(await found(await server())).toEqual(before);
    });

    test('history that is gone is done without', async () => {
      const [one, two] = [await server(), await server()];
      for (let i = 0; i < 20; i++) await one.put(podKey(`n${i}`), writes(i));
      const kv = await stores.connect();
      await kv.compact(await kv.revision());
      await two.put(podKey('later'), writes(1));
      expect(await found(two)).toEqual(await found(one));
      expect(await found(await server())).toEqual(await found(one));
    });

    test('what is above a cap is seen by nobody, and goes', async () => {
      const [one, two] = [await server(), await server()];
      const inserted: StoredDocument[] = [];
      for (let i = 1; i <= 31; i++) inserted.push(await (i % 2 ? one : two).insert(events, inserts(i)));
      const newest: Question = { where: [], order: { newest: ['data'] } };
      for (const documents of [one, two]) {
        expect([...(await documents.select(events, newest)).documents].map(({ id }) => id)).toEqual(inserted.slice(11).reverse().map(({ id }) => id));
      }
      const kv = await stores.connect();
      while ((await kv.list({ prefix: '/registry/docs/events/' })).count > 20) await new Promise((resolve) => { setImmediate(resolve); });
    });
  });
}
