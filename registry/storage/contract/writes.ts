/** The exam's chapter on create, update and delete: compares that win, compares that lose. */
import { bytes, exam, text, won, type OpenExam } from './harness';
import type { KV } from '../kv';

export function examineWrites(open: OpenExam): void {
  describe('writes', () => {
    exam(open, 'take one revision each; a lost compare takes none', async ({ kv }) => {
      const start = await kv.revision();
      expect(await won(kv.create('/a', bytes('1')))).toBe(start + 1);
      expect(await won(kv.create('/b', bytes('1')))).toBe(start + 2);
      expect((await kv.create('/a', bytes('2'))).ok).toBe(false);
      expect((await kv.delete('/c')).ok).toBe(false);
      expect(await kv.revision()).toBe(start + 2);
      expect(await won(kv.update('/a', bytes('2'), start + 1))).toBe(start + 3);
      expect(await won(kv.delete('/a', start + 3))).toBe(start + 4);
      expect(await kv.revision()).toBe(start + 4);
    });

    exam(open, 'create loses to what exists and says what it is', async ({ kv }) => {
      const created = await won(kv.create('/a', bytes('first')));
      const lost = await kv.create('/a', bytes('second'));
      expect(lost).toMatchObject({ ok: false, current: { key: '/a', modRevision: created, createRevision: created } });
      expect(lost.revision).toBeGreaterThanOrEqual(created);
      expect(text((await kv.get('/a')).kv?.value)).toBe('first');
    });

    exam(open, 'update carries prev, and loses to what won', async ({ kv }) => {
      const created = await won(kv.create('/a', bytes('1')));
      const updated = await kv.update('/a', bytes('2'), created);
      expect(updated).toMatchObject({ ok: true, prev: { key: '/a', modRevision: created } });
      const lost = await kv.update('/a', bytes('3'), created);
      expect(lost).toMatchObject({ ok: false, current: { modRevision: updated.revision, createRevision: created } });
      expect(lost.ok ? '' : text(lost.current?.value)).toBe('2');
    });

    exam(open, 'update of what is not there loses to nothing', async ({ kv }) => {
      const lost = await kv.update('/a', bytes('1'), 1);
      expect(lost.ok).toBe(false);
      expect(lost).not.toHaveProperty('current.key');
      const created = await won(kv.create('/a', bytes('1')));
      await won(kv.delete('/a'));
      const late = await kv.update('/a', bytes('2'), created);
      expect(late).toMatchObject({ ok: false, revision: created + 1 });
      expect((await kv.get('/a')).kv).toBeUndefined();
    });

    exam(open, 'delete carries prev, compares when asked, and loses to nothing', async ({ kv }) => {
      const created = await won(kv.create('/a', bytes('1')));
      expect(await kv.delete('/a', created + 1)).toMatchObject({ ok: false, current: { modRevision: created } });
      const deleted = await kv.delete('/a', created);
      expect(deleted).toMatchObject({ ok: true, prev: { key: '/a', modRevision: created } });
      expect(deleted.ok && text(deleted.prev?.value)).toBe('1');
      const again = await kv.delete('/a');
      expect(again.ok).toBe(false);
      expect(again).not.toHaveProperty('current.key');
    });

    exam(open, 'are seen by every read that starts after the acknowledgement', async ({ kv }) => {
      await Promise.all(Array.from({ length: 50 }, async (_, i) => {
        const revision = await won(kv.create(`/a/${i}`, bytes(`${i}`)));
        expect(await kv.revision()).toBeGreaterThanOrEqual(revision);
        expect(text((await kv.get(`/a/${i}`)).kv?.value)).toBe(`${i}`);
      }));
      expect((await kv.list({ prefix: '/a/' })).count).toBe(50);
    });

    exam(open, 'many concurrent creators of one key: one winner, and all others learn of it', async ({ kv }) => {
      const all = await Promise.all(Array.from({ length: 100 }, (_, i) => kv.create('/a', bytes(`${i}`))));
      const winners = all.filter((cas) => cas.ok);
      expect(winners).toHaveLength(1);
      const revision = winners[0]?.revision;
      for (const cas of all) if (!cas.ok) expect(cas.current?.modRevision).toBe(revision);
      expect((await kv.get('/a')).kv?.modRevision).toBe(revision);
    });

    exam(open, '1,000 concurrent compare-and-swap increments lose none', async ({ kv }) => {
      await won(kv.create('/counter', bytes('0')));
      await Promise.all(Array.from({ length: 20 }, () => incrementTimes(kv, '/counter', 50)));
      const { kv: counter } = await kv.get('/counter');
      expect(text(counter?.value)).toBe('1000');
    });

    exam(open, 'concurrent create, delete and create of one key keep one history', async ({ kv }) => {
      const start = await kv.revision();
      const results = await Promise.all(Array.from({ length: 60 }, (_, i) => (i % 2 ? kv.delete('/a') : kv.create('/a', bytes(`${i}`)))));
      const winners = results.filter((cas) => cas.ok).map((cas) => cas.revision);
      expect(new Set(winners).size).toBe(winners.length);
      expect(Math.max(...winners)).toBe(start + winners.length);
      expect(await kv.revision()).toBe(start + winners.length);
    });
  });
}

async function incrementTimes(kv: KV, key: string, times: number): Promise<void> {
  let current = (await kv.get(key)).kv;
  for (let done = 0; done < times;) {
    if (!current) throw new Error(`${key} is gone`);
    const cas = await kv.update(key, bytes(`${Number(text(current.value)) + 1}`), current.modRevision);
    if (cas.ok) done += 1;
    current = cas.ok ? (await kv.get(key)).kv : cas.current;
  }
}
