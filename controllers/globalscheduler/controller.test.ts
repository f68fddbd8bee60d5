/** Machines of allocations on a real registry. */
import { ApiError, kinds, ledgerUser, omit, type core, type globalscheduler } from '../../api';
import { changed, runPods, startCluster, until, untilAll, whilePassing, type PodLife, type TestCluster } from '../testing/cluster';

let cluster: TestCluster;
let endPods: () => void;

async function start(life?: PodLife, through?: Parameters<typeof startCluster>[0]): Promise<void> {
  cluster = await startCluster(through);
  endPods = runPods(cluster, life);
}

afterEach(async () => {
  endPods();
  await cluster.stop();
});

const key = { namespace: 'default', name: 'web' };
const allocations = () => cluster.registry.of(kinds.allocations);
const pods = () => cluster.registry.of(kinds.pods);
const site = { node_id: 'own', region: 'r', availability_zone: 'z', copies: 2, node_selector: 'site=a' };

/** As the ledger leaves it. */
async function place(selected: readonly object[] = [site], phase = 'Bound'): Promise<void> {
  await allocations().create({
    apiVersion: 'globalscheduler.com/v1', kind: 'Allocation', metadata: key,
    spec: { replicas: 2, resource_group: { name: 'g', resources: [{ name: 'vm', count: 1, flavors: [{ flavor_id: 'm' }] }] } },
  });
  const status = { phase, sequence: 1, resource_groups: [{ name: 'g', charge: {}, resources: [{ name: 'vm', flavor_id: 'm', count: 1, vcpus: 1, ram: 64 }], selected }] } as globalscheduler.AllocationStatus;
  await allocations().update(key, (current) => ({ ...current, status }), { subresource: 'status', user: ledgerUser });
}

const inPhase = (phase: string) => until(allocations(), key, (found) => found?.status?.phase === phase);
const passing = <T>(waiting: Promise<T>): Promise<T> => whilePassing(cluster, 500, waiting);
const running = (all: readonly core.Pod[]): boolean => all.length === 2 && all.every(({ status }) => status.phase === 'Running');

test('they are pods, which go with the allocation', async () => {
  await start();
  await place();
  const placed = await passing(inPhase('Scheduled'));
  expect(placed?.status).toMatchObject({ sequence: 1, resource_groups: [{ name: 'g' }] });
  const all = await untilAll(pods(), 'default', running);
  expect(all.map(({ metadata }) => metadata.name).sort()).toEqual(['web-0-0-0', 'web-1-0-0']);
  await allocations().delete(key);
  await passing(untilAll(pods(), 'default', (left) => left.length === 0));
  expect(cluster.errors).toEqual([]);
});

test('sites that are not ours have none', async () => {
  await start();
  await place([omit(site, 'node_selector')], 'Scheduled');
  await cluster.clock.step(60_000);
  expect((await pods().list()).items).toEqual([]);
});

test('what is deleted is made again, and what failed too', async () => {
  let fails = true;
  await start(({ metadata: { name } }) => (name === 'web-1-0-0' && fails ? { phase: 'Failed' } : undefined));
  await place();
  await passing(untilAll(cluster.registry.of(kinds.events), 'default', (all) => all.some(({ reason }) => reason === 'FailedMachine')));
  fails = false;
  await passing(untilAll(pods(), 'default', running));
  const { metadata: { uid } } = await pods().get({ namespace: 'default', name: 'web-0-0-0' });
  await pods().delete({ namespace: 'default', name: 'web-0-0-0' });
  await passing(untilAll(pods(), 'default', (all) => running(all) && all.every(({ metadata }) => metadata.uid !== uid && !metadata.deletionTimestamp)));
  expect(cluster.errors).toEqual([]);
});

test('where they cannot be made the allocation says so, until they can', async () => {
  let refused = true;
  const refusing = changed(kinds.pods, (resources) => ({
    create: (...args) => (refused ? Promise.reject(ApiError.forbidden({ group: '', plural: 'pods' }, 'web', 'exceeded quota')) : resources.create(...args)),
  }));
  await start(undefined, { through: refusing });
  await place();
  expect((await passing(inPhase('Failed')))?.status).toMatchObject({ message: expect.stringContaining('exceeded quota') as string, resource_groups: [{ name: 'g' }] });
  refused = false;
  expect((await passing(inPhase('Scheduled')))?.status).not.toHaveProperty('message');
});

test('somebody else\'s pod has the name', async () => {
  await start();
  await pods().create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web-1-0-0', namespace: 'default' }, spec: { containers: [{ name: 'c', image: 'i' }] }, status: {} });
  await place();
  expect((await passing(inPhase('Failed')))?.status?.message).toContain('already exists');
  await pods().delete({ namespace: 'default', name: 'web-1-0-0' });
  await passing(inPhase('Scheduled'));
});
