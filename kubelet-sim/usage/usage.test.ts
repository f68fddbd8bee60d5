import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, type Document } from 'yaml';
import { customKinds, kinds, seededRandom, silentLogger, type core, type KubeObject } from '../../api';
import { createInformers } from '../../client';
import { boundPod, closeAll, openCluster, type TestCluster } from '../testing/cluster';
import type { Condition } from '../resources/shapes';
import { clusterResourceUsageManifest, type ResourceUsage } from '../resources/usage';
import { cadvisorMetrics, resourceMetrics, summary, Usages } from '.';

afterEach(closeAll);

const container = (name: string, requests?: Record<string, string>): core.Container => ({ name, image: 'nginx', ...(requests && { resources: { requests } }) }) as core.Container;

interface World extends TestCluster {
  readonly usages: Usages;
  /** Running, as the usages see it. */
  run(pod: core.Pod): Promise<core.Pod>;
  node(): core.Node;
}

async function world(): Promise<World> {
  const cluster = await openCluster();
  const { clock, registry } = cluster;
  cluster.start({ nodes: 2 });
  const stopping = new AbortController();
  const random = seededRandom(1);
  const informers = createInformers({ clock, random, log: silentLogger, client: registry });
  const usages = new Usages({ clock, random, informers, isServed: () => true });
  informers.start(stopping.signal);
  await informers.synced(stopping.signal);
  const [pods, nodes] = [informers.of(kinds.pods).lister, informers.of(kinds.nodes).lister];
  await cluster.until(async () => nodes.list().length === 2);
  return {
    ...cluster, usages,
    node: () => nodes.get({ name: 'node-1' }) as core.Node,
    async run(pod) {
      const key = { namespace: 'default', name: pod.metadata.name ?? '' };
      await registry.of(kinds.pods).create(pod);
      await cluster.until(async () => pods.get(key)?.status.phase === 'Running');
      return pods.get(key) as core.Pod;
    },
  };
}

const usage = (name: string, spec: ResourceUsage['spec'], namespace?: string): ResourceUsage => ({ apiVersion: 'kwok.x-k8s.io/v1alpha1', kind: 'ResourceUsage', metadata: { name, ...(namespace && { namespace }) }, spec });
const cpu = (expression: string): ResourceUsage['spec'] => ({ usages: [{ usage: { cpu: { expression } } }] });

describe('what a container uses', () => {
  it('is a part of its request when nothing is said, and never nothing', async () => {
    const { usages, run } = await world();
    const pod = await run(boundPod('a', { containers: [container('web', { cpu: '200m', memory: '64Mi' }), container('log')] }));
    expect(usages.containersOf(pod).map(({ usage: each }) => each)).toEqual([{ cpu: 0.05, memory: 2 ** 25 }, { cpu: 0.001, memory: 2 ** 20 }]);
  });

  it('is what annotations say, of one container before all', async () => {
    const { usages, run } = await world();
    const pod = await run(boundPod('a', { containers: [container('web'), container('log')], annotations: { 'cpu-usage': '100m', 'cpu-usage.web': '1.5', 'memory-usage': '32Mi' } }));
    expect(usages.containersOf(pod).map(({ name, usage: { cpu, memory } }) => [name, cpu, memory])).toEqual([['web', 1.5, 2 ** 25], ['log', 0.1, 2 ** 25]]);
  });

  it('is what the ResourceUsage of the pod says, then what ClusterResourceUsages say, in order of their names', async () => {
    const { usages, run } = await world();
    const pod = await run(boundPod('a', { containers: [container('web'), container('log')] }));
    const { book } = usages;
    const cores = (): number[] => usages.containersOf(pod).map(({ usage: { cpu: each } }) => each);
    book.put(usage('b', { usages: [{ usage: { cpu: { value: '2' } } }] }));
    book.put(usage('a', { selector: { matchNamespaces: ['default'], matchNames: ['a', 'x'] }, usages: [{ containers: ['log'], usage: { cpu: { value: '3' } } }] }));
    expect(cores()).toEqual([2, 3]);
    book.put(usage('a', { selector: { matchNamespaces: ['other'] }, usages: [{ usage: { cpu: { value: '5' } } }] }));
    expect(cores()).toEqual([2, 2]);
    book.put(usage('a', { usages: [{ usage: { cpu: { value: '1m' } } }, { containers: ['log'], usage: { cpu: { value: '4' } } }] }, 'default'));
    expect(cores()).toEqual([0.001, 4]);
    book.remove(usage('a', {}, 'default'));
    book.remove(usage('b', {}));
    expect(cores()).toEqual([0.001, 0.001]);
  });

  it('ends with the container', async () => {
    const { usages, run, until, pod } = await world();
    await run(boundPod('a', { restartPolicy: 'Never', annotations: { 'run-time': '5s' } }));
    await until(async () => (await pod('a'))?.status.phase === 'Succeeded');
    expect(usages.containersOf((await pod('a')) as core.Pod)).toEqual([]);
  });
});

describe('expressions, as kwok has them', () => {
  const amounts: [string, number][] = [
    ['"kwok.x-k8s.io/usage-cpu" in pod.metadata.annotations ? Quantity(pod.metadata.annotations["kwok.x-k8s.io/usage-cpu"]) : Quantity("1m")', 0.001],
    ['container.resources.requests["cpu"] * 0.5', 0.1],
    ['container.resources.limits["cpu"] + Quantity("7m")', 0.007],
    ['Quantity("1") / 4 - Quantity("50m")', 0.2],
    ['Quantity("1") > Quantity("999m") ? 1 : 2', 1],
    ['double(Quantity("250m")) * 2.0', 0.5],
    ['int(pod.SinceSecond() / 60.0)', 2],
    ['SinceSecond(node) >= 120.0', 1],
    ['Now().getMinutes() == 2 ? 1.5 : 0.0', 1.5],
    ['int(UnixSecond(Now()) - pod.status.startTime.UnixSecond())', 120],
    ['Rand() < 1.0 && Rand() >= 0.0 ? 1 : 0', 1],
    ['node.status.capacity["cpu"]', 8],
    ['pod.spec.containers[0].name == container.name && pod.spec.nodeSelector.size() == 0 ? 9 : 0', 9],
    ['pod.Usage("memory") / 1048576.0', 32],
    ['pod.Usage("memory", "nobody")', 0],
    // What fails, depends on itself or is no amount is nothing.
    ['pod.Usage("cpu") + 1.0', 2], ['pod.spec.containers[7].name == "x" ? 1 : 2', 0], ['pod.metadata.name', 0], ['Quantity("-1")', 0], ['Quantity("1") / 0', 0],
  ];
  it('give amounts', async () => {
    const { usages, run, clock } = await world();
    const start = clock.now();
    const pod = await run(boundPod('a', { containers: [container('web', { cpu: '200m', memory: '64Mi' })] }));
    await clock.step(start + 120_000 - clock.now());
    const found = amounts.map(([expression]) => {
      usages.book.put(usage('all', cpu(expression)));
      return [expression, Math.round(usages.ofPod(pod).cpu * 1e6) / 1e6];
    });
    expect(found).toEqual(amounts);
  });

  it('of the examples give some', async () => {
    const { usages, run } = await world();
    for (const document of parseAllDocuments(readFileSync(join(__dirname, '../../examples/usage.yaml'), 'utf8')) as Document[]) usages.book.put(document.toJS() as ResourceUsage);
    const any = await run(boundPod('any', { containers: [container('web', { cpu: '200m' })] }));
    expect(usages.ofPod(any).cpu).toBe(0.1);
    expect(usages.ofPod(any).memory).toBeGreaterThanOrEqual(2 ** 24);
    const [web, log] = usages.containersOf(await run(boundPod('busy', { containers: [container('web'), container('log')] })));
    expect([web?.usage.memory, log?.usage]).toEqual([2 ** 28, { cpu: 0.005, memory: 2 ** 23 }]);
    expect([(web?.usage.cpu ?? 0) >= 0.1, (web?.usage.cpu ?? 1) < 0.2]).toEqual([true, true]);
  });

  it('that cannot be read are told in an event, and not heeded', async () => {
    const { usages, run, registry, clock, until } = await world();
    const pod = await run(boundPod('a'));
    expect(() => usages.book.put(usage('all', cpu('pod.Nothing()')))).toThrow(/^spec\.usages\[0\]\.usage\[cpu\]: .*undeclared reference to 'Nothing'/);
    expect(() => usages.book.put(usage('all', { usages: [{ usage: { cpu: { value: 'much' } } }] }))).toThrow(/^spec\.usages\[0\]\.usage\[cpu\]: quantities must match/);
    expect(usages.ofPod(pod).cpu).toBe(0.001);
    while (!registry.find('kwok.x-k8s.io', 'v1alpha1', 'clusterresourceusages')) await clock.step(1);
    await registry.find('kwok.x-k8s.io', 'v1alpha1', 'clusterresourceusages')?.create({ ...usage('bad', cpu('1 +')), kind: 'ClusterResourceUsage' } as unknown as KubeObject, undefined);
    const told = async (): Promise<string[]> => (await registry.of(kinds.events).list({})).items.filter(({ involvedObject }) => involvedObject.name === 'bad').map(({ reason, message }) => `${reason}: ${message}`);
    await until(async () => (await told()).length > 0);
    expect(await told()).toEqual([expect.stringMatching(/^InvalidUsage: spec\.usages\[0\]\.usage\[cpu\]: .*Syntax error/)]);
    const conditions = async (): Promise<readonly Condition[]> => ((await registry.of(customKinds(clusterResourceUsageManifest)!.stored).get({ name: 'bad' })) as unknown as ResourceUsage).status?.conditions ?? [];
    await until(async () => (await conditions()).length > 0);
    expect(await conditions()).toMatchObject([{ type: 'Accepted', status: 'False', reason: 'InvalidUsage', message: expect.stringContaining('Syntax error') as string }]);
  });

  it('that turn out to fail are told once', async () => {
    const { usages, run } = await world();
    const pod = await run(boundPod('a'));
    const told: string[] = [];
    usages.book.put(usage('all', cpu('double(pod.metadata.name)')), ({ reason, message }) => told.push(`${reason}: ${message}`));
    expect([usages.ofPod(pod).cpu, usages.ofPod(pod).cpu]).toEqual([0, 0]);
    expect(told).toEqual([expect.stringMatching(/^ExpressionFailed: spec\.usages\[0\]\.usage\[cpu\]: ./)]);
  });
});

describe('what a kubelet says', () => {
  it('in /stats/summary: counters add up although nobody looks', async () => {
    const { usages, run, node, clock } = await world();
    const pod = await run(boundPod('a', { annotations: { 'cpu-usage': '500m', 'memory-usage': '64Mi' } }));
    const deps = { usages, clock };
    summary(node(), deps);
    const before = summary(node(), deps).pods[0];
    await clock.step(20_000);
    const { node: ofNode, pods } = summary(node(), deps);
    expect(pods).toEqual([expect.objectContaining({ podRef: { name: 'a', namespace: 'default', uid: pod.metadata.uid }, cpu: expect.objectContaining({ usageNanoCores: 5e8 }), memory: expect.objectContaining({ workingSetBytes: 2 ** 26 }) })]);
    expect((pods[0]?.cpu.usageCoreNanoSeconds ?? 0) - (before?.cpu.usageCoreNanoSeconds ?? 0)).toBe(10e9);
    expect(ofNode).toMatchObject({ nodeName: 'node-1', cpu: { usageNanoCores: 58e7 } });
  });

  it('in /metrics/resource and /metrics/cadvisor', async () => {
    const { usages, run, node, clock } = await world();
    const { metadata: { uid } } = await run(boundPod('a', { annotations: { 'cpu-usage': '1', 'memory-usage': '1Mi' } }));
    const lines = resourceMetrics(node(), { usages, clock }).split('\n');
    expect(lines).toContain('# HELP container_memory_working_set_bytes [STABLE] Current working set of the container in bytes');
    expect(lines).toContain(`container_memory_working_set_bytes{container="web",namespace="default",pod="a"} 1048576 ${clock.now()}`);
    expect(lines).toContain(`resource_scrape_error 0 ${clock.now()}`);
    expect(lines.filter((line) => /^(node|pod)_cpu_usage_seconds_total/.test(line))).toHaveLength(2);
    expect(cadvisorMetrics(node(), { usages, clock }).split('\n')).toContain(`container_memory_working_set_bytes{container="web",id="/kubepods/pod${uid}/web",image="nginx",name="minikapi://${uid}/web/0",namespace="default",pod="a"} 1048576 ${clock.now()}`);
    expect(cadvisorMetrics(node(), { usages, clock })).toContain(`machine_cpu_cores 8 ${clock.now()}\n`);
  });
});
