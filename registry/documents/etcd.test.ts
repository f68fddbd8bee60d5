import { ApiError, seededRandom, silentLogger, systemClock } from '../../api';
import { openEtcd } from '../storage/etcd';
import type { KV } from '../storage/kv';
import { startEtcd, type EtcdServer } from '../storage/testing/etcd-server';
import { openDocuments } from './engine';
import { describeDocuments } from './testing/exam';
import { dataOf, podKey, writes } from './testing/harness';

describe('etcd', () => {
  let server: EtcdServer;
  let prefix = 0;
  beforeAll(async () => { server = await startEtcd(); }, 60_000);
  afterAll(() => server.stop());

  /** A part of the same etcd that nobody has used before. */
  const connect = (): Promise<KV> => openEtcd(`${server.url}/exam${prefix}`, { clock: systemClock, log: silentLogger });

  describeDocuments('etcd://', async () => {
    prefix++;
    const connected: KV[] = [];
    return {
      async connect() {
        const kv = await connect();
        connected.push(kv);
        return kv;
      },
      dispose: async () => { await Promise.all(connected.map((kv) => kv.close())); },
    };
  });

  test('a document that is too large for it is refused, and the one before stays', async () => {
    prefix++;
    const kv = await connect();
    const documents = openDocuments({ kv, clock: systemClock, random: seededRandom(1), log: silentLogger, name: 'docs', shelves: [] });
    await documents.put(podKey('a'), writes('small'));
    for (const megabytes of [2, 10]) {
      const refused = documents.put(podKey('a'), writes('x'.repeat(megabytes * 1024 * 1024)));
      await expect(refused).rejects.toThrow('etcdserver: request is too large');
      await expect(refused).rejects.toBeInstanceOf(ApiError);
    }
    expect(dataOf(await documents.get(podKey('a')))).toBe('small');
    documents.stop();
    await kv.close();
  });
});
