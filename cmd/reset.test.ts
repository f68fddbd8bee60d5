import { seededRandom } from '../api';
import { kinds, startCluster, type Cluster, type core } from './index';

let cluster: Cluster | undefined;

afterEach(async () => {
  await cluster?.stop();
  cluster = undefined;
});

const reset = async ({ url }: Cluster): Promise<number> => (await fetch(`${url}/api/v1/reset`, { method: 'PUT' })).status;
const podNames = async ({ client }: Cluster): Promise<string[]> => (await client.of(kinds.pods).list()).items.map(({ metadata }) => metadata.name ?? '');
const nodes = async ({ client }: Cluster): Promise<Record<string, string>> => Object.fromEntries((await client.of(kinds.nodes).list()).items.map(({ metadata }) => [metadata.name, metadata.uid ?? '']));

const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
const deployment = (replicas: number) => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'default' }, spec: { replicas, selector: { matchLabels: { a: 'b' } }, template }, status: {} }) as never;
const pod = (name: string) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec: template.spec, status: {} }) as never;

/** Until what has been seen of pods, one after the other, is enough. */
async function untilPods({ client }: Cluster, enough: (pod: core.Pod) => boolean): Promise<void> {
  const stopping = new AbortController();
  for await (const batch of client.of(kinds.pods).watch({}, stopping.signal)) {
    if (batch.some((event) => event.type !== 'BOOKMARK' && enough(event.object))) return stopping.abort();
  }
}

it('controllers that are in the middle of their work leave nothing behind', async () => {
  cluster = await startCluster({ random: seededRandom(3) });
  const mine = cluster;
  const before = await nodes(mine);
  await mine.client.of(kinds.deployments).create(deployment(60));
  const seen = new Set<string>();
  await untilPods(mine, ({ metadata }) => seen.add(metadata.uid ?? '').size > 10);
  expect(await reset(mine)).toBe(202);
  expect(await podNames(mine)).toEqual([]);
  expect((await mine.client.of(kinds.replicasets).list()).items).toEqual([]);
  // The same nodes, not others of their names.
  expect(await nodes(mine)).toEqual(before);
  await mine.client.of(kinds.pods).create(pod('after'));
  await untilPods(mine, ({ metadata, status }) => metadata.name === 'after' && status.phase === 'Running');
  expect(await podNames(mine)).toEqual(['after']);
});

it('several at once come one after the other', async () => {
  cluster = await startCluster({ nodes: 1 });
  await cluster.client.of(kinds.pods).create(pod('p'));
  expect(await Promise.all([reset(cluster), reset(cluster), reset(cluster)])).toEqual([202, 202, 202]);
  expect(await podNames(cluster)).toEqual([]);
});

it('a cluster can be stopped meanwhile', async () => {
  cluster = await startCluster({ nodes: 1 });
  await cluster.client.of(kinds.deployments).create(deployment(20));
  const under = reset(cluster).catch(() => 0);
  await cluster.stop();
  await under;
});

it('what was put into the BCS storage since goes, and so does what was told there of the cluster; what appears there follows by itself', async () => {
  cluster = await startCluster({ nodes: 2 });
  const mine = cluster;
  const { client, url } = mine;
  const storage = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${url}/bcsapi/v4/storage${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    return (await answer.json() as { data: T }).data;
  };
  const put = '/k8s/dynamic/namespace_resources/clusters/C/namespaces/n/T/one';
  const live = (kind: string): Promise<{ resourceName: string; _id: string; createTime: string }[]> => storage('GET', `/query/k8s/dynamic/clusters/BCS-K8S-00000/${kind}?field=resourceName,createTime`);
  // Of nodes there is news after it: their kubelets start anew.
  const told = (): Promise<object[]> => storage('GET', '/events?kind=Pod,ReplicaSet,Deployment');
  const nodesBefore = await live('node');
  expect(await told()).toEqual([]);
  await storage('PUT', put, { data: 1 });
  await client.of(kinds.deployments).create(deployment(20));
  await untilPods(mine, ({ status }) => status.phase === 'Running');
  expect((await live('pod')).length).toBeGreaterThan(0);
  while (!(await told()).length);
  expect(await reset(mine)).toBe(202);
  expect(await live('pod')).toEqual([]);
  expect(await live('node')).toEqual(nodesBefore);
  expect((await fetch(`${url}/bcsapi/v4/storage${put}`).then((answer) => answer.json() as Promise<{ code: number }>)).code).toBe(10004);
  expect(await told()).toEqual([]);
  await client.of(kinds.pods).create(pod('after'));
  await untilPods(mine, ({ metadata, status }) => metadata.name === 'after' && status.phase === 'Running');
  expect((await live('pod')).map(({ resourceName }) => resourceName)).toEqual(['after']);
});

it('works for an API server alone', async () => {
  cluster = await startCluster({ components: [] });
  await cluster.client.of(kinds.pods).create(pod('p'));
  expect(await reset(cluster)).toBe(202);
  expect(await podNames(cluster)).toEqual([]);
});
