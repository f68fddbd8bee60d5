/** The exam's chapter on watches. */
import { RevisionCompacted, StorageUnavailable, type KV } from '../kv';
import { bytes, exam, inWords, Reader, revisionOf, watching, won, type OpenExam } from './harness';

/** create, update, delete, create again of `key`: four events. The revision of the last. */
async function liveTwice(kv: KV, key: string): Promise<number> {
  const created = await won(kv.create(key, bytes('1')));
  await won(kv.update(key, bytes('2'), created));
  await won(kv.delete(key));
  return won(kv.create(key, bytes('3')));
}

const twoLives = (key: string): string[] => [`put ${key}=1`, `put ${key}=2 was 1`, `delete ${key} was 2`, `put ${key}=3`];

export function examineWatches(open: OpenExam): void {
  describe('watch', () => {
    exam(open, 'delivers what happens from now on, with prev, and a prompt first batch', async ({ kv }) => {
      const start = await kv.revision();
      await watching(kv, '/w/', start, async (reader) => {
        expect(reader.batches[0]).toEqual({ revision: start, events: [] });
        const last = await liveTwice(kv, '/w/a');
        await reader.until(last);
        expect(reader.words).toEqual(twoLives('/w/a'));
        expect(reader.events.map(revisionOf)).toEqual([start + 1, start + 2, start + 3, start + 4]);
      });
    });

    exam(open, 'carries full key-values in kv and prev', async ({ kv }) => {
      const start = await kv.revision();
      const created = await won(kv.create('/w/a', bytes('1')));
      const updated = await won(kv.update('/w/a', bytes('2'), created));
      const deleted = await won(kv.delete('/w/a'));
      const [, second, third] = (await new Reader(kv, { prefix: '/w/' }, start).count(3)).events;
      expect(second).toMatchObject({ type: 'put', kv: { key: '/w/a', modRevision: updated, createRevision: created }, prev: { modRevision: created, createRevision: created } });
      expect(third).toMatchObject({ type: 'delete', key: '/w/a', revision: deleted, prev: { key: '/w/a', modRevision: updated, createRevision: created } });
    });

    exam(open, 'replays the past from any revision', async ({ kv }) => {
      const start = await kv.revision();
      const last = await liveTwice(kv, '/w/a');
      for (const skipped of [0, 1, 2, 3, 4]) {
        const reader = new Reader(kv, { prefix: '/w/' }, start + skipped);
        await reader.until(last);
        expect(reader.words).toEqual(twoLives('/w/a').slice(skipped));
        reader.stop();
      }
    });

    exam(open, 'keeps to its prefix, and still tells how far it is', async ({ kv }) => {
      const start = await kv.revision();
      const reader = new Reader(kv, { prefix: '/registry/pods/' }, start);
      await reader.next();
      await won(kv.create('/registry/podtemplates/a', bytes('1')));
      await won(kv.create('/registry/pods/a', bytes('1')));
      await won(kv.create('/registry/pods', bytes('1')));
      const last = await won(kv.create('/registry/pods/b', bytes('1')));
      await reader.until(last);
      expect(reader.words).toEqual(['put /registry/pods/a=1', 'put /registry/pods/b=1']);
      reader.stop();
    });

    exam(open, 'honours `after` of its range', async ({ kv }) => {
      const start = await kv.revision();
      for (const key of ['/w/a', '/w/b', '/w/c']) await won(kv.create(key, bytes('1')));
      const reader = await new Reader(kv, { prefix: '/w/', after: '/w/b' }, start).count(1);
      expect(reader.words).toEqual(['put /w/c=1']);
      reader.stop();
    });

    exam(open, 'has no gaps and no doubles under concurrent writers, whenever it starts', async ({ kv }) => {
      const start = await kv.revision();
      const writing = Promise.all(Array.from({ length: 8 }, (_, i) => liveOften(kv, `/w/${i}`)));
      const readers: Reader[] = [];
      for (let i = 0; i < 5; i++) {
        readers.push(new Reader(kv, { prefix: '/w/' }, start));
        await kv.revision();
      }
      await writing;
      const last = await kv.revision();
      for (const reader of readers) {
        await reader.until(last);
        expect(reader.events.map(revisionOf)).toEqual(Array.from({ length: last - start }, (_, i) => start + 1 + i));
        reader.stop();
      }
    });

    exam(open, 'chains every event to the one before it', async ({ kv }) => {
      const start = await kv.revision();
      await Promise.all(Array.from({ length: 4 }, (_, i) => liveOften(kv, `/w/${i}`)));
      const reader = await new Reader(kv, { prefix: '/w/2' }, start).until(await kv.revision());
      let before: number | undefined;
      for (const event of reader.events) {
        expect(event.prev?.modRevision).toBe(before);
        before = event.type === 'put' ? event.kv.modRevision : undefined;
      }
      reader.stop();
    });

    exam(open, 'gives batches whose revisions rise and cover their events', async ({ kv }) => {
      const start = await kv.revision();
      await watching(kv, '/w/', start, async (reader) => {
        await liveOften(kv, '/w/a');
        await reader.until(await kv.revision());
        let covered = start - 1;
        for (const batch of reader.batches) {
          expect(batch.revision).toBeGreaterThanOrEqual(covered);
          for (const event of batch.events) {
            expect(revisionOf(event)).toBeGreaterThan(covered);
            expect(revisionOf(event)).toBeLessThanOrEqual(batch.revision);
          }
          covered = batch.revision;
        }
      });
    });

    exam(open, 'a slow watcher loses nothing', async ({ kv }) => {
      const start = await kv.revision();
      await watching(kv, '/w/', start, async (reader) => {
        await Promise.all(Array.from({ length: 2_000 }, (_, i) => won(kv.create(`/w/${i}`, bytes(`${i}`)))));
        await reader.count(2_000);
        expect(reader.events.map(revisionOf)).toEqual(Array.from({ length: 2_000 }, (_, i) => start + 1 + i));
      });
    });

    exam(open, 'many watchers see the same', async ({ kv }) => {
      const start = await kv.revision();
      const readers = Array.from({ length: 20 }, () => new Reader(kv, { prefix: '/w/' }, start));
      await Promise.all(readers.map((reader) => reader.next()));
      const last = await liveTwice(kv, '/w/a');
      for (const reader of readers) {
        await reader.until(last);
        expect(reader.words).toEqual(twoLives('/w/a'));
        reader.stop();
      }
    });

    exam(open, 'of compacted revisions throws, of kept ones does not', async ({ kv }) => {
      const start = await kv.revision();
      const last = await liveTwice(kv, '/w/a');
      await kv.compact(last - 1);
      await expect(new Reader(kv, { prefix: '/w/' }, start).count(1)).rejects.toBeInstanceOf(RevisionCompacted);
      const reader = await new Reader(kv, { prefix: '/w/' }, last - 1).until(last);
      expect(reader.words).toEqual(['put /w/a=3']);
      reader.stop();
    });

    exam(open, 'a running watch goes on over a compaction', async ({ kv }) => {
      const start = await kv.revision();
      await watching(kv, '/w/', start, async (reader) => {
        await reader.until(await liveTwice(kv, '/w/a'));
        await kv.compact(await kv.revision());
        await reader.until(await liveTwice(kv, '/w/b'));
        expect(reader.words).toEqual([...twoLives('/w/a'), ...twoLives('/w/b')]);
      });
    });

    exam(open, 'ends when its signal aborts, also while it waits', async ({ kv }) => {
      const reader = new Reader(kv, { prefix: '/w/' }, await kv.revision());
      await reader.next();
      const waiting = reader.next();
      reader.stop();
      // A progress mark may have been under way; the end comes after it.
      let last = await waiting;
      while (last) last = await reader.next();
      expect(await reader.next()).toBeUndefined();
      const aborted = new Reader(kv, { prefix: '/w/' }, 0);
      aborted.stop();
      expect(await aborted.next()).toBeUndefined();
    });

    exam(open, 'ends when its reader leaves the loop', async ({ kv }) => {
      const start = await kv.revision();
      await liveTwice(kv, '/w/a');
      const words: string[] = [];
      for await (const batch of kv.watch({ prefix: '/w/' }, start, new AbortController().signal)) {
        words.push(...batch.events.map(inWords));
        if (words.length) break;
      }
      expect(words[0]).toBe('put /w/a=1');
    });

    exam(open, 'ends when the store closes; a later one throws', async ({ kv }) => {
      const reader = new Reader(kv, { prefix: '/w/' }, await kv.revision());
      await reader.next();
      const ended = (async () => {
        while (await reader.next());
        return 'ended';
      })();
      await kv.close();
      expect(await ended).toBe('ended');
      await expect(new Reader(kv, { prefix: '/w/' }, 0).next()).rejects.toBeInstanceOf(StorageUnavailable);
    });
  });
}

async function liveOften(kv: KV, key: string): Promise<void> {
  for (let i = 0; i < 10; i++) {
    await liveTwice(kv, key);
    await won(kv.delete(key));
  }
}
