import { SteppedClock, type core, type ObjectKey } from '../api';
import type { InformerHandler } from '../client';
import { Unseen } from './unseen';

const map = (uid: string, resourceVersion: string): core.ConfigMap => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm', namespace: 'default', uid, resourceVersion } });

function setUp() {
  const clock = new SteppedClock();
  let shown: core.ConfigMap | undefined;
  const handlers: InformerHandler<core.ConfigMap>[] = [];
  const lister = { get: (_: ObjectKey) => shown, list: () => [], byIndex: () => [] };
  const informer = { lister, on: (handler: InformerHandler<core.ConfigMap>) => { handlers.push(handler); return () => undefined; } };
  return {
    clock, unseen: new Unseen(informer, clock),
    show(object: core.ConfigMap | undefined) { shown = object; },
    remove(object: core.ConfigMap) {
      shown = undefined;
      for (const { deleted } of handlers) deleted?.(object);
    },
  };
}

test('a write is seen when it is shown, or a later state', () => {
  const { unseen, show } = setUp();
  show(map('a', '9'));
  unseen.written('owner', map('a', '10'));
  expect([unseen.any('owner'), unseen.any('other')]).toEqual([true, false]);
  show(map('a', '11'));
  expect(unseen.any('owner')).toBe(false);
});

test('a deletion is seen when it is gone, or a namesake is there', () => {
  const { unseen, show } = setUp();
  show(map('a', '9'));
  unseen.deleted('owner', map('a', '9'));
  expect(unseen.any('owner')).toBe(true);
  show(map('b', '12'));
  expect(unseen.any('owner')).toBe(false);
});

test('what was written, and deleted by somebody before anyone asked, is seen', () => {
  const { unseen, show, remove } = setUp();
  unseen.written('owner', map('a', '10'));
  unseen.written('owner', { ...map('b', '11'), metadata: { ...map('b', '11').metadata, name: 'n' } });
  show(map('a', '10'));
  remove(map('a', '12'));
  expect(unseen.any('owner')).toBe(true);
  remove(map('b', '13'));
  expect(unseen.any('owner')).toBe(false);
});

test('nothing is waited for for ever', async () => {
  const { clock, unseen } = setUp();
  unseen.written('owner', map('a', '10'));
  await clock.step(5 * 60_000);
  expect(unseen.any('owner')).toBe(true);
  await clock.step(1);
  expect(unseen.any('owner')).toBe(false);
});
