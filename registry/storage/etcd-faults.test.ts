/** What the exam of all backends can not ask: members that die, hang, lose history or have no room, and neighbours. */
import { silentLogger, sleep, SteppedClock, systemClock, type Clock } from '../../api';
import { bytes, Reader, revisionOf, won } from './contract/harness';
import { openEtcd } from './etcd';
import { RevisionCompacted, StorageUnavailable, type KV, type Revision } from './kv';
import { startEtcd, startEtcdCluster, type EtcdServer } from './testing/etcd-server';

const stores: KV[] = [];
const stops: (() => Promise<void>)[] = [];

async function open(url: string, clock: Clock = systemClock): Promise<KV> {
  const kv = await openEtcd(url, { clock, log: silentLogger });
  stores.push(kv);
  return kv;
}

async function etcd(...args: string[]): Promise<EtcdServer> {
  const server = await startEtcd({ args });
  stops.push(() => server.stop());
  return server;
}

afterEach(async () => {
  await Promise.all(stores.splice(0).map((kv) => kv.close()));
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

jest.setTimeout(60_000);

/** Tries until the store serves. */
async function served<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof StorageUnavailable)) throw error;
      await sleep(systemClock, 20);
    }
  }
}

/** Creates `/w/<name>-<i>` until told to stop; the revisions of what was acknowledged. */
function writer(kv: KV, name: string): { stop(): Promise<Revision[]> } {
  let running = true;
  const acknowledged: Revision[] = [];
  const done = (async () => {
    for (let i = 0; running; i++) {
      const cas = await served(() => kv.create(`/w/${name}-${i}`, bytes(`${i}`)));
      // A lost compare: the attempt whose answer was lost had been carried out.
      if (cas.ok) acknowledged.push(cas.revision);
    }
    return acknowledged;
  })();
  return { stop: () => { running = false; return done; } };
}

const upTo = (start: Revision, last: Revision): Revision[] => Array.from({ length: last - start }, (_, i) => start + 1 + i);

describe('an etcd that dies', () => {
  it('comes back under a watch, which has no gaps and no doubles', async () => {
    const server = await etcd();
    const kv = await open(server.url);
    const start = await kv.revision();
    const reader = new Reader(kv, { prefix: '/w/' }, start);
    const writers = ['a', 'b', 'c'].map((name) => writer(kv, name));
    for (let round = 0; round < 3; round++) {
      await reader.count(reader.events.length + 50);
      await server.restart();
    }
    await reader.count(reader.events.length + 50);
    const acknowledged = (await Promise.all(writers.map((each) => each.stop()))).flat();
    const last = await kv.revision();
    await reader.until(last);
    expect(reader.events.map(revisionOf)).toEqual(upTo(start, last));
    expect(acknowledged.filter((revision) => revision > last)).toEqual([]);
    expect((await kv.list({ prefix: '/w/' })).count).toBe(last - start);
  });

  it('makes calls fail at once, and serves again when it is back', async () => {
    const server = await etcd();
    // This clock stands still: nothing below waits for time to pass.
    const kv = await open(server.url, new SteppedClock());
    await won(kv.create('/a', bytes('1')));
    await server.kill();
    const calls = [() => kv.revision(), () => kv.get('/a'), () => kv.list({ prefix: '/' }), () => kv.create('/b', bytes('1')), () => kv.delete('/a')];
    await expect(kv.create('/b', bytes('1'))).rejects.toBeInstanceOf(StorageUnavailable);
    for (const call of calls) await expect(call()).rejects.toBeInstanceOf(StorageUnavailable);
    await server.restart();
    expect((await kv.get('/a')).kv?.value).toEqual(Buffer.from('1'));
  });

  it('that was not there at first is found when it comes, also by a watch', async () => {
    const server = await etcd();
    await server.kill();
    const kv = await open(server.url);
    const reader = new Reader(kv, { prefix: '/w/' }, 0);
    const first = reader.next();
    await expect(kv.revision()).rejects.toBeInstanceOf(StorageUnavailable);
    await server.restart();
    await first;
    await won(kv.create('/w/a', bytes('1')));
    await reader.count(1);
    expect(reader.words).toEqual(['put /w/a=1']);
  });

  it('and forgets what a watch has not seen yet: the watch says so', async () => {
    const server = await etcd();
    const clock = new SteppedClock();
    const kv = await open(server.url, clock);
    const other = await open(server.url);
    const reader = await new Reader(kv, { prefix: '/w/' }, 0).until(await won(kv.create('/w/a', bytes('1'))));
    await server.restart();
    // The clock stands still, and with it the first client's next attempt to watch.
    await served(() => other.create('/w/b', bytes('1')));
    await other.compact(await won(other.create('/w/c', bytes('1'))));
    const next = expect(reader.next()).rejects.toBeInstanceOf(RevisionCompacted);
    await clock.step(20);
    await next;
    const again = await new Reader(kv, { prefix: '/w/' }, await kv.revision()).next();
    expect(again?.events).toEqual([]);
  });

  it('and comes back without its data: watches end, for what they saw is no longer true', async () => {
    const server = await etcd();
    const kv = await open(server.url);
    await won(kv.create('/w/a', bytes('1')));
    const reader = await new Reader(kv, { prefix: '/w/' }, 0).until(await won(kv.create('/w/b', bytes('1'))));
    const next = expect(reader.next()).rejects.toBeInstanceOf(RevisionCompacted);
    await server.restart('lost');
    await next;
    expect((await kv.list({ prefix: '/' })).count).toBe(0);
  });
});

describe('an etcd that hangs', () => {
  it('makes calls fail after five seconds, and serves again when it wakes up', async () => {
    const server = await etcd();
    const clock = new SteppedClock();
    const kv = await open(server.url, clock);
    await won(kv.create('/a', bytes('1')));
    server.pause();
    const outcome = Promise.allSettled([kv.create('/b', bytes('1')), kv.get('/a')]);
    await clock.step(6_000);
    for (const result of await outcome) expect(result).toMatchObject({ status: 'rejected', reason: expect.any(StorageUnavailable) });
    server.resume();
    expect((await kv.get('/a')).kv).toBeDefined();
  });

  it('is noticed by a watch that has nothing to say', async () => {
    const server = await etcd();
    const clock = new SteppedClock();
    const kv = await open(server.url, clock);
    const reader = new Reader(kv, { prefix: '/w/' }, 0);
    await reader.until(await won(kv.create('/w/a', bytes('1'))));
    server.pause();
    const next = reader.next();
    await clock.step(20_000);
    server.resume();
    const other = await open(server.url);
    await won(other.create('/w/b', bytes('1')));
    // On a new connection: the old one was given up.
    for (let done = false; !done;) done = await Promise.race([next.then(() => true), clock.step(1_000).then(() => false)]);
    expect(reader.words).toEqual(['put /w/a=1', 'put /w/b=1']);
  });
});

it('an etcd without room refuses writes, and reads go on', async () => {
  const server = await etcd('--quota-backend-bytes=2000000');
  const kv = await open(server.url);
  const fill = async (): Promise<void> => {
    for (let i = 0; i < 100; i++) await kv.create(`/big/${i}`, Buffer.alloc(200_000));
  };
  await expect(fill()).rejects.toThrow(StorageUnavailable);
  await expect(kv.create('/small', bytes('1'))).rejects.toThrow('database space exceeded');
  expect((await kv.list({ prefix: '/big/' })).count).toBeGreaterThan(0);
});

it('two clients see each other\'s writes at once', async () => {
  const server = await etcd();
  const [a, b] = await Promise.all([open(server.url), open(server.url)]);
  const reader = new Reader(b, { prefix: '/w/' }, await b.revision());
  for (let i = 0; i < 100; i++) {
    const revision = await won(a.create(`/w/${i}`, bytes(`${i}`)));
    expect(await b.revision()).toBe(revision);
    expect((await b.get(`/w/${i}`)).kv?.modRevision).toBe(revision);
  }
  await reader.until(await a.revision());
  expect(reader.events).toHaveLength(100);
});

describe('a cluster of three', () => {
  it.each([0, 1, 2])('survives the death of member %i', async (victim) => {
    const cluster = await startEtcdCluster(3);
    stops.push(() => cluster.stop());
    const kv = await open(cluster.url);
    const start = await kv.revision();
    const reader = new Reader(kv, { prefix: '/w/' }, start);
    const writers = ['a', 'b'].map((name) => writer(kv, name));
    await reader.count(50);
    await cluster.members[victim]?.kill();
    await reader.count(reader.events.length + 50);
    await Promise.all(writers.map((each) => each.stop()));
    const last = await served(() => kv.revision());
    await reader.until(last);
    expect(reader.events.map(revisionOf)).toEqual(upTo(start, last));
  });
});

describe('a store under a prefix', () => {
  it('sees its own keys only', async () => {
    const server = await etcd();
    const [kv, neighbour, all] = await Promise.all([open(`${server.url}/mine`), open(`${server.url}/mine2`), open(server.url)]);
    await won(kv.create('/a', bytes('mine')));
    await won(neighbour.create('/a', bytes('theirs')));
    expect((await kv.list({ prefix: '' })).kvs.map(({ key, value }) => [key, String(value)])).toEqual([['/a', 'mine']]);
    expect((await all.list({ prefix: '' })).kvs.map(({ key }) => key)).toEqual(['/mine/a', '/mine2/a']);
    await won(kv.delete('/a'));
    expect((await neighbour.get('/a')).kv).toBeDefined();
  });

  it('has watches that come to revisions made by others, whoever waits', async () => {
    const server = await etcd();
    const [kv, neighbour] = await Promise.all([open(`${server.url}/mine`), open(`${server.url}/theirs`)]);
    const created = await won(kv.create('/w/a', bytes('1')));
    const reader = await new Reader(kv, { prefix: '/w/' }, created).until(created);
    await won(neighbour.create('/x', bytes('1')));
    await won(neighbour.delete('/x'));
    await reader.until(await kv.revision());
    // This one begins before the shared watch does, with only others' events in between.
    const late = await new Reader(kv, { prefix: '/w/' }, created - 1).until(await kv.revision());
    expect(reader.words).toEqual([]);
    expect(late.words).toEqual(['put /w/a=1']);
    expect((await kv.list({ prefix: '' })).count).toBe(1);
  });
});

describe('a reader', () => {
  it('that fell out of the ring goes on without gaps or doubles', async () => {
    const server = await etcd();
    const kv = await open(server.url);
    const start = await kv.revision();
    const [slow, other] = [new Reader(kv, { prefix: '/w/' }, start), new Reader(kv, { prefix: '/w/' }, start)];
    await slow.next();
    // More than a ring holds, and few enough at once that a slow disk answers each in time.
    for (let i = 0; i < 9_000; i += 250) await Promise.all(Array.from({ length: 250 }, (_, j) => won(kv.create(`/w/${i + j}`, bytes('1')))));
    const last = await kv.revision();
    await other.until(last);
    await slow.until(last);
    expect(slow.events.map(revisionOf)).toEqual(upTo(start, last));
  });

  it('of large events gets them whole', async () => {
    const server = await etcd();
    const kv = await open(server.url);
    const other = await open(server.url);
    // More than one answer of etcd holds (1.5 MB), so that it comes in fragments.
    for (let i = 0; i < 30; i++) await won(other.create(`/w/${i}`, Buffer.alloc(200_000, i + 1)));
    const reader = await new Reader(kv, { prefix: '/w/' }, 1).count(30);
    expect(reader.events.map((event) => event.type === 'put' && event.kv.value[199_999])).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });
});

it('a closed store leaves no handle', async () => {
  const server = await etcd();
  const sockets = (): number => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
  const before = sockets();
  const kv = await open(server.url);
  const reader = new Reader(kv, { prefix: '/w/' }, 0);
  await reader.until(await won(kv.create('/w/a', bytes('1'), { ttlSeconds: 60 })));
  expect(sockets()).toBeGreaterThan(before);
  await kv.close();
  while (sockets() > before) await sleep(systemClock, 5);
});
