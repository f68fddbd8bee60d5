import { kinds, type core } from '../api';
import { boundPod, closeAll, openCluster, type TestCluster } from './testing/cluster';

afterEach(closeAll);

const key = (name: string) => ({ namespace: 'default', name });
const state = ({ state = {} }: core.ContainerStatus): string => Object.keys(state)[0] ?? '';

/** What becomes of a pod: its phase, how many are ready, and what its containers do, each once. */
async function story({ pod, clock }: TestCluster, name: string, seconds: number): Promise<string[]> {
  const told: string[] = [];
  for (let tenth = 0; tenth <= seconds * 10; tenth++) {
    const { status } = (await pod(name)) ?? { status: undefined };
    const now = status ? [status.phase ?? 'Pending', ...[...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])].map((each) => `${each.name} ${state(each)}${each.ready ? ' ready' : ''}`)].join(', ') : 'gone';
    const at = `${tenth / 10}s `;
    if (!told.at(-1)?.endsWith(` ${now}`)) told.push(at + now);
    await clock.step(100);
  }
  return told;
}

it('a pod with init container, sidecar and probes comes and goes in its time', async () => {
  const cluster = await openCluster();
  cluster.start({ preset: 'general' });
  const pods = cluster.registry.of(kinds.pods);
  await pods.create(boundPod('a', {
    terminationGracePeriodSeconds: 30,
    initContainers: [{ name: 'init', image: 'busybox' }, { name: 'proxy', image: 'envoy', restartPolicy: 'Always', startupProbe: { tcpSocket: { port: 1 }, initialDelaySeconds: 2 } }] as core.Container[],
    containers: [{ name: 'web', image: 'nginx', readinessProbe: { tcpSocket: { port: 80 }, initialDelaySeconds: 4 }, lifecycle: { preStop: { sleep: { seconds: 3 } } } } as core.Container],
  }));
  // What the pod is before its kubelet has seen it may be seen or not.
  expect((await story(cluster, 'a', 12)).filter((line) => line.includes(','))).toEqual([
    expect.stringMatching(/^0(\.1)?s Pending, init waiting, proxy waiting, web waiting$/),
    '1s Pending, init terminated ready, proxy waiting, web waiting',
    '2s Pending, init terminated ready, proxy running, web waiting',
    '4s Running, init terminated ready, proxy running ready, web running',
    '8s Running, init terminated ready, proxy running ready, web running ready',
  ]);
  await cluster.until(async () => (await cluster.events('a')).length >= 12);
  expect((await cluster.events('a')).filter((event) => event.startsWith('Pull'))).toEqual([
    'Pulling: Pulling image "busybox"', 'Pulled: Successfully pulled image "busybox" in 1s (1s including waiting). Image size: 50000000 bytes.',
    'Pulling: Pulling image "envoy"', 'Pulled: Successfully pulled image "envoy" in 1s (1s including waiting). Image size: 50000000 bytes.',
    'Pulling: Pulling image "nginx"', 'Pulled: Successfully pulled image "nginx" in 1s (1s including waiting). Image size: 50000000 bytes.',
  ]);
  await pods.delete(key('a'));
  const took = await cluster.until(async () => await cluster.pod('a') === undefined);
  expect(took).toBeGreaterThanOrEqual(4000);
  expect(took).toBeLessThanOrEqual(4200);
  expect(cluster.complaints).toEqual([]);
});
