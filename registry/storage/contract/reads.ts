/** The exam's chapter on get and list. */
import { RevisionCompacted, RevisionInFuture, type KV, type ListResult, type Revision } from '../kv';
import { bytes, exam, text, won, type OpenExam } from './harness';

const pods = '/registry/pods/';
const keysOf = (result: ListResult): string[] => result.kvs.map((kv) => kv.key);

/** Creates keys one after the other; the revision of the last. */
async function createAll(kv: KV, keys: readonly string[]): Promise<Revision> {
  let revision = 0;
  for (const key of keys) revision = await won(kv.create(key, bytes(key)));
  return revision;
}

export function examineReads(open: OpenExam): void {
  describe('get', () => {
    exam(open, 'answers the revision, at least 1, also when nothing is there', async ({ kv }) => {
      expect(await kv.revision()).toBeGreaterThanOrEqual(1);
      const { revision, kv: found } = await kv.get('/registry/pods/a');
      expect(revision).toBe(await kv.revision());
      expect(found).toBeUndefined();
    });

    exam(open, 'answers value, modRevision and createRevision', async ({ kv }) => {
      const created = await won(kv.create('/a', bytes('1')));
      const updated = await won(kv.update('/a', bytes('2'), created));
      const { kv: found } = await kv.get('/a');
      expect({ ...found, value: text(found?.value) }).toEqual({ key: '/a', value: '2', modRevision: updated, createRevision: created });
    });

    exam(open, 'keeps empty and binary values as they are', async ({ kv }) => {
      await won(kv.create('/empty', new Uint8Array(0)));
      await won(kv.create('/binary', Uint8Array.of(0, 255, 128, 10)));
      expect([...(await kv.get('/empty')).kv?.value ?? [1]]).toEqual([]);
      expect([...(await kv.get('/binary')).kv?.value ?? []]).toEqual([0, 255, 128, 10]);
    });

    exam(open, 'answers every state of the past', async ({ kv }) => {
      const before = await kv.revision();
      const created = await won(kv.create('/a', bytes('1')));
      const updated = await won(kv.update('/a', bytes('2'), created));
      const deleted = await won(kv.delete('/a'));
      const again = await won(kv.create('/a', bytes('3')));
      const at = async (revision: Revision) => text((await kv.get('/a', revision)).kv?.value);
      expect(await at(before)).toBeUndefined();
      expect(await at(created)).toBe('1');
      expect(await at(updated)).toBe('2');
      expect(await at(deleted)).toBeUndefined();
      expect(await at(again)).toBe('3');
      expect((await kv.get('/a')).kv?.createRevision).toBe(again);
    });

    exam(open, 'refuses a revision of the future', async ({ kv }) => {
      const revision = await kv.revision();
      await expect(kv.get('/a', revision + 10)).rejects.toBeInstanceOf(RevisionInFuture);
      await expect(kv.list({ prefix: '/' }, { at: revision + 10 })).rejects.toBeInstanceOf(RevisionInFuture);
    });

    exam(open, 'refuses what has been compacted, and nothing younger', async ({ kv }) => {
      const created = await won(kv.create('/a', bytes('1')));
      const updated = await won(kv.update('/a', bytes('2'), created));
      const kept = await won(kv.create('/b', bytes('b')));
      await won(kv.update('/a', bytes('3'), updated));
      await kv.compact(kept);
      await expect(kv.get('/a', updated)).rejects.toBeInstanceOf(RevisionCompacted);
      await expect(kv.list({ prefix: '/' }, { at: updated })).rejects.toBeInstanceOf(RevisionCompacted);
      expect(text((await kv.get('/a', kept)).kv?.value)).toBe('2');
      expect((await kv.list({ prefix: '/' }, { at: kept })).kvs.map((kv) => text(kv.value))).toEqual(['2', 'b']);
      expect(text((await kv.get('/a')).kv?.value)).toBe('3');
    });
  });

  describe('list', () => {
    exam(open, 'answers nothing for nothing', async ({ kv }) => {
      expect(await kv.list({ prefix: pods })).toEqual({ revision: await kv.revision(), kvs: [], more: false, count: 0 });
    });

    exam(open, 'keeps to its prefix', async ({ kv }) => {
      await createAll(kv, ['/registry/podtemplates/a', '/registry/pods/b', '/registry/pods', '/registry/pods0', '/registry/pods/a', '/registry/pod/a', '/registry/pods/a/b']);
      const listed = await kv.list({ prefix: pods });
      expect(keysOf(listed)).toEqual(['/registry/pods/a', '/registry/pods/a/b', '/registry/pods/b']);
      expect(listed).toMatchObject({ count: 3, more: false });
    });

    exam(open, 'answers everything for the empty prefix', async ({ kv }) => {
      await createAll(kv, ['/b', '/a']);
      expect(keysOf(await kv.list({ prefix: '' }))).toEqual(['/a', '/b']);
    });

    exam(open, 'orders keys by their bytes', async ({ kv }) => {
      // U+FB01 sorts before U+1F600 by UTF-8 bytes, behind it by UTF-16 units.
      const ordered = ['/k/A', '/k/a', '/k/a-b', '/k/a.b', '/k/a/b', '/k/a0', '/k/z', '/k/é', '/k/€', '/k/\ufb01', '/k/\u{1f600}', '/k/\u{1f601}'];
      await createAll(kv, [...ordered].reverse());
      expect(keysOf(await kv.list({ prefix: '/k/' }))).toEqual(ordered);
      expect(keysOf(await kv.list({ prefix: '/k/', after: '/k/\ufb01' }, { limit: 1 }))).toEqual(['/k/\u{1f600}']);
      expect(keysOf(await kv.list({ prefix: '/k/\u{1f600}' }))).toEqual(['/k/\u{1f600}']);
    });

    exam(open, 'pages: limit, more, count, after', async ({ kv }) => {
      await createAll(kv, ['/p/a', '/p/b', '/p/c', '/p/d', '/p/e', '/q/a']);
      const first = await kv.list({ prefix: '/p/' }, { limit: 2 });
      expect([keysOf(first), first.more, first.count]).toEqual([['/p/a', '/p/b'], true, 5]);
      const second = await kv.list({ prefix: '/p/', after: '/p/b' }, { limit: 2, at: first.revision });
      expect([keysOf(second), second.more, second.count]).toEqual([['/p/c', '/p/d'], true, 3]);
      const third = await kv.list({ prefix: '/p/', after: '/p/d' }, { limit: 2, at: first.revision });
      expect([keysOf(third), third.more]).toEqual([['/p/e'], false]);
      const exact = await kv.list({ prefix: '/p/', after: '/p/c' }, { limit: 2 });
      expect([keysOf(exact), exact.more]).toEqual([['/p/d', '/p/e'], false]);
    });

    exam(open, 'goes on behind a key that is gone', async ({ kv }) => {
      await createAll(kv, ['/p/a', '/p/b', '/p/c']);
      await won(kv.delete('/p/b'));
      expect(keysOf(await kv.list({ prefix: '/p/', after: '/p/b' }))).toEqual(['/p/c']);
      expect(keysOf(await kv.list({ prefix: '/p/', after: '/p/aa' }))).toEqual(['/p/c']);
      expect(keysOf(await kv.list({ prefix: '/p/', after: '/z' }))).toEqual([]);
      expect(keysOf(await kv.list({ prefix: '/p/', after: '/a' }))).toEqual(['/p/a', '/p/c']);
    });

    exam(open, 'pages stay at one revision while the store moves on', async ({ kv }) => {
      const revision = await createAll(kv, ['/p/a', '/p/b', '/p/c', '/p/d']);
      const first = await kv.list({ prefix: '/p/' }, { limit: 2 });
      expect(first.revision).toBe(revision);
      await createAll(kv, ['/p/bb', '/p/e', '/p/0']);
      await won(kv.delete('/p/c'));
      await won(kv.update('/p/d', bytes('changed'), revision));
      const second = await kv.list({ prefix: '/p/', after: '/p/b' }, { limit: 2, at: first.revision });
      expect(second).toMatchObject({ revision: first.revision, more: false, count: 2 });
      expect(second.kvs.map((kv) => text(kv.value))).toEqual(['/p/c', '/p/d']);
      const now = await kv.list({ prefix: '/p/' });
      expect(keysOf(now)).toEqual(['/p/0', '/p/a', '/p/b', '/p/bb', '/p/d', '/p/e']);
    });
  });
}
