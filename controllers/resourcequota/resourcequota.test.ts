import { kinds, type core, type KubeObject } from '../../api';
import { podWatchGate, runPods, startCluster, until, whilePassing, type TestCluster } from '../testing/cluster';
import { serveThings, thing } from '../testing/custom';

let cluster: TestCluster;

afterEach(() => cluster.stop());

type Amounts = Record<string, string>;

const key = (name: string) => ({ namespace: 'default', name });
const meta = (name: string) => ({ metadata: { name, namespace: 'default' } });

const quotaOf = (hard: Amounts, spec: Partial<core.ResourceQuotaSpec> = {}): core.ResourceQuota =>
  ({ apiVersion: 'v1', kind: 'ResourceQuota', ...meta('q'), spec: { hard, ...spec }, status: {} });

const podOf = (name: string, requests?: Amounts, limits?: Amounts): core.Pod =>
  ({ apiVersion: 'v1', kind: 'Pod', ...meta(name), spec: { containers: [{ name: 'c', image: 'i', resources: { requests, limits } } as core.Container] }, status: {} });

const quotas = () => cluster.registry.of(kinds.resourcequotas);
const pods = () => cluster.registry.of(kinds.pods);

/** Until the quota says so, exactly. */
const used = (amounts: Amounts): Promise<core.ResourceQuota | undefined> =>
  until<core.ResourceQuota>(quotas(), key('q'), (q) => JSON.stringify(Object.entries(q?.status.used ?? {}).sort()) === JSON.stringify(Object.entries(amounts).sort()));

const make = async (hard: Amounts, spec?: Partial<core.ResourceQuotaSpec>): Promise<void> => { await quotas().create(quotaOf(hard, spec)); };

it('counts what is there, of built-in kinds and by any name', async () => {
  cluster = await startCluster();
  await pods().create(podOf('a', { cpu: '250m', 'example.com/gpu': '2' }, { 'example.com/gpu': '2' }));
  await pods().create(podOf('b', { cpu: '1' }));
  await cluster.registry.of(kinds.configmaps).create({ apiVersion: 'v1', kind: 'ConfigMap', ...meta('m'), data: {} });
  await make({ 'requests.cpu': '4', pods: '10', 'count/pods': '10', 'requests.example.com/gpu': '4', 'count/configmaps': '5', 'count/deployments.apps': '1', 'count/nothing.example.com': '3', resourcequotas: '1' });
  await used({ 'requests.cpu': '1250m', pods: '2', 'count/pods': '2', 'requests.example.com/gpu': '2', 'count/configmaps': '1', 'count/deployments.apps': '0', resourcequotas: '1' });
  expect((await quotas().get(key('q'))).status.hard).toMatchObject({ pods: '10', 'requests.cpu': '4' });
  expect(cluster.errors).toEqual([]);
});

it('gives back what deleted and ended pods took', async () => {
  cluster = await startCluster();
  await make({ pods: '2', 'count/pods': '3' });
  await used({ pods: '0', 'count/pods': '0' });
  for (const name of ['a', 'b']) await pods().create(podOf(name));
  await expect(pods().create(podOf('c'))).rejects.toMatchObject({ code: 403 });
  await pods().update(key('a'), (pod) => ({ ...pod, status: { ...pod.status, phase: 'Succeeded' } }), { subresource: 'status' });
  await used({ pods: '1', 'count/pods': '2' });
  await pods().delete(key('a'), { gracePeriodSeconds: 0 });
  await used({ pods: '1', 'count/pods': '1' });
  await pods().create(podOf('c'));
  await used({ pods: '2', 'count/pods': '2' });
});

it('follows a limit that changes', async () => {
  cluster = await startCluster();
  await make({ pods: '1' });
  await used({ pods: '0' });
  await quotas().update(key('q'), (q) => ({ ...q, spec: { hard: { services: '1' } } }));
  await used({ services: '0' });
  expect((await quotas().get(key('q'))).status).toEqual({ hard: { services: '1' }, used: { services: '0' } });
});

it('counts again after a while, whatever was written', async () => {
  cluster = await startCluster();
  await make({ pods: '5' });
  await used({ pods: '0' });
  await quotas().update(key('q'), (q) => ({ ...q, status: { ...q.status, used: { pods: '3' } } }), { subresource: 'status' });
  await used({ pods: '3' });
  await whilePassing(cluster, 60_000, used({ pods: '0' }));
});

it('loses nothing that is made while it counts', async () => {
  cluster = await startCluster();
  const stopPods = runPods(cluster);
  await make({ pods: '50' });
  await used({ pods: '0' });
  const attempts = Array.from({ length: 200 }, async (_, i) => {
    await pods().create(podOf(`p${i}`));
    if (i % 2) await pods().delete(key(`p${i}`), { gracePeriodSeconds: 0 });
  });
  let over = false;
  const all = Promise.allSettled(attempts).finally(() => { over = true; });
  while (!over) {
    const alive = (await pods().list({ namespace: 'default' })).items.length;
    expect(alive).toBeLessThanOrEqual(50);
    await cluster.clock.step(50);
  }
  await all;
  const left = (await pods().list({ namespace: 'default' })).items.length;
  await whilePassing(cluster, 100, used({ pods: String(left) }));
  // All that is left can be used, and no more.
  const more = await Promise.allSettled(Array.from({ length: 100 }, (_, i) => pods().create(podOf(`m${i}`))));
  expect(more.filter(({ status }) => status === 'fulfilled')).toHaveLength(50 - left);
  stopPods();
});

it('counts what the store has, not what its memory still shows', async () => {
  const gate = podWatchGate();
  cluster = await startCluster({ through: gate.through });
  await pods().create(podOf('a'));
  await make({ pods: '5' });
  await used({ pods: '1' });
  gate.open();
});

it('looks at the scope', async () => {
  cluster = await startCluster();
  await pods().create(podOf('a', { cpu: '1' }));
  await pods().create(podOf('b'));
  await make({ pods: '5' }, { scopes: ['BestEffort'] });
  await used({ pods: '1' });
});

it('counts claims of volumes by class, and the larger size while they grow', async () => {
  cluster = await startCluster();
  const claims = cluster.registry.of(kinds.persistentvolumeclaims);
  const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...meta('c'), spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'gold', resources: { requests: { storage: '1Gi' } } }, status: {} };
  await claims.create(claim as core.PersistentVolumeClaim & KubeObject);
  await make({ 'requests.storage': '10Gi', 'gold.storageclass.storage.k8s.io/requests.storage': '10Gi', 'silver.storageclass.storage.k8s.io/persistentvolumeclaims': '1' });
  await used({ 'requests.storage': '1Gi', 'gold.storageclass.storage.k8s.io/requests.storage': '1Gi', 'silver.storageclass.storage.k8s.io/persistentvolumeclaims': '0' });
  await claims.delete(key('c'));
  await used({ 'requests.storage': '0', 'gold.storageclass.storage.k8s.io/requests.storage': '0', 'silver.storageclass.storage.k8s.io/persistentvolumeclaims': '0' });
});

it('counts custom resources, from when they are served', async () => {
  cluster = await startCluster();
  await make({ 'count/things.example.com': '1', pods: '1' });
  await used({ pods: '0' });
  const things = await serveThings(cluster);
  await expect(things.create(thing('early'))).rejects.toMatchObject({ message: 'things.example.com "early" is forbidden: status unknown for quota: q, resources: count/things.example.com' });
  await whilePassing(cluster, 10_000, used({ 'count/things.example.com': '0', pods: '0' }));
  await things.create(thing('a'));
  await expect(things.create(thing('b'))).rejects.toMatchObject({ code: 403 });
  await things.delete(key('a'));
  await used({ 'count/things.example.com': '0', pods: '0' });
  await things.create(thing('b'));
});
