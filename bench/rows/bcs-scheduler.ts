/** The BCS scheduler API over HTTP: applications until they run, a rolling update, and what it is to ask meanwhile. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Request, Target } from '../load/connection';
import { withPool } from '../load/pool';
import { cpuSeconds, rssMb } from '../load/server';
import { timed } from '../load/timing';
import { countEvents } from '../load/watcher';
import { percentile, type Figures, type Measurement, type RowContext } from './row';

const applications = 1000;
const instances = 10;
const rolled = 500;
const step = 50;
const senders = 8;
const pollMs = 100;

const root = '/bcsapi/v4/scheduler/mesos';
const headers = { 'BCS-ClusterID': 'BCS-MESOS-10001' };

export const bcsScheduler: Measurement = {
  name: 'bcs-scheduler',
  async measure(context) {
    return { ...(await launches(context)), ...(await rollingUpdate(context)) };
  },
};

const ask = (path: string): Request => ({ method: 'GET', path: `${root}${path}`, headers });
const send = (method: string, path: string, body: object): Request => ({ method, path: `${root}${path}`, headers, body: JSON.stringify(body) });

const template = (name: string, image: string): object => ({
  metadata: { name, labels: { app: name } },
  spec: { networkMode: 'BRIDGE', containers: [{ name: 'main', image, resources: { limits: { cpu: '0.01', memory: '1', storage: '1' } } }] },
});

const application = (namespace: string, name: string): object =>
  ({ apiVersion: 'v4', kind: 'application', metadata: { name, namespace }, spec: { instance: instances, template: template(name, 'nginx:1.29') } });

const deployment = (namespace: string, image: string): object => ({
  apiVersion: 'v4', kind: 'deployment', metadata: { name: 'rolled', namespace },
  spec: {
    instance: rolled, template: template('rolled', image),
    strategy: { type: 'RollingUpdate', rollingupdate: { maxUnavilable: step, maxSurge: step, upgradeDuration: 0, rollingOrder: 'CreateFirst' } },
  },
});

/** From the first request to the last taskgroup that runs. */
async function launches(context: RowContext): Promise<Figures> {
  const { target, pids, namespace } = context;
  const wanted = applications * instances;
  const running = await countEvents(target, runningPods(namespace), added);
  const cpu = cpuSeconds(pids);
  const start = performance.now();
  const since = (): number => (performance.now() - start) / 1000;
  const { figures, seconds, settled } = await onlooking(context, 'app-0', async () => {
    await withPool(target, senders, (all) => all.run(applications, (i) => send('POST', `/namespaces/${namespace}/applications`, application(namespace, `app-${i}`))));
    await running.reached(wanted);
    const [ran] = [since(), running.close()];
    await until(async () => statusesOf(await listed(target, namespace)).every((status) => status === 'Running'));
    return { seconds: ran, settled: since() };
  });
  return {
    'mesos-running': wanted / seconds, 'mesos-settled': settled, 'mesos-cpu': ((cpuSeconds(pids) - cpu) * 1e6) / wanted,
    'mesos-mb': figures.peakMb, 'mesos-get-p99': figures.get, 'mesos-taskgroups-p99': figures.taskgroups, 'mesos-list-p99': figures.list,
  };
}

const added = '{"type":"ADDED"';
const runningPods = (namespace: string): string => `/api/v1/namespaces/${namespace}/pods?watch=1&resourceVersion=0&fieldSelector=status.phase%3DRunning`;

interface ApplicationRecord { readonly Name: string; readonly Status: string; readonly RunningInstances: number }

/** By a connection of its own: the server ends one that says nothing for a minute. */
async function listed(target: Target, namespace: string): Promise<readonly ApplicationRecord[]> {
  const { body } = await withPool(target, 1, (pool) => pool.one(ask(`/namespaces/${namespace}/applications`)));
  return (JSON.parse(body) as { data: ApplicationRecord[] }).data;
}

const statusesOf = (records: readonly ApplicationRecord[]): readonly string[] => records.map(({ Status }) => Status);

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!await holds()) await pause(pollMs);
}

async function rollingUpdate(context: RowContext): Promise<Figures> {
  const { target, namespace } = context;
  const path = `/namespaces/${namespace}/deployments`;
  const running = await countEvents(target, runningPods(namespace), added);
  await withPool(target, 1, async (pool) => {
    await pool.run(1, () => send('POST', path, deployment(namespace, 'nginx:1.28')));
    await running.reached(applications * instances + rolled);
    running.close();
    await until(async () => (await listed(target, namespace)).some(({ Name, Status }) => Name === 'rolled' && Status === 'Running'));
  });
  const { figures, seconds } = await onlooking(context, 'rolled', async () => {
    const took = await timed(async () => {
      await withPool(target, 1, (one) => one.run(1, () => send('PUT', path, deployment(namespace, 'nginx:1.29'))));
      await until(async () => isRolled(await listed(target, namespace)));
    });
    return { seconds: took / 1000 };
  });
  return { 'mesos-rolling': seconds, 'mesos-rolling-get-p99': figures.get, 'mesos-rolling-taskgroups-p99': figures.taskgroups, 'mesos-rolling-list-p99': figures.list };
}

/** The new application alone is left, and all of it runs. */
function isRolled(records: readonly ApplicationRecord[]): boolean {
  const [one, ...more] = records.filter(({ Name }) => Name.startsWith('rolled'));
  return one !== undefined && more.length === 0 && one.Name !== 'rolled' && one.Status === 'Running' && one.RunningInstances === rolled;
}

interface Seen { readonly get: number; readonly taskgroups: number; readonly list: number; readonly peakMb: number }

/** Does the work, while somebody asks for small and large things now and then. */
async function onlooking<T extends object>({ target, pids, namespace }: RowContext, name: string, work: () => Promise<T>): Promise<T & { readonly figures: Seen }> {
  const waits: Record<'get' | 'taskgroups' | 'list', number[]> = { get: [], taskgroups: [], list: [] };
  let [done, peakMb] = [false, 0];
  const paths = { get: `/namespaces/${namespace}/applications/${name}`, taskgroups: `/namespaces/${namespace}/applications/${name}/taskgroups`, list: `/namespaces/${namespace}/applications` };
  const looking = withPool(target, 1, async (pool) => {
    while (!done) {
      for (const what of ['get', 'taskgroups', 'list'] as const) waits[what].push(await timed(() => pool.one(ask(paths[what]))));
      peakMb = Math.max(peakMb, rssMb(pids));
      await pause(pollMs);
    }
  });
  const result = await work().finally(() => { done = true; });
  await looking;
  return { ...result, figures: { get: percentile(waits.get, 0.99), taskgroups: percentile(waits.taskgroups, 0.99), list: percentile(waits.list, 0.99), peakMb } };
}
