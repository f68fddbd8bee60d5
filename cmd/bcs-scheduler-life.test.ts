/** The life of taskgroups in a whole cluster, by the BCS scheduler's API: messages, commands, images (scenarios 27 to 29 of the document's specification). */
import { bcsRules, kinds, SteppedClock } from '../api';
import { startCluster, type Cluster } from './cluster';

let cluster: Cluster;
let clock: SteppedClock;
beforeEach(async () => {
  clock = new SteppedClock();
  cluster = await startCluster({ clock, nodes: 2 });
});
afterEach(() => cluster.stop());

async function ask<T = unknown>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${cluster.url}/bcsapi/v4/scheduler/mesos${path}`, { method, headers: { 'BCS-ClusterID': 'BCS-MESOS-10001' }, ...(body && { body: JSON.stringify(body) }) });
  const answer = (await response.json()) as { result: boolean; data: T };
  if (!answer.result) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer.data;
}

/** Steps time until something is there. */
async function until<T>(look: () => Promise<T | undefined>, stepMs = 200): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await clock.step(stepMs);
  }
}

interface Taskgroup { readonly ID: string; readonly Status: string; readonly Message: string; readonly BcsEventMsg: bcsRules.EventMessage | null; readonly Taskgroup: readonly { readonly ID: string; readonly Status: string; readonly StatusData: string }[] }

const taskgroups = (name = 'web'): Promise<Taskgroup[]> => ask('GET', `/namespaces/team/applications/${name}/taskgroups`);

const application = (name: string, container: object = {}, more: object = {}): object => ({
  apiVersion: 'v4', kind: 'application', metadata: { name, namespace: 'team' }, restartPolicy: { policy: 'Never' },
  spec: { instance: 2, template: { spec: { networkMode: 'BRIDGE', containers: [{ image: 'hub:5000/game/web:v1', resources: { limits: { cpu: '0.1', memory: '16' } }, ...container }] } } }, ...more,
});

async function running(name = 'web', container?: object): Promise<Taskgroup[]> {
  await ask('POST', '/namespaces/team/applications', application(name, container));
  return until(async () => {
    const all = await taskgroups(name);
    return all.length === 2 && all.every(({ Status }) => Status === 'Running') ? all : undefined;
  });
}

/** What came of the message in each taskgroup. */
const answered = (name = 'web'): Promise<bcsRules.EventMessage[]> => until(async () => {
  const all = (await taskgroups(name)).map(({ BcsEventMsg }) => BcsEventMsg);
  return all.every((message) => message && message.Status !== 'staging') ? (all as bcsRules.EventMessage[]) : undefined;
});

interface Info { readonly status: { readonly taskgroups: readonly { readonly taskgroupId: string; readonly tasks: readonly { readonly status: string; readonly message: string; readonly commInspect: object | null }[] }[] } }

async function commanded(command: readonly string[], spec: object = {}, name = 'web'): Promise<Info['status']['taskgroups'][number]['tasks'][number][]> {
  const path = `/command/application/team/${name}`;
  const id = await ask<string>('POST', path, { apiVersion: 'v4', kind: 'Command', spec: { commandTargetRef: { kind: 'Application', namespace: 'team', name }, command, ...spec } });
  return until(async () => {
    const tasks = (await ask<Info>('GET', `${path}?id="${id}"`)).status.taskgroups.flatMap((each) => each.tasks);
    return tasks.every(({ status }) => status === 'finish' || status === 'failed') ? tasks : undefined;
  });
}

test('files and signals go to what runs; a variable cannot be changed any more', async () => {
  const [first, second] = await running('web', { env: [{ name: 'WHO', value: '${bcs.taskgroupname} of ${bcs.namespace}' }] });
  const message = '/namespaces/team/applications/web/message';
  expect(await ask('POST', message, { msgtype: 'local', msgdata: { to: '/data/app.conf', user: 'root', right: 'rw', ctx: Buffer.from('port=80').toString('base64') } })).toBeNull();
  expect(await answered()).toMatchObject([{ Type: 1, Status: 'success' }, { Type: 1, Status: 'success' }]);
  expect(await commanded(['cat /data/app.conf; echo " $WHO"'])).toEqual(['web-0', 'web-1'].map((name) =>
    ({ taskId: expect.any(String) as string, status: 'finish', message: 'command finished', commInspect: { exitCode: 0, stdout: `port=80 ${name} of team\n`, stderr: '' } })));
  await ask('POST', message, { msgtype: 'env-key', msgdata: { 'env-key': 'A', 'env-value': 'b' } });
  expect(await answered()).toMatchObject([{ Type: 3, Status: 'failed', Message: 'executor can not support env change when container is running' }, { Status: 'failed' }]);

  await ask('POST', `/namespaces/team/applications/web/taskgroups/${first?.ID}/message`, { msgtype: 'signal', msgdata: { processname: 'web', signal: 9 } });
  await until(async () => ((await taskgroups())[0]?.Status === 'Failed' ? true : undefined));
  const [killed, other] = await taskgroups();
  expect(killed).toMatchObject({ ID: first?.ID, Message: 'container was killed by signal 9', Taskgroup: [{ Status: 'Failed' }] });
  expect(JSON.parse(killed?.Taskgroup[0]?.StatusData ?? '')).toMatchObject({ ExitCode: 137 });
  expect(other).toMatchObject({ ID: second?.ID, Status: 'Running' });
  // What does not run is told of; the rest has its message.
  expect(await ask('POST', message, { msgtype: 'signal', msgdata: { processname: 'web', signal: 12 } })).toEqual([{ ID: first?.ID, Status: 'Failed', Err: `taskgroup ${first?.ID} status is Failed, not Running` }]);
  await until(async () => ((await taskgroups())[1]?.BcsEventMsg?.Status === 'success' ? true : undefined));
  expect((await taskgroups())[1]).toMatchObject({ Status: 'Running' });
});

test('commands tell what they said, also when they end badly, or never', async () => {
  await running();
  expect(await commanded(['sh', '-c', 'i=0; while [ $i -lt 99 ]; do echo 0123456789; i=$((i+1)); done; echo bad >&2; exit 4'])).toMatchObject([
    { status: 'finish', commInspect: { exitCode: 4, stdout: '0123456789\n'.repeat(99).slice(0, 256), stderr: 'bad\n' } }, { status: 'finish' },
  ]);
  expect(await commanded(['no-such-program'])).toMatchObject([{ status: 'failed', commInspect: null }, { status: 'failed' }]);
  expect(await commanded(['ps -aux'])).toMatchObject([{ commInspect: { exitCode: 0, stdout: expect.stringContaining('    1 root      0:00 web\n') as string } }, {}]);
  expect(await commanded(['id -u'], { user: 'nobody' })).toMatchObject([{ commInspect: { exitCode: 0, stdout: '65534\n' } }, {}]);
});

test('a command for a deployment in the middle of an update is run in both of its applications', async () => {
  const deployment = (image: string): object => ({
    apiVersion: 'v4', kind: 'deployment', metadata: { name: 'shop', namespace: 'team' },
    spec: {
      instance: 2, strategy: { type: 'RollingUpdate', rollingupdate: { maxUnavilable: 1, maxSurge: 1, rollingOrder: 'CreateFirst', rollingManually: true } },
      template: { spec: { networkMode: 'BRIDGE', containers: [{ image, resources: { limits: { cpu: '0.1', memory: '16' } } }] } },
    },
  });
  const states = async (): Promise<[string, number][]> => (await ask<{ Name: string; RunningInstances: number }[]>('GET', '/namespaces/team/applications')).map(({ Name, RunningInstances }) => [Name, RunningInstances]);
  await ask('POST', '/namespaces/team/deployments', deployment('nginx:1'));
  await until(async () => ((await states()).some(([name, count]) => name === 'shop' && count === 2) ? true : undefined));
  await ask('PUT', '/namespaces/team/deployments', deployment('nginx:2'));
  const path = '/command/deployment/team/shop';
  // After its first step it waits for somebody to let it go on.
  await until(async () => {
    const all = await Promise.all((await states()).map(([name]) => taskgroups(name)));
    return all.length === 2 && all.every(([first, ...more]) => first?.Status === 'Running' && more.length === 0) ? true : undefined;
  });
  const id = await ask<string>('POST', path, { apiVersion: 'v4', kind: 'Command', spec: { commandTargetRef: { kind: 'Deployment', namespace: 'team', name: 'shop' }, command: ['seq', '1000'] } });
  const info = await until(async () => {
    const found = await ask<Info>('GET', `${path}?id=${id}`);
    return found.status.taskgroups.every(({ tasks: [task] }) => task?.status === 'finish') ? found : undefined;
  });
  expect(info.status.taskgroups.map(({ taskgroupId }) => taskgroupId.split('.')[1]).sort()).toEqual((await states()).map(([name]) => name).sort());
  for (const { tasks: [task] } of info.status.taskgroups) expect((task?.commInspect as { stdout: string }).stdout).toHaveLength(256);
});

test('an image is committed, and one may ask with kubectl what became of it', async () => {
  const [first] = await running();
  expect(await ask('POST', `/image/commit/${first?.ID}?image=hub:5000/game/web:v1&url=hub:5000/game/web:v2`)).toBeNull();
  const message = await until(async () => {
    const found = (await taskgroups())[0]?.BcsEventMsg;
    return found && found.Status !== 'staging' ? found : undefined;
  });
  expect(message).toMatchObject({ Type: 9, Status: 'success', CommitTask: { Tasks: [{ TaskId: first?.Taskgroup[0]?.ID, Image: 'hub:5000/game/web:v2' }] } });
  const { items } = await cluster.client.of(kinds.pods).list({ namespace: 'team' });
  expect(items.map(({ metadata }) => bcsRules.keptMessage(metadata.annotations?.[bcsRules.marks.messageAnnotation])?.Status)).toContain('success');
});

describe('how taskgroups end', () => {
  /** What a container does is told by annotations of kubelet-sim, which the template may carry. */
  async function ends(name: string, annotations: Record<string, string>, container: object = {}, more: object = {}): Promise<Taskgroup> {
    const sent = application(name, container, more) as { spec: { instance: number; template: object } };
    await ask('POST', '/namespaces/team/applications', { ...sent, spec: { instance: 1, template: { ...sent.spec.template, metadata: { annotations: Object.fromEntries(Object.entries(annotations).map(([key, value]) => [`minikapi.dev/${key}`, value])) } } } });
    return until(async () => (await taskgroups(name)).find(({ Status }) => ['Finish', 'Failed', 'Error'].includes(Status)), 1000);
  }
  const told = ({ Status, Message, Taskgroup: [task] }: Taskgroup): object => {
    const { ExitCode, OOMKilled } = JSON.parse(task?.StatusData ?? '{}') as { ExitCode?: number; OOMKilled?: boolean };
    return { Status, Message, ...(ExitCode && { ExitCode }), ...(OOMKilled && { OOMKilled }) };
  };

  test('by themselves', async () => {
    expect(told(await ends('good', { 'run-time': '2s' }))).toEqual({ Status: 'Finish', Message: 'all tasks are finish' });
    expect(told(await ends('bad', { 'run-time': '2s', 'exit-code': '3' }))).toEqual({ Status: 'Failed', Message: 'container exited with code 3', ExitCode: 3 });
    expect(told(await ends('greedy', { 'run-time': '2s', 'termination-reason': 'OOMKilled' }))).toEqual({ Status: 'Failed', Message: 'container was killed: out of memory', ExitCode: 137, OOMKilled: true });
  });

  test('by checks that fail too often in a row, which a message may mend', async () => {
    const check = { type: 'COMMAND', gracePeriodSeconds: 5, intervalSeconds: 5, timeoutSeconds: 1, consecutiveFailures: 3, command: { value: 'test -f /data/well' } };
    await ask('POST', '/namespaces/team/applications', application('checked', { healthChecks: [check] }));
    const seen = (): Promise<{ Healthy: boolean; IsChecked: boolean; ConsecutiveFailureTimes: number; LocalMaxConsecutiveFailures: number }[]> => ask('GET', '/namespaces/team/applications/checked/tasks');
    await until(async () => ((await seen()).length === 2 && (await seen()).every(({ IsChecked, Healthy }) => IsChecked && !Healthy) ? true : undefined));
    for (const { ConsecutiveFailureTimes, LocalMaxConsecutiveFailures } of await seen()) {
      expect(ConsecutiveFailureTimes).toBeGreaterThan(0);
      expect(LocalMaxConsecutiveFailures).toBe(3);
    }
    await ask('POST', '/namespaces/team/applications/checked/taskgroups/checked-1/message', { msgtype: 'local', msgdata: { to: '/data/well', ctx: '' } });
    const [first, second] = await until(async () => {
      const all = await taskgroups('checked');
      return all[0]?.Status === 'Failed' ? all : undefined;
    });
    expect(told(first!)).toEqual({ Status: 'Failed', Message: 'health check consecutive failure times over, kill by scheduler', ExitCode: 137 });
    expect(second).toMatchObject({ Status: 'Running' });
    expect((await seen())[1]).toMatchObject({ Healthy: true, IsChecked: true, ConsecutiveFailureTimes: 0 });
  });

  test('within their grace when they are told to', async () => {
    const sent = application('slow', {}, { killPolicy: { gracePeriod: 7 } }) as { spec: { template: object } };
    await ask('POST', '/namespaces/team/applications', { ...sent, spec: { instance: 1, template: { ...sent.spec.template, metadata: { annotations: { 'minikapi.dev/termination-time': '60s' } } } } });
    await until(async () => ((await taskgroups('slow'))[0]?.Status === 'Running' ? true : undefined));
    await ask('DELETE', '/namespaces/team/applications/slow');
    await until(async () => ((await taskgroups('slow').catch(() => []))[0]?.Status === 'Killing' ? true : undefined));
    const begun = clock.now();
    await until(async () => ((await cluster.client.of(kinds.pods).list({ namespace: 'team' })).items.length === 0 ? true : undefined));
    // It wants a minute, and is given seven seconds.
    expect(clock.now() - begun).toBeGreaterThan(5_000);
    expect(clock.now() - begun).toBeLessThan(55_000);
  });
});

test('variables and files of a container say what its definition wants', async () => {
  await ask('POST', '/namespaces/team/configmaps', { apiVersion: 'v4', kind: 'configmap', metadata: { name: 'conf', namespace: 'team' }, datas: { level: { type: 'file', content: Buffer.from('deep').toString('base64') } } });
  const all = await running('web', {
    ports: [{ name: 'http', containerPort: 8080, hostPort: 0, protocol: 'TCP' }],
    env: [{ name: 'WHERE', value: '${bcs.hostip}:${bcs.ports.http}' }],
    configmaps: [{ name: 'conf', items: [{ type: 'file', dataKey: 'level', keyOrPath: '/conf/level', readOnly: true }] }],
  });
  const tasks = await commanded(['echo "$BCS_POD_ID $WHERE $BCS_NODE_IP:$PORT_http $(cat /conf/level)"']);
  const { items } = await cluster.client.of(kinds.pods).list({ namespace: 'team' });
  const expected = items.map((pod) => {
    const hostPort = bcsRules.portsOf(pod)[0]?.[0]?.hostPort;
    const place = `${pod.status.hostIP}:${hostPort}`;
    expect(hostPort).toBeGreaterThanOrEqual(31_000);
    return `${pod.metadata.annotations?.[bcsRules.marks.taskgroupAnnotation]} ${place} ${place} deep\n`;
  });
  expect(tasks.map(({ commInspect }) => (commInspect as { stdout: string }).stdout).sort()).toEqual(expected.sort());
  expect(all).toHaveLength(2);
});
