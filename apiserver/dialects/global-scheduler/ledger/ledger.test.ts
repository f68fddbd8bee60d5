import { ApiError, kinds, ledgerUser } from '../../../../api';
import { poolKey } from '../engine';
import { osloWorld, worldOfCapacities } from '../engine/testing/worlds';
import type { Answer } from '../service';
import { asked, promised, testStore, uuid, type TestServer, type TestStore } from './testing/servers';

let store: TestStore;
afterEach(() => store.close());

const sites = (answer: Answer | undefined): readonly string[] | undefined => answer?.allocation.resource_groups.flatMap(({ selected, copies }) => new Array<string>(copies).fill(selected.node_id));
const allocations = async ({ registry }: TestServer) => (await registry.of(kinds.allocations).list()).items;
const scheduler = ({ registry }: TestServer) => registry.of(kinds.schedulers).get({ name: 'default' });

test('a request is kept with its place, is read, and gives it back', async () => {
  store = await testStore(worldOfCapacities({ a: 2, b: 1 }));
  const server = await store.open();
  const { service, books } = server;
  expect(sites(await service.allocate(asked(uuid(1), 3)))).toEqual(['a', 'a', 'b']);
  expect(await allocations(server)).toMatchObject([{
    metadata: { name: uuid(1), namespace: 'default' },
    spec: { replicas: 3, resource_group: { name: 'group', resources: [{ name: 'vm', resource_type: 'vm', flavors: [{ flavor_id: 'm' }], count: 1 }] } },
    status: {
      phase: 'Scheduled', sequence: 1, cluster_names: ['a', 'b'], scheduler_name: 'default', conditions: [{ type: 'Placed', status: 'True' }],
      resource_groups: [{
        name: 'group', resources: [{ name: 'vm', flavor_id: 'm', count: 1, vcpus: 1, ram: 1 }], charge: { machines: [{ resource_type: 'general', vcpus: 1, ram: 1 }] },
        selected: [{ node_id: 'a', region: 'region1', availability_zone: 'a', copies: 2 }, { node_id: 'b', copies: 1 }],
      }],
    },
  }]);
  expect((await service.get(uuid(1)))?.resource_groups).toMatchObject([{ copies: 2 }, { copies: 1 }]);
  expect((await service.list()).map(({ id }) => id)).toEqual([uuid(1)]);
  expect(sites(await service.allocate(asked(uuid(2))))).toEqual([]);
  expect(await service.get(uuid(2))).toBeUndefined();
  expect((await allocations(server)).length).toBe(1);

  expect(await service.release(uuid(1))).toBe('released');
  expect(books.taken.sites.size).toBe(0);
  expect(await service.release(uuid(1))).toBe('unknown');
  expect(sites(await service.allocate(asked(uuid(2), 3)))).toEqual(['a', 'a', 'b']);
});

test('storage and addresses are reserved too', async () => {
  store = await testStore(osloWorld);
  const { service, books } = await store.open();
  const wanted = (id: string) => {
    const one = asked(id);
    return { ...one, resource_group: { ...one.resource_group, resources: [{ ...one.resource_group.resources[0]!, flavors: [{ flavor_id: 'g1.small' }], storage: { SSD: 500 }, need_eip: true }] } };
  };
  expect([sites(await service.allocate(wanted(uuid(1)))), sites(await service.allocate(wanted(uuid(2)))), sites(await service.allocate(wanted(uuid(3))))]).toEqual([['oslo-a'], ['oslo-a'], []]);
  expect([...books.taken.addresses]).toEqual([[poolKey('north', 'north-v4'), 2]]);
});

test('copies that become Pods are no more than a cluster can have', async () => {
  store = await testStore(worldOfCapacities({ a: 30_000, own: 30_000 }));
  const { service } = await store.open();
  const at = (node_id: string, id: string, replicas: number) => service.allocate(asked(id, replicas, { node_id }), { explain: true });
  expect(await at('own', uuid(1), 10_001)).toMatchObject({ allocation: { resource_groups: [] }, explanation: { reason: '10001 machines would be Pods, of which there may be 10000' } });
  expect(await service.dryRun(asked(uuid(1), 10_001, { node_id: 'own' }))).toMatchObject({ allocation: { resource_groups: [] } });
  expect(sites(await at('own', uuid(2), 10_000))).toHaveLength(10_000);
  expect(sites(await at('a', uuid(3), 10_001))).toHaveLength(10_001);
});

test('what fits is said without being kept', async () => {
  store = await testStore(worldOfCapacities({ a: 1 }));
  const server = await store.open();
  const { service } = server;
  expect(sites(await service.dryRun(asked(uuid(1)), { explain: true }))).toEqual(['a']);
  expect(await service.dryRun(asked(uuid(1), 2), { explain: true })).toMatchObject({ allocation: { resource_groups: [] }, explanation: { reason: 'there is a place for 1 of 2 copies', scored: [{ node_id: 'a', capacity: 1 }] } });
  expect(await service.dryRun(asked(uuid(1), 1, { node_id: 'b' }), { explain: true })).toMatchObject({ explanation: { unscheduled: [{ node_id: 'a', plugin: 'NodeAvailability' }] } });
  expect(await allocations(server)).toEqual([]);
});

test('an id is one allocation, however often it is asked for', async () => {
  store = await testStore(worldOfCapacities({ a: 9 }));
  const [one, other] = [await store.open(), await store.open()];
  const answers = await Promise.all([one, one, other, other].map(({ service }) => service.allocate(asked(uuid(1), 2))));
  expect(answers.map(sites)).toEqual([['a', 'a'], ['a', 'a'], ['a', 'a'], ['a', 'a']]);
  expect(await promised(one.registry)).toEqual({ a: 2 });
  expect(await one.service.allocate(asked(uuid(1), 3))).toBeUndefined();
  expect(await other.service.dryRun(asked(uuid(1), 3))).toBeUndefined();
  expect(sites(await other.service.dryRun(asked(uuid(1), 2)))).toEqual(['a', 'a']);
});

test('in the document\'s own way an id is placed as often as it is asked for', async () => {
  store = await testStore(worldOfCapacities({ a: 9 }));
  const { service, registry } = await store.open({ faithful: true });
  for (let i = 0; i < 3; i++) expect((await service.allocate(asked(uuid(1), 2)))?.allocation).toMatchObject({ id: uuid(1) });
  expect(await promised(registry)).toEqual({ a: 6 });
  expect((await service.list()).map(({ id }) => id)).toEqual([uuid(1), uuid(1), uuid(1)]);
});

test('an id that no object can have as its name', async () => {
  store = await testStore(worldOfCapacities({ a: 9 }));
  const { service } = await store.open();
  const ids = [`Ärger/../${uuid(1)} 🙂`, `x${'y'.repeat(300)}${uuid(2)}`, `id-${'0'.repeat(40)}`];
  for (const id of ids) expect((await service.allocate(asked(id)))?.allocation.id).toBe(id);
  for (const id of ids) expect((await service.get(id))?.id).toBe(id);
  expect((await service.list()).map(({ id }) => id)).toEqual([...ids].sort());
  for (const id of ids) expect(await service.release(id)).toBe('released');
});

test('two servers promise no more than there is, in whatever order', async () => {
  store = await testStore(worldOfCapacities({ a: 30, b: 20, c: 10 }));
  const servers = [await store.open(), await store.open()];
  const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => servers[i % 2]!.service.allocate(asked(uuid(i)))));
  expect(answers.filter((answer) => sites(answer)?.length).length).toBe(60);
  expect(await promised(servers[0]!.registry)).toEqual({ a: 30, b: 20, c: 10 });
  expect(await allocations(servers[1]!)).toHaveLength(60);
  // They went together: far fewer commits than requests.
  expect((await scheduler(servers[0]!)).status?.sequence).toBeLessThan(30);
  await Promise.all(Array.from({ length: 100 }, (_, i) => servers[(i + 1) % 2]!.service.release(uuid(i))));
  for (const { books } of servers) {
    await books.current();
    expect(books.taken.sites.size).toBe(0);
  }
});

test('another server has the same sums, before and after', async () => {
  store = await testStore(worldOfCapacities({ a: 30, b: 20 }));
  const first = await store.open();
  for (let i = 0; i < 7; i++) await first.service.allocate(asked(uuid(i), i + 1));
  await first.service.release(uuid(3));
  const second = await store.open();
  await second.books.current();
  await first.books.current();
  expect(second.books.taken).toEqual(first.books.taken);
});

test('a request that the registry refuses, and one that finds no store', async () => {
  store = await testStore(worldOfCapacities({ a: 2 }));
  const refusing = { name: 'no', validate: ({ operation, definition, key }: { operation: string; definition: { kind: string }; key: { name: string } }) => {
    if (definition.kind === 'Allocation' && operation === 'UPDATE') throw ApiError.forbidden({ group: 'globalscheduler.com', plural: 'allocations' }, key.name, 'because');
  } };
  const server = await store.open({ admission: [refusing] });
  await expect(server.service.allocate(asked(uuid(1), 2))).rejects.toThrow('because');
  expect(await allocations(server)).toEqual([]);
  // What was decided for it is nobody's any more.
  const other = await store.open();
  expect(sites(await other.service.allocate(asked(uuid(2))))).toEqual(['a']);
  other.store.dies = () => true;
  await expect(other.service.allocate(asked(uuid(3)))).rejects.toThrow();
});

describe('the ledger itself', () => {
  test('cannot be deleted, and others cannot write into it', async () => {
    store = await testStore(worldOfCapacities({ a: 9 }));
    const server = await store.open();
    await server.service.allocate(asked(uuid(1)));
    const schedulers = server.registry.of(kinds.schedulers);
    await expect(schedulers.delete({ name: 'default' })).rejects.toMatchObject({ reason: 'Forbidden' });
    await schedulers.update({ name: 'default' }, (current) => ({ ...current, status: { sequence: 99, intent: [] } }), { subresource: 'status' });
    expect((await scheduler(server)).status).toMatchObject({ sequence: 1, intent: [{ name: uuid(1) }] });
  });

  test('is made anew where foreign hands have taken it away, or made nonsense of it', async () => {
    store = await testStore(worldOfCapacities({ a: 9 }));
    const server = await store.open();
    await server.service.allocate(asked(uuid(1)));
    const key = (await store.kv.list({ prefix: '/registry/globalscheduler.com/schedulers' })).kvs[0]!.key;
    await store.kv.delete(key);
    expect(sites(await server.service.allocate(asked(uuid(2))))).toEqual(['a']);
    expect(server.lines).toContain('warn: the ledger of allocations is gone, and made anew');
    const { kv } = await store.kv.get(key);
    const nonsense = { ...JSON.parse(Buffer.from(kv!.value).toString()) as object, status: { sequence: -3, intent: [{ uid: 7 }] } };
    await store.kv.update(key, Buffer.from(JSON.stringify(nonsense)), kv!.modRevision);
    expect(sites(await server.service.allocate(asked(uuid(3))))).toEqual(['a']);
    expect(server.lines).toContain('error: the ledger of allocations cannot be read, and is begun anew');
    expect(await promised(server.registry)).toEqual({ a: 3 });
  });
});

test('nobody but the ledger says what is reserved', async () => {
  store = await testStore(worldOfCapacities({ a: 2 }));
  const server = await store.open();
  await server.service.allocate(asked(uuid(1), 2));
  const { registry } = server;
  await registry.of(kinds.allocations).update({ namespace: 'default', name: uuid(1) }, (current) => ({ ...current, status: {} }), { subresource: 'status' });
  expect(sites(await server.service.allocate(asked(uuid(2))))).toEqual([]);
  // A copy of what kubectl shows is another request.
  const [object] = await allocations(server);
  const copy = await registry.of(kinds.allocations).create({ ...object!, metadata: { name: 'copy', namespace: 'default' } });
  expect(copy.status).toBeUndefined();
  expect(ledgerUser.name).toBe('system:global-scheduler');
});
