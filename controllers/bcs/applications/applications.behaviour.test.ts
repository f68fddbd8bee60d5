/** Applications on a real registry: agents place and run their taskgroups. */
import { ApiError, bcsRules, kinds, omit, type bcs, type core, type ObjectKey } from '../../../api';
import { changed, podWatchGate, startCluster, until, untilAll, whilePassing, type TestCluster } from '../../testing/cluster';
import type { Admission } from '../../../registry';
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

test('an object that comes back under its version\'s id: the version of the one before goes, and it has one of its own', async () => {
  agents = await runAgents(cluster);
  const version = '1700000000000000000';
  const before = await create({ instances: 1, version });
  const saved = await untilAll(versions(), 'default', (all) => all.length === 1);
  await applications().delete(key);
  await until(applications(), key, (found) => found === undefined);
  const after = await create({ instances: 1, version });
  await running(1);
  expect(saved.map(({ metadata }) => metadata.ownerReferences?.[0]?.uid)).toEqual([before.metadata.uid]);
  // As the garbage collector does.
  await versions().delete({ namespace: 'default', name: bcsRules.versionName('web', version) });
  const [own] = await whilePassing(cluster, 1000, untilAll(versions(), 'default', (all) => all.length === 1));
  expect(own?.metadata.ownerReferences?.[0]?.uid).toBe(after.metadata.uid);
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


describe('a stop in its midst: another process goes on, and makes no index twice', () => {
  const halfWay = (instances: number) => whilePassing(cluster, 100, until(applications(), key, (found) => found?.status?.instances === instances && found.status.transaction !== undefined));
  const goesOn = async (): Promise<void> => {
    const before = (await applications().get(key)).status?.transaction;
    await cluster.restart();
    await cluster.clock.step(2_000);
    expect((await applications().get(key)).status?.transaction).toEqual(before);
  };

  test('launch', async () => {
    agents = await runAgents(cluster, 2, 2);
    await create({ instances: 4 });
    await halfWay(2);
    await goesOn();
    await agents.room(Infinity);
    await running(4);
    expect(await podIndices()).toEqual([0, 1, 2, 3]);
  });

  test('scale up', async () => {
    agents = await runAgents(cluster, 2, 2);
    await create({ instances: 1 });
    await running(1);
    await scale(3);
    await halfWay(2);
    await goesOn();
    await agents.room(Infinity);
    await running(3);
    expect(await podIndices()).toEqual([0, 1, 2]);
  });

  test('scale down, of which a part is on an agent that is not heard of', async () => {
    agents = await runAgents(cluster, 2);
    await create({ instances: 4 });
    await running(4);
    await agents.setReady('agent-1', false);
    await scale(1);
    await whilePassing(cluster, 100, untilAll(pods(), 'default', (all) => all.length === 3));
    await goesOn();
    await agents.setReady('agent-1', true);
    await running(1);
    expect(await podIndices()).toEqual([0]);
  });

  const order = (kind: bcs.ApplicationOrder['kind'], more: Partial<bcs.BcsApplicationSpec> = {}, count?: number) => applications().update(key, (current) => ({
    ...current, spec: { ...omit(current.spec, 'rolling'), version: `${cluster.clock.now()}000001`, order: { id: `${cluster.clock.now()}000002`, kind, ...(count && { count }) }, ...more },
  }));
  const ordered = () => until(applications(), key, (found) => found?.spec.order !== undefined && found.status?.settledOrder === found.spec.order.id && bcsRules.statusOf(found) === 'Running');

  test.each(['update', 'rollback'] as const)('%s: the oldest are replaced, others stay as they are', async (kind) => {
    agents = await runAgents(cluster, 2);
    await create();
    await running(3);
    const before = await pods().list({ namespace: 'default' });
    await cluster.clock.step(1000);
    await agents.room(1);
    const { spec: { version = '' } } = await order(kind, {}, 2);
    await whilePassing(cluster, 1000, untilAll(pods(), 'default', (all) => all.some(({ metadata, spec }) => metadata.labels?.[marks.versionLabel] === version && !spec.nodeName && !spec.schedulingGates)));
    await goesOn();
    await agents.room(Infinity);
    await whilePassing(cluster, 1000, ordered());
    const all = (await pods().list({ namespace: 'default' })).items;
    expect(indices(all)).toEqual([0, 1, 2]);
    expect(all.map(({ metadata }) => metadata.labels?.[marks.versionLabel] === version)).toEqual([true, true, false]);
    expect(all.filter(({ metadata }) => before.items.some((old) => old.metadata.uid === metadata.uid))).toHaveLength(1);
    expect(cluster.errors).toEqual([]);
  });

  test('relaunch, after a deployment\'s update was cancelled', async () => {
    agents = await runAgents(cluster, 2);
    await create({ instances: 1, rolling: 'Down' });
    await settled(1, 'RollingUpdate');
    await cluster.clock.step(1000);
    await agents.room(1);
    await order('relaunch', { instances: 3 });
    await halfWay(2);
    await goesOn();
    await agents.room(Infinity);
    await whilePassing(cluster, 1000, ordered());
    expect((await applications().get(key)).status).toMatchObject({ settledInstances: 3, subStatus: 'Unknown' });
    expect(await podIndices()).toEqual([0, 1, 2]);
  });

  test('restarts: so many as the policy says, then it stays as it is', async () => {
    agents = await runAgents(cluster, 2);
    await create({ instances: 1, definition: { ...definition, restartPolicy: { policy: 'OnFailure', interval: 5, maxtimes: 2 } } });
    await running(1);
    for (let times = 1; times <= 2; times++) {
      const [failing] = (await pods().list({ namespace: 'default' })).items;
      if (failing) await agents.exit(failing, 1);
      await untilAll(pods(), 'default', (all) => all.length === 2);
      await cluster.restart();
      const [successor] = await whilePassing(cluster, 1000, untilAll(pods(), 'default', (all) => all.length === 1 && all[0]?.status.phase === 'Running'));
      expect(JSON.parse(successor?.metadata.annotations?.[marks.restartsAnnotation] ?? '{}')).toMatchObject({ times });
      await running(1);
    }
    const [last] = (await pods().list({ namespace: 'default' })).items;
    if (last) await agents.exit(last, 1);
    const given = await until(applications(), key, (found) => found?.status?.message === 'application has failed pods');
    expect(given?.status).toMatchObject({ status: 'Abnormal', instances: 1, runningInstances: 0 });
    await cluster.clock.step(600_000);
    expect((await pods().list({ namespace: 'default' })).items.map(({ metadata }) => metadata.uid)).toEqual([last?.metadata.uid]);
    expect(cluster.errors).toEqual([]);
  });

  test.each(['the document\'s API', 'kubectl'])('delete by %s', async (by) => {
    agents = await runAgents(cluster, 2);
    await create();
    await running(3);
    await agents.setReady('agent-1', false);
    if (by === 'kubectl') await applications().delete(key);
    else await applications().update(key, (current) => ({ ...current, spec: { ...current.spec, deletion: { id: 'd1' } } }));
    await whilePassing(cluster, 100, untilAll(pods(), 'default', (all) => all.length === 1));
    expect(bcsRules.statusOf(await applications().get(key))).toBe('Operating');
    await goesOn();
    await agents.setReady('agent-1', true);
    await until(applications(), key, (found) => found === undefined);
    expect(await podIndices()).toEqual([]);
    expect(cluster.errors).toEqual([]);
  });
});

test('delete: a lost taskgroup blocks it, until its life is over, or somebody enforces it', async () => {
  agents = await runAgents(cluster, 1);
  await create({ instances: 1 });
  await running(1);
  await agents.setReady('agent-0', false);
  await until(applications(), key, (found) => found?.status?.message === 'have some lost taskgroups');
  const want = (deletion: NonNullable<bcs.BcsApplicationSpec['deletion']>) => applications().update(key, (current) => ({ ...current, spec: { ...current.spec, deletion } }));
  await want({ id: 'd1' });
  const over = await whilePassing(cluster, 600_000, until(applications(), key, (found) => found?.status?.settledDeletion === 'd1'));
  expect(over?.status?.transaction).toBeUndefined();
  await want({ id: 'd2', enforce: true });
  await until(applications(), key, (found) => found === undefined);
  await untilAll(pods(), 'default', (all) => all.length === 0);
});

test('an agent that goes as soon as it has got a taskgroup: that is lost', async () => {
  agents = await runAgents(cluster, 1);
  await create({ instances: 1 });
  await running(1);
  await cluster.registry.of(kinds.nodes).delete({ name: 'agent-0' });
  const lost = await whilePassing(cluster, 1000, until(applications(), key, (found) => found?.status?.message === 'have some lost taskgroups'));
  expect(lost?.status).toMatchObject({ status: 'Abnormal', runningInstances: 0 });
});

test('kubectl delete of an application: it goes when its taskgroups have ended', async () => {
  agents = await runAgents(cluster);
  await create();
  await running(3);
  await applications().delete(key);
  await until(applications(), key, (found) => found === undefined);
  expect(await podIndices()).toEqual([]);
});

test('a definition that makes no sense is told of, and mended', async () => {
  agents = await runAgents(cluster);
  await create({ definition: { spec: { template: { spec: {} } } } });
  const faulty = await until(applications(), key, (found) => found?.status?.status === 'Error');
  expect(faulty?.status?.message).toMatch(/containers/);
  await applications().update(key, (current) => ({ ...current, spec: { ...current.spec, definition } }));
  await running(3);
  expect(cluster.errors).toEqual([]);
});

test('taskgroups that are refused are told of, and tried again', async () => {
  await cluster.stop();
  let refusing = true;
  const quota: Admission = {
    name: 'quota',
    validate: async ({ definition: { names }, operation }) => {
      if (refusing && operation === 'CREATE' && names.plural === 'pods') throw ApiError.forbidden({ group: '', plural: 'pods' }, '', 'exceeded quota');
    },
  };
  cluster = await startCluster({ controllers: [bcsApplicationController], admission: [quota] });
  agents = await runAgents(cluster);
  await create();
  await until(applications(), key, (found) => found?.status?.message === 'cannot build taskgroup: pods is forbidden: exceeded quota');
  refusing = false;
  await whilePassing(cluster, 1000, running(3));
  expect(await podIndices()).toEqual([0, 1, 2]);
  expect(cluster.errors).toEqual([]);
});

test('what the informer has not shown yet is not made again', async () => {
  await cluster.stop();
  const gate = podWatchGate();
  cluster = await startCluster({ controllers: [bcsApplicationController], through: gate.through });
  agents = await runAgents(cluster);
  await create({ instances: 5 });
  await untilAll(pods(), 'default', (all) => all.length === 5);
  for (const instances of [4, 6, 5]) {
    await scale(instances);
    await cluster.clock.step(1000);
  }
  expect(await podIndices()).toEqual([0, 1, 2, 3, 4]);
  gate.open();
  await whilePassing(cluster, 100, running(5));
  expect(await podIndices()).toEqual([0, 1, 2, 3, 4]);
});

test('somebody else writes at the same time', async () => {
  await cluster.stop();
  const meddled = changed(kinds.bcsapplications, (resources) => ({
    async update(at, change, options) {
      if (options?.subresource === 'status') await cluster.registry.of(kinds.bcsapplications).update(key, (current) => ({ ...current, metadata: { ...current.metadata, annotations: { at: String(meddling++) } } }));
      return resources.update(at, change, options);
    },
  }));
  let meddling = 0;
  cluster = await startCluster({ controllers: [bcsApplicationController], through: meddled });
  agents = await runAgents(cluster);
  await create();
  await whilePassing(cluster, 100, running(3));
  expect(await podIndices()).toEqual([0, 1, 2]);
});

test('many taskgroups come up: three statuses are written, with the last counts', async () => {
  await cluster.stop();
  const told: (string | undefined)[] = [];
  const counted = changed(kinds.bcsapplications, (resources) => ({
    async update(at, change, options) {
      const written = await resources.update(at, change, options);
      if (options?.subresource === 'status') told.push((written as unknown as bcs.BcsApplication).status?.status);
      return written;
    },
  }));
  cluster = await startCluster({ controllers: [bcsApplicationController], through: counted });
  agents = await runAgents(cluster);
  await create({ instances: 40 });
  const well = await running(40);
  expect(well?.status).toMatchObject({ instances: 40, runningInstances: 40, readyInstances: 40 });
  expect(told).toEqual(['Operating', 'Deploying', 'Running']);
});

test('somebody takes the RuntimeClass away: it is made again before the next taskgroup that needs it', async () => {
  await cluster.stop();
  const classes = () => cluster.registry.of(kinds.runtimeclasses);
  const needed: Admission = {
    name: 'runtime-class',
    async validate({ definition: { names }, operation }) {
      if (operation !== 'CREATE' || names.plural !== 'pods') return;
      if (!(await classes().list({})).items.length) throw ApiError.forbidden({ group: '', plural: 'pods' }, '', 'RuntimeClass "bcs-executor" not found');
    },
  };
  cluster = await startCluster({ controllers: [bcsApplicationController], admission: [needed] });
  agents = await runAgents(cluster);
  await create({ instances: 1 });
  await running(1);
  await classes().delete({ name: marks.executorClass });
  await scale(2);
  await whilePassing(cluster, 1000, running(2));
  expect(await podIndices()).toEqual([0, 1]);
});
