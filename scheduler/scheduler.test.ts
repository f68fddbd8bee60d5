/** The whole scheduler on a real registry in memory. Time stands still unless a test steps it. */
import { ApiError, kinds, seededRandom, SteppedClock, type Client, type core } from '../api';
import { unschedulable, type PluginFactory, type SchedulerPlugin } from './framework';
import { defaultProfile } from './profile';
import { runScheduler } from './scheduler';
import { conditionOf, isBound, isRejected, start, stopAll } from './testing/running';

afterEach(stopAll);

test('binds a pod and says so', async () => {
  const { addNode, addPod, until, event } = await start();
  await addNode({ name: 'node-1' });
  await addPod({ requests: { cpu: '1' } });
  const bound = await until('web', isBound);
  expect(bound.spec.nodeName).toBe('node-1');
  expect(conditionOf(bound)).toMatchObject({ status: 'True' });
  expect(await event('Scheduled')).toBe('Successfully assigned default/web to node-1');
});

test('a pod that fits nowhere says why, and is bound once a node has room', async () => {
  const { addNode, addPod, clock, event, until } = await start();
  await addNode({ name: 'small', allocatable: { cpu: '1' } });
  await addPod({ requests: { cpu: '2' } });
  const why = '0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.';
  expect(conditionOf(await until('web', isRejected))).toMatchObject({ reason: 'Unschedulable', message: why });
  expect(await event('FailedScheduling')).toBe(why);
  await clock.step(1000);
  await addNode({ name: 'large' });
  expect((await until('web', isBound)).spec.nodeName).toBe('large');
});

test('without nodes a pod waits for the first', async () => {
  const { addNode, addPod, clock, until } = await start();
  await addPod();
  expect(conditionOf(await until('web', isRejected))).toMatchObject({ reason: 'Unschedulable', message: 'no nodes available to schedule pods' });
  await clock.step(1000);
  await addNode();
  await until('web', isBound);
});

test('a pod that goes makes room; one that ended holds nothing', async () => {
  const { addNode, addPod, clock, registry, until } = await start();
  await addNode({ allocatable: { cpu: '1' } });
  await addPod({ name: 'first', requests: { cpu: '1' } });
  await until('first', isBound);
  await addPod({ name: 'second', requests: { cpu: '1' } });
  await until('second', isRejected);
  await clock.step(1000);
  await registry.of(kinds.pods).delete({ namespace: 'default', name: 'first' }, { gracePeriodSeconds: 0 });
  await until('second', isBound);
  await addPod({ name: 'third', requests: { cpu: '1' } });
  await until('third', isRejected);
  await clock.step(1000);
  const ended = (current: core.Pod): core.Pod => ({ ...current, status: { ...current.status, phase: 'Succeeded' } });
  await registry.of(kinds.pods).update({ namespace: 'default', name: 'second' }, ended, { subresource: 'status' });
  await until('third', isBound);
});

test('uncordoning a node wakes pods', async () => {
  const { addNode, addPod, clock, registry, until } = await start();
  await addNode({ spec: { unschedulable: true } });
  await addPod();
  await until('web', isRejected);
  await clock.step(1000);
  await registry.of(kinds.nodes).update({ name: 'node-1' }, (current) => ({ ...current, spec: { ...current.spec, unschedulable: undefined } }));
  await until('web', isBound);
});

test('gated pods wait for their gates; other schedulers keep their pods', async () => {
  const { addNode, addPod, pod: get, registry, until } = await start();
  await addNode();
  await addPod({ name: 'gated', spec: { schedulingGates: [{ name: 'example.com/quota' }] } });
  await addPod({ name: 'foreign', spec: { schedulerName: 'other' } });
  await addPod({ name: 'plain' });
  await until('plain', isBound);
  expect(isBound(await get('gated'))).toBe(false);
  await registry.of(kinds.pods).update({ namespace: 'default', name: 'gated' }, (current) => ({ ...current, spec: { ...current.spec, schedulingGates: undefined } }));
  await until('gated', isBound);
  expect(isBound(await get('foreign'))).toBe(false);
});

test('a binding that fails is taken back and tried again', async () => {
  let failures = 1;
  const flaky = (client: Client): Client => ({
    of(definition) {
      const resources = client.of(definition);
      const invoke: typeof resources.invoke = (...args) => (failures-- > 0 ? Promise.reject(ApiError.unavailable('the store is away')) : resources.invoke(...args));
      return new Proxy(resources, { get: (target, name) => (name === 'invoke' ? invoke : bindTo(target, name)) });
    },
  });
  const { addNode, addPod, clock, event, until } = await start({}, flaky);
  await addNode({ allocatable: { cpu: '1' } });
  await addPod({ requests: { cpu: '1' } });
  expect(conditionOf(await until('web', isRejected))).toMatchObject(
    { reason: 'SchedulerError', message: 'running Bind plugin "DefaultBinder": the store is away' });
  await clock.step(1000);
  await until('web', isBound);
  expect(await event('FailedScheduling')).toContain('the store is away');
  expect(await event('Scheduled')).toBeDefined();
});

const bindTo = (target: object, name: string | symbol): unknown => {
  const value: unknown = Reflect.get(target, name);
  return typeof value === 'function' ? value.bind(target) : value;
};

const profileWith = (name: string) => ({ ...defaultProfile, plugins: [...defaultProfile.plugins, { name }] });

test('permit holds a pod until the plugin tells, and reserve is undone when it says no', async () => {
  const steps: string[] = [];
  const waiting: ((refuse: boolean) => void)[] = [];
  const gate: PluginFactory = (): SchedulerPlugin => ({
    name: 'Gate',
    reserve: (_cycle, name) => void steps.push(`reserve ${name}`),
    unreserve: (_cycle, name) => void steps.push(`unreserve ${name}`),
    permit: () => ({
      code: 'Wait', reasons: [], timeoutMs: 60_000,
      until: new Promise((resolve) => { waiting.push((refuse) => resolve(refuse ? unschedulable('not today') : undefined)); }),
    }),
    postBind: (_cycle, name) => void steps.push(`bound ${name}`),
  });
  const { addNode, addPod, clock, until } = await start({ profile: profileWith('Gate'), plugins: { Gate: gate } });
  await addNode();
  await addPod();
  while (!waiting.length) await clock.step(0);
  waiting.pop()?.(true);
  expect(conditionOf(await until('web', isRejected))).toMatchObject({ reason: 'Unschedulable', message: '0/1 nodes are available: 1 not today.' });
  await clock.step(1000);
  while (!waiting.length) await clock.step(0);
  waiting.pop()?.(false);
  await until('web', isBound);
  expect(steps).toEqual(['reserve node-1', 'unreserve node-1', 'reserve node-1', 'bound node-1']);
});

test('pods that permit holds keep nobody else from being bound', async () => {
  const gate: PluginFactory = () => ({
    name: 'Gate',
    permit: ({ pod }) => (pod.key.name.startsWith('held') ? { code: 'Wait', reasons: [], timeoutMs: 60_000, until: new Promise(() => undefined) } : undefined),
  });
  const { addNode, addPod, until } = await start({ profile: profileWith('Gate'), plugins: { Gate: gate } });
  await addNode({ allocatable: { pods: '200' } });
  for (let i = 0; i < 100; i++) await addPod({ name: `held-${i}` });
  await addPod({ name: 'plain' });
  await until('plain', isBound);
});

test('a permit that nobody answers times out', async () => {
  const patient: PluginFactory = () => ({ name: 'Patient', permit: () => ({ code: 'Wait', reasons: [], timeoutMs: 5000, until: new Promise(() => undefined) }) });
  const { addNode, addPod, clock, until } = await start({ profile: profileWith('Patient'), plugins: { Patient: patient } });
  await addNode();
  await addPod();
  while ((clock.untilNext() ?? Infinity) > 5000) await clock.step(0);
  await clock.step(5000);
  expect(conditionOf(await until('web', isRejected))?.message).toBe('0/1 nodes are available: 1 timeout after waiting 5000ms at plugin Patient.');
});

test('two hundred pods: every node within its means, no port twice', async () => {
  const { addNode, addPod, registry, until } = await start();
  for (let i = 0; i < 10; i++) await addNode({ name: `n${i}`, allocatable: { cpu: '10', pods: '25' } });
  const ports = [{ containerPort: 80, hostPort: 80 }];
  for (let i = 0; i < 200; i++) await addPod({ name: `p${i}`, requests: { cpu: '500m' }, ...(i < 10 && { spec: { containers: [{ name: 'c', image: 'i', ports }] } }) });
  for (let i = 0; i < 200; i++) await until(`p${i}`, isBound);
  const { items } = await registry.of(kinds.pods).list();
  const perNode = new Map<string, core.Pod[]>();
  for (const one of items) perNode.set(one.spec.nodeName ?? '', [...(perNode.get(one.spec.nodeName ?? '') ?? []), one]);
  for (const pods of perNode.values()) {
    expect(pods.length).toBeLessThanOrEqual(21);
    expect(pods.filter((one) => one.spec.containers[0]?.ports?.some(({ hostPort }) => hostPort === 80))).toHaveLength(1);
  }
});

test('a profile that cannot work fails at once', async () => {
  await expect(runScheduler(
    { ...({} as Parameters<typeof runScheduler>[0]), random: seededRandom(1), clock: new SteppedClock() }, { profile: { plugins: [] } },
  )).rejects.toThrow('queue sort plugin');
});
