/** The components in a thread of their own, and in the API server's: the same cluster. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Api, type KubeObject } from './harness/api';
import { newFolder, up } from './harness/each-test';
import { installInto, packedFiles, runProgram } from './harness/package';
import { runToEnd } from './harness/processes';

const minute = 60_000;
const deployments = '/apis/apps/v1/namespaces/default/deployments';

interface Deployment extends KubeObject { readonly status: { readonly availableReplicas?: number } }

const web = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
  spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } } },
};
const isAvailable = ({ status }: Deployment): boolean => status.availableReplicas === 3;

describe.each(['on', 'off'])('--component-thread %s', (choice) => {
  it('runs workloads, counts what it does, tells of the scheduler, and begins anew', async () => {
    const { readyAt } = await up('--component-thread', choice);
    const api = new Api(readyAt);
    await api.create(deployments, web);
    await api.until<Deployment>(deployments, 'web', isAvailable);
    const metrics = (await api.ask<string>('GET', '/metrics')).body;
    for (const series of ['workqueue_adds_total{name="deployment"}', 'apiserver_request_total']) expect(metrics).toContain(series);
    expect(await api.get('/api/v1/schedulerconfiguration')).toMatchObject({ kind: 'KubeSchedulerConfiguration', profiles: [{ schedulerName: 'default-scheduler' }] });
    expect(await api.ask('POST', '/api/v1/schedulerconfiguration', { profiles: [{ schedulerName: 'mine' }] })).toMatchObject({ code: 202 });
    expect(await api.ask('POST', '/api/v1/schedulerconfiguration', { profiles: [{ plugins: { filter: { enabled: [{ name: 'Nope' }] } } }] })).toMatchObject({ code: 500 });
    expect(await api.get('/api/v1/schedulerconfiguration')).toMatchObject({ profiles: [{ schedulerName: 'mine' }] });
    // One after the other, also for those who do not wait.
    const resets = await Promise.all([1, 2, 3].map(() => api.ask('PUT', '/api/v1/reset')));
    expect(resets).toMatchObject([{ code: 202 }, { code: 202 }, { code: 202 }]);
    expect(await api.ask('GET', `${deployments}/web`)).toMatchObject({ code: 404 });
    await api.create(deployments, web);
    await api.until<Deployment>(deployments, 'web', isAvailable);
    expect(await api.get('/api/v1/schedulerconfiguration')).toMatchObject({ profiles: [{ schedulerName: 'default-scheduler' }] });
    expect(await api.get('/api/v1/componentstatuses/scheduler')).toMatchObject({ conditions: [{ type: 'Healthy', status: 'True' }] });
  }, minute);

  it('says at once what it cannot read', async () => {
    const file = join(newFolder(), 'scheduler.yaml');
    writeFileSync(file, 'apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\nparallelism: 0\n');
    expect(await runToEnd(['up', '--store', 'memory:', '--port', '0', '--data-dir', newFolder(), '--component-thread', choice, '--scheduler-config', file]))
      .toMatchObject({ code: 2, output: expect.stringContaining('parallelism: Invalid value: 0') as string });
  }, minute);
});

it('the library has it too; a clock of one’s own stays in its thread', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'package.json'), '{"name":"user","private":true}');
  installInto(folder, await packedFiles());
  const said = JSON.parse(await runProgram(folder, 'threads.cjs', `
    const { startCluster, kinds } = require('minikapi');
    (async () => {
      const cluster = await startCluster({ componentThread: true });
      const pods = cluster.client.of(kinds.pods);
      await pods.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'default' }, spec: { containers: [{ name: 'c', image: 'i' }] }, status: {} });
      let phase;
      for await (const batch of pods.watch({ namespace: 'default', resourceVersion: '0' }, new AbortController().signal)) {
        phase = batch.at(-1).object?.status.phase;
        if (phase === 'Running') break;
      }
      await cluster.stop();
      const own = await startCluster({ componentThread: true, clock: { now: () => 0, monotonic: () => 0, after: () => ({ cancel() {} }) } }).catch((error) => error.message);
      console.log(JSON.stringify({ phase, own }));
    })();
  `)) as object;
  expect(said).toEqual({ phase: 'Running', own: 'componentThread: another thread cannot share a clock or chance of your own' });
}, 2 * minute);
