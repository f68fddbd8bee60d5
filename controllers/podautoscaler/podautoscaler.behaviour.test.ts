/** Autoscalers on a real registry, with the workloads that they scale. */
import { kinds, type autoscalingV2, type core, type KubeObject } from '../../api';
import { servedDefinition } from '../../client';
import { runPods, startCluster, until, whilePassing, type TestCluster } from '../testing/cluster';
import { deployment } from '../testing/objects';

const key = { namespace: 'default', name: 'web' };
let cluster: TestCluster;
/** Thousandths of a core that each pod uses. */
let load = 0;

/** What a metrics server would answer. */
async function read(path: string): Promise<unknown> {
  expect(path).toContain('/apis/metrics.k8s.io/v1beta1/namespaces/default/pods');
  const timestamp = new Date(cluster.clock.now()).toISOString();
  const { items } = await cluster.registry.of(kinds.pods).list({ namespace: 'default' });
  return { items: items.filter(({ status }) => status.phase === 'Running').map(({ metadata: { name } }) => ({ metadata: { name, namespace: 'default' }, timestamp, window: '10s', containers: [{ name: 'c', usage: { cpu: `${load}m` } }] })) };
}

beforeEach(async () => {
  cluster = await startCluster({ read });
  runPods(cluster, (pod) => (pod.status.phase === 'Pending' ? alive() : undefined));
});
afterEach(() => cluster.stop());

const alive = (): core.PodStatus => {
  const now = new Date(cluster.clock.now()).toISOString();
  return { phase: 'Running', startTime: now, conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: now }] };
};
const autoscalers = () => cluster.registry.of(kinds.horizontalpodautoscalers);
const create = (scaleTargetRef: autoscalingV2.CrossVersionObjectReference, behavior?: autoscalingV2.HorizontalPodAutoscalerBehavior) => autoscalers().create({
  apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: key,
  spec: { scaleTargetRef, minReplicas: 1, maxReplicas: 5, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }], ...(behavior && { behavior }) },
  status: { currentReplicas: 0, desiredReplicas: 0, currentMetrics: null },
});
const template: core.PodTemplateSpec = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu: '1' } } }] } };

test('a deployment follows its load, up and down', async () => {
  load = 1000;
  await cluster.registry.of(kinds.deployments).create(deployment({ metadata: { name: 'web', uid: undefined }, spec: { replicas: 1, template } }));
  await create({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' });
  const up = await whilePassing(cluster, 5000, until(cluster.registry.of(kinds.deployments), key, (found) => found?.status.readyReplicas === 5));
  expect(up?.spec.replicas).toBe(5);
  const limited = await whilePassing(cluster, 5000, until(autoscalers(), key, (hpa) => hpa?.status.currentReplicas === 5 && hpa.status.currentMetrics?.length === 1));
  expect(limited?.status.conditions?.map(({ type, reason }) => `${type} ${reason}`)).toEqual(['AbleToScale ReadyForNewScale', 'ScalingActive ValidMetricFound', 'ScalingLimited TooManyReplicas']);
  expect(limited?.status).toMatchObject({ desiredReplicas: 5, lastScaleTime: expect.any(String) as string });
  load = 100;
  const down = await whilePassing(cluster, 5000, until(cluster.registry.of(kinds.deployments), key, (found) => found?.spec.replicas === 1));
  expect(down?.metadata.managedFields?.some(({ subresource }) => subresource === 'scale')).toBe(true);
  expect(cluster.errors).toEqual([]);
}, 20_000);

test('two for the same pods hold each other back, until one goes', async () => {
  load = 1000;
  await cluster.registry.of(kinds.deployments).create(deployment({ metadata: { name: 'web', uid: undefined }, spec: { replicas: 1, template } }));
  const reference = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
  const first = await create(reference);
  await autoscalers().create({ ...first, metadata: { name: 'web2', namespace: 'default' } });
  const ambiguous = (hpa: autoscalingV2.HorizontalPodAutoscaler | undefined): boolean => Boolean(hpa?.status.conditions?.some(({ reason }) => reason === 'AmbiguousSelector'));
  const held = await whilePassing(cluster, 5000, until(autoscalers(), { namespace: 'default', name: 'web2' }, ambiguous));
  expect(held?.status.conditions?.at(-1)?.message).toBe('pods by selector app=web are controlled by multiple HPAs: [{web default} {web2 default}]');
  await autoscalers().delete({ namespace: 'default', name: 'web2' });
  await whilePassing(cluster, 5000, until(cluster.registry.of(kinds.deployments), key, (found) => found?.spec.replicas === 5));
}, 20_000);

test('custom resources are scaled by their scale', async () => {
  load = 1000;
  const crds = cluster.registry.of(kinds.customresourcedefinitions);
  const number = { type: 'integer' };
  await crds.create({
    apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'shops.example.com' },
    spec: {
      group: 'example.com', scope: 'Namespaced', names: { plural: 'shops', kind: 'Shop' },
      versions: [{
        name: 'v1', served: true, storage: true, subresources: { status: {}, scale: { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size', labelSelectorPath: '.status.selector' } },
        schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: { size: number } }, status: { type: 'object', properties: { size: number, selector: { type: 'string' } } } } } },
      }],
    },
    status: { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: null },
  });
  const crd = await until(crds, { name: 'shops.example.com' }, (found) => found !== undefined && servedDefinition(found) !== undefined);
  const definition = crd && servedDefinition(crd);
  if (!definition) throw new Error('the kind is not served');
  while (!cluster.registry.find('example.com', 'v1', 'shops')) await new Promise((resolve) => setImmediate(resolve));
  const shops = cluster.registry.of(definition);
  type Shop = KubeObject & { spec: { size?: number }; status?: object };
  const shop: Shop = { apiVersion: 'example.com/v1', kind: 'Shop', metadata: key, spec: { size: 1 } };
  await shops.create(shop);
  await shops.update(key, (current) => ({ ...current, status: { size: 1, selector: 'app=web' } }), { subresource: 'status' });
  await cluster.registry.of(kinds.pods).create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'one', namespace: 'default', labels: { app: 'web' } }, spec: template.spec ?? { containers: [] }, status: {} });
  await create({ apiVersion: 'example.com/v1', kind: 'Shop', name: 'web' });
  await whilePassing(cluster, 5000, until(shops, key, (found) => (found as Shop | undefined)?.spec.size === 2));
}, 20_000);
