import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { bcsRules, kinds, type core } from '../../api';
import { boundPod, closeAll, openCluster, type TestCluster } from '../testing/cluster';

afterEach(closeAll);

const { marks } = bcsRules;
const start = Date.UTC(2026, 0, 1);

async function running(handler: core.ProbeHandler, { kills = 0, timeoutSeconds = 2, ports = [] as core.ContainerPort[], annotations = {} as Record<string, string> } = {}): Promise<TestCluster> {
  const cluster = await openCluster();
  cluster.start();
  const probe: core.Probe = { ...handler, initialDelaySeconds: 10, periodSeconds: 5, timeoutSeconds };
  const container = { name: 'web', image: 'nginx', ports, readinessProbe: { ...probe, failureThreshold: 1 }, ...(kills && { livenessProbe: { ...probe, failureThreshold: kills + 1 } }) } as core.Container;
  const pod = boundPod('tg', { restartPolicy: 'Never', annotations, containers: [container] });
  await cluster.registry.of(kinds.pods).create({ ...pod, metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, [marks.taskgroupAnnotation]: '0.app.default.10001.77' } } });
  await cluster.until(async () => (await cluster.pod('tg'))?.status.phase === 'Running');
  return cluster;
}

const told = async (cluster: TestCluster): Promise<object | undefined> => {
  const pod = await cluster.pod('tg');
  const [status] = pod?.status.containerStatuses ?? [];
  const found = pod && status && bcsRules.localHealth(pod, status);
  return found && { healthy: found.healthy, failures: found.failures };
};

const command = (text: string): core.ProbeHandler => ({ exec: { command: ['/bin/sh', '-c', text] } });

test('a command is run where the container is, first when its grace is over', async () => {
  const cluster = await running(command('test -f /data/ok'));
  await cluster.clock.step(start + 9_900 - cluster.clock.now());
  expect(await told(cluster)).toBeUndefined();
  await cluster.until(async () => (await told(cluster)) !== undefined);
  expect(await told(cluster)).toEqual({ healthy: false, failures: 1 });
  await cluster.clock.step(10_000);
  expect(await told(cluster)).toEqual({ healthy: false, failures: 3 });
  expect(bcsRules.taskgroupOf((await cluster.pod('tg'))!, { nodeLost: false }).tasks).toMatchObject([{ status: 'Running', isChecked: true, isHealthy: false, failures: 3 }]);

  const content = { Type: bcsRules.messageTypes.localfile, Local: { To: '/data/ok', Right: '', User: '', Base64: '' } };
  await cluster.registry.of(kinds.pods).update({ namespace: 'default', name: 'tg' }, (pod) => ({
    ...pod, metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, [marks.messageAnnotation]: bcsRules.messageText(bcsRules.stagedMessage('', content, 1)) } },
  }));
  await cluster.clock.step(5_000);
  expect(await told(cluster)).toEqual({ healthy: true, failures: 0 });
});

test('who fails more often in a row than may be is ended', async () => {
  const cluster = await running(command('false'), { kills: 2 });
  await cluster.until(async () => (await cluster.pod('tg'))?.status.phase === 'Failed');
  // At 10, 15 and 20 seconds.
  expect(cluster.clock.now() - start).toBeGreaterThanOrEqual(20_000);
  expect(cluster.clock.now() - start).toBeLessThan(21_500);
  const pod = (await cluster.pod('tg'))!;
  expect(pod.status.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 137 });
  expect(bcsRules.taskgroupOf(pod, { nodeLost: false })).toMatchObject({ status: 'Failed', message: 'health check consecutive failure times over, kill by scheduler' });
});

test.each<[string, core.ProbeHandler, boolean | undefined]>([
  ['a program that simulated containers do not have', command('/data/check.sh || exit 1'), undefined],
  ['none at all', { exec: { command: ['check'] } }, undefined],
  ['one that takes too long', command('sleep 3'), false],
  ['a port that is listened on', { tcpSocket: { port: 80 } }, true],
  ['a port that is not', { tcpSocket: { port: 81 } }, false],
  ['a page of a port that is listened on', { httpGet: { path: '/', port: 80 } }, true],
  ['a page of a port that is not', { httpGet: { path: '/', port: 81 } }, false],
])('a check with %s', async (_, handler, healthy) => {
  const cluster = await running(handler, { ports: [{ containerPort: 80 }] });
  await cluster.clock.step(14_000);
  expect(await told(cluster)).toEqual(healthy === undefined ? undefined : { healthy, failures: healthy ? 0 : 1 });
  expect((await cluster.pod('tg'))?.status.phase).toBe('Running');
});

describe('a port that leads to a program of this machine', () => {
  let server: Server;
  let port: number;
  beforeEach(async () => {
    server = createServer((request, response) => response.writeHead(request.url === '/well' ? 302 : 500).end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  afterEach(() => { server.close(); });

  const outcome = async (handler: core.ProbeHandler): Promise<object | undefined> => {
    // Real connections take real time, whatever the cluster's clock says.
    const cluster = await running(handler, { timeoutSeconds: 100_000, annotations: { forward: `80=127.0.0.1:${port},81=127.0.0.1:1` } });
    await cluster.clock.step(10_000 - (cluster.clock.now() - start));
    await cluster.until(async () => (await told(cluster)) !== undefined, 1);
    return told(cluster);
  };

  test.each<[core.ProbeHandler, boolean]>([
    [{ httpGet: { path: '/well', port: 80 } }, true],
    [{ httpGet: { path: '/ill', port: 80 } }, false],
    [{ tcpSocket: { port: 80 } }, true],
    [{ tcpSocket: { port: 81 } }, false],
    [{ httpGet: { path: '/', port: 81 } }, false],
  ])('%j is %p', async (handler, healthy) => expect(await outcome(handler)).toMatchObject({ healthy }));
});
