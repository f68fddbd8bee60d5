/** Pods that other pods keep waiting, or draw near, through the whole scheduler. */
import { kinds, type apps, type core } from '../api';
import { conditionOf, isBound, isRejected, start, stopAll } from './testing/running';

afterEach(stopAll);

const term = (app: string, more: Partial<core.PodAffinityTerm> = {}): core.PodAffinityTerm =>
  ({ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app } }, ...more });
const away = (...terms: core.PodAffinityTerm[]): Partial<core.PodSpec> => ({ affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } } });
const near = (...terms: core.PodAffinityTerm[]): Partial<core.PodSpec> => ({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } } });
const labels = { app: 'web' };

test('a second pod waits until the first one, that keeps away, is gone', async () => {
  const { addNode, addPod, clock, registry, until } = await start();
  await addNode();
  await addPod({ name: 'first', labels, spec: away(term('web')) });
  await until('first', isBound);
  await addPod({ name: 'second', labels });
  expect(conditionOf(await until('second', isRejected))?.message).toBe(
    "0/1 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity rules. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.");
  await registry.of(kinds.pods).delete({ namespace: 'default', name: 'first' }, { gracePeriodSeconds: 0 });
  await clock.step(1000);
  await until('second', isBound);
});

test('a pod waits for whom it wants to be near, in namespaces by their labels', async () => {
  const { addNode, addPod, clock, registry, until } = await start();
  await registry.of(kinds.namespaces).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'data', labels: { tier: 'data' } } } as unknown as core.Namespace);
  for (const name of ['a', 'b']) await addNode({ name });
  await addPod({ name: 'client', spec: near(term('db', { namespaceSelector: { matchLabels: { tier: 'data' } } })) });
  expect(conditionOf(await until('client', isRejected))?.message).toContain("0/2 nodes are available: 2 node(s) didn't match pod affinity rules.");
  await addPod({ name: 'impostor', labels: { app: 'db' }, spec: { nodeSelector: { 'kubernetes.io/hostname': 'a' } } });
  await until('impostor', isBound);
  await addPod({ name: 'db', labels: { app: 'db' }, meta: { namespace: 'data' }, spec: { nodeSelector: { 'kubernetes.io/hostname': 'b' } } });
  for (let i = 0; i < 20 && !isBound(await registry.of(kinds.pods).get({ namespace: 'default', name: 'client' })); i++) await clock.step(1000);
  expect((await until('client', isBound)).spec.nodeName).toBe('b');
});

test('a hard spread waits for the other zone, whose new node wakes it', async () => {
  const { addNode, addPod, clock, until } = await start();
  const spec: Partial<core.PodSpec> = { topologySpreadConstraints: [
    { maxSkew: 1, minDomains: 2, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: labels } }] };
  await addNode({ name: 'a', labels: { zone: 'north' } });
  await addPod({ name: 'first', labels, spec });
  await until('first', isBound);
  await addPod({ name: 'second', labels, spec });
  expect(conditionOf(await until('second', isRejected))?.message).toContain("0/1 nodes are available: 1 node(s) didn't match pod topology spread constraints.");
  await addNode({ name: 'b', labels: { zone: 'south' } });
  await clock.step(1000);
  expect((await until('second', isBound)).spec.nodeName).toBe('b');
});

test('pods of a replica set are spread over zones without being told', async () => {
  const { addNode, addPod, registry, until } = await start();
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } };
  await registry.of(kinds.replicasets).create({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { namespace: 'default', name: 'web' },
    spec: { replicas: 6, selector: { matchLabels: labels }, template } } as unknown as apps.ReplicaSet);
  // The north has more room, so that nothing but the spread speaks for the south.
  for (const [name, zone, cpu, memory] of [['a', 'north', '64', '64Gi'], ['b', 'north', '64', '64Gi'], ['c', 'south', '4', '4Gi']] as const) {
    await addNode({ name, labels: { 'topology.kubernetes.io/zone': zone }, allocatable: { cpu, memory } });
  }
  const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u', controller: true }];
  const nodes: (string | undefined)[] = [];
  for (let i = 0; i < 6; i++) {
    await addPod({ name: `web-${i}`, labels, meta: { ownerReferences }, requests: { cpu: '500m', memory: '512Mi' } });
    nodes.push((await until(`web-${i}`, isBound)).spec.nodeName);
  }
  expect(nodes.filter((name) => name === 'c').length).toBeGreaterThanOrEqual(2);
  expect(new Set(nodes).size).toBe(3);
});
