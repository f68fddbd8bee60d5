/** Requests, releases and dying servers in any order: never more than there is, all or nothing, and the sums are those of what is stored. */
import { kinds, seededRandom, type Random } from '../../../../api';
import { sumOf, type Reserving } from '../engine';
import { worldOfCapacities } from '../engine/testing/worlds';
import { reservingOf } from './groups';
import { asked, copiesBySite, testStore, uuid, type TestServer, type TestStore } from './testing/servers';

let store: TestStore;
afterEach(() => store.close());

const below = (random: Random, most: number): number => Math.floor(random.float() * most);

async function expectBooksBalance(server: TestServer, capacities: Readonly<Record<string, number>>): Promise<void> {
  await server.books.current();
  const { items } = await server.registry.of(kinds.allocations).list();
  for (const [site, copies] of Object.entries(copiesBySite(items))) expect([site, copies <= (capacities[site] ?? 0)]).toEqual([site, true]);
  for (const { spec, status } of items) {
    if (!status?.sequence) continue;
    expect(Object.values(copiesBySite([{ status } as (typeof items)[number]])).reduce((sum, copies) => sum + copies, 0)).toBe(spec.replicas);
  }
  expect(server.books.taken).toEqual(sumOf(items.map(reservingOf).filter((reserving): reserving is Reserving => reserving !== undefined)));
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])('chance %i', async (seed) => {
  const random = seededRandom(seed);
  const capacities = Object.fromEntries(Array.from({ length: 1 + below(random, 4) }, (_, i) => [`s${i}`, 1 + below(random, 8)]));
  store = await testStore(worldOfCapacities(capacities));
  let servers = [await store.open(), await store.open(), await store.open()];
  for (let round = 0; round < 6; round++) {
    const living = servers.filter(({ store: { isDead } }) => !isDead);
    const doomed = living.length > 1 && random.float() < 0.4 ? living[below(random, living.length)] : undefined;
    if (doomed) {
      let writes = below(random, 12);
      doomed.store.dies = (key) => key.includes('globalscheduler') && writes-- <= 0;
    }
    await Promise.allSettled(Array.from({ length: 12 }, () => {
      const { service } = living[below(random, living.length)]!;
      const id = uuid(below(random, 15));
      return random.float() < 0.35 ? service.release(id) : service.allocate(asked(id, 1 + below(random, 4), { strategy: { location_strategy: random.float() < 0.5 ? 'centralize' : '', region_strategy: '' } }));
    }));
    servers = [...servers, ...(doomed?.store.isDead ? [await store.open()] : [])];
    for (const server of servers) if (!server.store.isDead) await expectBooksBalance(server, capacities);
  }
  // All that is released is there again, to the last.
  const [server] = servers.filter(({ store: { isDead } }) => !isDead);
  for (const { metadata } of (await server!.registry.of(kinds.allocations).list()).items) await server!.service.release(metadata.name ?? '');
  expect(server!.books.taken.sites.size).toBe(0);
  const all = Object.values(capacities).reduce((sum, capacity) => sum + capacity, 0);
  const answer = await server!.service.allocate(asked(uuid(99), all));
  expect(answer?.allocation.resource_groups.reduce((sum, { copies }) => sum + copies, 0)).toBe(all);
});
