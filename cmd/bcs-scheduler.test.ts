/** The BCS scheduler API in a whole cluster, and what the command line says about it. */
import { SteppedClock } from '../api';
import { startCluster, type Cluster } from './cluster';
import { UsageError } from './flag';
import { parseSettings } from './flags';

let clusters: Cluster[] = [];
afterEach(async () => {
  for (const cluster of clusters) await cluster.stop();
  clusters = [];
});

async function start(options: Parameters<typeof startCluster>[0] = {}): Promise<Cluster> {
  const cluster = await startCluster({ clock: new SteppedClock(), components: [], ...options });
  clusters.push(cluster);
  return cluster;
}

async function codeOf({ url }: Cluster, id: string): Promise<unknown> {
  const response = await fetch(`${url}/v4/scheduler/mesos/namespaces/ns/applications`, { headers: { 'BCS-ClusterID': id } });
  return [response.status, ((await response.json()) as { code: number }).code];
}

test('it is there under the id of its cluster, and with its switches', async () => {
  const cluster = await start();
  expect([await codeOf(cluster, 'BCS-MESOS-10001'), await codeOf(cluster, 'BCS-MESOS-1')]).toEqual([[200, 0], [404, 1405051]]);
  const other = await start({ bcsScheduler: { cluster: 'BCS-MESOS-1', switches: { http: 'always200' } } });
  expect([await codeOf(other, 'BCS-MESOS-10001'), await codeOf(other, 'BCS-MESOS-1')]).toEqual([[200, 1405051], [200, 0]]);
});

test('without a cluster there is nobody to ask', async () => {
  expect(await codeOf(await start({ bcsScheduler: { cluster: '' } }), 'BCS-MESOS-10001')).toEqual([404, 1405051]);
});

test('flags', () => {
  const told = (...args: string[]): unknown => parseSettings('up', args, {}).bcsScheduler;
  expect(told()).toEqual({ cluster: 'BCS-MESOS-10001', switches: {} });
  expect(told('--bcs-mesos-cluster', '', '--bcs-scheduler-options', 'http=always200,kind=anyCase')).toEqual({ cluster: '', switches: { http: 'always200', kind: 'anyCase' } });
  for (const bad of ['http', 'http=9', 'nobody=1']) expect(() => told('--bcs-scheduler-options', bad)).toThrow(UsageError);
});
