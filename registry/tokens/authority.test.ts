import { silentLogger, SteppedClock } from '../../api';
import { openMemory } from '../storage/memory';
import { tokenAuthority } from './authority';

const store = () => openMemory({ clock: new SteppedClock(), log: silentLogger });

test('servers of one store sign with one key, also those that start at once', async () => {
  const kv = store();
  const [one, other] = [tokenAuthority(kv), tokenAuthority(kv)];
  const [token, again] = await Promise.all([one.sign({ sub: 'a' }), other.sign({ sub: 'b' })]);
  expect([await other.verify(token), await one.verify(again)]).toEqual([{ sub: 'a' }, { sub: 'b' }]);
  expect(await one.publicKeys()).toEqual(await other.publicKeys());
});

test('another store is another authority', async () => {
  expect(await tokenAuthority(store()).verify(await tokenAuthority(store()).sign({ sub: 'a' }))).toBeUndefined();
});
