/** Preemption in the whole scheduler: who leaves, what everybody is told, who waits for whom. */
import { ApiError, kinds, seededRandom, type Client, type core, type policy } from '../api';
import { defaultProfile } from './profile';
import type { PluginFactory } from './framework';
import { conditionOf, isBound, isRejected, start, stopAll, type Bench } from './testing/running';
import type { PodSketch } from './testing/objects';

afterEach(stopAll);

/** Pods get their priority from classes called after it. */
const priorityClassName = (priority: number): string => `priority-${priority}`;
const wants = (name: string, cpu: string, priority: number, spec: Partial<core.PodSpec> = {}): PodSketch =>
  ({ name, requests: { cpu }, spec: { priorityClassName: priorityClassName(priority), ...spec } });
const keyOf = (name: string) => ({ namespace: 'default', name });
const nominated = ({ status }: core.Pod): boolean => Boolean(status.nominatedNodeName);
const leaving = ({ metadata }: core.Pod): boolean => Boolean(metadata.deletionTimestamp);
const disruption = ({ status }: core.Pod): core.PodCondition | undefined => status.conditions?.find(({ type }) => type === 'DisruptionTarget');

const polite = 'polite';

async function begin(...args: Parameters<typeof start>): Promise<Bench> {
  const bench = await start(...args);
  const classes = bench.registry.of(kinds.priorityclasses);
  const shape = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass' };
  for (const value of [0, 1, 2, 3, 4, 50, 100, 200]) await classes.create({ ...shape, metadata: { name: priorityClassName(value) }, value });
  await classes.create({ ...shape, metadata: { name: polite }, value: 100, preemptionPolicy: 'Never' });
  return bench;
}

/** One node of 4 CPUs with a pod of priority 1 that takes them all. */
async function crowded(...args: Parameters<typeof start>): Promise<Bench> {
  const bench = await begin(...args);
  await bench.addNode();
  await bench.addPod(wants('low', '4', 1));
  await bench.until('low', isBound);
  return bench;
}

const gone = ({ registry }: Bench, name: string) => registry.of(kinds.pods).delete(keyOf(name), { gracePeriodSeconds: 0 });

test('sends a pod of lower priority away, waits for its end, and takes its place', async () => {
  const bench = await crowded();
  const { addPod, event, pod, until } = bench;
  const preemptor = await addPod(wants('high', '2', 100));
  const waiting = await until('high', nominated);
  expect(waiting.status.nominatedNodeName).toBe('node-1');
  expect(conditionOf(waiting)).toMatchObject({ reason: 'Unschedulable', message: '0/1 nodes are available: 1 Insufficient cpu.' });
  expect(disruption(await until('low', leaving))).toMatchObject({
    status: 'True', reason: 'PreemptionByScheduler', message: 'default-scheduler: preempting to accommodate a higher priority pod',
  });
  expect(await event('Preempted')).toBe(`Preempted by pod ${preemptor.metadata.uid} on node node-1`);
  expect(isBound(await pod('high'))).toBe(false);
  await gone(bench, 'low');
  expect((await until('high', isBound)).spec.nodeName).toBe('node-1');
});

test('the place is kept: pods of the same or a lower priority do not slip in', async () => {
  const bench = await crowded();
  const { addPod, addNode, until } = bench;
  await addPod(wants('high', '4', 100));
  await until('low', leaving);
  await addPod(wants('cheeky', '1', 100));
  await until('cheeky', isRejected);
  await gone(bench, 'low');
  await until('high', isBound);
  await addNode({ name: 'node-2' });
  expect((await until('cheeky', isBound)).spec.nodeName).toBe('node-2');
});

test('one that is still more important takes the nomination over', async () => {
  const bench = await crowded();
  const { addPod, pod, until } = bench;
  await addPod(wants('high', '4', 100));
  await until('low', leaving);
  await until('high', nominated);
  await addPod(wants('higher', '4', 200));
  await until('higher', nominated);
  await until('high', (one) => !nominated(one));
  await gone(bench, 'low');
  await until('higher', isBound);
  expect(isBound(await pod('high'))).toBe(false);
});

test('a preemptor that is deleted leaves its claim to others', async () => {
  const bench = await crowded();
  const { addPod, until } = bench;
  await addPod(wants('high', '4', 100));
  await until('low', leaving);
  await until('high', nominated);
  await addPod(wants('middle', '4', 50));
  expect(nominated(await until('middle', isRejected))).toBe(false);
  await gone(bench, 'high');
  await until('middle', nominated);
  await gone(bench, 'low');
  await until('middle', isBound);
});

test('pods that must not preempt say so and wait', async () => {
  const bench = await crowded();
  const { addPod, pod, until } = bench;
  await addPod(wants('polite', '2', 100, { priorityClassName: polite }));
  expect(conditionOf(await until('polite', isRejected))?.message).toBe(
    '0/1 nodes are available: 1 Insufficient cpu. preemption: not eligible due to preemptionPolicy=Never.');
  expect(leaving(await pod('low'))).toBe(false);
  await gone(bench, 'low');
  await until('polite', isBound);
});

test('a budget decides where', async () => {
  const { addNode, addPod, pod, registry, until } = await begin();
  await addNode({ name: 'a' });
  await addNode({ name: 'b' });
  const onNode = (name: string, node: string, priority: number): PodSketch =>
    ({ ...wants(name, '4', priority, { nodeSelector: { 'kubernetes.io/hostname': node } }), labels: { app: name } });
  await addPod(onNode('guarded', 'a', 1));
  await addPod(onNode('free', 'b', 50));
  for (const name of ['guarded', 'free']) await until(name, isBound);
  await registry.of(kinds.poddisruptionbudgets).create({
    apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { namespace: 'default', name: 'guard' },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'guarded' } } },
  } as unknown as policy.PodDisruptionBudget);
  await addPod(wants('high', '4', 100));
  await until('free', leaving);
  expect(leaving(await pod('guarded'))).toBe(false);
});

test('victims that cannot be told: tried again after a back-off', async () => {
  let failures = 1;
  const flaky = (client: Client): Client => ({
    of(definition) {
      const resources = client.of(definition);
      const remove: typeof resources.delete = (...args) => (failures-- > 0 ? Promise.reject(ApiError.unavailable('the store is away')) : resources.delete(...args));
      return { ...bound(resources), delete: remove };
    },
  });
  const bench = await crowded({}, flaky);
  const { addPod, clock, pod, until } = bench;
  await addPod(wants('high', '4', 100));
  await until('low', (one) => disruption(one) !== undefined);
  while (clock.untilNext() !== 1000) await clock.step(0);
  expect(leaving(await pod('low'))).toBe(false);
  await clock.step(1000);
  await until('low', leaving);
});

/** All of its methods, for changing one. */
function bound<T extends ReturnType<Client['of']>>(resources: T): T {
  const copy: Record<string, unknown> = {};
  for (const name of ['get', 'list', 'create', 'update', 'delete', 'invoke', 'watch'] as const) copy[name] = resources[name].bind(resources);
  return copy as unknown as T;
}

test('a pod that permit holds is told to look elsewhere, not deleted', async () => {
  const gate: PluginFactory = () => ({
    name: 'Gate',
    permit: ({ pod }) => (pod.key.name === 'held' ? { code: 'Wait', reasons: [], timeoutMs: 600_000, until: new Promise(() => undefined) } : undefined),
  });
  const { addNode, addPod, clock, event, pod, until } = await begin({
    profile: { ...defaultProfile, plugins: [...defaultProfile.plugins, { name: 'Gate' }] }, plugins: { Gate: gate },
  });
  await addNode();
  await addPod(wants('held', '4', 1));
  while ((clock.untilNext() ?? Infinity) > 600_000) await clock.step(0);
  await addPod(wants('high', '4', 100));
  expect(conditionOf(await until('held', isRejected))?.message).toBe('0/1 nodes are available: 1 preempted.');
  expect(await event('Preempted')).toContain('on node node-1');
  await until('high', isBound);
  expect(leaving(await pod('held'))).toBe(false);
});

test('pods of all priorities: nobody leaves for an equal or a lesser one, nodes stay within their means, no port twice', async () => {
  const random = seededRandom(5);
  const bench = await begin();
  const { addNode, addPod, registry, until } = bench;
  for (let i = 0; i < 4; i++) await addNode({ name: `n${i}`, allocatable: { cpu: '4', pods: '8' } });
  const priorities = new Map<string, number>();
  const pods = registry.of(kinds.pods);
  for (let i = 0; i < 60; i++) {
    const [name, priority] = [`p${i}`, random.int(5)] as const;
    const ports = random.int(4) === 0 ? [{ containerPort: 80, hostPort: 80 }] : [];
    const created = await addPod({ name, spec: { priorityClassName: priorityClassName(priority), containers: [{ name: 'c', image: 'i', ports, resources: { requests: { cpu: `${500 + random.int(2000)}m` } } }] } });
    priorities.set(created.metadata.uid ?? '', priority);
    await until(name, (one) => isBound(one) || isRejected(one));
    for (const one of (await pods.list()).items) if (leaving(one)) await pods.delete(keyOf(one.metadata.name ?? ''), { gracePeriodSeconds: 0 });
  }
  const events = (await registry.of(kinds.events).list()).items.filter(({ reason }) => reason === 'Preempted');
  expect(events.length).toBeGreaterThan(5);
  for (const { involvedObject, message } of events) {
    const preemptor = /^Preempted by pod (\S+) on/.exec(message ?? '')?.[1] ?? '';
    expect(priorities.get(involvedObject.uid ?? '')).toBeLessThan(priorities.get(preemptor) ?? -1);
  }
  const byNode = new Map<string, core.Pod[]>();
  for (const one of (await pods.list()).items) if (isBound(one)) byNode.set(one.spec.nodeName ?? '', [...(byNode.get(one.spec.nodeName ?? '') ?? []), one]);
  for (const placed of byNode.values()) {
    const milli = placed.reduce((sum, { spec }) => sum + Number.parseInt(spec.containers[0]?.resources?.requests?.cpu ?? '0', 10), 0);
    expect(milli).toBeLessThanOrEqual(4000);
    expect(placed.length).toBeLessThanOrEqual(8);
    expect(placed.filter(({ spec }) => spec.containers[0]?.ports?.length).length).toBeLessThanOrEqual(1);
  }
});
