/** The exam's chapter on keys that disappear by themselves. TTLs are whole seconds, "about": shared leases may add some. */
import { bytes, exam, Reader, text, won, type Exam, type OpenExam } from './harness';

/** The shortest TTL that etcd grants with its default election timeout is 2 s. */
const ttlSeconds = 2;
const patienceSeconds = 30;

/** Lets time pass, second by second, until the key is gone. */
async function awaitGone({ kv, elapse }: Exam, key: string): Promise<void> {
  for (let waited = 0; waited < patienceSeconds; waited++) {
    await elapse(1);
    if (!(await kv.get(key)).kv) return;
  }
  throw new Error(`${key} is still there after ${patienceSeconds} s`);
}

export function examineTtl(open: OpenExam): void {
  describe('ttl', () => {
    exam(open, 'deletes the key, with an event that carries prev', async (all) => {
      const { kv, elapse } = all;
      const start = await kv.revision();
      const reader = new Reader(kv, { prefix: '/t/' }, start);
      await won(kv.create('/t/a', bytes('1'), { ttlSeconds }));
      await won(kv.create('/t/b', bytes('1')));
      await elapse(0.5);
      expect((await kv.get('/t/a')).kv).toBeDefined();
      await awaitGone(all, '/t/a');
      await reader.count(3);
      expect(reader.words).toEqual(['put /t/a=1', 'put /t/b=1', 'delete /t/a was 1']);
      expect((await kv.get('/t/b')).kv).toBeDefined();
      expect(text((await kv.get('/t/a', start + 2)).kv?.value)).toBe('1');
      reader.stop();
    });

    exam(open, 'is counted from the last write, and ended by a write without it', async (all) => {
      const { kv, elapse } = all;
      const kept = await won(kv.create('/t/kept', bytes('1'), { ttlSeconds }));
      const prolonged = await won(kv.create('/t/prolonged', bytes('1'), { ttlSeconds }));
      const shortened = await won(kv.create('/t/shortened', bytes('1')));
      await won(kv.create('/t/plain', bytes('1'), { ttlSeconds }));
      await won(kv.update('/t/kept', bytes('2'), kept));
      await won(kv.update('/t/prolonged', bytes('2'), prolonged, { ttlSeconds: 3600 }));
      await won(kv.update('/t/shortened', bytes('2'), shortened, { ttlSeconds }));
      await awaitGone(all, '/t/plain');
      await awaitGone(all, '/t/shortened');
      await elapse(1);
      expect((await kv.list({ prefix: '/t/' })).kvs.map((found) => found.key)).toEqual(['/t/kept', '/t/prolonged']);
    });

    exam(open, 'of a deleted key does not touch its next life', async (all) => {
      const { kv } = all;
      await won(kv.create('/t/a', bytes('1'), { ttlSeconds }));
      await won(kv.create('/t/plain', bytes('1'), { ttlSeconds }));
      await won(kv.delete('/t/a'));
      await won(kv.create('/t/a', bytes('2')));
      await awaitGone(all, '/t/plain');
      expect(text((await kv.get('/t/a')).kv?.value)).toBe('2');
    });
  });
}
