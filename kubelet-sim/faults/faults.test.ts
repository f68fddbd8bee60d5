import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, type Document } from 'yaml';
import { kinds, type core, type KubeObject } from '../../api';
import { boundPod, closeAll, openCluster, type TestCluster } from '../testing/cluster';
import { faultNames, type Fault, type FaultSpec } from '../resources/fault';
import { readSchedule } from './schedule';
import { readSelection } from './selection';

afterEach(closeAll);

interface World extends TestCluster {
  set(name: string, spec: FaultSpec): Promise<void>;
  lift(name: string): Promise<void>;
  fault(name: string): Promise<Fault>;
  node(name?: string): Promise<core.Node>;
  running(pod: core.Pod): Promise<void>;
  nodeEvents(node: string): Promise<string[]>;
}

async function world(): Promise<World> {
  const cluster = await openCluster();
  const { registry, clock, until, pod } = cluster;
  cluster.start({ nodes: 2 });
  const { group, version, plural } = faultNames;
  while (!registry.find(group, version, plural)) await clock.step(1);
  const faults = registry.find(group, version, plural) as NonNullable<ReturnType<typeof registry.find>>;
  const read = async (name: string): Promise<Fault> => (await registry.of(faults.definition).get({ name })) as unknown as Fault;
  return {
    ...cluster,
    fault: read,
    async set(name, spec) {
      await faults.create({ apiVersion: `${group}/${version}`, kind: 'Fault', metadata: { name }, spec } as unknown as KubeObject, undefined);
      await until(async () => (await read(name)).status?.phase !== undefined);
    },
    lift: async (name) => { await registry.of(faults.definition).delete({ name }); },
    node: (name = 'node-1') => registry.of(kinds.nodes).get({ name }),
    async running(wanted) {
      await registry.of(kinds.pods).create(wanted);
      await until(async () => (await pod(wanted.metadata.name ?? ''))?.status.phase === 'Running');
    },
    nodeEvents: async (node) => (await registry.of(kinds.events).list({})).items.filter(({ involvedObject, reason = '' }) => involvedObject.name === node && !births.has(reason)).map(({ reason = '', message = '' }) => `${reason}: ${message}`),
  };
}

/** What every node tells at its start. */
const births = new Set(['Starting', 'NodeAllocatableEnforced', 'NodeHasSufficientMemory', 'NodeHasSufficientPID', 'NodeReady']);

const web = (pod: core.Pod | undefined): core.ContainerStatus | undefined => pod?.status.containerStatuses?.[0];
const waitingFor = (pod: core.Pod | undefined): string | undefined => web(pod)?.state?.waiting?.reason;

describe('a schedule', () => {
  const minute = 60_000;
  const cases: [Parameters<typeof readSchedule>[0], number, boolean, number | undefined][] = [
    [undefined, 0, true, undefined],
    [{ startAfter: '1m' }, 0, false, minute],
    [{ startAfter: '1m' }, minute, true, undefined],
    [{ duration: '2m' }, minute, true, 2 * minute],
    [{ duration: '2m' }, 2 * minute, false, undefined],
    [{ startAfter: '1m', duration: '1m', every: '10m' }, 11.5 * minute, true, 12 * minute],
    [{ startAfter: '1m', duration: '1m', every: '10m' }, 12 * minute, false, 21 * minute],
    [{ cron: '0 * * * *', duration: '5m' }, 4 * minute, true, 5 * minute],
    [{ cron: '0 * * * *', duration: '5m' }, 6 * minute, false, 60 * minute],
    [{ cron: '0 3 * * *', timeZone: 'Asia/Tokyo', duration: '5m' }, 0, false, 18 * 60 * minute],
  ];
  it.each(cases)('%j, %d ms after its creation', (schedule, now, holds, next) => {
    expect(readSchedule(schedule)(0, now)).toEqual({ holds, next });
  });

  it.each([[{ cron: 'now', duration: '1m' }, /spec\.schedule\.cron/], [{ cron: '@daily', timeZone: 'Moon/Base', duration: '1m' }, /unknown time zone Moon\/Base/]])('%j makes no sense', (schedule, message) => {
    expect(() => readSchedule(schedule)).toThrow(message);
  });
});

it('names may have stars', () => {
  const chosen = (names: string[]): string[] => ['node-1', 'node-12', 'other-1', ''].filter((name) => readSelection({ type: 'NodeDown', nodes: { names } }).node({ metadata: { name } } as core.Node));
  expect([chosen(['node-1']), chosen(['node-*']), chosen(['*-1']), chosen(['*o*e*1']), chosen(['no*node-1', '*-12']), chosen(['*'])]).toEqual([['node-1'], ['node-1', 'node-12'], ['node-1', 'other-1'], ['node-1', 'other-1'], ['node-12'], ['node-1', 'node-12', 'other-1', '']]);
});

describe('a node that is down', () => {
  it('is not heard, holds what is to go, and comes back with other containers', async () => {
    const { set, lift, running, pod, registry, clock, until, node, nodeEvents, fault, events } = await world();
    await running(boundPod('a'));
    await running(boundPod('b', {}, 'node-2'));
    const lease = async (): Promise<unknown> => (await registry.of(kinds.leases).get({ namespace: 'kube-node-lease', name: 'node-1' })).spec?.renewTime;
    await set('outage', { type: 'NodeDown', nodes: { names: ['node-1'] } });
    expect((await fault('outage')).status).toMatchObject({ phase: 'Active', active: true, lastTransitionTime: expect.any(String) });
    const before = await lease();
    await clock.step(60_000);
    expect(await lease()).toBe(before);
    await registry.of(kinds.pods).delete({ namespace: 'default', name: 'b' });
    await until(async () => (await pod('b')) === undefined);
    expect((await pod('a'))?.status.phase).toBe('Running');
    await lift('outage');
    await until(async () => web(await pod('a'))?.restartCount === 1 && web(await pod('a'))?.ready === true);
    expect(web(await pod('a'))?.lastState?.terminated).toMatchObject({ exitCode: 255, reason: 'Unknown' });
    await until(async () => (await lease()) !== before);
    const { metadata: { uid }, status: { nodeInfo } } = await node();
    expect(nodeInfo?.bootID).toMatch(new RegExp(`^${uid}-\\d+$`));
    await until(async () => (await nodeEvents('node-1')).some((event) => event.startsWith('Rebooted')));
    expect((await nodeEvents('node-1')).filter((event) => event.startsWith('Rebooted'))).toEqual([`Rebooted: Node node-1 has been rebooted, boot id: ${nodeInfo?.bootID}`]);
    await clock.step(60_000);
    expect(web(await pod('a'))?.restartCount).toBe(1);
    expect(await events('a')).toContain('SandboxChanged: Pod sandbox changed, it will be killed and re-created.');
  });

  it('that is only cut off goes on with what it runs', async () => {
    const { set, lift, running, pod, registry, clock, until } = await world();
    await running(boundPod('a'));
    await running(boundPod('b'));
    await set('cut', { type: 'KubeletPartition', nodes: { names: ['node-1'] } });
    await registry.of(kinds.pods).delete({ namespace: 'default', name: 'b' });
    await clock.step(60_000);
    expect((await pod('b'))?.metadata.deletionTimestamp).toBeDefined();
    await lift('cut');
    await until(async () => (await pod('b')) === undefined);
    expect(web(await pod('a'))?.restartCount).toBe(0);
  });
});

it('a full disk is told, and pods are evicted, but not those of the system', async () => {
  const { set, lift, running, pod, node, until, nodeEvents } = await world();
  await running(boundPod('a'));
  await running(boundPod('critical', { priority: 2_000_000_000, priorityClassName: 'system-cluster-critical' }));
  await set('full', { type: 'DiskPressure' });
  const pressure = async (): Promise<core.NodeCondition | undefined> => (await node()).status.conditions?.find(({ type }) => type === 'DiskPressure');
  await until(async () => (await pressure())?.status === 'True');
  expect(await pressure()).toMatchObject({ reason: 'KubeletHasDiskPressure', message: 'kubelet has disk pressure' });
  await until(async () => (await pod('a'))?.status.phase === 'Failed');
  expect((await pod('a'))?.status).toMatchObject({ reason: 'Evicted', message: 'The node was low on resource: ephemeral-storage. Threshold quantity: 10Gi, available: 0. Container web was using 1Mi, request is 0, has larger consumption of ephemeral-storage. ' });
  expect((await pod('critical'))?.status.phase).toBe('Running');
  await lift('full');
  await until(async () => (await pressure())?.status === 'False');
  await until(async () => (await nodeEvents('node-1')).length === 3);
  expect((await nodeEvents('node-1')).sort()).toEqual(['EvictionThresholdMet: Attempting to reclaim ephemeral-storage', 'NodeHasDiskPressure: Node node-1 status is now: NodeHasDiskPressure', 'NodeHasNoDiskPressure: Node node-1 status is now: NodeHasNoDiskPressure']);
});

describe('memory that is short', () => {
  const using = (memory: string, requests: string | undefined, spec: Partial<core.PodSpec> = {}): NonNullable<Parameters<typeof boundPod>[1]> =>
    ({ annotations: { 'memory-usage': memory }, containers: [{ name: 'web', image: 'nginx', ...(requests && { resources: { requests: { memory: requests } } }) } as core.Container], ...spec });
  const isGone = ({ pod }: World, name: string) => async (): Promise<boolean> => (await pod(name))?.status.reason === 'Evicted';
  const pressure = async ({ node }: World): Promise<string | undefined> => (await node()).status.conditions?.find(({ type }) => type === 'MemoryPressure')?.status;

  it('sends pods away one after the other: over their request, of low priority, by how much', async () => {
    const of = await world();
    const { running, set, until, pod, nodeEvents } = of;
    await of.registry.of(kinds.priorityclasses).create({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'above' }, value: 10 });
    await running(boundPod('modest', using('100Mi', '200Mi')));
    await running(boundPod('large', using('300Mi', '100Mi', { priorityClassName: 'above' })));
    await running(boundPod('little', using('50Mi', '40Mi')));
    await running(boundPod('greedy', using('150Mi', '40Mi')));
    await running(boundPod('elsewhere', using('1Gi', '40Mi'), 'node-2'));
    await running(boundPod('critical', using('8Gi', undefined, { priority: 2_000_000_000, priorityClassName: 'system-cluster-critical' })));
    await set('short', { type: 'MemoryPressure', nodes: { names: ['node-1'] } });
    await until(async () => (await pressure(of)) === 'True');
    for (const name of ['greedy', 'little', 'large', 'modest']) {
      const waited = await until(isGone(of, name), 500);
      expect([waited >= 8500, waited <= 11_500]).toEqual([true, true]);
    }
    expect((await pod('greedy'))?.status.message).toBe('The node was low on resource: memory. Threshold quantity: 100Mi, available: 0. Container web was using 150Mi, request is 40Mi, has larger consumption of memory. ');
    expect((await pod('modest'))?.status.message).toBe('The node was low on resource: memory. Threshold quantity: 100Mi, available: 0. ');
    expect((await pod('greedy'))?.status.conditions?.find(({ type }) => type === 'DisruptionTarget')?.reason).toBe('TerminationByKubelet');
    expect(await Promise.all(['critical', 'elsewhere'].map(async (name) => (await pod(name))?.status.phase))).toEqual(['Running', 'Running']);
    expect(await nodeEvents('node-1')).toEqual(expect.arrayContaining(['EvictionThresholdMet: Attempting to reclaim memory', 'NodeHasInsufficientMemory: Node node-1 status is now: NodeHasInsufficientMemory']));
    await of.lift('short');
    await until(async () => (await pressure(of)) === 'False');
  });

  it('is enough again when so much less is used', async () => {
    const of = await world();
    const { running, set, until, pod, clock } = of;
    for (const [name, used] of [['a', '400Mi'], ['b', '300Mi'], ['c', '200Mi']] as const) await running(boundPod(name, using(used, '10Mi')));
    await set('short', { type: 'MemoryPressure', nodes: { names: ['node-1'] }, amount: '500Mi' });
    await until(isGone(of, 'b'), 500);
    expect((await pod('a'))?.status.reason).toBe('Evicted');
    // 400 Mi were given back of 500 Mi.
    expect((await pod('b'))?.status.message).toContain('Threshold quantity: 100Mi, available: 0. ');
    await until(async () => (await pressure(of)) === 'False', 500);
    await clock.step(60_000);
    expect((await pod('c'))?.status.phase).toBe('Running');
  });
});

describe('what befalls pods', () => {
  it('images cannot be pulled, until they can', async () => {
    const { set, lift, pod, registry, until, events } = await world();
    await set('registry', { type: 'ImagePullError', images: ['nginx*'], message: 'toomanyrequests' });
    await registry.of(kinds.pods).create(boundPod('a'));
    await registry.of(kinds.pods).create(boundPod('other', { containers: [{ name: 'web', image: 'busybox' } as core.Container] }));
    await until(async () => (await pod('other'))?.status.phase === 'Running');
    const started = await until(async () => waitingFor(await pod('a')) === 'ImagePullBackOff');
    expect(started).toBeLessThanOrEqual(1500);
    expect(web(await pod('a'))?.state?.waiting?.message).toBe('Back-off pulling image "nginx": ErrImagePull: toomanyrequests');
    expect((await pod('a'))?.status.phase).toBe('Pending');
    // Tried again after 10 s, 20 s, 40 s.
    for (const [least, most] of [[8000, 9500], [18_000, 19_500], [38_000, 39_500]] as const) {
      const waited = await until(async () => waitingFor(await pod('a')) === 'ErrImagePull');
      expect([waited >= least, waited <= most]).toEqual([true, true]);
      await until(async () => waitingFor(await pod('a')) === 'ImagePullBackOff');
    }
    await lift('registry');
    await until(async () => (await pod('a'))?.status.phase === 'Running');
    expect(await events('a')).toEqual(expect.arrayContaining(['Pulling: Pulling image "nginx"', 'Failed: Failed to pull image "nginx": toomanyrequests', 'Failed: Error: ErrImagePull', 'BackOff: Back-off pulling image "nginx"', 'Failed: Error: ImagePullBackOff']));
  });

  it('containers start late', async () => {
    const { set, pod, registry, until } = await world();
    await set('slow', { type: 'SlowStart', pods: { selector: { matchLabels: { tier: 'slow' } } }, delay: '30s' });
    const slow = boundPod('a');
    await registry.of(kinds.pods).create({ ...slow, metadata: { ...slow.metadata, labels: { tier: 'slow' } } });
    expect(await until(async () => (await pod('a'))?.status.phase === 'Running', 500)).toBeGreaterThanOrEqual(29_500);
  });

  it('memory is exhausted, as long as the fault holds', async () => {
    const { set, running, pod, until, lift, clock } = await world();
    await running(boundPod('a'));
    await clock.step(30_000);
    await set('leak', { type: 'OOM', pods: { namespaces: ['default'] }, delay: '5s' });
    expect(await until(async () => web(await pod('a'))?.lastState?.terminated !== undefined)).toBeGreaterThanOrEqual(4000);
    expect(web(await pod('a'))?.lastState?.terminated).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
    await until(async () => waitingFor(await pod('a')) === 'CrashLoopBackOff');
    await lift('leak');
    await until(async () => web(await pod('a'))?.ready === true);
    const { restartCount } = web(await pod('a')) ?? {};
    await clock.step(600_000);
    expect(web(await pod('a'))?.restartCount).toBe(restartCount);
  });

  it('some crash, by chance', async () => {
    const { set, running, pod, until } = await world();
    for (let i = 0; i < 20; i++) await running(boundPod(`p${i}`, { restartPolicy: 'Never' }));
    await set('shaky', { type: 'CrashRate', meanTime: '1m' });
    const failed = async (): Promise<number> => (await Promise.all(Array.from({ length: 20 }, (_, i) => pod(`p${i}`)))).filter((each) => each?.status.phase === 'Failed').length;
    // Half of them after ln 2 minutes; wide bounds for twenty.
    const half = await until(async () => (await failed()) >= 10, 1000);
    expect([half > 10_000, half < 120_000]).toEqual([true, true]);
    await until(async () => (await failed()) === 20, 5000);
  });
});

it('holds when its schedule says so, and says so', async () => {
  const { set, fault, until, registry } = await world();
  await set('now-and-then', { type: 'KubeletPartition', nodes: { names: ['node-2'] }, schedule: { startAfter: '10s', duration: '20s', every: '1m' } });
  const phase = async (): Promise<string | undefined> => (await fault('now-and-then')).status?.phase;
  expect(await phase()).toBe('Waiting');
  await until(async () => (await phase()) === 'Active');
  const held = await until(async () => (await phase()) === 'Waiting');
  expect([held >= 18_000, held <= 21_000]).toEqual([true, true]);
  await until(async () => (await phase()) === 'Active');
  await registry.of((registry.find(faultNames.group, faultNames.version, faultNames.plural) as NonNullable<ReturnType<typeof registry.find>>).definition).update({ name: 'now-and-then' }, (current) => ({ ...current, spec: { ...(current as Fault).spec, suspend: true } }) as KubeObject);
  await until(async () => (await phase()) === 'Suspended');
  expect((await fault('now-and-then')).status?.active).toBe(false);
});

it.each<[string, object, RegExp]>([
  ['no type', {}, /spec\.type: Required value/],
  ['another type', { type: 'Flood' }, /Unsupported value: "Flood"/],
  ['pods of a fault of nodes', { type: 'NodeDown', pods: { names: ['a'] } }, /a fault of nodes selects nodes alone/],
  ['a slow start without delay', { type: 'SlowStart' }, /delay is for SlowStart, which needs one, and OOM/],
  ['an amount of a crash', { type: 'OOM', amount: '1Gi' }, /amount is for DiskPressure and MemoryPressure/],
  ['an amount that is none', { type: 'MemoryPressure', amount: '-1' }, /spec\.amount in body should match/],
  ['both rates', { type: 'CrashRate', probability: '0.5', meanTime: '1m' }, /has either a probability or a meanTime/],
  ['a probability of two', { type: 'CrashRate', probability: '2' }, /spec\.probability in body should match/],
  ['a repetition without end', { type: 'OOM', schedule: { every: '1m' } }, /what repeats needs a duration/],
  ['ends after the next begins', { type: 'OOM', schedule: { every: '1m', duration: '2m' } }, /every must be longer than duration/],
])('is not taken with %s', async (_, spec, message) => {
  const { set } = await world();
  await expect(set('wrong', spec as FaultSpec)).rejects.toThrow(message);
});

it('says of itself that it makes no sense where no schema can', async () => {
  const { set, fault } = await world();
  await set('odd', { type: 'OOM', schedule: { cron: 'sometimes', duration: '1m' } });
  expect((await fault('odd')).status).toMatchObject({ phase: 'Invalid', active: false, message: expect.stringMatching(/^spec\.schedule\.cron: /) });
});

it('the examples are taken, and wait to be let loose', async () => {
  const { set, fault } = await world();
  const examples = (parseAllDocuments(readFileSync(join(__dirname, '../../examples/faults.yaml'), 'utf8')) as Document[]).map((document) => document.toJS() as Fault);
  expect(examples).toHaveLength(8);
  for (const { metadata: { name = '' }, spec } of examples) {
    await set(name, spec);
    expect((await fault(name)).status).toMatchObject({ phase: 'Suspended', active: false });
  }
});
