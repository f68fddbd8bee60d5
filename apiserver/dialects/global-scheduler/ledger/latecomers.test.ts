import { kinds, type globalscheduler } from '../../../../api';
import { worldOfCapacities } from '../engine/testing/worlds';
import { asked, promised, testStore, uuid, type TestServer, type TestStore } from './testing/servers';

let store: TestStore;
afterEach(() => store.close());

const make = ({ registry }: TestServer, name: string, replicas = 1, more: Partial<globalscheduler.AllocationSpec> = {}, namespace = 'default') =>
  registry.of(kinds.allocations).create({
    apiVersion: 'globalscheduler.com/v1', kind: 'Allocation', metadata: { name, namespace },
    spec: { replicas, resource_group: { name: 'g', resources: [{ name: 'vm', count: 1, flavors: [{ flavor_id: 'm' }] }] }, ...more },
  });

/** Time goes by until the allocation is as it is waited for. */
async function until(server: TestServer, name: string, wanted: (status: globalscheduler.AllocationStatus) => boolean, namespace = 'default'): Promise<globalscheduler.AllocationStatus> {
  for (;;) {
    const { status = {} } = await server.registry.of(kinds.allocations).get({ namespace, name });
    if (wanted(status)) return status;
    await store.clock.step(10);
  }
}

const phase = (wanted: string) => ({ phase: is }: globalscheduler.AllocationStatus): boolean => is === wanted;

test('an object is given its place, wherever it is', async () => {
  store = await testStore(worldOfCapacities({ a: 2, b: 1 }));
  const server = await store.open({ latecomers: true });
  await make(server, 'web', 3);
  expect(await until(server, 'web', phase('Scheduled'))).toMatchObject({ sequence: 1, cluster_names: ['a', 'b'], scheduler_name: 'default' });
  await make(server, 'web', 1, {}, 'kube-public');
  expect(await until(server, 'web', phase('NotScheduled'), 'kube-public')).toMatchObject({ message: '0/2 sites take it: 2 Flavor.' });
  expect(await server.service.get('web')).toMatchObject({ id: 'web' });
  expect(await server.service.list()).toHaveLength(1);
});

test('one that has no place says why, and is tried again when something is released', async () => {
  store = await testStore(worldOfCapacities({ a: 2 }));
  const server = await store.open({ latecomers: true });
  await server.service.allocate(asked(uuid(1), 2));
  await make(server, 'late');
  expect(await until(server, 'late', phase('NotScheduled'))).toMatchObject({
    message: '0/1 sites take it: 1 Flavor.', unscheduled: [{ node_id: 'a', plugin: 'Flavor' }], conditions: [{ type: 'Placed', status: 'False', reason: 'Unschedulable' }],
  });
  await server.service.release(uuid(1));
  const placed = await until(server, 'late', phase('Scheduled'));
  expect(placed).toMatchObject({ cluster_names: ['a'], conditions: [{ type: 'Placed', status: 'True' }] });
  expect(placed).not.toHaveProperty('unscheduled');
  expect(placed).not.toHaveProperty('message');
});

test('and when the sites are others', async () => {
  store = await testStore(worldOfCapacities({ a: 1 }));
  const server = await store.open({ latecomers: true });
  await make(server, 'late', 2);
  expect(await until(server, 'late', phase('NotScheduled'))).toMatchObject({ message: 'there is a place for 1 of 2 copies' });
  store.setWorld(worldOfCapacities({ a: 1, b: 1 }));
  expect(await until(server, 'late', phase('Scheduled'))).toMatchObject({ cluster_names: ['a', 'b'] });
});

test.each<[string, Partial<globalscheduler.AllocationSpec>, string]>([
  ['a flavour', { resource_group: { name: 'g', resources: [{ name: 'vm', count: 1, flavors: [{ flavor_id: 'x' }] }] } }, 'flavor("x") does not support!'],
  ['a volume type', { resource_group: { name: 'g', resources: [{ name: 'vm', count: 1, flavors: [{ flavor_id: 'm' }], storage: { TAPE: 1 } }] } }, 'volumeType("TAPE") not support!'],
  ['a label', { resource_group: { name: 'g', labels: { 'a b': 'c' }, resources: [{ name: 'vm', count: 1, flavors: [{ flavor_id: 'm' }] }] } }, 'name/id of allocation is invalid'],
])('%s that no request may name', async (_, more, message) => {
  store = await testStore(worldOfCapacities({ a: 1 }));
  const server = await store.open({ latecomers: true });
  await make(server, 'odd', 1, more);
  expect(await until(server, 'odd', phase('NotScheduled'))).toMatchObject({ message });
});

test('the oldest is first, and copies on sites of ours become Pods', async () => {
  store = await testStore(worldOfCapacities({ own: 1 }));
  const server = await store.open();
  await make(server, 'z');
  await store.clock.step(2000);
  await make(server, 'a');
  const other = await store.open({ latecomers: true });
  expect(await until(other, 'z', phase('Bound'))).toMatchObject({ cluster_names: ['own'] });
  expect(await until(other, 'a', phase('NotScheduled'))).toBeDefined();
});

test('several servers give many their places, and no more than there are', async () => {
  store = await testStore(worldOfCapacities({ a: 20, b: 10 }));
  const servers = [await store.open({ latecomers: true }), await store.open({ latecomers: true })];
  await Promise.all(Array.from({ length: 40 }, (_, i) => make(servers[i % 2]!, `x${i}`)));
  for (let i = 0; i < 40; i++) await until(servers[0]!, `x${i}`, ({ phase: is }) => is !== undefined);
  expect(await promised(servers[0]!.registry)).toEqual({ a: 20, b: 10 });
});

test('what a server has left behind that was ended over a request is placed when nobody waits for it any more', async () => {
  store = await testStore(worldOfCapacities({ a: 1 }));
  const [dying, other] = [await store.open(), await store.open({ latecomers: true })];
  let writes = 0;
  // The ledger is made; then it is to be committed to.
  dying.store.dies = (key) => key.includes('schedulers') && ++writes === 2;
  await expect(dying.service.allocate(asked(uuid(1)))).rejects.toThrow();
  expect(dying.store.isDead).toBe(true);
  await store.clock.step(5000);
  expect((await other.registry.of(kinds.allocations).get({ namespace: 'default', name: uuid(1) })).status).toBeUndefined();
  await store.clock.step(6000);
  expect(await until(other, uuid(1), phase('Scheduled'))).toBeDefined();
});
