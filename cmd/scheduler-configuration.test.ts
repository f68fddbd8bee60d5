import { kinds, type core } from '../api';
import { startCluster, type Cluster } from './cluster';
import type { ClusterOptions } from './cluster-options';

const type = { apiVersion: 'kubescheduler.config.k8s.io/v1', kind: 'KubeSchedulerConfiguration' };
const one = 'topology.kubernetes.io/zone';

const clusters: Cluster[] = [];
afterEach(async () => { await Promise.all(clusters.splice(0).map((cluster) => cluster.stop())); });

async function cluster(options: ClusterOptions): Promise<Cluster> {
  const started = await startCluster({ components: ['scheduler'], ...options });
  clusters.push(started);
  return started;
}

async function bound({ client }: Cluster, name: string): Promise<core.Pod> {
  const stopping = new AbortController();
  try {
    for await (const batch of client.of(kinds.pods).watch({ namespace: 'default' }, stopping.signal)) {
      for (const event of batch) if (event.type !== 'BOOKMARK' && event.object.metadata.name === name && event.object.spec.nodeName) return event.object;
    }
  } finally {
    stopping.abort();
  }
  throw new Error('the watch ended');
}

test('a cluster with two profiles: each places its own pods', async () => {
  const addedAffinity = (zone: string): object => ({ requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: one, operator: 'In', values: [zone] }] }] } });
  const profiles = ['a', 'b'].map((zone) => ({ schedulerName: `in-${zone}`, pluginConfig: [{ name: 'NodeAffinity', args: { addedAffinity: addedAffinity(zone) } }] }));
  const there = await cluster({ schedulerConfiguration: { ...type, profiles } });
  const allocatable = { cpu: '4', memory: '8Gi', pods: '110' };
  for (const zone of ['a', 'b']) {
    await there.client.of(kinds.nodes).create({ apiVersion: 'v1', kind: 'Node', metadata: { name: `node-${zone}`, labels: { [one]: zone } }, spec: {}, status: { allocatable, capacity: allocatable } });
  }
  for (const zone of ['a', 'b']) {
    const spec = { containers: [{ name: 'c', image: 'i' }], schedulerName: `in-${zone}` };
    await there.client.of(kinds.pods).create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: zone, namespace: 'default' }, spec, status: {} });
  }
  expect((await bound(there, 'a')).spec.nodeName).toBe('node-a');
  expect((await bound(there, 'b')).spec.nodeName).toBe('node-b');
});

test('a configuration that makes no sense is told before anything is opened', async () => {
  await expect(cluster({ schedulerConfiguration: { ...type, parallelism: 0 } })).rejects.toThrow('scheduler configuration: KubeSchedulerConfiguration.kubescheduler.config.k8s.io "" is invalid: parallelism: Invalid value: 0');
  await expect(cluster({ schedulerConfiguration: 'profiles: []' })).rejects.toThrow("Object 'Kind' is missing");
});
