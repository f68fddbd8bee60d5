/** The exam's chapter on keys that disappear by themselves. TTLs are whole seconds, "about": shared leases may add some. */
import type { KV } from '../kv';
import { bytes, exam, Reader, text, won, type Exam, type OpenExam } from './harness';

/** The shortest TTL that etcd grants with its default election timeout is 2 s. */
const ttlSeconds = 2;
/** Lets the TTL pass and reads on until the key is gone: real stores may take their time to notice. */
export async function awaitGone({ elapse }: Exam, kv: KV, key: string): Promise<void> {
  const reader = new Reader(kv, { prefix: key }, (await kv.get(key)).revision);
  await reader.next();
  await elapse(ttlSeconds + 1);
  while (!reader.events.some((event) => event.type === 'delete' && event.key === key)) {
    if (!(await kv.get(key)).kv || !(await reader.next())) break;
  }
  reader.stop();
  expect((await kv.get(key)).kv).toBeUndefined();
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
      await awaitGone(all, kv, '/t/a');
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
      await awaitGone(all, kv, '/t/plain');
      await awaitGone(all, kv, '/t/shortened');
      await elapse(1);
      expect((await kv.list({ prefix: '/t/' })).kvs.map((found) => found.key)).toEqual(['/t/kept', '/t/prolonged']);
    });

    exam(open, 'of a deleted key does not touch its next life', async (all) => {
      const { kv } = all;
      await won(kv.create('/t/a', bytes('1'), { ttlSeconds }));
      await won(kv.create('/t/plain', bytes('1'), { ttlSeconds }));
      await won(kv.delete('/t/a'));
      await won(kv.create('/t/a', bytes('2')));
      await awaitGone(all, kv, '/t/plain');
      expect(text((await kv.get('/t/a')).kv?.value)).toBe('2');
    });
  });
}
