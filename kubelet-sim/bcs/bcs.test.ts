import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { bcsRules, kinds, type bcs, type core } from '../../api';
import { boundPod, closeAll, openCluster, type TestCluster } from '../testing/cluster';

afterEach(closeAll);

const { messageAnnotation, taskgroupAnnotation } = bcsRules.marks;
const id = '0.app.default.10001.77';

const taskgroup = (spec: Partial<core.PodSpec> = {}): core.Pod => {
  const pod = boundPod('tg', { restartPolicy: 'Never', ...spec });
  return { ...pod, metadata: { ...pod.metadata, annotations: { [taskgroupAnnotation]: id } } };
};

async function running(spec: Partial<core.PodSpec> = {}): Promise<TestCluster> {
  const cluster = await openCluster();
  cluster.start();
  await cluster.registry.of(kinds.pods).create(taskgroup(spec));
  await cluster.until(async () => (await cluster.pod('tg'))?.status.phase === 'Running');
  return cluster;
}

const kept = (pod: core.Pod | undefined): bcsRules.EventMessage | undefined => bcsRules.keptMessage(pod?.metadata.annotations?.[messageAnnotation]);

/** What came of it. */
async function sent({ registry, until, pod, clock }: TestCluster, content: bcsRules.MessageContent | string, stepMs = 100): Promise<Partial<bcsRules.EventMessage>> {
  const text = typeof content === 'string' ? content : bcsRules.messageText(bcsRules.stagedMessage(id, content, Math.floor(clock.now() / 1000)));
  await registry.of(kinds.pods).update({ namespace: 'default', name: 'tg' }, (current) => ({
    ...current, metadata: { ...current.metadata, annotations: { ...current.metadata.annotations, [messageAnnotation]: text } },
  }));
  await until(async () => kept(await pod('tg'))?.Status !== 'staging', stepMs);
  const { Status, Message } = kept(await pod('tg'))!;
  return Message ? { Status, Message } : { Status };
}

async function command({ registry, until, clock }: TestCluster, spec: Partial<bcs.BcsCommandSpec>, stepMs = 100): Promise<bcs.CommandedTask[]> {
  const commands = registry.of(kinds.bcscommands);
  const name = `c-${clock.now()}`;
  await commands.create({
    apiVersion: bcsRules.apiVersion, kind: 'BcsCommand', metadata: { name, namespace: 'default' }, spec: { commandTargetRef: { kind: 'Application', name: 'app' }, command: ['hostname'], ...spec },
  });
  await commands.update({ namespace: 'default', name }, (current) => ({ ...current, status: { taskgroups: [bcsRules.commanded(taskgroup())] } }), { subresource: 'status' });
  const read = async (): Promise<readonly bcs.CommandedTask[]> => bcsRules.tasksOf(await commands.get({ namespace: 'default', name }));
  await until(async () => (await read()).every(bcsRules.isOver), stepMs);
  return [...(await read())];
}

const only = async (cluster: TestCluster, spec: Partial<bcs.BcsCommandSpec>, stepMs?: number): Promise<Pick<bcs.CommandedTask, 'status' | 'message' | 'commInspect'>> => {
  const [{ status, message, commInspect } = {} as bcs.CommandedTask] = await command(cluster, spec, stepMs);
  return { status, message, ...(commInspect && { commInspect }) };
};

const { messageTypes: types } = bcsRules;
const local = (To: string, text: string, Right = 'rw'): bcsRules.MessageContent => ({ Type: types.localfile, Local: { To, Right, User: 'root', Base64: Buffer.from(text).toString('base64') } });

test('a file that a message brings is there for commands', async () => {
  const cluster = await running();
  expect(await sent(cluster, local('/data/new/app.conf', 'port=80\n'))).toEqual({ Status: 'success' });
  expect(await only(cluster, { command: ['cat', '/data/new/app.conf'] })).toEqual({ status: 'finish', message: 'command finished', commInspect: { exitCode: 0, stdout: 'port=80\n', stderr: '' } });
  expect(await sent(cluster, local('/data/new/app.conf', 'port=81\n', 'r'))).toEqual({ Status: 'success' });
  expect(await only(cluster, { command: ['echo no > /data/new/app.conf'] })).toMatchObject({ status: 'finish', commInspect: { exitCode: 1 } });
  expect(await sent(cluster, local('/data/new/app.conf', 'port=82\n'))).toEqual({ Status: 'success' });
});

test.each<[string, bcsRules.MessageContent | string, string]>([
  ['a variable', { Type: types.env, Env: { Name: 'A', Value: 'b' } }, 'executor can not support env change when container is running'],
  ['no base64', { Type: types.localfile, Local: { To: '/a', Right: '', User: '', Base64: '!!' } }, 'illegal base64 data'],
  ['no path', { Type: types.localfile, Local: { To: '', Right: '', User: '', Base64: '' } }, '"" is no path of a file'],
  ['a folder', local('/tmp', 'x'), 'Is a directory'],
  ['below a file', local('/etc/passwd/x', 'x'), 'Not a directory'],
  ['another machine', { Type: types.remote, Remote: { To: '/a', Right: '', User: '', From: 'http://192.0.2.1/x', Type: 'http', RemoteUser: '', RemotePasswd: '' } }, 'http://192.0.2.1/x is not asked for: only loopback addresses are'],
  ['another protocol', { Type: types.remote, Remote: { To: '/a', Right: '', User: '', From: 'ftp://127.0.0.1/x', Type: 'ftp', RemoteUser: '', RemotePasswd: '' } }, 'ftp://127.0.0.1/x is not asked for: only http is spoken here'],
  ['no URL', { Type: types.remote, Remote: { To: '/a', Right: '', User: '', From: 'x', Type: '', RemoteUser: '', RemotePasswd: '' } }, '"x" is no URL'],
  ['another task', { Type: types.commit_task, CommitTask: { Tasks: [{ TaskId: '77.7.0.app.default.10001', Image: 'x' }] } }, 'task 77.7.0.app.default.10001 container not found'],
  ['nothing', '{"Type":2,"Status":"staging"}', 'the message says nothing'],
  ['a type that nobody knows', '{"Type":99,"Status":"staging"}', 'message type 99 is unknown'],
])('a message with %s fails', async (_, content, message) => {
  expect(await sent(await running(), content)).toEqual({ Status: 'failed', Message: message });
});

test('an image that is committed, and resources that are changed, are told of', async () => {
  const cluster = await running();
  const task = '77.0.0.app.default.10001';
  expect(await sent(cluster, { Type: types.commit_task, CommitTask: { Tasks: [{ TaskId: task, Image: 'hub:5000/web:v2' }] } })).toEqual({ Status: 'success' });
  expect(await sent(cluster, { Type: types.update_task, UpdateTaskResources: { Resources: [{ TaskId: task, Cpu: 1, Mem: 64 }] } })).toEqual({ Status: 'success' });
});

test.each([
  [12, 'nginx', undefined],
  [9, 'other', undefined],
  [9, 'nginx', 137],
  [15, 'nginx', 143],
])('signal %d to %s ends the container with %p', async (Signal, ProcessName, exitCode) => {
  const cluster = await running();
  expect(await sent(cluster, { Type: types.signal, Sig: { Signal, ProcessName } })).toEqual({ Status: 'success' });
  if (exitCode === undefined) return expect((await cluster.pod('tg'))?.status.phase).toBe('Running');
  await cluster.until(async () => (await cluster.pod('tg'))?.status.phase === 'Failed');
  expect((await cluster.pod('tg'))?.status.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode, reason: 'Error' });
  expect(await sent(cluster, { Type: types.signal, Sig: { Signal, ProcessName } })).toEqual({ Status: 'failed', Message: 'container list is empty' });
});

test('what is restarted runs anew, with the files of its image', async () => {
  const cluster = await running();
  await sent(cluster, local('/data/x', 'x'));
  expect(await sent(cluster, { Type: types.reload_task })).toEqual({ Status: 'success' });
  expect(await sent(cluster, { Type: types.restart_task })).toEqual({ Status: 'success' });
  const [status] = (await cluster.pod('tg'))?.status.containerStatuses ?? [];
  expect(status).toMatchObject({ restartCount: 1, ready: true, state: { running: {} } });
  expect(await only(cluster, { command: ['cat', '/data/x'] })).toMatchObject({ commInspect: { exitCode: 1 } });
});

describe('a file from this machine', () => {
  let server: Server;
  let url: string;

  beforeEach(async () => {
    server = createServer((request, response) => {
      if (request.url === '/there') response.writeHead(302, { location: '/file' }).end();
      else if (request.url === '/big') response.end(Buffer.alloc(2 * 1024 * 1024));
      else if (request.url === '/never') return;
      else response.end(`${request.headers.authorization ?? 'nobody'}\n`);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => { server.closeAllConnections(); server.close(); });

  const remote = (path: string, more: object = {}): bcsRules.MessageContent =>
    ({ Type: types.remote, Remote: { To: '/got', Right: 'rw', User: '', From: url + path, Type: 'http', RemoteUser: '', RemotePasswd: '', ...more } });

  /** Real connections take real time, whatever the cluster's clock says. */
  const slowly = 1;

  test('is written', async () => {
    const cluster = await running();
    expect(await sent(cluster, remote('/file', { RemoteUser: 'ana', RemotePasswd: 'x' }), slowly)).toEqual({ Status: 'success' });
    expect(await only(cluster, { command: ['cat', '/got'] })).toMatchObject({ commInspect: { stdout: `Basic ${Buffer.from('ana:x').toString('base64')}\n` } });
  });

  test('is not looked for where the answer points', async () => {
    expect(await sent(await running(), remote('/there'), slowly)).toMatchObject({ Status: 'failed', Message: expect.stringContaining('response 302 Found') as string });
  });

  test('may not be large', async () => {
    expect(await sent(await running(), remote('/big'), slowly)).toMatchObject({ Status: 'failed', Message: expect.stringContaining('more than 1048576 bytes') as string });
  });

  test('is not waited for for ever', async () => {
    expect(await sent(await running(), remote('/never'), 1000)).toMatchObject({ Status: 'failed', Message: expect.stringContaining('no answer within 120 s') as string });
  });
});

test('what a command says is cut, and who runs it and with which variables is its own', async () => {
  const cluster = await running();
  const { commInspect } = await only(cluster, { command: ['sh', '-c', 'for i in $(seq 200); do echo line $i; done; echo bad >&2; exit 3'] });
  expect(commInspect).toMatchObject({ exitCode: 3, stderr: 'bad\n' });
  expect(Buffer.byteLength(commInspect?.stdout ?? '')).toBe(256);
  expect(await only(cluster, { command: ['sh', '-c', 'echo $A $HOSTNAME; id -u'], env: ['A=b=c', 'EMPTY'], user: 'nobody' })).toMatchObject({ commInspect: { stdout: 'b=c tg\n65534\n' } });
  expect(await only(cluster, { command: ['hostname -s; echo done'] })).toMatchObject({ commInspect: { stdout: 'tg\ndone\n' } });
});

test.each<[Partial<bcs.BcsCommandSpec>, string]>([
  [{ command: ['nothing-like-it'] }, 'exec: "nothing-like-it": executable file not found in $PATH'],
  [{ user: 'stranger' }, 'unable to find user stranger: no matching entries in passwd file'],
  [{ user: 'root:strangers' }, 'unable to find group strangers: no matching entries in group file'],
])('%j cannot be begun', async (spec, message) => {
  expect(await only(await running(), spec)).toEqual({ status: 'failed', message });
});

test('a command in a container that does not run fails', async () => {
  const cluster = await running();
  await cluster.registry.of(kinds.pods).update({ namespace: 'default', name: 'tg' }, (pod) => ({ ...pod, metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, 'minikapi.dev/run-time': '1s' } } }));
  await cluster.until(async () => (await cluster.pod('tg'))?.status.phase === 'Succeeded');
  expect(await only(cluster, {})).toEqual({ status: 'failed', message: 'task not in running status' });
});

test('a command that does not end is ended', async () => {
  expect(await only(await running(), { command: ['sleep', '1000'] }, 10_000)).toEqual({ status: 'failed', message: 'command was ended after 300 s' });
});

test('a command ends with its container', async () => {
  const cluster = await running();
  await cluster.registry.of(kinds.pods).update({ namespace: 'default', name: 'tg' }, (pod) => ({ ...pod, metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, 'minikapi.dev/run-time': '5s' } } }));
  expect(await only(cluster, { command: ['echo begun; sleep 100'] })).toEqual({ status: 'finish', message: 'command finished', commInspect: { exitCode: 137, stdout: 'begun\n', stderr: '' } });
});

describe('when the agent stops', () => {
  test('commands that it runs have failed', async () => {
    const cluster = await openCluster();
    const agent = cluster.start();
    await cluster.registry.of(kinds.pods).create(taskgroup());
    await cluster.until(async () => (await cluster.pod('tg'))?.status.phase === 'Running');
    const commands = cluster.registry.of(kinds.bcscommands);
    await commands.create({ apiVersion: bcsRules.apiVersion, kind: 'BcsCommand', metadata: { name: 'c', namespace: 'default' }, spec: { commandTargetRef: { kind: 'Application', name: 'app' }, command: ['sleep', '100'] } });
    await commands.update({ namespace: 'default', name: 'c' }, (current) => ({ ...current, status: { taskgroups: [bcsRules.commanded(taskgroup())] } }), { subresource: 'status' });
    const tasks = async (): Promise<readonly bcs.CommandedTask[]> => bcsRules.tasksOf(await commands.get({ namespace: 'default', name: 'c' }));
    await cluster.until(async () => (await tasks()).every(({ status }) => status === 'running'), 1);
    await agent.stop();
    await cluster.until(async () => (await tasks()).every(bcsRules.isOver), 1);
    expect(await tasks()).toMatchObject([{ status: 'failed', message: 'command was ended: its agent has stopped' }]);
  });

  test('messages that it was busy with wait for the next one', async () => {
    const asked = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(asked, 'listening');
    try {
      const cluster = await openCluster();
      const agent = cluster.start();
      await cluster.registry.of(kinds.pods).create(taskgroup());
      await cluster.until(async () => (await cluster.pod('tg'))?.status.phase === 'Running');
      const connected = once(asked, 'request');
      const From = `http://127.0.0.1:${(asked.address() as AddressInfo).port}/never`;
      const content = { Type: types.remote, Remote: { To: '/a', Right: '', User: '', From, Type: 'http', RemoteUser: '', RemotePasswd: '' } };
      await cluster.registry.of(kinds.pods).update({ namespace: 'default', name: 'tg' }, (current) => ({
        ...current, metadata: { ...current.metadata, annotations: { ...current.metadata.annotations, [messageAnnotation]: bcsRules.messageText(bcsRules.stagedMessage(id, content, 1)) } },
      }));
      await connected;
      await agent.stop();
      expect(kept(await cluster.pod('tg'))).toMatchObject({ Status: 'staging' });
    } finally {
      asked.closeAllConnections();
      asked.close();
    }
  });
});
