/** Applications on a real registry: agents place and run their taskgroups. */
import { bcsRules, kinds, type bcs, type core, type ObjectKey } from '../../../api';
import { startCluster, until, untilAll, whilePassing, type TestCluster } from '../../testing/cluster';
import { bcsApplicationController } from './controller';
import { runAgents, type Agents } from './testing/agents';
import { definition } from './testing/world';

const key: ObjectKey = { namespace: 'default', name: 'web' };
const { marks } = bcsRules;
let cluster: TestCluster;
let agents: Agents;
beforeEach(async () => { cluster = await startCluster({ controllers: [bcsApplicationController] }); });
afterEach(async () => {
  agents.stop();
  await cluster.stop();
});

const applications = () => cluster.registry.of(kinds.bcsapplications);
const pods = () => cluster.registry.of(kinds.pods);
const versions = () => cluster.registry.of(kinds.bcsversions);
const create = (spec: Partial<bcs.BcsApplicationSpec> = {}) =>
  applications().create({ apiVersion: bcsRules.apiVersion, kind: 'BcsApplication', metadata: { namespace: 'default', name: 'web' }, spec: { instances: 3, definition, ...spec } });
const scale = (instances: number) => applications().update(key, (current) => ({ ...current, spec: { ...current.spec, instances } }));
const settled = (instances: number, ...statuses: readonly bcsRules.ApplicationStatus[]) => until(applications(), key, (found) =>
  found?.status?.settledInstances === instances && found.status.observedGeneration === found.metadata.generation && statuses.includes(bcsRules.statusOf(found)));
const running = (instances: number) => settled(instances, 'Running');
const indices = (all: readonly core.Pod[]): readonly number[] => all.map(({ metadata }) => Number(metadata.labels?.[marks.indexLabel])).sort((a, b) => a - b);
const podIndices = async () => indices((await pods().list({ namespace: 'default' })).items);
const seenStatuses = (): { readonly all: readonly string[]; stop(): void } => {
  const all: string[] = [];
  const ending = new AbortController();
  void (async () => {
    for await (const batch of applications().watch({}, ending.signal)) {
      for (const event of batch) {
        const status = event.type === 'BOOKMARK' ? undefined : event.object.status?.status;
        if (status && all.at(-1) !== status) all.push(status);
      }
    }
  })();
  return { all, stop: () => ending.abort() };
};

test('made with kubectl: it gets a version, a finalizer, taskgroups on one agent after the other, and comes to Running', async () => {
  agents = await runAgents(cluster);
  const seen = seenStatuses();
  await create();
  const well = await running(3);
  seen.stop();
  expect(seen.all).toEqual(['Operating', 'Deploying', 'Running']);
  expect(well?.metadata.finalizers).toEqual([marks.finalizer]);
  expect(well?.status).toMatchObject({ instances: 3, runningInstances: 3, readyInstances: 3, lastStatus: 'Deploying', message: 'application is running', selector: `${marks.applicationLabel}=web` });
  expect(await podIndices()).toEqual([0, 1, 2]);
  const [version] = await untilAll(versions(), 'default', (all) => all.length === 1);
  expect(version).toMatchObject({ metadata: { name: bcsRules.versionName('web', well?.spec.version ?? '') }, spec: { instances: 3, definition, name: 'web', namespace: 'default' } });
  const runtimeClass = await cluster.registry.of(kinds.runtimeclasses).get({ name: marks.executorClass });
  expect(runtimeClass.overhead?.podFixed).toEqual({ memory: '64Mi', 'ephemeral-storage': '64Mi' });
  expect(cluster.errors).toEqual([]);
});

test('kubectl scale: each is a version; the greatest indices go', async () => {
  agents = await runAgents(cluster);
  await create({ instances: 2 });
  await running(2);
  const scaleOf = await cluster.registry.of(kinds.bcsapplications).update(key, (current) => current, { subresource: 'scale' });
  expect(scaleOf).toMatchObject({ kind: 'Scale', spec: { replicas: 2 }, status: { replicas: 2, selector: `${marks.applicationLabel}=web` } });
  await scale(4);
  await running(4);
  expect(await podIndices()).toEqual([0, 1, 2, 3]);
  await scale(1);
  await running(1);
  expect(await podIndices()).toEqual([0]);
  const all = await untilAll(versions(), 'default', (found) => found.length === 3);
  expect(all.map(({ spec }) => spec.instances).sort()).toEqual([1, 2, 4]);
  expect(cluster.errors).toEqual([]);
});

test('no room: Abnormal when the time is over, and no taskgroup waits any longer; the next scale tries again', async () => {
  agents = await runAgents(cluster, 2, 2);
  await create();
  await whilePassing(cluster, 100, until(applications(), key, (found) => found?.status?.instances === 2));
  expect((await applications().get(key)).status?.status).toBe('Operating');
  const given = await whilePassing(cluster, 60_000, settled(3, 'Abnormal'));
  expect(given?.status).toMatchObject({ message: 'have not enough resources to launch application', instances: 2 });
  expect(await podIndices()).toEqual([0, 1]);
  await agents.room(1);
  await applications().update(key, (current) => ({ ...current, spec: { ...current.spec, version: '1800000000000000000' } }));
  await running(3);
  expect(await podIndices()).toEqual([0, 1, 2]);
});

