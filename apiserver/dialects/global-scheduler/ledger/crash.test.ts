/** A server may be ended before any of its writes: what it has acknowledged stands, what it has decided is carried out, and nothing is promised twice. */
import { kinds } from '../../../../api';
import { worldOfCapacities } from '../engine/testing/worlds';
import { specOf } from './request';
import { asked, copiesBySite, testStore, uuid, type TestServer, type TestStore } from './testing/servers';

let store: TestStore;
afterEach(() => store.close());

const capacities = { a: 3, b: 2 };
const kept = async ({ registry }: TestServer) => (await registry.of(kinds.allocations).list()).items;

function expectNoMoreThanThereIs(sums: Record<string, number>): void {
  for (const [site, capacity] of Object.entries(capacities)) expect([site, (sums[site] ?? 0) <= capacity]).toEqual([site, true]);
}

/** Writes of a group of three requests: three objects, the commit, three places. And some that never come. */
describe.each(Array.from({ length: 10 }, (_, i) => i))('a server that is ended before write %i', (last) => {
  test('of a commit', async () => {
    store = await testStore(worldOfCapacities(capacities));
    const [dying, living] = [await store.open(), await store.open()];
    await dying.service.allocate(asked(uuid(0)));
    let writes = 0;
    dying.store.dies = (key) => key.includes('globalscheduler') && writes++ >= last;

    const answers = await Promise.allSettled([1, 2, 3].map((n) => dying.service.allocate(asked(uuid(n)))));
    const acknowledged = answers.flatMap((answer, i) => (answer.status === 'fulfilled' ? [uuid(i + 1)] : []));
    expect(acknowledged.length === 3).toBe(!dying.store.isDead);

    // More than there is room for.
    const others = await Promise.all([4, 5, 6, 7, 8].map((n) => living.service.allocate(asked(uuid(n)))));
    const all = await kept(living);
    expectNoMoreThanThereIs(copiesBySite(all));
    for (const id of acknowledged) expect(all.find(({ metadata }) => metadata.name === id)?.status).toMatchObject({ phase: 'Scheduled', resource_groups: [{}] });
    // What was decided when it ended has its place; the rest of the room went to the others, and none of it is lost.
    const placed = all.filter(({ status }) => status?.sequence);
    expect(placed.length).toBe(5);
    expect(others.filter((answer) => answer?.allocation.resource_groups.length).length).toBe(5 - 1 - placed.filter(({ metadata }) => [1, 2, 3].map(uuid).includes(metadata.name ?? '')).length);

    // Whoever got no answer asks again.
    for (const { metadata } of placed) await living.service.release(metadata.name ?? '');
    for (const n of [1, 2, 3]) expect((await living.service.allocate(asked(uuid(n))))?.allocation.resource_groups.length).toBe(1);
    await living.books.current();
    expect(living.books.taken.sites.size).toBeGreaterThan(0);
    expectNoMoreThanThereIs(copiesBySite(await kept(living)));
  });
});

/** It makes the ledger, the object, the commit; and stands still before it gives the place. */
function stallBeforePlaces({ store: server }: TestServer): { readonly stands: Promise<void>; go(): void } {
  let go = (): void => undefined;
  let reached = (): void => undefined;
  const stands = new Promise<void>((resolve) => { reached = resolve; });
  const gate = new Promise<void>((resolve) => { go = resolve; });
  let writes = 0;
  server.before = async (key) => {
    if (!key.includes('globalscheduler') || writes++ < 3) return;
    reached();
    await gate;
  };
  return { stands, go };
}

test('what a slow server has decided is carried out before anything else is', async () => {
  store = await testStore(worldOfCapacities({ a: 1 }));
  const [slow, quick] = [await store.open(), await store.open()];
  const { stands, go } = stallBeforePlaces(slow);
  const answer = slow.service.allocate(asked(uuid(1)));
  await stands;
  expect((await quick.service.allocate(asked(uuid(2))))?.allocation.resource_groups).toEqual([]);
  expect(copiesBySite(await kept(quick))).toEqual({ a: 1 });
  go();
  expect((await answer)?.allocation.resource_groups.length).toBe(1);
  expect(copiesBySite(await kept(quick))).toEqual({ a: 1 });
});

test('a server that was slow gives no place to what was released and promised to another meanwhile', async () => {
  store = await testStore(worldOfCapacities({ a: 1 }));
  const [slow, quick] = [await store.open(), await store.open()];
  const { stands, go } = stallBeforePlaces(slow);
  const answer = slow.service.allocate(asked(uuid(1)));
  await stands;

  // Another server carries it out, it is released, and its room is given to another.
  expect((await quick.service.allocate(asked(uuid(1))))?.allocation.resource_groups.length).toBe(1);
  await quick.service.release(uuid(1));
  expect((await quick.service.allocate(asked(uuid(2))))?.allocation.resource_groups.length).toBe(1);
  // Somebody makes one of its name, which has no place: it is another.
  await quick.registry.of(kinds.allocations).create({ apiVersion: 'globalscheduler.com/v1', kind: 'Allocation', metadata: { name: uuid(1), namespace: 'default' }, spec: specOf(asked(uuid(1))) });
  go();
  await expect(answer).rejects.toThrow('the allocation was deleted meanwhile');
  expect(copiesBySite(await kept(quick))).toEqual({ a: 1 });
  expect((await kept(quick)).map(({ metadata, status }) => [metadata.name, status?.phase])).toEqual([[uuid(1), undefined], [uuid(2), 'Scheduled']]);
});

test('a server that was slow to commit places anew', async () => {
  store = await testStore(worldOfCapacities({ a: 1, b: 1 }));
  const [slow, quick] = [await store.open(), await store.open()];
  await quick.service.allocate(asked(uuid(9)));
  await quick.service.release(uuid(9));
  let go = (): void => undefined;
  let reached = (): void => undefined;
  const stands = new Promise<void>((resolve) => { reached = resolve; });
  const gate = new Promise<void>((resolve) => { go = resolve; });
  slow.store.before = async (key) => {
    if (!key.includes('schedulers')) return;
    reached();
    await gate;
  };
  const [first, second] = [slow.service.allocate(asked(uuid(1))), slow.service.allocate(asked(uuid(2)))];
  await stands;
  expect((await quick.service.allocate(asked(uuid(3))))?.allocation.resource_groups).toMatchObject([{ selected: { node_id: 'a' } }]);
  go();
  expect((await first)?.allocation.resource_groups).toMatchObject([{ selected: { node_id: 'b' } }]);
  expect((await second)?.allocation.resource_groups).toEqual([]);
  // What was made for the second is gone.
  expect((await kept(quick)).map(({ metadata }) => metadata.name)).toEqual([uuid(1), uuid(3)]);
});

test('the store goes away and comes back', async () => {
  store = await testStore(worldOfCapacities(capacities));
  const server = await store.open();
  let isDown = true;
  const { before } = server.store;
  server.store.before = async (key) => {
    if (isDown) throw new Error('etcdserver: no leader');
    return before(key);
  };
  await expect(server.service.allocate(asked(uuid(1)))).rejects.toThrow('no leader');
  isDown = false;
  expect((await server.service.allocate(asked(uuid(1))))?.allocation.resource_groups.length).toBe(1);
});
