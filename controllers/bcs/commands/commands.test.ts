import { bcsRules, kinds, type bcs, type core } from '../../../api';
import { startCluster, until, type TestCluster } from '../../testing/cluster';
import { commandController } from './controller';
import { lookAgainAt, settled } from './settled';

const now = Date.UTC(2026, 0, 1);
const id = '0.web.prod.10001.77';

const pod = (spec: Partial<core.PodSpec> = {}): core.Pod => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: id, namespace: 'prod', annotations: { [bcsRules.marks.taskgroupAnnotation]: id } },
  spec: { containers: [{ name: 'c0', image: 'web:1' } as core.Container], nodeName: 'node-1', ...spec }, status: {},
});

const command = (spec: Partial<bcs.BcsCommandSpec> = {}, more: Partial<bcs.BcsCommand> = {}): bcs.BcsCommand => ({
  apiVersion: bcsRules.apiVersion, kind: 'BcsCommand', metadata: { name: 'c', namespace: 'prod', creationTimestamp: new Date(now).toISOString() },
  spec: { commandTargetRef: { kind: 'Application', name: 'web' }, command: ['ps'], ...spec }, ...more,
});

const staged = (task: Partial<bcs.CommandedTask> = {}): bcs.BcsCommand => {
  const { tasks: [first], ...taskgroup } = bcsRules.commanded(pod());
  return command({}, { status: { taskgroups: [{ ...taskgroup, tasks: [{ ...first!, ...task }] }] } });
};

const { timing } = bcsRules;
const life = timing.commands.life + timing.ticks.commands;

test.each<[string, Partial<bcs.CommandedTask>, core.Pod | undefined, number, string | undefined]>([
  ['waits for its agent', {}, pod(), life - 1, undefined],
  ['has no agent', {}, pod({ nodeName: undefined }), 0, 'task not in running status'],
  ['is gone', {}, undefined, 0, 'taskgroup is gone'],
  ['is not heard of', {}, pod(), life, 'nothing is heard of the agent'],
  ['runs, and is gone', { status: 'running', begun: now + 5 }, undefined, life, undefined],
  ['runs, and is not heard of', { status: 'running', begun: now + 5 }, undefined, life + 5, 'nothing is heard of the agent'],
  ['has come to its end', { status: 'finish' }, undefined, life, undefined],
])('a task that %s', (_, task, there, passed, message) => {
  const before = staged(task);
  const after = settled(before, () => there ?? 'gone', now + passed, timing);
  if (message === undefined) return expect(after).toBe(before);
  expect(bcsRules.tasksOf(after)).toMatchObject([{ status: 'failed', message }]);
  expect(lookAgainAt(after, timing)).toBe(Infinity);
});

test('it is looked at again when something may be over', () => {
  expect(lookAgainAt(staged(), timing)).toBe(now + life);
  expect(lookAgainAt(staged({ status: 'running', begun: now + 7 }), timing)).toBe(now + 7 + life);
});

describe('on a cluster', () => {
  let cluster: TestCluster;
  beforeEach(async () => {
    cluster = await startCluster({ controllers: [commandController(timing)] });
    await cluster.registry.of(kinds.namespaces).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'prod' }, spec: {}, status: {} });
  });
  afterEach(async () => {
    expect(cluster.errors).toEqual([]);
    await cluster.stop();
  });

  const key = { namespace: 'prod', name: 'c' };
  const make = (spec?: Partial<bcs.BcsCommandSpec>): Promise<bcs.BcsCommand> => cluster.registry.of(kinds.bcscommands).create({ ...command(spec), metadata: key });
  const taskgroups = async (holds: (all: readonly bcs.CommandedTaskgroup[]) => boolean = () => true): Promise<readonly bcs.CommandedTaskgroup[]> =>
    (await until(cluster.registry.of(kinds.bcscommands), key, (found) => found?.status?.taskgroups !== undefined && holds(found.status.taskgroups)))?.status?.taskgroups ?? [];

  async function application(name: string, ...ids: readonly string[]): Promise<void> {
    const definition = { kind: 'application', metadata: { name, namespace: 'prod' }, spec: { instance: 1, template: { spec: { containers: [{ image: 'web:1' }] } } } };
    const { metadata } = await cluster.registry.of(kinds.bcsapplications).create({ apiVersion: bcsRules.apiVersion, kind: 'BcsApplication', metadata: { name, namespace: 'prod' }, spec: { instances: 1, definition } });
    const ownerReferences = [{ apiVersion: bcsRules.apiVersion, kind: 'BcsApplication', name, uid: metadata.uid ?? '', controller: true }];
    for (const each of ids) {
      const { metadata: meta, ...rest } = pod();
      await cluster.registry.of(kinds.pods).create({ ...rest, metadata: { ...meta, name: each, annotations: { [bcsRules.marks.taskgroupAnnotation]: each }, ownerReferences } });
    }
  }

  test('who is meant by a command that was made by hand is found out', async () => {
    await application('web', id, '1.web.prod.10001.78');
    await application('other', '0.other.prod.10001.79');
    await make({ taskgroups: ['1.web.prod.10001.78', 'unknown'] });
    expect(await taskgroups()).toMatchObject([{ taskgroupId: '1.web.prod.10001.78', pod: '1.web.prod.10001.78', tasks: [{ taskId: '78.0.1.web.prod.10001', container: 'c0', status: 'staging' }] }]);
  });

  test('of a deployment, and of nobody', async () => {
    await application('web', id);
    const definition = { kind: 'deployment', metadata: { name: 'depl', namespace: 'prod' }, spec: { instance: 1, template: { spec: { containers: [{ image: 'web:1' }] } } } };
    await cluster.registry.of(kinds.bcsdeployments).create({ apiVersion: bcsRules.apiVersion, kind: 'BcsDeployment', metadata: { name: 'depl', namespace: 'prod' }, spec: { definition, application: 'web' } });
    await make({ commandTargetRef: { kind: 'Deployment', name: 'depl' } });
    expect(await taskgroups()).toMatchObject([{ taskgroupId: id }]);
    await cluster.registry.of(kinds.bcscommands).delete(key);
    await make({ commandTargetRef: { kind: 'Deployment', name: 'none' } });
    expect(await taskgroups()).toEqual([]);
  });

  test('tasks of a taskgroup that goes have failed, and a task that nobody begins has too', async () => {
    await application('web', id, '1.web.prod.10001.78');
    await make();
    await taskgroups((all) => all.length === 2);
    await cluster.registry.of(kinds.pods).delete({ namespace: 'prod', name: id }, { gracePeriodSeconds: 0 });
    expect(await taskgroups(([first]) => first?.tasks[0]?.status === 'failed')).toMatchObject([{ tasks: [{ message: 'taskgroup is gone' }] }, { tasks: [{ status: 'staging' }] }]);
    await cluster.clock.step(life);
    expect(await taskgroups(([, second]) => second?.tasks[0]?.status === 'failed')).toMatchObject([{}, { tasks: [{ message: 'nothing is heard of the agent' }] }]);
  });

  test('a command goes when its time is over, after a restart too', async () => {
    await make({ reserveTime: 3 });
    await taskgroups();
    await cluster.clock.step(179_000);
    await cluster.restart();
    expect((await cluster.registry.of(kinds.bcscommands).list({})).items).toHaveLength(1);
    await cluster.clock.step(2000);
    expect(await until(cluster.registry.of(kinds.bcscommands), key, (found) => found === undefined)).toBeUndefined();
  });

  test('a command may be kept for longer than a timer reaches', async () => {
    await make({ reserveTime: Number.MAX_SAFE_INTEGER });
    await taskgroups();
    await cluster.clock.step(3 * 86_400_000);
    expect((await cluster.registry.of(kinds.bcscommands).list({})).items).toHaveLength(1);
  });
});
