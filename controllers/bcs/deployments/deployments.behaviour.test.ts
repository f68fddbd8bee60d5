/** Deployments on a real registry, beside the controller of applications: agents place and run their taskgroups. */
import { bcsRules, kinds, omit, type bcs, type core, type ObjectKey } from '../../../api';
import { startCluster, until, untilAll, whilePassing, type TestCluster } from '../../testing/cluster';
import { bcsApplicationController } from '../applications/controller';
import { runAgents, type Agents } from '../applications/testing/agents';
import { bcsDeploymentController } from './controller';
import { foreign, sent, type RollingUpdate } from './testing/machine';

const { marks } = bcsRules;
const key: ObjectKey = { namespace: 'prod', name: 'web' };
let cluster: TestCluster;
let agents: Agents;
beforeEach(async () => {
  cluster = await startCluster({ controllers: [bcsApplicationController, bcsDeploymentController] });
  await cluster.registry.of(kinds.namespaces).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'prod' }, spec: {}, status: {} });
  agents = await runAgents(cluster);
});
afterEach(async () => {
  agents.stop();
  await cluster.stop();
});

const deployments = () => cluster.registry.of(kinds.bcsdeployments);
const applications = () => cluster.registry.of(kinds.bcsapplications);
const pods = () => cluster.registry.of(kinds.pods);
const versions = () => cluster.registry.of(kinds.bcsversions);
const manifest = (definition: Record<string, unknown>): bcs.BcsDeployment => ({ apiVersion: bcsRules.apiVersion, kind: 'BcsDeployment', metadata: { ...key }, spec: { definition } });

const passing = <T>(waiting: Promise<T>, ms = 1000): Promise<T> => whilePassing(cluster, ms, waiting);
const deployment = (holds: (found: bcs.BcsDeployment) => boolean): Promise<bcs.BcsDeployment | undefined> => passing(until(deployments(), key, (found) => found !== undefined && holds(found)));
const runs = (found: bcs.BcsDeployment): boolean => found.status?.status === 'Running' && bcsRules.statusOfDeployment(found) === 'Running' && !found.spec.rollout && !found.spec.definitionBackup;
const change = (spec: (current: bcs.BcsDeploymentSpec) => bcs.BcsDeploymentSpec) => deployments().update(key, (current) => ({ ...current, spec: spec(current.spec) }));
const edit = (definition: Record<string, unknown>) => change((spec) => ({ ...spec, definition }));

/** Indices of running taskgroups, by application. */
const taskgroupsOf = (all: readonly core.Pod[]): Record<string, number[]> => {
  const found: Record<string, number[]> = {};
  for (const { metadata: { labels = {}, deletionTimestamp }, status } of all) if (!deletionTimestamp && status.phase === 'Running') (found[labels[marks.applicationLabel] ?? ''] ??= []).push(Number(labels[marks.indexLabel]));
  for (const indices of Object.values(found)) indices.sort((a, b) => a - b);
  return found;
};
const taskgroups = async (): Promise<Record<string, number[]>> => taskgroupsOf((await pods().list({ namespace: 'prod' })).items);
const onlyApplication = (name: string, instances: number) => passing(untilAll(applications(), 'prod', (all) =>
  all.length === 1 && all[0]?.metadata.name === name && bcsRules.statusOf(all[0]) === 'Running' && all[0].status?.instances === instances && all[0].spec.instances === instances));

async function running(definition = sent(3), application = 'web'): Promise<void> {
  await deployments().create(manifest(definition));
  await deployment(runs);
  await onlyApplication(application, (definition.spec as { instance: number }).instance);
}

const rolling = (more: RollingUpdate = {}): RollingUpdate => ({ rollingOrder: 'CreateFirst', maxSurge: 1, maxUnavilable: 1, ...more });

/** The most and the fewest taskgroups that run at a time from now on. */
function counting(): { readonly most: () => number; readonly fewest: () => number; stop(): void } {
  const ending = new AbortController();
  const there = new Map<string, core.Pod>();
  let [most, fewest] = [0, Infinity];
  const look = (): void => {
    const count = Object.values(taskgroupsOf([...there.values()])).flat().length;
    [most, fewest] = [Math.max(most, count), Math.min(fewest, count)];
  };
  void (async () => {
    for await (const batch of pods().watch({ namespace: 'prod' }, ending.signal)) {
      for (const event of batch) {
        if (event.type === 'BOOKMARK') continue;
        if (event.type === 'DELETED') there.delete(event.object.metadata.name ?? '');
        else there.set(event.object.metadata.name ?? '', event.object);
      }
      look();
    }
  })();
  return { most: () => most, fewest: () => fewest, stop: () => ending.abort() };
}

test('made with kubectl: an application of its name, with a version; the deployment runs', async () => {
  await running();
  const [application] = (await applications().list({ namespace: 'prod' })).items;
  expect(application).toMatchObject({ metadata: { labels: { app: 'web' }, ownerReferences: [{ kind: 'BcsDeployment', name: 'web', controller: true }] }, spec: { name: 'web', namespace: 'prod', derived: true, kind: 'application' } });
  expect((await versions().list({ namespace: 'prod' })).items.map(({ spec }) => [spec.id, spec.instances, spec.derived])).toEqual([[application?.spec.version, 3, true]]);
  expect(await taskgroups()).toEqual({ web: [0, 1, 2] });
  expect((await deployments().get(key)).metadata.finalizers).toEqual([marks.finalizer]);
  expect(cluster.errors).toEqual([]);
});

test('kubectl apply of another definition: one more, one less, until the new application is all there is', async () => {
  await running();
  const counts = counting();
  await edit(sent(3, 'web:2', rolling()));
  const updated = await deployment(runs);
  const name = updated?.status?.application?.name ?? '';
  expect(name).toMatch(/^web-v\d+$/);
  await onlyApplication(name, 3);
  counts.stop();
  expect([counts.fewest(), counts.most()]).toEqual([3, 4]);
  expect(await taskgroups()).toEqual({ [name]: [0, 1, 2] });
  // It has one version, of what it has in the end; those of the old one go with that, as all that it owns.
  const kept = (await versions().list({ namespace: 'prod' })).items.filter(({ spec }) => spec.name === name);
  expect(kept.map(({ spec }) => [spec.instances, spec.derived])).toEqual([[3, true]]);
  expect(updated?.spec).toMatchObject({ application: name, definition: sent(3, 'web:2', rolling()) });
  expect(cluster.errors).toEqual([]);
});

test('to more taskgroups, in larger steps, and then once more, deleting first', async () => {
  await running(sent(2));
  await edit(sent(5, 'web:2', rolling({ maxSurge: 3 })));
  const second = (await deployment(runs))?.status?.application?.name ?? '';
  await onlyApplication(second, 5);
  const counts = counting();
  await passing(until(applications(), { namespace: 'prod', name: second }, (found) => found?.status?.readyInstances === 5));
  await edit(sent(5, 'web:3', rolling({ rollingOrder: 'DeleteFirst', maxUnavilable: 2, maxSurge: 2 })));
  const third = (await deployment((found) => runs(found) && found.status?.application?.name !== second))?.status?.application?.name ?? '';
  await onlyApplication(third, 5);
  counts.stop();
  expect(counts.fewest()).toBe(3);
  expect(counts.most()).toBe(5);
  expect(cluster.errors).toEqual([]);
});

test('cancelled in the midst: the old application has what it had, the other is gone, and the definition is the old one', async () => {
  await running();
  await edit(sent(3, 'web:2', rolling({ upgradeDuration: 3600 })));
  await deployment(({ status }) => (status?.lastRollingTime ?? 0) > 0 && status?.isInRolling === false);
  const { spec: { rollout } } = await deployments().get(key);
  expect(await taskgroups()).toEqual({ web: [0, 1], [rollout?.application ?? '']: [0] });
  // As `kubectl apply` of what it was before.
  await edit(sent(3));
  await deployment(runs);
  await onlyApplication('web', 3);
  await passing(untilAll(pods(), 'prod', (all) => (taskgroupsOf(all).web ?? []).length === 3 && all.length === 3));
  const after = await deployments().get(key);
  expect(after.spec).toMatchObject({ application: 'web', definition: sent(3) });
  expect(omit(after.status ?? {}, 'observedGeneration')).toEqual({ status: 'Running', application: { name: 'web' } });
  expect(cluster.errors).toEqual([]);
});

test('cancelled by a word', async () => {
  await running(sent(2));
  await edit(sent(2, 'web:2', rolling({ rollingOrder: 'DeleteFirst', upgradeDuration: 3600 })));
  await deployment(({ status }) => (status?.lastRollingTime ?? 0) > 0 && status?.isInRolling === false);
  await change((spec) => ({ ...spec, rollout: { ...spec.rollout!, cancelled: true } }));
  const after = await deployment(runs);
  expect(after?.spec.definition).toEqual(sent(2));
  await onlyApplication('web', 2);
  // As before the update: one more can begin.
  await edit(sent(1, 'web:3', rolling()));
  await deployment((found) => runs(found) && found.status?.application?.name !== 'web');
  expect(cluster.errors).toEqual([]);
});

test('paused, and by hand', async () => {
  await running(sent(2));
  await edit(sent(2, 'web:2', rolling({ rollingManually: true })));
  await deployment(({ status }) => status?.status === 'UpdatePaused' && status.message === 'rollingupdate paused');
  const name = (await deployments().get(key)).spec.rollout?.application ?? '';
  expect(await taskgroups()).toEqual({ web: [0], [name]: [0] });
  await change((spec) => ({ ...spec, rollout: { ...spec.rollout!, resumes: 1 } }));
  await deployment(runs);
  await onlyApplication(name, 2);
});

test('no room for the new ones: suspended; when there is some, a resume goes on', async () => {
  await running(sent(2));
  await agents.room(0);
  await edit(sent(2, 'web:2', rolling()));
  const suspended = await passing(until(deployments(), key, (found) => found?.status?.status === 'UpdateSuspend'), 10_000);
  expect(suspended?.status?.message).toBe('create taskgroup timeout, rollingupdate suspend');
  expect(await taskgroups()).toEqual({ web: [0, 1] });
  await agents.room(Infinity);
  await change((spec) => ({ ...spec, rollout: { ...spec.rollout!, resumes: 1 } }));
  await deployment(runs);
  await onlyApplication(suspended?.status?.applicationExt?.name ?? '', 2);
});

test('resources are changed where taskgroups are: none is made, none goes', async () => {
  const allocatable = { cpu: '4', memory: '1Gi', 'ephemeral-storage': '1Gi' };
  for (const name of ['agent-0', 'agent-1']) await cluster.registry.of(kinds.nodes).update({ name }, (node) => ({ ...node, status: { ...node.status, allocatable } }), { subresource: 'status' });
  await running(sent(2));
  const before = (await pods().list({ namespace: 'prod' })).items.map(({ metadata: { uid } }) => uid).sort();
  const definition = JSON.parse(JSON.stringify(sent(2)).replace('"cpu":"0.1"', '"cpu":"0.2"')) as Record<string, unknown>;
  await change((spec) => ({ ...spec, definition, resize: { id: '5' } }));
  await deployment((found) => runs(found) && found.status?.resize?.settled === true);
  const after = (await pods().list({ namespace: 'prod' })).items;
  expect(after.map(({ metadata: { uid } }) => uid).sort()).toEqual(before);
  expect(after.map(({ spec }) => spec.containers[0]?.resources?.requests?.cpu)).toEqual(['200m', '200m']);
  const { spec } = await deployments().get(key);
  expect([spec.definition, spec.application, spec.rollout]).toEqual([definition, 'web', undefined]);
  expect(cluster.errors).toEqual([]);
});

test('deleted with kubectl in the midst of an update: both applications go, then it', async () => {
  await running(sent(2));
  await edit(sent(2, 'web:2', rolling({ upgradeDuration: 3600 })));
  await deployment(({ status }) => (status?.lastRollingTime ?? 0) > 0 && status?.isInRolling === false);
  await deployments().delete(key);
  await passing(untilAll(deployments(), 'prod', (all) => all.length === 0));
  expect((await applications().list({ namespace: 'prod' })).items).toEqual([]);
  expect((await pods().list({ namespace: 'prod' })).items).toEqual([]);
  expect(cluster.errors).toEqual([]);
});

test('deleted by force while its node is silent', async () => {
  await running(sent(2));
  await agents.setReady('agent-0', false);
  await change((spec) => ({ ...spec, deletion: { id: '1' } }));
  await deployment(({ status }) => status?.message === 'application still not deleted: web');
  await change((spec) => ({ ...spec, deletion: { id: '2', enforce: true } }));
  await passing(untilAll(deployments(), 'prod', (all) => all.length === 0));
  expect((await applications().list({ namespace: 'prod' })).items).toEqual([]);
});

test('what it takes the place of goes, with its taskgroups', async () => {
  const old = foreign('old', { app: 'old' });
  await applications().create({ ...old, metadata: { name: 'old', namespace: 'prod' }, spec: omit(old.spec, 'version') });
  await onlyApplication('old', 2);
  await running(sent(1, 'web:1', {}, { app: 'old' }));
  expect(await taskgroups()).toEqual({ web: [0] });
});

test('begun anew again and again, an update comes to the same end, and nothing is made twice', async () => {
  await running(sent(4));
  const counts = counting();
  await edit(sent(4, 'web:2', rolling({ maxSurge: 2, maxUnavilable: 2 })));
  let restarts = 0;
  let before = '';
  const ended = until(deployments(), key, (found) => found !== undefined && runs(found) && found.status?.application?.name !== 'web');
  let over = false;
  void ended.finally(() => { over = true; });
  // Whenever something new has been written, whoever looks after it is ended and another begins.
  while (!over) {
    const { metadata: { resourceVersion = '' } } = await deployments().get(key);
    if (resourceVersion !== before) {
      before = resourceVersion;
      restarts++;
      await cluster.restart();
    }
    await cluster.clock.step(1000);
  }
  const name = (await ended)?.status?.application?.name ?? '';
  await onlyApplication(name, 4);
  counts.stop();
  expect(restarts).toBeGreaterThan(4);
  expect([counts.fewest(), counts.most()]).toEqual([4, 6]);
  expect(await taskgroups()).toEqual({ [name]: [0, 1, 2, 3] });
  expect(cluster.errors).toEqual([]);
});

describe('what is written by hand', () => {
  const refused = async (making: Promise<unknown>): Promise<string> => making.then(() => 'taken', (error: Error) => error.message);

  test('what cannot be built is refused', async () => {
    await running(sent(1));
    const making = (definition: Record<string, unknown>): Promise<string> => refused(deployments().create({ ...manifest(definition), metadata: { ...key, name: 'other' } }));
    expect(await making({ spec: { instance: 'x', template: {} } })).toMatch(/cannot unmarshal string into Go struct field/);
    expect(await making(sent(0))).toMatch(/instances must be greater than 0/);
    expect(await making({ spec: { instance: 1, template: { spec: {} } } })).toMatch(/neither containers nor processes/);
    expect(await making({ ...sent(1), restartPolicy: { policy: 'Sometimes' } })).toMatch(/restart policy Sometimes is invalid/);
    expect(await refused(deployments().create({ ...manifest(sent(1)), metadata: { ...key, name: 'a.b' } }))).toMatch(/must not contain dots/);
  });

  test('what could not be bound is mended: nothing has been made of it', async () => {
    for (const name of ['one', 'two']) {
      const { metadata: { name: called }, spec, ...rest } = foreign(name, { app: 'old' }, 1);
      await applications().create({ ...rest, metadata: { name: called, namespace: 'prod' }, spec: omit(spec, 'version') });
    }
    await deployments().create(manifest(sent(1, 'web:1', {}, { app: 'old' })));
    await deployment(({ status }) => status?.status === 'Deploying' && status.message === 'too many application exist matching deployment');
    await edit(sent(1, 'web:1', {}, { app: 'new' }));
    const mended = await deployment(runs);
    expect(mended?.spec).toMatchObject({ application: 'web' });
    expect(mended?.spec.definitionBackup).toBeUndefined();
  });

  test('an update is judged, and comes alone', async () => {
    await running(sent(1, 'web:1', rolling(), { a: 'b' }));
    expect(await refused(edit(sent(1, 'web:2', rolling(), { a: 'c' })))).toMatch(/selector cannot be updated/);
    expect(await refused(edit(sent(1, 'web:2', { rollingOrder: 'x' }, { a: 'b' })))).toMatch(/rolling order error/);
    expect(await refused(change((spec) => ({ ...spec, rollout: { id: '1', application: 'web', instances: 1 } })))).toMatch(/must not be the application that is bound/);
    expect(await refused(change((spec) => ({ ...spec, replaces: 'web' })))).toMatch(/must not be the application that is bound/);
    await edit(sent(1, 'web:2', rolling({ upgradeDuration: 3600 }), { a: 'b' }));
    await deployment(({ spec }) => spec.rollout !== undefined);
    expect(await refused(edit(sent(1, 'web:3', rolling(), { a: 'b' })))).toMatch(/may not be changed while an update is going on/);
  });

  test('kubectl replace of a manifest that speaks of nothing else leaves the update and the application as they are', async () => {
    await running(sent(2));
    await edit(sent(2, 'web:2', rolling({ upgradeDuration: 3600 })));
    const before = await deployment(({ status }) => (status?.lastRollingTime ?? 0) > 0 && status?.isInRolling === false);
    const after = await deployments().update(key, (current) => ({ ...current, spec: { definition: sent(2, 'web:2', rolling({ upgradeDuration: 3600 })) } }));
    expect(after.spec).toMatchObject({ application: 'web', rollout: before?.spec.rollout, definitionBackup: sent(2) });
  });
});
