/** The whole of it over the document's own configuration, or the specification's (11.1, 11.2, 11.6, 11.7). */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kinds, seededRandom, silentLogger, SteppedClock, type globalscheduler } from '../../../api';
import { openRegistry, openStorage, type Registry } from '../../../registry';
import { serveDialect, type TestClient } from './testing/client';
import { spoilt, whole } from './testing/nonsense';
import { sample, sampleResource, sampleWith } from './testing/sample';
import { startGlobalScheduler, type GlobalSchedulerDeps } from '.';

const testdata = join(__dirname, 'testdata');
const transcript = readFileSync(join(testdata, 'seed-answer.json'), 'utf8').replace(/\n$/, '');
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/;
const withoutId = (text: string): string => text.replace(uuid, 'ID');

const folders: string[] = [];
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'minikapi-gs-'));
  folders.push(folder);
  return folder;
}

interface Opened { readonly client: TestClient; readonly registry: Registry; readonly stop: () => Promise<void>; readonly allocations: () => Promise<number> }

const depsOf = (seed: number) => ({ clock: new SteppedClock(), random: seededRandom(seed), log: silentLogger });

async function registryOf(store: string): Promise<Registry> {
  const deps = depsOf(1);
  return openRegistry({ ...deps, kv: await openStorage(store, deps), freeze: true });
}

async function open(store: string, options: Partial<GlobalSchedulerDeps>): Promise<Opened> {
  const deps = depsOf(2);
  const registry = await registryOf(store);
  const running = await startGlobalScheduler({ ...deps, registry, ...options });
  const client = await serveDialect(running.dialect(true), registry);
  const stop = async (): Promise<void> => {
    await client.stop();
    await running.stop();
    await registry.close();
  };
  return { client, registry, stop, allocations: async () => (await registry.of(kinds.allocations).list()).items.length };
}

async function opened(configDir: string | undefined, options: GlobalSchedulerDeps['options'] = {}): Promise<Opened> {
  const server = await open('memory:', { configDir, options });
  ends.push(server.stop);
  return server;
}

const shipped = join(testdata, 'shipped/conf');
const oslo = join(testdata, 'oslo');

const copies = ({ status, text }: { readonly status: number; readonly text: string }, expected = 201): number => {
  expect(status).toBe(expected);
  return (JSON.parse(text) as { allocation: { resource_groups: unknown[] } }).allocation.resource_groups.length;
};

describe('over the shipped samples', () => {
  it('answers as the document, to the byte', async () => {
    const { client } = await opened(shipped);
    expect(withoutId((await client.post(sample)).text)).toBe(withoutId(transcript));
    expect(withoutId((await client.post(readFileSync(join(shipped, 'sample_allocation_req_body.json')))).text)).toBe(withoutId(transcript));
  });

  it('faithfully takes 500, and no more', async () => {
    const { client } = await opened(shipped, { faithful: true });
    const posted = async (replicas: number): Promise<number> => copies(await client.post(sampleWith({ replicas })));
    expect([await posted(1), await posted(499), await posted(1)]).toEqual([1, 499, 0]);
  });

  it('soundly takes as many as there is storage for, all of them or none', async () => {
    const { client, allocations } = await opened(shipped);
    const posted = async (replicas: number): Promise<number> => copies(await client.post(sampleWith({ replicas })));
    expect([await posted(51), await posted(30), await posted(21), await posted(20), await posted(1)]).toEqual([0, 30, 0, 20, 0]);
    expect(await allocations()).toBe(2);
  });

  it('what is refused is not kept', async () => {
    const { client, allocations } = await opened(shipped);
    for (const body of ['{', sampleWith({ replicas: -1 }), sampleResource({ flavors: [{ flavor_id: 'x' }] }), sampleResource({ count: 0 })]) expect((await client.post(body)).status).toBe(400);
    expect(await allocations()).toBe(0);
  });
});

describe('over the shipped samples, one after the other', () => {
  let server: Opened;
  beforeAll(async () => { server = await open('memory:', { configDir: shipped }); });
  afterAll(() => server.stop());

  it.each<[string, object, number]>([
    ['an operator by its id', sampleWith({ selector: { operator: 'opera1' } }), 0],
    ['an operator by its name', sampleWith({ selector: { operator: 'unicom' } }), 1],
    ['a city in capitals', sampleWith({ selector: { geo_location: { city: 'Shenzhen' } } }), 0],
    ['a city', sampleWith({ selector: { geo_location: { city: 'shenzhen' } } }), 1],
    ['one region of two', sampleWith({ selector: { regions: [{ region: 'region2' }, { region: 'region1', availability_zone: ['az1'] }] } }), 1],
    ['another zone', sampleWith({ selector: { regions: [{ region: 'region1', availability_zone: ['az2'] }] } }), 0],
    ['too much storage', sampleResource({ storage: { SAS: 2001 } }), 0],
    ['all the storage', sampleResource({ storage: { SAS: 2000 } }), 1],
    ['addresses, of which there are none', sampleResource({ need_eip: true }), 0],
    ['a spot machine', sampleResource({ flavors: [{ flavor_id: 'c6.large.2', spot: {} }] }), 0],
    ['a site', sampleWith({ selector: { node_id: 'site1' } }), 1],
    ['another site', sampleWith({ selector: { node_id: 'site2' } }), 0],
    ['far too many', sampleWith({ replicas: 2 ** 53 }), 0],
    ['far too many in each', sampleResource({ count: 2 ** 53 }), 0],
    ['far too much storage', sampleResource({ storage: { SAS: 2 ** 53 } }), 0],
  ])('%s', async (_what, body, expected) => {
    expect(copies(await server.client.post(body, '?dryRun=1'), 200)).toBe(expected);
    expect(await server.allocations()).toBe(0);
  });
});

it('places on the site of section 5, and says how it came to it', async () => {
  const { client, allocations } = await opened(oslo);
  const body = { allocation: { replicas: 1, selector: {}, resource_group: { name: 'g', resources: [{ name: 'r', count: 2, need_eip: true, storage: { SSD: 20 }, flavors: [{ flavor_id: 'g1.small' }] }] } } };
  const { status, text } = await client.post(body, '?dryRun=true&explain=1');
  expect(status).toBe(200);
  expect(JSON.parse(text)).toEqual({
    allocation: {
      id: expect.stringMatching(uuid) as string,
      resource_groups: [{ name: 'g', resources: [{ name: 'r', flavor_id: 'g1.small', count: 2 }], selected: { node_id: 'oslo-a', region: 'north', availability_zone: 'n-a' } }],
      unscheduled: [],
      scores: [{ node_id: 'oslo-a', total: 133, capacity: expect.any(Number) as number, scores: { StackAffinity: 50, Flavor: 10, NodeResourcesLeastAllocated: 73 } }],
    },
  });
  expect(await allocations()).toBe(0);
});

it('whatever is asked for is placed, fits nowhere, or is refused with what is wrong; what was answered is what is kept', async () => {
  const { client, allocations } = await opened(shipped);
  const random = seededRandom(5);
  const placed = new Set<string>();
  for (let round = 0; round < 150; round++) {
    const sound = { allocation: { ...whole.allocation, ...sample.allocation, id: `00000000-0000-4000-8000-000000000${100 + round}` } };
    const body = random.float() < 0.1 ? sound : spoilt(sound, random);
    const { status, text } = await client.post(JSON.stringify(body) ?? '');
    const told = { body, status, text };
    expect({ ...told, isExpected: [201, 400, 409].includes(status) }).toEqual({ ...told, isExpected: true });
    const { allocation: { id, resource_groups } } = status === 201 ? JSON.parse(text) as { allocation: { id: string; resource_groups: unknown[] } } : { allocation: { id: '', resource_groups: [] } };
    if (resource_groups.length) placed.add(id);
  }
  expect(placed.size).toBeGreaterThan(10);
  expect(await allocations()).toBe(placed.size);
});

it.each([
  ['labels of any name', { resource_group: { ...whole.allocation.resource_group, labels: JSON.parse('{"__proto__":"x","constructor":"y"}') as object } }],
  ['places of any name', { selector: { operator: '\0', node_id: '\ud800', geo_location: { country: '__proto__' }, regions: [{ region: 'x'.repeat(100_000) }] } }],
  ['a type of any name', { resource_group: { name: 'g', resources: [{ name: '龥', resource_type: '\0"\ud800', flavors: [{ flavor_id: 'c6.large.2', spot: { max_price: '-1', spot_duration_hours: 5 } }, { flavor_id: 'c6.large.2' }], count: 1 }] } }],
  ['a thousand resources', { resource_group: { name: 'g', resources: Array.from({ length: 1000 }, (_, i) => ({ name: `r${i}`, flavors: [{ flavor_id: 'c6.large.2' }], count: 1 })) } }],
  ['a thousand flavours', { resource_group: { name: 'g', resources: [{ name: 'r', flavors: new Array(1000).fill({ flavor_id: 'c6.large.2' }), count: 1 }] } }],
  ['ten times ten flavours', { resource_group: { name: 'g', resources: Array.from({ length: 10 }, (_, i) => ({ name: `r${i}`, flavors: new Array(10).fill({ flavor_id: 'c6.large.2' }), count: 100 })) } }],
])('%s', async (_what, members) => {
  const { client, allocations } = await opened(shipped);
  const placed = copies(await client.post(sampleWith(members)));
  expect(await allocations()).toBe(Math.min(1, placed));
});

it('says why nothing fits', async () => {
  const { client } = await opened(shipped, { strictNoFit: true });
  const { status, text } = await client.post(sampleWith({ selector: { operator: 'opera1' } }), '?explain=1');
  expect(status).toBe(409);
  expect(JSON.parse(text)).toMatchObject({ error_code: 'GS.050003', unscheduled: [{ node_id: 'site1', plugin: 'LocationAndOperator' }] });
});

describe('an id', () => {
  const id = '3f0c9d52-8a14-4a07-9d0e-52b7c1c4a901';

  it('that comes again with the same request is answered as before, and nothing more is reserved', async () => {
    const { client, allocations } = await opened(shipped);
    const answers = [await client.post(sampleWith({ id })), await client.post(sampleWith({ id }))];
    expect(answers[1]).toMatchObject({ status: 201, text: answers[0]!.text });
    expect(await client.post(sampleWith({ id, replicas: 2 }))).toMatchObject({ status: 409 });
    expect(await allocations()).toBe(1);
  });

  it('faithfully is placed once more', async () => {
    const { client, allocations } = await opened(shipped, { faithful: true });
    expect([copies(await client.post(sampleWith({ id }))), copies(await client.post(sampleWith({ id })))]).toEqual([1, 1]);
    expect(await allocations()).toBe(2);
  });

  it('that is released while a finalizer holds it is on its way out', async () => {
    const { client, registry } = await opened(shipped, { extensions: true });
    expect(copies(await client.post(sampleWith({ id })))).toBe(1);
    const store = registry.of(kinds.allocations);
    const [{ metadata: { namespace, name = '' } }] = (await store.list()).items as [globalscheduler.Allocation];
    const finalizers = (wanted: string[]): Promise<unknown> => store.update({ namespace, name }, (found) => ({ ...found, metadata: { ...found.metadata, finalizers: wanted } }));
    await finalizers(['example.com/audit']);
    const release = () => client.ask({ method: 'DELETE', path: `/v1/allocations/${id}`, headers: {} });
    expect(await release()).toMatchObject({ status: 202, text: '' });
    await finalizers([]);
    expect(await release()).toMatchObject({ status: 404 });
  });

  it('that is released is free, and so is what it held', async () => {
    const { client } = await opened(shipped, { extensions: true });
    for (const each of [id, `x/ ${id} é`]) {
      expect(copies(await client.post(sampleWith({ id: each, replicas: 50 })))).toBe(50);
      expect(copies(await client.post(sample))).toBe(0);
      expect(await client.ask({ method: 'DELETE', path: `/v1/allocations/${encodeURIComponent(each)}`, headers: {} })).toMatchObject({ status: 204 });
    }
  });
});

it('remembers over a restart', async () => {
  const store = `file://${newFolder()}`;
  const first = await open(store, { configDir: shipped });
  expect(copies(await first.client.post(sampleWith({ replicas: 49 })))).toBe(49);
  await first.stop();
  const second = await open(store, { configDir: shipped });
  ends.push(second.stop);
  // Chance begins anew too, as it does nowhere else: ids are given.
  const posted = async (replicas: number): Promise<number> => copies(await second.client.post(sampleWith({ replicas, id: `00000000-0000-4000-8000-00000000000${replicas}` })));
  expect([await posted(2), await posted(1)]).toEqual([0, 1]);
});

describe('a policy that is broken', () => {
  const broken = async (options: GlobalSchedulerDeps['options']): Promise<TestClient> => {
    const folder = newFolder();
    cpSync(shipped, join(folder, 'conf'), { recursive: true });
    const { client } = await opened(join(folder, 'conf'), options);
    writeFileSync(join(folder, 'conf/edgecloud_policy.yaml'), 'predicates: [{name: Nothing}]');
    return client;
  };

  it('leaves the last good one', async () => expect(copies(await (await broken({})).post(sample))).toBe(1));

  it('faithfully is 500', async () => {
    expect(await (await broken({ faithful: true })).post(sample)).toMatchObject({ status: 500, text: '{\n  "error_code": "GS.000001",\n  "error_message": "Internal Server Error!"\n }' });
  });
});

it('without a directory knows no flavours', async () => {
  const { client } = await opened(undefined);
  expect(await client.post(sample)).toMatchObject({ status: 400, text: expect.stringContaining('flavor(\\"c6.large.2\\") does not support!') as string });
});

it('does not begin with a directory that cannot be used', async () => {
  const registry = await registryOf('memory:');
  ends.push(() => registry.close());
  await expect(startGlobalScheduler({ ...depsOf(2), registry, configDir: join(testdata, 'nowhere') })).rejects.toThrow('there is no such directory');
});
