/** The exam's chapter on closing, and on what a durable store still knows when it is opened again. */
import { RevisionCompacted, StorageUnavailable, type KV } from '../kv';
import { bytes, exam, Reader, text, won, type Exam, type OpenExam } from './harness';
import { awaitGone } from './ttl';

async function reopen(opened: Exam): Promise<KV> {
  if (!opened.reopen) throw new Error('a durable backend lets its exam reopen it');
  return opened.reopen();
}

export function examineLifecycle(open: OpenExam): void {
  describe('close', () => {
    exam(open, 'makes every later call throw StorageUnavailable', async ({ kv }) => {
      await won(kv.create('/a', bytes('1')));
      await kv.close();
      const calls = [kv.revision(), kv.get('/a'), kv.list({ prefix: '/' }), kv.create('/b', bytes('1')),
        kv.update('/a', bytes('2'), 2), kv.delete('/a'), kv.compact(1)];
      for (const outcome of await Promise.allSettled(calls)) {
        expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(StorageUnavailable) });
      }
      await kv.close();
    });
  });

  describe('compact', () => {
    exam(open, 'may be repeated, and an older one changes nothing', async ({ kv }) => {
      const created = await won(kv.create('/a', bytes('1')));
      const updated = await won(kv.update('/a', bytes('2'), created));
      await kv.compact(updated);
      await kv.compact(updated);
      await kv.compact(created);
      await expect(kv.get('/a', created)).rejects.toBeInstanceOf(RevisionCompacted);
      expect(text((await kv.get('/a', updated)).kv?.value)).toBe('2');
      await won(kv.update('/a', bytes('3'), updated));
      await won(kv.delete('/a'));
      await kv.compact(await kv.revision());
      expect((await kv.get('/a')).kv).toBeUndefined();
      expect(await won(kv.create('/a', bytes('4')))).toBe(updated + 3);
    });
  });

}

/** For backends whose data outlives the process. */
export function examineDurability(open: OpenExam): void {
  describe('reopen', () => {
    exam(open, 'finds every key, revision and the history again', async (opened) => {
      const { kv } = opened;
      const start = await kv.revision();
      const first = await won(kv.create('/r/a', bytes('1')));
      await won(kv.update('/r/a', bytes('2'), first));
      await won(kv.create('/r/b', bytes('1')));
      const last = await won(kv.delete('/r/b'));
      const again = await reopen(opened);
      expect(await again.revision()).toBe(last);
      const found = (await again.get('/r/a')).kv;
      expect({ ...found, value: text(found?.value) }).toEqual({ key: '/r/a', value: '2', modRevision: first + 1, createRevision: first });
      expect((await again.list({ prefix: '/r/' })).count).toBe(1);
      expect(text((await again.get('/r/a', first)).kv?.value)).toBe('1');
      expect((await again.list({ prefix: '/r/' }, { at: last - 1 })).count).toBe(2);
      const reader = await new Reader(again, { prefix: '/r/' }, start).until(last);
      expect(reader.words).toEqual(['put /r/a=1', 'put /r/a=2 was 1', 'put /r/b=1', 'delete /r/b was 1']);
      reader.stop();
    });

    exam(open, 'resumes a watch where it was', async (opened) => {
      const { kv } = opened;
      const start = await kv.revision();
      const seen = await won(kv.create('/r/a', bytes('1')));
      await new Reader(kv, { prefix: '/r/' }, start).until(seen);
      await won(kv.create('/r/b', bytes('1')));
      const again = await reopen(opened);
      const last = await won(again.create('/r/c', bytes('1')));
      const reader = await new Reader(again, { prefix: '/r/' }, seen).until(last);
      expect(reader.words).toEqual(['put /r/b=1', 'put /r/c=1']);
      expect(last).toBe(seen + 2);
      reader.stop();
    });

    exam(open, 'still refuses what was compacted', async (opened) => {
      const { kv } = opened;
      const first = await won(kv.create('/r/a', bytes('1')));
      const second = await won(kv.update('/r/a', bytes('2'), first));
      await won(kv.delete('/r/a'));
      const last = await won(kv.create('/r/b', bytes('1')));
      await kv.compact(last);
      const again = await reopen(opened);
      await expect(again.get('/r/a', second)).rejects.toBeInstanceOf(RevisionCompacted);
      await expect(new Reader(again, { prefix: '/r/' }, first).count(1)).rejects.toBeInstanceOf(RevisionCompacted);
      expect((await again.list({ prefix: '/r/' })).kvs.map((found) => found.key)).toEqual(['/r/b']);
    });

    exam(open, 'forgets no TTL', async (opened) => {
      await won(opened.kv.create('/r/a', bytes('1'), { ttlSeconds: 2 }));
      const again = await reopen(opened);
      expect((await again.get('/r/a')).kv).toBeDefined();
      await awaitGone(opened, again, '/r/a');
    });
  });
}
