import type { Shelf } from './documents';
import { bench, inserts, podKey, pods, writes, type Bench } from './testing/harness';

const hour = 3_600_000;
const events = { shelf: 'events', cluster: 'c', type: 'event' };
const capped: Shelf = { name: 'events', indexed: () => [{ path: ['data', 'at'], by: 'time' }], cap: 30 };
const aging: Shelf = { name: 'events', indexed: () => [], maxAgeMs: 2 * hour };

let at: Bench;
beforeEach(() => { at = bench(); });
afterEach(() => at.close());

const stored = async (): Promise<number> => (await at.kv.list({ prefix: '/registry/docs/events/' }, { limit: 1 })).count;
const until = async (holds: () => Promise<boolean>): Promise<void> => { while (!await holds()) await new Promise((resolve) => { setImmediate(resolve); }); };

describe('a cap', () => {
  test('lets the newest two thirds stay, for every reader at once', async () => {
    const [documents, other] = [at.open({ shelves: [capped] }), at.open({ shelves: [capped] })];
    for (let i = 0; i < 30; i++) await documents.insert(events, inserts({ at: i }));
    expect((await other.select(events, { where: [] })).total).toBe(30);
    await documents.insert(events, inserts({ at: 30 }));
    for (const reader of [documents, other]) {
      const { total, documents: found } = await reader.select(events, { where: [], order: { newest: ['data', 'at'] } });
      expect({ total, data: [...found].map(({ value }) => (value as { data: unknown }).data) }).toEqual({ total: 20, data: Array.from({ length: 20 }, (_, i) => ({ at: 30 - i })) });
    }
    await until(async () => await stored() === 20);
    expect((await other.select(events, { where: [] })).total).toBe(20);
  });

  test('is of each collection, and of none without it', async () => {
    const documents = at.open({ shelves: [capped, { name: 'dynamic', indexed: () => [] }] });
    for (let i = 0; i < 30; i++) {
      await documents.insert(events, inserts(i));
      await documents.insert({ ...events, cluster: 'd' }, inserts(i));
      await documents.insert(pods, inserts(i));
    }
    await documents.insert(pods, inserts(30));
    await documents.insert(events, inserts(30));
    const totals = await Promise.all([events, { ...events, cluster: 'd' }, pods].map(async (key) => (await documents.select(key, { where: [] })).total));
    expect(totals).toEqual([20, 30, 31]);
  });

  test('what a process that ended has left of it goes with another\'s sweep', async () => {
    const documents = at.open({ shelves: [capped] });
    const other = at.open({ shelves: [capped] });
    await other.select(events, { where: [] });
    for (let i = 0; i < 31; i++) await documents.insert(events, inserts(i));
    documents.stop();
    expect((await other.select(events, { where: [] })).total).toBe(20);
    expect(await stored()).toBe(31);
    await at.clock.step(hour);
    await until(async () => await stored() === 20);
    // Nor does one that starts again show what should be gone.
    const again = at.open({ shelves: [capped] });
    expect((await again.select(events, { where: [] })).total).toBe(20);
  });

  test('a document that was let go can be written again', async () => {
    const documents = at.open({ shelves: [capped] });
    const key = { ...events, name: 'first' };
    await documents.put(key, writes(1));
    await at.clock.step(1000);
    at.kv.interference = undefined;
    for (let i = 0; i < 30; i++) await documents.insert(events, inserts(i));
    expect(await documents.get(key)).toBeUndefined();
    await documents.put(key, writes(2));
    expect((await documents.select(events, { where: [] })).total).toBe(21);
    await until(async () => await stored() === 21);
  });
});

describe('an age', () => {
  test('is looked at every hour', async () => {
    const [documents, other] = [at.open({ shelves: [aging] }), at.open({ shelves: [aging] })];
    await documents.insert(events, inserts('old'));
    expect((await other.select(events, { where: [] })).total).toBe(1);
    await at.clock.step(hour + 1);
    await documents.insert(events, inserts('young'));
    await at.clock.step(2 * hour);
    await until(async () => await stored() === 1);
    expect([...(await other.select(events, { where: [] })).documents].map(({ value }) => (value as { data: unknown }).data)).toEqual(['young']);
    await at.clock.step(2 * hour);
    await until(async () => await stored() === 0);
    expect(await documents.collections('events')).toEqual([]);
  });

  test('a store that does not answer is asked again the next hour', async () => {
    const documents = at.open({ shelves: [aging] });
    await documents.insert(events, inserts('old'));
    at.kv.down = true;
    await at.clock.step(3 * hour);
    at.kv.down = false;
    expect(await stored()).toBe(1);
    await at.clock.step(hour);
    await until(async () => await stored() === 0);
  });

  test('others keep theirs', async () => {
    const documents = at.open({ shelves: [aging, { name: 'dynamic', indexed: () => [] }] });
    await documents.put(podKey('a'), writes(1));
    await at.clock.step(100 * hour);
    expect(await documents.get(podKey('a'))).toBeDefined();
  });
});
