/** Autoscalers with kubectl: while nobody serves metrics, and by those of somebody else's server. ReplicationControllers are scaled too. */
import { startExtensionServer, type ExtensionServer } from '../../apiserver/aggregation/testing/extension-server';
import { story } from '../harness/story';

const { ok, feed, refused, api } = story('autoscale');

const minutes = 120_000;

const ready = (count: number): Promise<unknown> =>
  api().until<{ status: { readyReplicas?: number } }>('/api/v1/namespaces/autoscale/replicationcontrollers', 'web', ({ status: { readyReplicas } }) => readyReplicas === count);

it('keeps a workload within its bounds, and says what it misses', async () => {
  // As where nobody has installed metrics-server.
  await api().until('/apis/apiregistration.k8s.io/v1/apiservices', 'v1beta1.metrics.k8s.io', () => true);
  await ok`delete apiservice v1beta1.metrics.k8s.io`;
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

describe('by a metric of another server', () => {
  const group = 'external.metrics.k8s.io';
  let length = 30;
  let server: ExtensionServer;
  beforeAll(async () => {
    server = await startExtensionServer((app) => {
      app.get(`/apis/${group}/v1beta1`, (_, response) => void response.json({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: `${group}/v1beta1`, resources: [] }));
      app.get(`/apis/${group}/v1beta1/namespaces/:namespace/queue`, (_, response) => void response.json({
        kind: 'ExternalMetricValueList', apiVersion: `${group}/v1beta1`, metadata: {}, items: [{ metricName: 'queue', timestamp: '2026-01-01T00:00:00Z', value: String(length) }],
      }));
    });
  });
  afterAll(() => server.stop());

  it('a workload grows and shrinks', async () => {
    await feed(
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'metrics' }, spec: { type: 'ExternalName', externalName: 'localhost' } },
      {
        apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: { name: `v1beta1.${group}` },
        spec: { group, version: 'v1beta1', groupPriorityMinimum: 100, versionPriority: 100, insecureSkipTLSVerify: true, service: { name: 'metrics', namespace: 'autoscale', port: server.port } },
      },
    )`create -f -`;
    await ok`wait --for=condition=Available ${`apiservice/v1beta1.${group}`} --timeout=30s`;
    await ok`create deployment workers --image=worker`;
    await feed({
      apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'workers' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'workers' }, maxReplicas: 5, behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
        metrics: [{ type: 'External', external: { metric: { name: 'queue' }, target: { type: 'AverageValue', averageValue: '10' } } }],
      },
    })`create -f -`;
    const sized = (count: number): Promise<unknown> =>
      api().until<{ status: { readyReplicas?: number; replicas?: number } }>('/apis/apps/v1/namespaces/autoscale/deployments', 'workers', ({ status: { readyReplicas, replicas } }) => replicas === count && readyReplicas === count);
    await sized(3);
    expect(await ok`get events --field-selector involvedObject.name=workers,reason=SuccessfulRescale -o jsonpath={.items[*].message}`).toBe('New size: 3; reason: external metric queue(nil) above target');
    length = 5;
    await sized(1);
    expect(await ok`describe hpa workers`).toMatch(/ScalingActive +True +ValidMetricFound +the HPA was able to successfully calculate a replica count from external metric queue\(nil\)/);
  }, minutes);
});
