/** The BCS storage API in a whole cluster, and what the command line says about it. */
import { kinds, SteppedClock } from '../api';
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

async function namesIn({ url }: Cluster, id: string): Promise<unknown> {
  const response = await fetch(`${url}/bcsapi/v4/storage/k8s/dynamic/all_resources/clusters/${id}/ConfigMap?field=resourceName`);
  return ((await response.json()) as { data: { resourceName: string }[] }).data.map(({ resourceName }) => resourceName);
}

const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'own', namespace: 'default' }, data: {} };

test("the cluster's own objects are there under its id", async () => {
  const cluster = await start();
  await cluster.client.of(kinds.configmaps).create(configMap);
  expect([await namesIn(cluster, 'BCS-K8S-00000'), await namesIn(cluster, 'BCS-K8S-1')]).toEqual([['own'], []]);
});

test('under another id, with switches', async () => {
  const cluster = await start({ bcsStorage: { k8sCluster: 'BCS-K8S-1', switches: { http: 'strict', codes: 'upstream' } } });
  await cluster.client.of(kinds.configmaps).create(configMap);
  expect([await namesIn(cluster, 'BCS-K8S-00000'), await namesIn(cluster, 'BCS-K8S-1')]).toEqual([[], ['own']]);
  const missing = await fetch(`${cluster.url}/bcsstorage/v1/host/nobody`);
  expect([missing.status, await missing.json()]).toEqual([404, expect.objectContaining({ code: 1405087 })]);
});

test('under none', async () => {
  const cluster = await start({ bcsStorage: { k8sCluster: '' } });
  await cluster.client.of(kinds.configmaps).create(configMap);
  expect(await namesIn(cluster, 'BCS-K8S-00000')).toEqual([]);
});

test('applications of BCS are there under the id that its scheduler has', async () => {
  const application = { apiVersion: 'bkbcs.tencent.com/v1', kind: 'BcsApplication', metadata: { name: 'web', namespace: 'default' }, spec: { instances: 1, definition: { spec: { template: { spec: { containers: [{ image: 'i' }] } } } } } } as const;
  for (const [options, id] of [[{}, 'BCS-MESOS-10001'], [{ bcsScheduler: { cluster: 'BCS-MESOS-2' } }, 'BCS-MESOS-2']] as const) {
    const cluster = await start(options);
    await cluster.client.of(kinds.bcsapplications).create(application);
    const found = await fetch(`${cluster.url}/bcsapi/v4/storage/query/mesos/dynamic/clusters/${id}/application`);
    expect(await found.json()).toMatchObject({ data: [{ clusterId: id, namespace: 'default', resourceName: 'web' }] });
  }
});

test('flags', () => {
  const told = (...args: string[]): unknown => parseSettings('up', args, {}).bcsStorage;
  expect(told()).toEqual({ k8sCluster: 'BCS-K8S-00000', switches: {} });
  expect(told('--bcs-k8s-cluster', '', '--bcs-storage-options', 'codes=upstream,eventCap=0')).toEqual({ k8sCluster: '', switches: { codes: 'upstream', eventCap: 0 } });
  for (const bad of ['codes', 'codes=9', 'nobody=1', 'zone=Mars']) expect(() => told('--bcs-storage-options', bad)).toThrow(UsageError);
});
