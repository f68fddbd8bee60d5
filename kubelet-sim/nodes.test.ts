import { kinds, type coordination, type core } from '../api';
import { closeAll, openCluster, type TestCluster } from './testing/cluster';
import { placeOf, podCidr } from './node-spec';

afterEach(closeAll);

const node = ({ registry }: TestCluster, name = 'node-1'): Promise<core.Node> => registry.of(kinds.nodes).get({ name });
const lease = ({ registry }: TestCluster, name = 'node-1'): Promise<coordination.Lease> => registry.of(kinds.leases).get({ namespace: 'kube-node-lease', name });
const leases = async ({ registry }: TestCluster): Promise<number> => (await registry.of(kinds.leases).list()).items.length;
const ready = ({ status }: core.Node): core.NodeCondition | undefined => status.conditions?.find(({ type }) => type === 'Ready');

describe('nodes', () => {
  it('register ready, with all that a kubelet says of its node', async () => {
    const cluster = await openCluster();
    cluster.start({ nodes: 3 });
    await cluster.until(async () => await leases(cluster) === 3);
    const made = await node(cluster);
    expect(made).toMatchObject({
      metadata: { labels: { 'kubernetes.io/hostname': 'node-1', 'kubernetes.io/os': 'linux', 'minikapi.dev/simulated': 'true' } },
      spec: { podCIDR: '10.244.0.0/24', podCIDRs: ['10.244.0.0/24'] },
      status: {
        capacity: { cpu: '8', memory: '32Gi', pods: '110', 'ephemeral-storage': '100Gi' }, allocatable: { cpu: '8' },
        addresses: [{ type: 'InternalIP', address: '172.18.0.2' }, { type: 'Hostname', address: 'node-1' }], nodeInfo: { kubeletVersion: 'v1.36.0' },
      },
    });
    expect(made.status.conditions?.map(({ type, status, reason }) => `${type} ${status} ${reason ?? ''}`)).toEqual([
      'MemoryPressure False KubeletHasSufficientMemory', 'DiskPressure False KubeletHasNoDiskPressure', 'PIDPressure False KubeletHasSufficientPID', 'Ready True KubeletReady',
    ]);
    const { items } = await cluster.registry.of(kinds.nodes).list();
    expect(new Set(items.map(({ spec }) => spec.podCIDR)).size).toBe(3);
  });

  it('renew their leases every ten seconds and their status every five minutes', async () => {
    const cluster = await openCluster();
    cluster.start();
    await cluster.until(async () => await leases(cluster) === 1);
    const registered = await node(cluster);
    const first = await lease(cluster);
    expect(first).toMatchObject({
      spec: { holderIdentity: 'node-1', leaseDurationSeconds: 40, renewTime: expect.stringMatching(/^2026-01-01T00:00:00\.\d{6}Z$/) },
      metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'node-1', uid: registered.metadata.uid }] },
    });
    const renewals: number[] = [];
    for (let last = first; renewals.length < 5; last = await lease(cluster)) {
      const { resourceVersion } = last.metadata;
      renewals.push(await cluster.until(async () => (await lease(cluster)).metadata.resourceVersion !== resourceVersion, 100));
    }
    const [early, ...others] = renewals;
    // The first falls anywhere, so that thousands of nodes do not beat together; the others up to 4 % late.
    expect(early).toBeLessThanOrEqual(10_000);
    for (const ms of others) expect(ms >= 10_000 && ms <= 11_000).toBe(true);
    expect(await node(cluster)).toEqual(registered);
    await cluster.until(async () => ready(await node(cluster))?.lastHeartbeatTime !== ready(registered)?.lastHeartbeatTime, 1000);
    const later = await node(cluster);
    expect(ready(later)?.lastTransitionTime).toBe(ready(registered)?.lastTransitionTime);
    expect(Date.parse(ready(later)?.lastHeartbeatTime ?? '') - Date.parse(ready(registered)?.lastHeartbeatTime ?? '')).toBeGreaterThanOrEqual(150_000);
    await cluster.until(async () => ready(await node(cluster))?.lastHeartbeatTime !== ready(later)?.lastHeartbeatTime, 1000);
    const between = Date.parse(ready(await node(cluster))?.lastHeartbeatTime ?? '') - Date.parse(ready(later)?.lastHeartbeatTime ?? '');
    expect(between >= 300_000 && between <= 312_000).toBe(true);
  });

  it('keep what a user gave them', async () => {
    const cluster = await openCluster();
    const nodes = cluster.registry.of(kinds.nodes);
    await nodes.create({
      kind: 'Node', apiVersion: 'v1', metadata: { name: 'gpu', labels: { 'minikapi.dev/simulated': 'true' } }, spec: {},
      status: { capacity: { cpu: '64', 'nvidia.com/gpu': '8' }, conditions: [{ type: 'test.dev/Warm', status: 'True' }], addresses: [{ type: 'InternalIP', address: '192.0.2.7' }] },
    });
    cluster.start({ nodes: 0 });
    await cluster.until(async () => ready(await node(cluster, 'gpu'))?.status === 'True');
    expect((await node(cluster, 'gpu')).status).toMatchObject({
      capacity: { cpu: '64', 'nvidia.com/gpu': '8' }, allocatable: { cpu: '64' }, addresses: [{ address: '192.0.2.7' }],
      conditions: [expect.anything(), expect.anything(), expect.anything(), expect.anything(), { type: 'test.dev/Warm', status: 'True' }],
    });
  });

  it('deleted and made again are healthy at once, with a lease of their own', async () => {
    const cluster = await openCluster();
    cluster.start();
    const nodes = cluster.registry.of(kinds.nodes);
    await cluster.until(async () => await leases(cluster) === 1);
    await cluster.clock.step(3000);
    await nodes.delete({ name: 'node-1' });
    const { metadata } = await nodes.create({ kind: 'Node', apiVersion: 'v1', metadata: { name: 'node-1', labels: { 'minikapi.dev/simulated': 'true' } }, spec: {}, status: {} });
    const took = await cluster.until(async () => ready(await node(cluster))?.status === 'True' && (await lease(cluster)).metadata.ownerReferences?.[0]?.uid === metadata.uid);
    expect(took).toBeLessThanOrEqual(200);
    await nodes.delete({ name: 'node-1' });
    const { resourceVersion } = (await lease(cluster)).metadata;
    await cluster.clock.step(60_000);
    expect((await lease(cluster)).metadata.resourceVersion).toBe(resourceVersion);
    expect(cluster.complaints).toEqual([]);
  });

  it('tell of their start', async () => {
    const cluster = await openCluster();
    const nodes = cluster.registry.of(kinds.nodes);
    const told = async (name: string): Promise<string[]> => (await cluster.registry.of(kinds.events).list({ namespace: 'default' })).items
      .filter(({ involvedObject: { kind, uid } }) => kind === 'Node' && uid === name)
      .sort((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1)).map(({ reason = '', message = '', count = 0 }) => `${reason}: ${message} ${count}`);
    const first = cluster.start();
    await nodes.create({ kind: 'Node', apiVersion: 'v1', metadata: { name: 'own', labels: { 'minikapi.dev/simulated': 'true' } }, spec: {}, status: {} });
    const is = (name: string, reason: string): string => `${reason}: Node ${name} status is now: ${reason} 1`;
    const conditions = (name: string): string[] => ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID'].map((reason) => is(name, reason));
    await cluster.until(async () => (await told('node-1')).length === 6 && (await told('own')).length === 6);
    expect(await told('node-1')).toEqual(['Starting: Starting kubelet. 1', ...conditions('node-1'), 'NodeAllocatableEnforced: Updated Node Allocatable limit across pods 1', is('node-1', 'NodeReady')]);
    expect(await told('own')).toEqual(['Starting: Starting kubelet. 1', 'NodeAllocatableEnforced: Updated Node Allocatable limit across pods 1', ...conditions('own'), is('own', 'NodeReady')]);
    await cluster.clock.step(60_000);
    await first.stop();
    cluster.start();
    await cluster.until(async () => (await told('node-1')).length === 11);
    // A kubelet that starts anew finds its node ready.
    expect((await told('node-1')).slice(6)).toEqual(['Starting: Starting kubelet. 1', ...conditions('node-1'), 'NodeAllocatableEnforced: Updated Node Allocatable limit across pods 1']);
  });

  it('say again that they are healthy when somebody else says otherwise', async () => {
    const cluster = await openCluster();
    cluster.start();
    await cluster.until(async () => await leases(cluster) === 1);
    await cluster.registry.of(kinds.nodes).update({ name: 'node-1' }, (n) => ({ ...n, status: { ...n.status, conditions: [{ type: 'Ready', status: 'False' }] } }), { subresource: 'status' });
    await cluster.until(async () => ready(await node(cluster))?.status === 'True');
    const said = await node(cluster);
    await cluster.clock.step(5000);
    expect(await node(cluster)).toEqual(said);
  });

  it('are not served without the label', async () => {
    const cluster = await openCluster();
    cluster.start({ nodes: 0 });
    await cluster.registry.of(kinds.nodes).create({ kind: 'Node', apiVersion: 'v1', metadata: { name: 'real' }, spec: {}, status: {} });
    await cluster.clock.step(60_000);
    expect((await node(cluster, 'real')).status.conditions).toBeUndefined();
    expect(await leases(cluster)).toBe(0);
  });
});

it('many nodes get ranges of their own, none of services', () => {
  const ranges = Array.from({ length: 20_000 }, (_, index) => podCidr(placeOf(`node-${index + 1}`)));
  expect(new Set(ranges).size).toBe(20_000);
  expect(ranges.every((range) => Number(range.split('.')[1]) >= 128)).toBe(true);
  expect(placeOf('node-0')).not.toBe(-1);
  expect(placeOf('worker')).toBe(placeOf('worker'));
});
