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

it('works for an API server alone', async () => {
  cluster = await startCluster({ components: [] });
  await cluster.client.of(kinds.pods).create(pod('p'));
  expect(await reset(cluster)).toBe(202);
  expect(await podNames(cluster)).toEqual([]);
});
