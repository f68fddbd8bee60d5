import { silentLogger, SteppedClock } from '../../api';
import { startCompactor } from './compactor';
import { bytes, won } from './contract/harness';
import { RevisionCompacted, StorageUnavailable, type KV } from './kv';
import { openMemory } from './memory';

const minute = 60_000;

describe('startCompactor', () => {
  const setUp = () => {
    const clock = new SteppedClock();
    return { clock, kv: openMemory({ clock, log: silentLogger }) };
  };
  const write = async (kv: KV, keys: number) => {
    for (let i = 0; i < keys; i++) await won(kv.create(`/${await kv.revision()}`, bytes('')));
    return kv.revision();
  };

  it('keeps one window of history', async () => {
    const { clock, kv } = setUp();
    const compactor = startCompactor(kv, { clock, log: silentLogger });
    const early = await write(kv, 10);
    await clock.step(3 * minute);
    const middle = await write(kv, 10);
    await clock.step(2 * minute + 30_000);
    await expect(kv.get('/', early - 1)).rejects.toBeInstanceOf(RevisionCompacted);
    await kv.get('/', middle);
    await clock.step(6 * minute);
    await expect(kv.get('/', middle - 1)).rejects.toBeInstanceOf(RevisionCompacted);
    await kv.get('/', middle);
    await compactor.stop();
    expect(clock.untilNext()).toBeUndefined();
  });

  it('keeps fewer revisions than the window has when there are too many', async () => {
    const { clock, kv } = setUp();
    const compactor = startCompactor(kv, { clock, log: silentLogger, maxRevisions: 20 });
    const revision = await write(kv, 100);
    await clock.step(minute);
    await expect(kv.get('/', revision - 21)).rejects.toBeInstanceOf(RevisionCompacted);
    await kv.get('/', revision - 20);
    await compactor.stop();
  });

  it('goes on after a failure, and says so', async () => {
    const { clock, kv } = setUp();
    const warnings: string[] = [];
    const log = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
    let failures = 1;
    const flaky: KV = { ...viewOf(kv), revision: () => (failures-- > 0 ? Promise.reject(new StorageUnavailable('away')) : kv.revision()) };
    const compactor = startCompactor(flaky, { clock, log, maxRevisions: 5 });
    const revision = await write(kv, 20);
    await clock.step(minute);
    expect(warnings).toHaveLength(1);
    await expect(kv.get('/', revision - 6)).rejects.toBeInstanceOf(RevisionCompacted);
    await compactor.stop();
  });
});

/** The methods of a class instance, as an object that can be spread. */
const viewOf = (kv: KV): KV => ({
  revision: () => kv.revision(), get: (key, at) => kv.get(key, at), list: (range, page) => kv.list(range, page),
  create: (key, value, options) => kv.create(key, value, options), update: (key, value, expected, options) => kv.update(key, value, expected, options),
  delete: (key, expected) => kv.delete(key, expected), watch: (range, after, signal) => kv.watch(range, after, signal),
  compact: (before) => kv.compact(before), close: () => kv.close(),
});
