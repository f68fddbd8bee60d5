/** What an embedded store does when its disk does not. */
import { appendFile, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger, SteppedClock } from '../../api';
import { bytes, Reader, text, won } from './contract/harness';
import { openEmbedded } from './embedded';
import { StorageUnavailable, type KV } from './kv';
import { FaultyDisk } from './testing/faulty-disk';
import { temporaryDirectory, type TemporaryDirectory } from './testing/temporary-directory';

let directory: TemporaryDirectory;
let disk: FaultyDisk;
let kv: KV;

const open = (path = directory.path, segmentBytes?: number) =>
  openEmbedded(path, { clock: new SteppedClock(), log: silentLogger, disk, segmentBytes });
const keys = async (store: KV): Promise<string[]> => (await store.list({ prefix: '/' })).kvs.map((found) => found.key);
const writeKeys = async (from: number, to: number) => {
  for (let i = from; i < to; i++) await won(kv.create(`/${String(i).padStart(4, '0')}`, bytes('x'.repeat(100))));
};
const nextTurn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

beforeEach(async () => {
  directory = await temporaryDirectory();
  disk = new FaultyDisk();
  kv = await open();
});

afterEach(async () => {
  await kv.close();
  await directory.remove();
});

describe('a full disk', () => {
  it('fails the whole batch and what was decided on it; nobody sees it; service returns', async () => {
    const first = await won(kv.create('/a', bytes('1')));
    const watch = new Reader(kv, { prefix: '/' }, first);
    await watch.next();
    disk.space = 100;
    const batch = [kv.create('/b', bytes('1')), kv.update('/a', bytes('2'), first), kv.create('/b', bytes('2')), kv.delete('/a', first)];
    for (const outcome of await Promise.allSettled(batch)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(StorageUnavailable) });
    }
    expect(await kv.revision()).toBe(first);
    expect(text((await kv.get('/a')).kv?.value)).toBe('1');
    await expect(kv.create('/c', bytes('1'))).rejects.toThrow('ENOSPC');
    disk.space = Infinity;
    const last = await won(kv.update('/a', bytes('3'), first));
    expect(last).toBe(first + 1);
    await watch.until(last);
    expect(watch.words).toEqual(['put /a=3 was 1']);
    watch.stop();
    await kv.close();
    kv = await open();
    expect(await keys(kv)).toEqual(['/a']);
    expect(await kv.revision()).toBe(last);
  });

  it('fails what was submitted while the failing flush was under way', async () => {
    const first = await won(kv.create('/a', bytes('1')));
    disk.space = 0;
    const held = disk.hold();
    const failing = kv.update('/a', bytes('2'), first);
    await held.reached;
    const behind = kv.update('/a', bytes('3'), first + 1);
    const lost = kv.create('/a', bytes('x'));
    held.release();
    await expect(failing).rejects.toBeInstanceOf(StorageUnavailable);
    await expect(behind).rejects.toBeInstanceOf(StorageUnavailable);
    await expect(lost).rejects.toBeInstanceOf(StorageUnavailable);
    expect(await kv.revision()).toBe(first);
    disk.space = Infinity;
    expect(await won(kv.update('/a', bytes('4'), first))).toBe(first + 1);
  });

  it('shows nobody a write before it is flushed, not even a loser to it', async () => {
    const first = await won(kv.create('/a', bytes('1')));
    const watch = new Reader(kv, { prefix: '/' }, first);
    await watch.next();
    const held = disk.hold();
    const answered: string[] = [];
    const winner = kv.create('/b', bytes('1')).then(() => answered.push('winner'));
    const loser = kv.create('/b', bytes('2')).then((cas) => answered.push(`loser to ${cas.ok || text(cas.current?.value)}`));
    await held.reached;
    expect((await kv.get('/b')).kv).toBeUndefined();
    expect((await kv.list({ prefix: '/' })).count).toBe(1);
    expect(await kv.revision()).toBe(first);
    expect((await kv.create('/a', bytes('2'))).ok).toBe(false);
    expect(answered).toEqual([]);
    held.release();
    await Promise.all([winner, loser]);
    expect(answered).toEqual(['winner', 'loser to 1']);
    await watch.until(first + 1);
    watch.stop();
  });

  it('leaves no file behind per failing write', async () => {
    await won(kv.create('/a', bytes('1')));
    disk.space = 20;
    for (let i = 0; i < 10; i++) {
      await expect(kv.create('/b', bytes('1'))).rejects.toBeInstanceOf(StorageUnavailable);
      disk.space = 20;
    }
    expect((await readdir(directory.path)).filter((name) => name.startsWith('log-')).length).toBeLessThanOrEqual(2);
  });

  it('during a compaction costs nothing but the space', async () => {
    await kv.close();
    kv = await open(directory.path, 1_000);
    await writeKeys(0, 50);
    for (const key of await keys(kv)) await won(kv.delete(key));
    await won(kv.create('/kept', bytes('1')));
    const revision = await kv.revision();
    disk.space = 70;
    await kv.compact(revision);
    expect(await readdir(directory.path)).not.toContainEqual(expect.stringContaining('snapshot'));
    disk.space = Infinity;
    const last = await won(kv.create('/later', bytes('1')));
    await kv.compact(last);
    expect((await readdir(directory.path)).length).toBeLessThanOrEqual(4);
    await kv.close();
    kv = await open();
    expect(await keys(kv)).toEqual(['/kept', '/later']);
  });
});

describe('a failing flush', () => {
  it('is an error, and what follows goes to a new file', async () => {
    const first = await won(kv.create('/a', bytes('1')));
    disk.failingSyncs = 1;
    await expect(kv.create('/b', bytes('1'))).rejects.toThrow('EIO');
    expect(await won(kv.create('/c', bytes('1')))).toBe(first + 1);
    expect((await readdir(directory.path)).filter((name) => name.startsWith('log-'))).toHaveLength(2);
    await kv.close();
    kv = await open();
    expect(await keys(kv)).toEqual(['/a', '/c']);
  });

  it('takes no write until the file could be cut', async () => {
    await won(kv.create('/a', bytes('1')));
    disk.failingSyncs = 1;
    disk.readOnly = true;
    await expect(kv.create('/b', bytes('1'))).rejects.toThrow('EIO');
    await expect(kv.create('/c', bytes('1'))).rejects.toThrow('EROFS');
    disk.readOnly = false;
    await won(kv.create('/d', bytes('1')));
    await kv.close();
    kv = await open();
    expect(await keys(kv)).toEqual(['/a', '/d']);
  });
});

describe('a power cut', () => {
  it('loses nothing that was acknowledged', async () => {
    const all = Array.from({ length: 200 }, (_, i) => `/${i % 20}/${i}`);
    await Promise.all(all.map((key) => won(kv.create(key, bytes('1')))));
    disk.failingSyncs = 1;
    await expect(kv.create('/unflushed', bytes('1'))).rejects.toBeInstanceOf(StorageUnavailable);
    await kv.close();
    await disk.cutPower();
    kv = await open();
    expect(new Set(await keys(kv))).toEqual(new Set(all));
  });
});

describe('a damaged file', () => {
  const logs = async () => (await readdir(directory.path)).filter((name) => name.startsWith('log-')).sort().map((name) => join(directory.path, name));

  it('torn at any byte of its end is cut back to the last whole write', async () => {
    await writeKeys(0, 3);
    const [path = ''] = await logs();
    const before = (await stat(path)).size;
    await writeKeys(3, 5);
    await kv.close();
    const whole = await readFile(path);
    const frame = (whole.length - before) / 2;
    for (let length = before; length < whole.length; length += 7) {
      await writeFile(path, whole);
      await truncate(path, length);
      const torn = await open();
      expect(await keys(torn)).toHaveLength(length < before + frame ? 3 : 4);
      await torn.close();
    }
    kv = await open();
  });

  it('takes writes behind a torn end', async () => {
    await writeKeys(0, 3);
    await kv.close();
    const [path = ''] = await logs();
    await appendFile(path, Buffer.from('torn'));
    kv = await open();
    await writeKeys(3, 4);
    await kv.close();
    kv = await open();
    expect(await keys(kv)).toHaveLength(4);
  });

  it('left empty by a kill at its creation is no damage', async () => {
    await writeKeys(0, 1);
    await kv.close();
    await writeFile(join(directory.path, 'log-0000000000000002'), '');
    await writeFile(join(directory.path, 'snapshot-0000000000000002.tmp'), 'half');
    kv = await open();
    await writeKeys(1, 2);
    expect(await keys(kv)).toHaveLength(2);
  });

  it('before the last one refuses to open', async () => {
    await kv.close();
    kv = await open(directory.path, 300);
    await writeKeys(0, 10);
    await kv.close();
    const [path = ''] = await logs();
    const content = await readFile(path);
    content.writeUInt8(content.readUInt8(100) ^ 1, 100);
    await writeFile(path, content);
    await expect(open()).rejects.toThrow(/cannot open the store in .* is damaged at byte 9/);
    content.writeUInt8(content.readUInt8(100) ^ 1, 100);
    await writeFile(path, content);
    kv = await open();
    expect(await keys(kv)).toHaveLength(10);
  });

  it('of another kind or version refuses to open', async () => {
    await kv.close();
    await writeFile(join(directory.path, 'log-0000000000000001'), 'something else');
    await expect(open()).rejects.toThrow('is no journal of this version');
  });
});

describe('compaction', () => {
  it('gives space back, keeps what is there, and the TTLs', async () => {
    await kv.close();
    kv = await open(directory.path, 1_000);
    await writeKeys(0, 30);
    await won(kv.create('/ttl', bytes('1'), { ttlSeconds: 60 }));
    let revision = await won(kv.create('/a', bytes('1')));
    for (let i = 0; i < 300; i++) revision = await won(kv.update('/a', bytes(`${i}`), revision));
    const files = (await readdir(directory.path)).length;
    await kv.compact(revision);
    expect((await readdir(directory.path)).length).toBeLessThan(files / 3);
    await kv.close();
    const clock = new SteppedClock();
    kv = await openEmbedded(directory.path, { clock, log: silentLogger });
    expect(await keys(kv)).toHaveLength(32);
    expect(text((await kv.get('/a')).kv?.value)).toBe('299');
    const watch = new Reader(kv, { prefix: '/ttl' }, revision);
    await watch.next();
    await clock.step(61_000);
    expect((await watch.count(1)).words).toEqual(['delete /ttl was 1']);
    watch.stop();
  });

  it('goes on beside writers', async () => {
    await kv.close();
    kv = await open(directory.path, 1_000);
    const start = await kv.revision();
    const watch = new Reader(kv, { prefix: '/' }, start);
    const writing = Promise.all(Array.from({ length: 10 }, async (_, i) => {
      let revision = await won(kv.create(`/${i}`, bytes('0')));
      for (let n = 1; n <= 50; n++) revision = await won(kv.update(`/${i}`, bytes(`${n}`), revision));
    }));
    const compacting = (async () => {
      while ((await kv.revision()) < start + 500) await kv.compact(Math.max(1, (await kv.revision()) - 20)).then(nextTurn);
    })();
    await watch.next();
    await watch.until(start + 510).catch((error: unknown) => expect(String(error)).toContain('compacted'));
    await Promise.all([writing, compacting]);
    await kv.close();
    kv = await open();
    expect((await kv.list({ prefix: '/' })).kvs.map((found) => text(found.value))).toEqual(Array.from({ length: 10 }, () => '50'));
    watch.stop();
  });
});

it('opens again with values that are larger than what is read at once', async () => {
  const large = (fill: string) => Buffer.alloc(5 << 20, fill);
  const revision = await won(kv.create('/large', large('a')));
  await won(kv.update('/large', large('b'), revision));
  await writeKeys(0, 3);
  await kv.close();
  kv = await open();
  expect(Buffer.compare((await kv.get('/large')).kv?.value ?? bytes(''), large('b'))).toBe(0);
  expect(Buffer.compare((await kv.get('/large', revision)).kv?.value ?? bytes(''), large('a'))).toBe(0);
  expect(await keys(kv)).toHaveLength(4);
});
