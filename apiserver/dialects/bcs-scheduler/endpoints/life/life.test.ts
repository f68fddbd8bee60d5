import { bcsRules, kinds, type bcs, type core } from '../../../../../api';
import { example, keyOf, processes, withPods } from '../../testing/applications';
import { serveBcsScheduler, type TestClient } from '../../testing/client';

let client: TestClient;
beforeEach(async () => { client = await serveBcsScheduler(); });
afterEach(() => client.stop());

const id = (pod: core.Pod | undefined): string => pod?.metadata.annotations?.[bcsRules.marks.taskgroupAnnotation] ?? '';

/** Its containers run. */
const begin = (pod: core.Pod): Promise<core.Pod> => client.server.registry.of(kinds.pods).update(pod.metadata as { name: string; namespace: string }, (current) => ({
  ...current,
  status: {
    phase: 'Running',
    containerStatuses: current.spec.containers.map(({ name, image = '' }) => ({ name, image, imageID: '', ready: true, restartCount: 0, state: { running: { startedAt: '2026-01-01T00:00:00Z' } } })),
  },
}), { subresource: 'status' });

/** As many run as are said, the first ones. */
async function application(name = 'app-test', { instance = 2, run = instance }: { instance?: number; run?: number } = {}): Promise<core.Pod[]> {
  await client.ok('POST', '/namespaces/defaultGroup/applications', example(name, { instance }));
  return runningPods(name, run);
}

async function runningPods(name: string, run: number): Promise<core.Pod[]> {
  const pods = await withPods(client, name);
  for (const pod of pods.slice(0, run)) await begin(pod);
  return pods;
}

async function kept(pod: core.Pod | undefined): Promise<Partial<bcsRules.EventMessage> | undefined> {
  const { metadata } = await client.server.registry.of(kinds.pods).get(pod?.metadata as { name: string; namespace: string });
  return bcsRules.keptMessage(metadata.annotations?.[bcsRules.marks.messageAnnotation]);
}

const all = '/namespaces/defaultGroup/applications/app-test/message';
const one = (taskgroup: string): string => `/namespaces/defaultGroup/applications/app-test/taskgroups/${taskgroup}/message`;
const signal = { name: 'elsewhere', namespace: 'elsewhere', msgtype: 'signal', msgdata: { processname: 'myprocess', signal: 12 } };

describe('messages', () => {
  test('to an application go to all taskgroups, and are kept until somebody acts on them', async () => {
    const pods = await application();
    expect(await client.ok('POST', all, signal)).toBeNull();
    const seconds = Math.floor(client.server.clock.now() / 1000);
    for (const pod of pods) {
      expect(await kept(pod)).toMatchObject({ Id: seconds, Type: 2, TaskGroupId: id(pod), Sig: { Signal: 12, ProcessName: 'myprocess' }, Status: 'staging', CompleteTime: 0, CreateTime: seconds });
    }
  });

  test('that a taskgroup does not take are told of, and the others have theirs', async () => {
    const [first, second] = await application('app-test', { run: 1 });
    expect(await client.ok('POST', all, signal)).toEqual([{ ID: id(second), Status: 'Starting', Err: `taskgroup ${id(second)} status is Starting, not Running` }]);
    expect(await kept(first)).toMatchObject({ Type: 2 });
    expect(await kept(second)).toBeUndefined();
  });

  test('to one taskgroup are asked for by its id or its name, also as the document\'s example asks; a later one takes the place', async () => {
    const [first, second] = await application();
    await client.ok('PUT', one(id(first)), signal);
    await client.ok('POST', one('app-test-1'), { msgtype: 'env-key', msgdata: { 'env-key': 'A', 'env-value': 'b' } });
    await client.ok('POST', one('app-test-1'), { msgtype: 'local', msgdata: { to: '/a', user: 'root', right: 'r', ctx: 'eA==' } });
    expect(await kept(first)).toMatchObject({ Type: 2 });
    const last = await kept(second);
    expect(last).toMatchObject({ Type: 1, Local: { To: '/a', Right: 'r', User: 'root', Base64: 'eA==' } });
    expect(last).not.toHaveProperty('Env');
  });

  test.each<[object | string, number, number]>([
    ['{', 400, 1405010],
    ['[]', 400, 1405010],
    [{}, 400, 1405233],
    [{ msgtype: 'secret', msgdata: {} }, 400, 1405233],
    [{ msgtype: 'signal' }, 400, 1405010],
    [{ msgtype: 'signal', msgdata: { signal: '12' } }, 400, 1405010],
    [{ msgtype: 'signal', msgdata: [] }, 400, 1405010],
    [{ msgtype: 7 }, 400, 1405010],
  ])('%j is refused', async (body, status, code) => {
    await application();
    expect((await client.refused('POST', all, body)).slice(0, 2)).toEqual([status, code]);
    expect((await client.refused('POST', one('app-test-0'), body)).slice(0, 2)).toEqual([status, code]);
  });

  test('nobody takes are refused', async () => {
    expect(await client.refused('POST', all, signal)).toEqual([404, 1405202, 'application(defaultGroup.app-test) not found']);
    const [, second] = await application('app-test', { run: 1 });
    expect(await client.refused('POST', one('app-test-7'), signal)).toEqual([404, 1405200, 'taskgroup app-test-7 not found']);
    expect(await client.refused('POST', one('app-test-1'), signal)).toEqual([409, 1405200, `taskgroup ${id(second)} status is Starting, not Running`]);
    await client.ok('POST', '/namespaces/defaultGroup/applications', example('none'));
    expect(await client.refused('POST', '/namespaces/defaultGroup/applications/none/message', signal)).toEqual([409, 1405200, 'empty taskgroups']);
  });

  test('that are too large are told of as well', async () => {
    await application('app-test', { instance: 1 });
    const large = { msgtype: 'local', msgdata: { to: '/a', ctx: 'A'.repeat(300_000) } };
    expect(await client.ok('POST', all, large)).toMatchObject([{ Status: 'Running', Err: expect.stringContaining('metadata.annotations') as string }]);
    expect((await client.refused('POST', one('app-test-0'), large)).slice(0, 2)).toEqual([400, 1405008]);
  });
});

describe('commitImage', () => {
  const image = 'dockerhub:8443/bcs/game/gamesvr:v1.1.1';

  test('is a message to the tasks of that image', async () => {
    const [first] = await application();
    expect(await client.ok('POST', `/image/commit/${id(first)}?image=${image}&url=hub:5000/game:v2`, '')).toBeNull();
    const task = bcsRules.taskId(bcsRules.parseTaskgroupId(id(first))!, 0);
    expect(await kept(first)).toMatchObject({ Type: 9, CommitTask: { Tasks: [{ TaskId: task, Image: 'hub:5000/game:v2' }] } });
  });

  test.each([
    ['', 400, 1405008],
    [`?image=${image}`, 400, 1405008],
    ['?image=other&url=x', 404, 1405200],
  ])('%j is refused', async (query, status, code) => {
    const [first] = await application();
    expect((await client.refused('POST', `/image/commit/${id(first)}${query}`)).slice(0, 2)).toEqual([status, code]);
  });

  test('of a taskgroup that is not there, or does not run, is refused', async () => {
    const [first] = await application('app-test', { run: 0 });
    const query = `?image=${image}&url=x`;
    for (const unknown of ['x', '0.app-test.defaultGroup.10001.7']) expect(await client.refused('POST', `/image/commit/${unknown}${query}`)).toEqual([404, 1405200, `taskgroup ${unknown} not found`]);
    expect((await client.refused('POST', `/image/commit/${id(first)}${query}`)).slice(0, 2)).toEqual([409, 1405200]);
  });
});

test('processes are reloaded and restarted, applications are not', async () => {
  await client.ok('POST', '/namespaces/defaultGroup/processes', processes());
  const [pod] = await runningPods('proc', 1);
  const path = (act: string): string => `/namespaces/defaultGroup/applications/proc/taskgroups/proc-0/${act}`;
  expect(await client.ok('POST', path('reload'))).toMatchObject({ Type: 10, TaskGroupId: id(pod), TaskID: null, Status: 'staging' });
  expect(await client.ok('POST', path('restart'))).toMatchObject({ Type: 11 });
  await application();
  expect((await client.refused('POST', '/namespaces/defaultGroup/applications/app-test/taskgroups/app-test-0/restart')).slice(0, 2)).toEqual([409, 1405200]);
});

describe('reports of checkers elsewhere', () => {
  const at = '/v1/healthcheck';
  const task = async (): Promise<string> => {
    const [pod] = await application('app-test', { instance: 1 });
    return bcsRules.taskId(bcsRules.parseTaskgroupId(id(pod))!, 0);
  };
  const remote = async (): Promise<unknown> => {
    const { items: [pod] } = await client.server.registry.of(kinds.pods).list({});
    return Object.values(bcsRules.healthReports(pod!)).map((report) => report.remote);
  };

  test('are kept, each for its own check', async () => {
    const of = await task();
    await client.ok('POST', at, { id: of, type: 'REMOTE_TCP', status: false, message: 'refused' });
    await client.ok('POST', at, { id: of, type: 'REMOTE_HTTP', status: true, message: 'fine' });
    expect(await remote()).toEqual([{ REMOTE_TCP: { result: false, message: 'refused' }, REMOTE_HTTP: { result: true, message: 'fine' } }]);
  });

  test.each<[object | string, number, number]>([
    ['{', 400, 1405010],
    [{ status: 'x' }, 400, 1405010],
    [{ type: 'HTTP' }, 400, 1405008],
    [{ type: 'REMOTE_TCP', id: 'x' }, 404, 1405200],
    [{ type: 'REMOTE_TCP', id: '7.0.0.app-test.defaultGroup.10001' }, 404, 1405200],
  ])('%j is refused', async (body, status, code) => {
    await task();
    expect((await client.refused('POST', at, body)).slice(0, 2)).toEqual([status, code]);
    expect(await remote()).toEqual([]);
  });

  test('of a container that a taskgroup does not have are refused', async () => {
    const of = await task();
    expect((await client.refused('POST', at, { type: 'REMOTE_TCP', id: of.replace('.0.0.', '.1.0.') })).slice(0, 2)).toEqual([404, 1405200]);
  });
});

describe('commands', () => {
  const path = '/command/application/defaultGroup/app-test';
  const target = { kind: 'Application', namespace: 'defaultGroup', name: 'app-test' };
  const command = (spec: object = {}): object => ({ apiVersion: 'v4', kind: 'Command', spec: { commandTargetRef: target, command: ['ps -aux'], ...spec } });

  test('are kept, told of by their id, and deleted', async () => {
    const pods = await application();
    const sent = await client.ok<string>('POST', path, command({ env: ['A=b'], user: 'nobody', privileged: true, reserveTime: 5 }));
    expect(sent).toMatch(/^Application-defaultGroup-app-test-\d{19}$/);
    const info = {
      id: sent, createTime: Math.floor(client.server.clock.now() / 1000),
      spec: { commandTargetRef: target, taskgroups: null, command: ['ps -aux'], env: ['A=b'], user: 'nobody', workingDir: '', privileged: true, reserveTime: 5 },
      status: {
        taskgroups: pods.map((pod) => ({
          taskgroupId: id(pod), tasks: [{ taskId: bcsRules.taskId(bcsRules.parseTaskgroupId(id(pod))!, 0), status: 'staging', message: 'still not send command to task', commInspect: null }],
        })),
      },
    };
    expect(await client.ok('GET', `${path}?id=${sent}`)).toEqual(info);
    expect(await client.ok('GET', `${path}?id=%22${sent}%22`)).toEqual(info);
    expect(await client.ok('DELETE', `${path}?id=${sent}`)).toBeNull();
    expect(await client.refused('GET', `${path}?id=${sent}`)).toEqual([404, 1405200, `command ${sent} not found`]);
    expect(await client.refused('DELETE', `${path}?id=${sent}`)).toEqual([404, 1405200, `command ${sent} not found`]);
  });

  test('are for some taskgroups, and for some images; each has an id of its own', async () => {
    const [, second] = await application();
    const some = await client.ok<string>('POST', path, command({ taskgroups: [id(second)] }));
    expect(await client.ok('GET', `${path}?id=${some}`)).toMatchObject({ spec: { taskgroups: [id(second)] }, status: { taskgroups: [{ taskgroupId: id(second) }] } });
    const none = await client.ok<string>('POST', path, command({ commandTargetRef: { ...target, kind: 'APPLICATION', image: 'nginx' } }));
    expect(none).not.toBe(some);
    expect(await client.ok('GET', `${path}?id=${none}`)).toMatchObject({ spec: { commandTargetRef: { kind: 'Application', image: 'nginx' } }, status: { taskgroups: [{ tasks: [] }, { tasks: [] }] } });
  });

  test('of a deployment are for both of its applications while one takes the other\'s place', async () => {
    const [old] = await application('old', { instance: 1 });
    const [next] = await application('old-v17', { instance: 1 });
    const { registry } = client.server;
    const definition = { ...example('Depl', { instance: 1 }), kind: 'deployment', spec: { ...example().spec, instance: 1, strategy: { type: 'RollingUpdate' } } };
    await registry.of(kinds.bcsdeployments).create({ apiVersion: bcsRules.apiVersion, kind: 'BcsDeployment', metadata: keyOf('Depl'), spec: { name: 'Depl', namespace: 'defaultGroup', definition, application: 'old' } });
    await registry.of(kinds.bcsdeployments).update(keyOf('Depl'), (current) => ({ ...current, status: { status: 'Update', application: { name: 'old' }, applicationExt: { name: 'old-v17' } } }), { subresource: 'status' });
    const at = '/command/deployment/defaultGroup/Depl';
    const sent = await client.ok<string>('POST', at, command({ commandTargetRef: { kind: 'Deployment', namespace: 'defaultGroup', name: 'Depl' } }));
    expect(sent).toMatch(/^deployment-defaultgroup-depl-\d{19}$/);
    expect(await client.ok('GET', `${at}?id=${sent}`)).toMatchObject({ status: { taskgroups: [{ taskgroupId: id(old) }, { taskgroupId: id(next) }] } });
  });

  test.each<[object | string, number, number]>([
    ['', 400, 1405010],
    ['[1]', 400, 1405010],
    [{}, 400, 1405008],
    [{ spec: null }, 400, 1405008],
    [{ spec: 7 }, 400, 1405010],
    [{ spec: { commandTargetRef: target } }, 400, 1405008],
    [{ spec: { commandTargetRef: target, command: [''] } }, 400, 1405008],
    [{ spec: { commandTargetRef: target, command: 'ps' } }, 400, 1405010],
    [{ spec: { commandTargetRef: target, command: ['ps'], reserveTime: -1 } }, 400, 1405008],
    [{ spec: { commandTargetRef: { ...target, kind: 'Deployment' }, command: ['ps'] } }, 400, 1405008],
    [{ spec: { commandTargetRef: { ...target, name: 'other' }, command: ['ps'] } }, 400, 1405008],
    [{ spec: { commandTargetRef: { ...target, namespace: 'other' }, command: ['ps'] } }, 400, 1405008],
    [{ spec: { commandTargetRef: target, command: ['ps'], taskgroups: ['0.app-test.defaultGroup.10001.7'] } }, 404, 1405200],
  ])('%j is refused, and nothing is kept', async (body, status, code) => {
    await application();
    expect((await client.refused('POST', path, body)).slice(0, 2)).toEqual([status, code]);
    expect((await client.server.registry.of(kinds.bcscommands).list({})).items).toEqual([]);
  });

  test('of nobody, and of somebody else, are refused', async () => {
    expect(await client.refused('POST', path, command())).toEqual([404, 1405200, 'application(defaultGroup.app-test) not found']);
    expect(await client.refused('POST', '/command/deployment/defaultGroup/app-test', command({ commandTargetRef: { ...target, kind: 'Deployment' } }))).toEqual([404, 1405200, 'deployment(defaultGroup.app-test) not found']);
    await application();
    const sent = await client.ok<string>('POST', path, command());
    expect((await client.refused('GET', path)).slice(0, 2)).toEqual([400, 1405008]);
    expect((await client.refused('GET', `/command/application/defaultGroup/other?id=${sent}`)).slice(0, 2)).toEqual([400, 1405008]);
    expect((await client.refused('DELETE', `/command/deployment/defaultGroup/app-test?id=${sent}`)).slice(0, 2)).toEqual([400, 1405008]);
  });

  test('that were made by hand are told of by their name', async () => {
    await client.server.registry.of(kinds.namespaces).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' }, spec: {}, status: {} });
    const made: bcs.BcsCommand = { apiVersion: bcsRules.apiVersion, kind: 'BcsCommand', metadata: { name: 'mine', namespace: 'team' }, spec: { commandTargetRef: { kind: 'Application', name: 'web' }, command: ['ps'] } };
    await client.server.registry.of(kinds.bcscommands).create(made);
    expect(await client.ok('GET', '/command/application/team/web?id=mine')).toMatchObject({ id: 'mine', spec: { commandTargetRef: { kind: 'Application', name: 'web', namespace: 'team' } }, status: { taskgroups: [] } });
  });
});
