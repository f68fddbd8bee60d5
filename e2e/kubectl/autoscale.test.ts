/** `kubectl autoscale`, and what there is to see while nobody serves metrics. ReplicationControllers are scaled too. */
import { story } from '../harness/story';

const { ok, feed, refused, api } = story('autoscale');

const minutes = 120_000;

const ready = (count: number): Promise<unknown> =>
  api().until<{ status: { readyReplicas?: number } }>('/api/v1/namespaces/autoscale/replicationcontrollers', 'web', ({ status: { readyReplicas } }) => readyReplicas === count);

it('keeps a workload within its bounds, and says what it misses', async () => {
  await feed({
    apiVersion: 'v1', kind: 'ReplicationController', metadata: { name: 'web' },
    spec: { replicas: 1, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '100m' } } }] } } },
  })`create -f -`;
  await ready(1);
  expect(await ok`autoscale rc web --min=2 --max=4 --cpu-percent=50`).toBe('horizontalpodautoscaler.autoscaling/web autoscaled\n');
  expect(await refused`autoscale rc web --min=2 --max=4`).toContain('horizontalpodautoscalers.autoscaling "web" already exists');
  await ready(2);
  await ok`wait hpa/web --for=condition=ScalingActive=false --timeout=60s`;
  const told = await ok`describe hpa web`;
  expect(told).toMatch(/AbleToScale +True +SucceededGetScale +the HPA controller was able to get the target's current scale/);
  expect(told).toMatch(/ScalingActive +False +FailedGetResourceMetric +the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: /);
  expect(told).toMatch(/Normal +SuccessfulRescale +\S+ +horizontal-pod-autoscaler +New size: 2; reason: Current number of replicas below Spec\.MinReplicas/);
  expect(told).toMatch(/Warning +FailedComputeMetricsReplicas +\S+.* +horizontal-pod-autoscaler +invalid metrics \(1 invalid out of 1\), first error is: failed to get cpu resource metric value: /);
  expect(await ok`get hpa web`).toMatch(/\nweb +ReplicationController\/web +cpu: <unknown>\/50% +2 +4 +2 +\S+\n/);
}, minutes);
