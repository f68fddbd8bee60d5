import { thing } from '../testing/things';
import { Echoes } from './echoes';

const key = { namespace: 'default', name: 'a' };
const as = (resourceVersion: number) => ({ ...thing('a'), metadata: { ...thing('a').metadata, resourceVersion: String(resourceVersion) } });
type Thing = ReturnType<typeof as>;

test('nothing is known while nobody watches', async () => {
  const echoes = new Echoes<Thing>();
  echoes.shown(as(1));
  expect([echoes.complete, echoes.of(key), await echoes.at(key, 1)]).toEqual([false, undefined, undefined]);
});

test('a write waits for its revision, or a later one; older states are not taken for newer', async () => {
  const echoes = new Echoes<Thing>();
  echoes.begin();
  const [second, third] = [echoes.at(key, 2), echoes.at(key, 3)];
  echoes.shown(as(1));
  echoes.shown(as(2));
  expect(await second).toEqual(as(2));
  echoes.gone(as(4));
  expect(await third).toEqual(as(4));
  echoes.shown(as(7));
  echoes.shown(as(6));
  expect(echoes.of(key)).toEqual(as(7));
  expect(await echoes.at(key, 6)).toEqual(as(7));
});

test('who waits is let go when a watch ends, or is read no further', async () => {
  const echoes = new Echoes<Thing>();
  const [end, endOther] = [echoes.begin(), echoes.begin()];
  const waiting = echoes.at(key, 2);
  end();
  expect(await waiting).toBeUndefined();
  const again = echoes.at(key, 2);
  echoes.stall(true);
  expect(await again).toBeUndefined();
  expect(await echoes.at(key, 2)).toBeUndefined();
  echoes.stall(false);
  echoes.shown(as(2));
  expect(echoes.of(key)).toEqual(as(2));
  endOther();
  expect(echoes.of(key)).toBeUndefined();
});

test('what has gone before the answer came is known as it went', async () => {
  const echoes = new Echoes<Thing>();
  echoes.begin();
  echoes.shown(as(2));
  echoes.gone(as(3));
  expect([await echoes.at(key, 2), await echoes.at(key, 3)]).toEqual([as(3), as(3)]);
  expect(echoes.of(key)).toBeUndefined();
});

test('nobody waits for what must have been shown', async () => {
  const echoes = new Echoes<Thing>();
  echoes.begin();
  echoes.shown({ ...as(9), metadata: { ...as(9).metadata, name: 'b' } });
  expect(await echoes.at(key, 8)).toBeUndefined();
});
