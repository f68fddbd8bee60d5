import { silentLogger, SteppedClock } from '../../api';
import { describeKV } from './contract';
import { bytes, Reader, won } from './contract/harness';
import { openMemory } from './memory';
import { prefixed } from './prefixed';

describeKV('a prefix of memory:', async () => {
  const clock = new SteppedClock();
  const store = openMemory({ clock, log: silentLogger });
  await won(store.create('/registry/pods/outside', bytes('not of the view')));
  const kv = prefixed(store, '/clusters/one');
  return { kv, elapse: (seconds) => clock.step(seconds * 1_000), dispose: () => store.close() };
}, { durable: false });

describe('prefixed', () => {
  const open = () => openMemory({ clock: new SteppedClock(), log: silentLogger });

  it('keeps clusters apart in one store', async () => {
    const store = open();
    const one = prefixed(store, '/clusters/one');
    const two = prefixed(store, '/clusters/two');
    await won(one.create('/a', bytes('1')));
    await won(two.create('/a', bytes('2')));
    expect((await store.list({ prefix: '/clusters/' })).kvs.map((kv) => kv.key)).toEqual(['/clusters/one/a', '/clusters/two/a']);
    expect((await one.list({ prefix: '/' })).kvs.map((kv) => [kv.key, Buffer.from(kv.value).toString()])).toEqual([['/a', '1']]);
    await store.close();
  });

  it('closes alone: its watches end, the store and other views go on', async () => {
    const store = open();
    const one = prefixed(store, '/clusters/one');
    const two = prefixed(store, '/clusters/two');
    const watch = new Reader(one, { prefix: '/' }, await one.revision());
    await watch.next();
    const next = watch.next();
    await one.close();
    expect(await next).toBeUndefined();
    await expect(one.get('/a')).rejects.toThrow('the store is closed');
    await won(two.create('/a', bytes('2')));
    await store.close();
  });
});
