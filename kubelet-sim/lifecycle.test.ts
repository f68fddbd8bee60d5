import { formatTime, kinds, type core } from '../api';
import { podStages } from '.';
import { boundPod, closeAll, openCluster, type TestCluster } from './testing/cluster';
import type { Stage } from './stage';

afterEach(closeAll);

const key = (name: string) => ({ namespace: 'default', name });
const phaseIs = ({ pod }: TestCluster, name: string, phase: string) => async (): Promise<boolean> => (await pod(name))?.status.phase === phase;
const container = (pod: core.Pod | undefined): core.ContainerStatus | undefined => pod?.status.containerStatuses?.[0];

describe('a pod', () => {
  it('runs as soon as it is bound', async () => {
    const cluster = await openCluster();
    cluster.start();
    await cluster.registry.of(kinds.pods).create(boundPod('a'));
    await cluster.until(phaseIs(cluster, 'a', 'Running'));
    const pod = await cluster.pod('a');
    expect(pod?.status).toMatchObject({
      phase: 'Running', hostIP: '172.18.0.2', podIP: '10.244.0.2', podIPs: [{ ip: '10.244.0.2' }], qosClass: 'BestEffort', observedGeneration: 1,
      containerStatuses: [{ name: 'web', ready: true, started: true, restartCount: 0, image: 'nginx', containerID: `minikapi://${pod?.metadata.uid ?? ''}/web/0` }],
    });
    expect(pod?.status.conditions?.map(({ type, status }) => `${type} ${status}`)).toEqual([
      'PodReadyToStartContainers True', 'Initialized True', 'Ready True', 'ContainersReady True', 'PodScheduled True',
    ]);
    await cluster.until(async () => (await cluster.events('a')).length === 3);
    expect(await cluster.events('a')).toEqual([
      'Pulled: Container image "nginx" already present on machine and can be accessed by the pod', 'Created: Container created', 'Started: Container started',
    ]);
    expect(cluster.complaints).toEqual([]);
  });

  it('becomes ready, succeeds after its run time, and is left alone then', async () => {
    const cluster = await openCluster();
    cluster.start();
    await cluster.registry.of(kinds.pods).create(boundPod('a', { restartPolicy: 'Never', annotations: { 'readiness-delay': '500ms', 'run-time': '2500ms' } }));
    await cluster.until(phaseIs(cluster, 'a', 'Running'));
    expect(container(await cluster.pod('a'))?.ready).toBe(false);
    const readyAfter = await cluster.until(async () => container(await cluster.pod('a'))?.ready === true);
    const doneAfter = readyAfter + await cluster.until(phaseIs(cluster, 'a', 'Succeeded'));
    // That it runs is seen up to one step of time late.
    expect(readyAfter).toBeGreaterThanOrEqual(400);
    expect(readyAfter).toBeLessThanOrEqual(700);
    // Becoming ready does not put off the end.
    expect(doneAfter).toBeGreaterThanOrEqual(2400);
    expect(doneAfter).toBeLessThanOrEqual(2700);
    const done = await cluster.pod('a');
    expect(container(done)?.state?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
    await cluster.clock.step(600_000);
    expect(await cluster.pod('a')).toEqual(done);
  });

  it('that crashes is restarted with back-off', async () => {
    const cluster = await openCluster();
    cluster.start();
    await cluster.registry.of(kinds.pods).create(boundPod('a', { annotations: { 'run-time': '1s', 'exit-code': '7' } }));
    const restarts = (count: number) => async (): Promise<boolean> => {
      const status = container(await cluster.pod('a'));
      return status?.restartCount === count && status.state?.running !== undefined;
    };
    await cluster.until(restarts(0));
    const waits: number[] = [];
    for (let count = 1; count <= 4; count++) waits.push(Math.round((await cluster.until(restarts(count), 200)) / 1000));
    expect(waits).toEqual([1, 11, 21, 41]);
    await cluster.until(async () => container(await cluster.pod('a'))?.state?.waiting !== undefined);
    expect(container(await cluster.pod('a'))).toMatchObject({
      state: { waiting: { reason: 'CrashLoopBackOff', message: expect.stringMatching(/^back-off 1m20s restarting failed container=web pod=a_default\(.*\)$/) } },
      lastState: { terminated: { exitCode: 7, reason: 'Error' } },
    });
    expect(await cluster.events('a')).toContainEqual(expect.stringMatching(/^BackOff: Back-off restarting failed container web in pod a_default\(/));
  });

  it('is stopped and removed when it is deleted', async () => {
    const cluster = await openCluster();
    cluster.start();
    const pods = cluster.registry.of(kinds.pods);
    await pods.create(boundPod('a', { annotations: { 'termination-time': '3s' } }));
    await cluster.until(phaseIs(cluster, 'a', 'Running'));
    await pods.delete(key('a'));
    const took = await cluster.until(async () => await cluster.pod('a') === undefined);
    expect(took).toBeGreaterThanOrEqual(3000);
    expect(took).toBeLessThanOrEqual(3200);
    await cluster.until(async () => (await cluster.events('a')).some((event) => event.startsWith('Killing')));
    expect((await cluster.events('a')).filter((event) => event.startsWith('Killing'))).toEqual(['Killing: Stopping container web']);
  });

  it('with a finalizer stays, stopped, until that goes', async () => {
    const cluster = await openCluster();
    cluster.start();
    const pods = cluster.registry.of(kinds.pods);
    const made = boundPod('a');
    await pods.create({ ...made, metadata: { ...made.metadata, finalizers: ['test.dev/hold'] } });
    await cluster.until(phaseIs(cluster, 'a', 'Running'));
    await pods.delete(key('a'));
    await cluster.until(async () => (await cluster.pod('a'))?.metadata.deletionGracePeriodSeconds === 0);
    expect((await cluster.pod('a'))?.status.phase).toBe('Succeeded');
    await pods.update(key('a'), (pod) => ({ ...pod, metadata: { ...pod.metadata, finalizers: [] } }));
    await cluster.until(async () => await cluster.pod('a') === undefined);
    expect(cluster.complaints).toEqual([]);
  });

  it('waits for its node', async () => {
    const cluster = await openCluster();
    cluster.start();
    await cluster.registry.of(kinds.pods).create(boundPod('a', {}, 'late'));
    await cluster.clock.step(60_000);
    expect((await cluster.pod('a'))?.status.phase).toBe('Pending');
    const nodes = cluster.registry.of(kinds.nodes);
    await nodes.create({ kind: 'Node', apiVersion: 'v1', metadata: { name: 'late' }, spec: {}, status: {} });
    await cluster.clock.step(60_000);
    expect((await cluster.pod('a'))?.status.phase).toBe('Pending');
    await nodes.update({ name: 'late' }, (node) => ({ ...node, metadata: { ...node.metadata, labels: { 'minikapi.dev/simulated': 'true' } } }));
    await cluster.until(phaseIs(cluster, 'a', 'Running'));
    expect((await nodes.get({ name: 'late' })).status.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True');
  });

  it('keeps the conditions that others write, and heeds readiness gates', async () => {
    const cluster = await openCluster();
    cluster.start();
    const pods = cluster.registry.of(kinds.pods);
    await pods.create(boundPod('a', { readinessGates: [{ conditionType: 'test.dev/checked' }] }));
    const ready = async (): Promise<core.PodCondition | undefined> => (await cluster.pod('a'))?.status.conditions?.find(({ type }) => type === 'Ready');
    await cluster.until(async () => (await ready())?.reason === 'ReadinessGatesNotReady');
    await pods.update(key('a'), (pod) => ({ ...pod, status: { ...pod.status, conditions: [...(pod.status.conditions ?? []), { type: 'test.dev/checked', status: 'True' }] } }), { subresource: 'status' });
    await cluster.until(async () => (await ready())?.status === 'True');
    expect((await cluster.pod('a'))?.status.conditions?.at(-1)).toMatchObject({ type: 'test.dev/checked', status: 'True' });
  });

  it('is told what of its annotations is not heeded', async () => {
    const cluster = await openCluster();
    cluster.start();
    await cluster.registry.of(kinds.pods).create(boundPod('a', { annotations: { 'run-time': 'soon' } }));
    await cluster.until(async () => (await cluster.events('a')).length > 0);
    expect(await cluster.events('a')).toContainEqual('InvalidAnnotation: Annotation is not heeded: minikapi.dev/run-time: "soon" is not a duration such as 500ms, 90s or 1m30s');
  });
});

describe('after a restart of the simulation', () => {
  it('addresses and clocks of running pods go on', async () => {
    const cluster = await openCluster();
    const pods = cluster.registry.of(kinds.pods);
    const first = cluster.start();
    await pods.create(boundPod('a', { restartPolicy: 'Never', annotations: { 'run-time': '60s' } }));
    await cluster.until(phaseIs(cluster, 'a', 'Running'));
    await cluster.clock.step(30_000);
    await first.stop();
    await cluster.clock.step(20_000);
    cluster.start();
    await pods.create(boundPod('b'));
    await cluster.until(phaseIs(cluster, 'b', 'Running'));
    expect((await cluster.pod('b'))?.status.podIP).toBe('10.244.0.3');
    const rest = await cluster.until(phaseIs(cluster, 'a', 'Succeeded'));
    expect(rest).toBeGreaterThanOrEqual(9_000);
    expect(rest).toBeLessThanOrEqual(11_500);
  });

  it('a stop leaves no timer and no work behind', async () => {
    const cluster = await openCluster();
    const kubelets = cluster.start();
    await cluster.registry.of(kinds.pods).create(boundPod('a', { annotations: { 'run-time': '60s' } }));
    await cluster.until(phaseIs(cluster, 'a', 'Running'));
    await kubelets.stop();
    // What is left is the store's: events expire after an hour.
    expect(cluster.clock.untilNext()).toBeGreaterThan(3_500_000);
  });
});

it('two simulations of one cluster agree: one address, one start', async () => {
  const cluster = await openCluster();
  cluster.start();
  cluster.start();
  await cluster.registry.of(kinds.pods).create(boundPod('z', {}, 'node-1'));
  await cluster.until(phaseIs(cluster, 'z', 'Running'));
  for (let i = 0; i < 20; i++) await cluster.registry.of(kinds.pods).create(boundPod(`p${i}`));
  for (let i = 0; i < 20; i++) await cluster.until(phaseIs(cluster, `p${i}`, 'Running'));
  const { items } = await cluster.registry.of(kinds.pods).list();
  const settled = items.map(({ metadata: { resourceVersion } }) => resourceVersion);
  await cluster.clock.step(5000);
  expect((await cluster.registry.of(kinds.pods).list()).items.map(({ metadata: { resourceVersion } }) => resourceVersion)).toEqual(settled);
  expect(items.every((pod) => container(pod)?.restartCount === 0)).toBe(true);
});

/** The example of docs/pod-life.md. */
const pullStage: Stage = {
  name: 'pull',
  applies: ({ metadata, status }) => status.phase === 'Pending' && status.startTime !== undefined && !metadata.deletionTimestamp
    && !status.conditions?.some(({ type }) => type === 'example.com/ImagesPulled'),
  next(pod, { now, age }) {
    const left = 5000 - age('pulling');
    if (left > 0) return { type: 'wait', ms: left, events: [{ type: 'Normal', reason: 'Pulling', message: 'Pulling images' }] };
    const pulled: core.PodCondition = { type: 'example.com/ImagesPulled', status: 'True', lastTransitionTime: formatTime(now) };
    return { type: 'status', status: { ...pod.status, conditions: [...(pod.status.conditions ?? []), pulled] } };
  },
};

it('a stage of one’s own is one more element of the list', async () => {
  const cluster = await openCluster();
  cluster.start({ stages: [pullStage, ...podStages] });
  await cluster.registry.of(kinds.pods).create(boundPod('a'));
  await cluster.until(async () => (await cluster.events('a')).includes('Pulling: Pulling images'));
  expect((await cluster.pod('a'))?.status.phase).toBe('Pending');
  const took = await cluster.until(phaseIs(cluster, 'a', 'Running'));
  expect(took).toBeGreaterThanOrEqual(4_700);
  expect(took).toBeLessThanOrEqual(5_200);
  expect((await cluster.events('a')).filter((event) => event.startsWith('Pulling'))).toHaveLength(1);
});
