import { kinds, parseFieldSelector, seededRandom, silentLogger, SteppedClock, type core } from '../api';
import { openRegistry, openStorage, type KV, type Registry, type ResourceStore } from './index';

const clock = new SteppedClock();
let kv: KV;
let registry: Registry;
let store: ResourceStore<core.ComponentStatus>;
const running = new Set<string>();

beforeEach(async () => {
  running.clear();
  const deps = { clock, random: seededRandom(1), log: silentLogger };
  kv = await openStorage('memory:', deps);
  registry = await openRegistry({ ...deps, kv, freeze: true, runs: (component) => running.has(component) });
  store = registry.store(kinds.componentstatuses);
});

afterEach(() => registry.close());

const lease = (renewTime: number, holderIdentity = 'me') => ({
  kind: 'Lease', apiVersion: 'coordination.k8s.io/v1', metadata: { name: 'kube-scheduler', namespace: 'kube-system' },
  spec: { holderIdentity, leaseDurationSeconds: 15, renewTime: new Date(renewTime).toISOString().replace('Z', '000Z') },
});

const conditionOf = async (name: string) => (await store.get({ name })).object.conditions?.[0];

it('tells of each part of the control plane', async () => {
  running.add('kube-controller-manager');
  const { entries, revision } = await store.list();
  expect(revision).toBe(0);
  expect(entries.map(({ object }) => [object.metadata.name, object.conditions])).toEqual([
    ['controller-manager', [{ type: 'Healthy', status: 'True', message: 'ok' }]],
    ['etcd-0', [{ type: 'Healthy', status: 'True', message: 'ok' }]],
    ['scheduler', [{ type: 'Healthy', status: 'Unknown', message: 'no Lease kube-system/kube-scheduler says whether it runs' }]],
  ]);
});

it('believes a Lease as long as it lasts', async () => {
  const leases = registry.of(kinds.leases);
  await leases.create(lease(clock.now()));
  expect(await conditionOf('scheduler')).toMatchObject({ status: 'True' });
  await leases.update({ namespace: 'kube-system', name: 'kube-scheduler' }, (current) => ({ ...current, spec: lease(clock.now() - 20_000).spec }));
  expect(await conditionOf('scheduler')).toMatchObject({ status: 'False', error: expect.stringContaining('leader me has not renewed its Lease since') as string });
  await leases.update({ namespace: 'kube-system', name: 'kube-scheduler' }, (current) => ({ ...current, spec: lease(clock.now(), '').spec }));
  expect(await conditionOf('scheduler')).toMatchObject({ status: 'False', error: 'no leader' });
});

it('says that the store is not there', async () => {
  jest.spyOn(kv, 'revision').mockRejectedValue(new Error('connection refused'));
  expect(await conditionOf('etcd-0')).toMatchObject({ status: 'False', error: 'connection refused' });
});

it('can be selected from, and not be written or watched', async () => {
  expect((await store.list({ fields: parseFieldSelector('metadata.name=etcd-0') })).entries.map(({ key }) => key.name)).toEqual(['etcd-0']);
  await expect(store.get({ name: 'nobody' })).rejects.toMatchObject({ code: 404 });
  await expect(store.create({}, undefined)).rejects.toMatchObject({ code: 405 });
  await expect(store.watch({}, new AbortController().signal)).rejects.toMatchObject({ code: 405 });
});

it('shows the columns of kubectl get componentstatuses', async () => {
  const columns = (object: core.ComponentStatus) => kinds.componentstatuses.columns.map((column) => column.value(object, 0));
  running.add('kube-scheduler');
  expect(columns((await store.get({ name: 'scheduler' })).object)).toEqual(['scheduler', 'Healthy', 'ok', '']);
  expect(columns((await store.get({ name: 'controller-manager' })).object)).toEqual(['controller-manager', 'Unhealthy', 'no Lease kube-system/kube-controller-manager says whether it runs', '']);
  expect(columns({ kind: '', apiVersion: '', metadata: { name: 'x' } })).toEqual(['x', 'Unknown', '', '']);
});
