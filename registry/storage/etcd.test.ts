import { silentLogger, systemClock } from '../../api';
import { describeKV } from './contract';
import { openEtcd } from './etcd';
import type { KV } from './kv';
import { startEtcd, type EtcdServer } from './testing/etcd-server';

const open = (url: string): Promise<KV> => openEtcd(url, { clock: systemClock, log: silentLogger });
const waitSeconds = (seconds: number): Promise<void> => new Promise((resolve) => { systemClock.after(seconds * 1000, resolve); });

async function clear(kv: KV): Promise<void> {
  const { kvs } = await kv.list({ prefix: '' });
  for (let at = 0; at < kvs.length; at += 500) await Promise.all(kvs.slice(at, at + 500).map(({ key }) => kv.delete(key)));
}

describe('etcd', () => {
  let server: EtcdServer;
  beforeAll(async () => { server = await startEtcd(); }, 60_000);
  afterAll(() => server.stop());

  describeKV('etcd://', async () => {
    const stores = [await open(server.url)];
    await clear(stores[0] as KV);
    return {
      kv: stores[0] as KV,
      elapse: waitSeconds,
      reopen: async () => {
        await stores[0]?.close();
        const again = await open(server.url);
        stores.push(again);
        return again;
      },
      dispose: async () => { await Promise.all(stores.map((store) => store.close())); },
    };
  }, { durable: true });

  // Of 2 MiB etcd says so; 4 MiB its gRPC server does not even read, and of more it takes only a part from the wire.
  it.each([2, 4, 6, 10, 16])('says that %i MiB are too much, and goes on', async (size) => {
    const kv = await open(server.url);
    try {
      await expect(kv.create('/too/large', Buffer.alloc(size * 1024 * 1024, 'x'))).rejects.toMatchObject({ name: 'ValueTooLarge', message: 'etcdserver: request is too large' });
      expect((await kv.create(`/small/${size}`, Buffer.from('{}'))).ok).toBe(true);
    } finally {
      await kv.close();
    }
  });
});
