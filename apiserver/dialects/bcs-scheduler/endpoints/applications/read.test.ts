/** What is told of applications: the same by lists and one by one, and nothing that has become old. */
import { bcsRules, kinds, type core } from '../../../../../api';
import { example, keyOf, processes, reported, stored, withPods } from '../../testing/applications';
import { serveBcsScheduler, type TestClient } from '../../testing/client';

let client: TestClient;
beforeEach(async () => {
  client = await serveBcsScheduler();
  await client.server.registry.of(kinds.nodes).create(node());
});
afterEach(() => client.stop());

const path = '/namespaces/defaultGroup/applications';
const one = `${path}/app-test`;

const node = (status = 'True'): core.Node => ({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' }, spec: {}, status: { conditions: [{ type: 'Ready', status }], addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] } });

type RecordOf = Readonly<Record<string, unknown>>;
interface TaskgroupRecord extends RecordOf { readonly ID: string; readonly Taskgroup: readonly RecordOf[] }

const list = (): Promise<RecordOf[]> => client.ok<RecordOf[]>('GET', path);
const taskgroups = (): Promise<TaskgroupRecord[]> => client.ok<TaskgroupRecord[]>('GET', `${one}/taskgroups`);

async function running(): Promise<core.Pod[]> {
  await client.ok('POST', path, example());
  const pods = await withPods(client);
  await reported(client);
  for (const { metadata } of pods) await run(metadata);
  return pods;
}

const run = (metadata: core.Pod['metadata'], phase: 'Running' | 'Failed' = 'Running'): Promise<core.Pod> => client.server.registry.of(kinds.pods).update(metadata as { namespace: string; name: string }, (current) => ({
  ...current, status: { ...current.status, phase, containerStatuses: current.spec.containers.map(({ name, image = '' }) => ({
    name, image, imageID: '', ready: true, restartCount: 0, state: phase === 'Running' ? { running: { startedAt: '2026-01-01T00:00:00Z' } } : { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:00:01Z', startedAt: '2026-01-01T00:00:00Z' } },
  })) },
}), { subresource: 'status' });

const idOf = ({ metadata: { annotations } }: core.Pod): string => annotations![bcsRules.marks.taskgroupAnnotation]!;

test('an application, by itself and in a list', async () => {
  const pods = await running();
  const record = await client.ok<RecordOf>('GET', one);
  expect(record).toMatchObject({
    Kind: 'application', ID: 'app-test', Name: 'app-test', RunAs: 'defaultGroup', ClusterId: '10001', DefineInstances: 2, Instances: 2, RunningInstances: 2, Status: 'Running', SubStatus: 'Unknown',
    ObjectMeta: { name: 'app-test', namespace: 'defaultGroup', labels: { podname: 'app-test' } },
  });
  expect(record.Pods).toEqual(pods.map((pod) => ({ name: idOf(pod) })));
  expect(await list()).toEqual([record]);
});

test('a list is told anew of what has changed, and of that alone', async () => {
  const [first, second] = await running();
  const told = async (): Promise<unknown[]> => (await list()).map(({ Instances, RunningInstances, Status }) => [Instances, RunningInstances, Status]);
  expect(await told()).toEqual([[2, 2, 'Running']]);
  await run(first!.metadata, 'Failed');
  expect(await told()).toEqual([[2, 1, 'Running']]);
  await reported(client, 'app-test', { status: 'Abnormal' });
  expect(await told()).toEqual([[2, 1, 'Abnormal']]);
  await client.server.registry.of(kinds.pods).delete({ namespace: keyOf().namespace, name: second!.metadata.name! }, { gracePeriodSeconds: 0 });
  expect(await told()).toEqual([[1, 0, 'Abnormal']]);
});

test('agents that are lost, and those that come back', async () => {
  await running();
  const ready = (status: string): Promise<unknown> => client.server.registry.of(kinds.nodes).update({ name: 'node-1' }, (current) => ({ ...current, status: node(status).status }), { subresource: 'status' });
  const told = async (): Promise<unknown> => [(await list())[0]!.RunningInstances, (await taskgroups()).map(({ Status }) => Status)];
  expect(await told()).toEqual([2, ['Running', 'Running']]);
  await ready('Unknown');
  expect(await told()).toEqual([0, ['Lost', 'Lost']]);
  await ready('True');
  expect(await told()).toEqual([2, ['Running', 'Running']]);
});

test('lists are of one kind, and of one namespace', async () => {
  await client.ok('POST', path, example());
  await client.ok('POST', '/namespaces/defaultGroup/processes', processes());
  await client.ok('POST', '/namespaces/other/applications', example('elsewhere', { namespace: 'other' }));
  expect((await list()).map(({ Name }) => Name)).toEqual(['app-test']);
  expect((await client.ok<RecordOf[]>('GET', '/namespaces/defaultGroup/processes')).map(({ Name, Kind }) => [Name, Kind])).toEqual([['proc', 'process']]);
  expect(await client.ok('GET', '/namespaces/nowhere/applications')).toEqual([]);
});

test('taskgroups and tasks, in the order of their indices; not those that wait for another to go', async () => {
  const pods = await running();
  await withPods(client, 'app-test', { placed: false, indices: [1], successor: { predecessor: 'x', notBefore: 0 } });
  const found = await taskgroups();
  expect(found.map(({ ID }) => ID)).toEqual(pods.map(idOf));
  expect(found[0]).toMatchObject({
    Name: 'app-test-0', Kind: 'application', AppID: 'app-test', RunAs: 'defaultGroup', InstanceID: 0, Status: 'Running', AgentID: 'node-1', ExecutorID: found[0]!.ID, VersionName: (await stored(client)).spec.version,
  });
  const tasks = await client.ok<RecordOf[]>('GET', `${one}/tasks`);
  expect(tasks).toEqual(found.flatMap(({ Taskgroup }) => Taskgroup));
  expect(tasks[0]).toMatchObject({ Image: 'dockerhub:8443/bcs/game/gamesvr:v1.1.1', Status: 'Running', AgentIPAddress: '10.0.0.1' });
  expect((await client.ok<RecordOf>('GET', one)).Instances).toBe(2);
});

test('pods that only look like its own are not', async () => {
  const [first] = await running();
  const { registry } = client.server;
  const { labels, annotations, namespace } = first!.metadata;
  await registry.of(kinds.pods).create({ ...first!, metadata: { name: 'stranger', namespace, labels, annotations } });
  expect([(await list())[0]!.Instances, (await taskgroups()).length]).toEqual([2, 2]);
});

test('versions by id, and the newest', async () => {
  await running();
  await client.ok('PUT', `${path}?instances=0`, example('app-test', { container: { image: 'newer' } }));
  const [older, newer] = await client.ok<string[]>('GET', `${one}/versions`);
  expect(await client.ok('GET', `${one}/versions/${older}`)).toMatchObject({ ID: 'app-test', Name: older, Instances: 2, RunAs: 'defaultGroup', raw_json: example(), Container: [{ Docker: { Image: 'dockerhub:8443/bcs/game/gamesvr:v1.1.1' } }] });
  for (const [method, to] of [['GET', `${one}/versions//`], ['PUT', `${one}/versions/${newer}`]]) expect(await client.ok(method!, to!)).toMatchObject({ Name: newer, raw_json: { spec: { template: { spec: { containers: [{ image: 'newer' }] } } } } });
  expect((await client.refused('GET', `${one}/versions/7`)).slice(0, 2)).toEqual([404, 1_405_200]);
});

test('what is not there', async () => {
  for (const to of [one, `${one}/taskgroups`, `${one}/tasks`, `${one}/versions`, `${one}/versions/1`]) {
    expect(await client.refused('GET', to)).toEqual([404, 1_405_202, 'application(defaultGroup.app-test) not found']);
  }
});

test('of what nobody can read there is as much as there is', async () => {
  const { registry } = client.server;
  await registry.of(kinds.namespaces).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'plain' }, spec: {}, status: {} });
  await registry.of(kinds.bcsapplications).create({ apiVersion: 'bkbcs.tencent.com/v1', kind: 'BcsApplication', metadata: { namespace: 'plain', name: 'odd' }, spec: { instances: 1, definition: { spec: 'none' } } });
  expect(await client.ok('GET', '/namespaces/plain/applications')).toMatchObject([{ Name: 'odd', DefineInstances: 1, Pods: [] }]);
  for (const to of ['', '/taskgroups', '/tasks', '/versions']) await client.ok('GET', `/namespaces/plain/applications/odd${to}`);
});
