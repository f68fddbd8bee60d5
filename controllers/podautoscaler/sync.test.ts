/** What one pass makes of a situation: replicas, status, conditions and events. */
import { kinds, seededRandom, silentLogger, SteppedClock, type autoscalingV2, type core } from '../../api';
import { createInformers } from '../../client';
import { openRegistry, openStorage, type Registry } from '../../registry';
import { deployment, pod } from '../testing/objects';
import { recordedEvents } from '../testing/recorded';
import { beginning } from './history';
import type { MetricsClient, PodMetrics } from './metrics-client';
import { syncAutoscaler } from './sync';
import { Targets } from '../scale-targets';

type Hpa = autoscalingV2.HorizontalPodAutoscaler;
const now = Date.UTC(2026, 0, 1, 1);
const clock = new SteppedClock(now);
const stopping = new AbortController();
let registry: Registry;
let targets: Targets;
beforeAll(async () => {
  const deps = { clock, random: seededRandom(1), log: silentLogger };
  registry = await openRegistry({ ...deps, kv: await openStorage('memory:', deps), freeze: true });
  targets = new Targets(registry, createInformers({ ...deps, client: registry }).of(kinds.customresourcedefinitions).lister);
});
afterAll(async () => {
  stopping.abort();
  await registry.close();
});

const key = { namespace: 'default', name: 'web' };
const failing = (message: string) => (): Promise<never> => Promise.reject(new Error(message));
const gone = failing('unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)');
const nothing: MetricsClient = { resource: gone, pods: failing('no pods'), object: failing('no object'), external: failing('no external') };
const perPod = (value: number): Promise<PodMetrics> => Promise.resolve(new Map([0, 1, 2].map((i) => [`p${i}`, { value, timestamp: now, window: 60_000 }])));

const running = (i: number): core.Pod => pod({
  metadata: { name: `p${i}`, labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu: '1' } } }] },
  status: { phase: 'Running', startTime: '2026-01-01T00:00:00Z', conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' }] },
});
const cpu = (target: Partial<autoscalingV2.MetricTarget>): autoscalingV2.MetricSpec => ({ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', ...target } } });
const queue = { name: 'queue', selector: { matchLabels: { of: 'web' } } };
const external = (target: Partial<autoscalingV2.MetricTarget>): autoscalingV2.MetricSpec => ({ type: 'External', external: { metric: queue, target: { type: 'Value', ...target } } });
const service = { apiVersion: 'v1', kind: 'Service', name: 'front' };

const hpa = (spec: Partial<Hpa['spec']>): Hpa => ({
  apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { ...key, uid: 'h' },
  spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, minReplicas: 1, maxReplicas: 10, metrics: [cpu({ averageUtilization: 50 })], ...spec },
  status: { currentReplicas: 0, desiredReplicas: 0, currentMetrics: null },
});

interface Situation {
  readonly spec?: Partial<Hpa['spec']>;
  /** Of the deployment; default 3. */
  readonly replicas?: number;
  readonly metrics?: Partial<MetricsClient>;
  readonly rivals?: readonly string[];
}
interface Outcome {
  readonly replicas: number;
  readonly current?: object | null;
  readonly conditions: readonly string[];
  readonly events?: readonly string[];
}

async function played({ spec = {}, replicas = 3, metrics = {}, rivals = [] }: Situation): Promise<Outcome> {
  const deployments = registry.of(kinds.deployments);
  await deployments.create(deployment({ metadata: { name: 'web', uid: undefined }, spec: { replicas } }));
  await deployments.update(key, (current) => ({ ...current, status: { ...current.status, replicas } }), { subresource: 'status' });
  const recorder = recordedEvents();
  const { status } = await syncAutoscaler(hpa(spec), beginning(replicas, now), {
    clock, recorder, targets, metrics: { ...nothing, ...metrics }, pods: [0, 1, 2].map(running), claim: () => ['{web default}', ...rivals],
  });
  const after = await deployments.get(key);
  await deployments.delete(key);
  return {
    replicas: after.spec.replicas ?? 0,
    ...(status.currentMetrics && { current: status.currentMetrics }),
    conditions: (status.conditions ?? []).map(({ type, status: state, reason, message }) => `${type} ${state} ${reason}: ${message}`),
    ...(recorder.events.length && { events: recorder.events }),
  };
}

const got = "AbleToScale True SucceededGetScale: the HPA controller was able to get the target's current scale";
const ready = 'AbleToScale True ReadyForNewScale: recommended size matches current size';
const within = 'ScalingLimited False DesiredWithinRange: the desired count is within the acceptable range';
const rescaled = (n: number): string => `AbleToScale True SucceededRescale: the HPA controller was able to update the target scale to ${n}`;
const found = (name: string): string => `ScalingActive True ValidMetricFound: the HPA was able to successfully calculate a replica count from ${name}`;
const unable = (reason: string, text: string): string => `ScalingActive False ${reason}: the HPA was unable to compute the replica count: ${text}`;
const utilization = 'cpu resource utilization (percentage of request)';
const noCpu = 'failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)';
const selectorText = '&LabelSelector{MatchLabels:map[string]string{of: web,},MatchExpressions:[]LabelSelectorRequirement{},}';

test.each<[string, Situation, Outcome]>([
  ['at its target', { metrics: { resource: () => perPod(500) } }, {
    replicas: 3, current: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 50, averageValue: '500m' } } }], conditions: [ready, found(utilization), within],
  }],
  ['above its target', { metrics: { resource: () => perPod(900) } }, {
    replicas: 6, current: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 90, averageValue: '900m' } } }], conditions: [rescaled(6), found(utilization), within],
    events: [`Normal SuccessfulRescale New size: 6; reason: ${utilization} above target`],
  }],
  ['below, but not yet', { metrics: { resource: () => perPod(100) } }, {
    replicas: 3, current: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 10, averageValue: '100m' } } }],
    conditions: ['AbleToScale True ScaleDownStabilized: recent recommendations were higher than current one, applying the highest recent recommendation', found(utilization), within],
  }],
  ['below, at once', { metrics: { resource: () => perPod(100) }, spec: { behavior: { scaleDown: { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] } } } }, {
    replicas: 1, current: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 10, averageValue: '100m' } } }], conditions: [rescaled(1), found(utilization), within],
    events: ['Normal SuccessfulRescale New size: 1; reason: All metrics below target'],
  }],
  ['an average value', { spec: { metrics: [cpu({ averageValue: '300m' })] }, metrics: { resource: () => perPod(600) } }, {
    replicas: 6, current: [{ type: 'Resource', resource: { name: 'cpu', current: { averageValue: '600m' } } }], conditions: [rescaled(6), found('cpu resource'), within],
    events: ['Normal SuccessfulRescale New size: 6; reason: cpu resource above target'],
  }],
  ['a container', { spec: { metrics: [{ type: 'ContainerResource', containerResource: { name: 'cpu', container: 'c', target: { type: 'Utilization', averageUtilization: 50 } } }] }, metrics: { resource: () => perPod(500) } }, {
    replicas: 3, current: [{ type: 'ContainerResource', containerResource: { name: 'cpu', container: 'c', current: { averageUtilization: 50, averageValue: '500m' } } }],
    conditions: [ready, found('cpu container resource utilization (percentage of request)'), within],
  }],
  ['a metric of the pods', { spec: { metrics: [{ type: 'Pods', pods: { metric: { name: 'qps' }, target: { type: 'AverageValue', averageValue: '10' } } }] }, metrics: { pods: () => perPod(20_000) } }, {
    replicas: 6, current: [{ type: 'Pods', pods: { metric: { name: 'qps' }, current: { averageValue: '20' } } }], conditions: [rescaled(6), found('pods metric qps'), within],
    events: ['Normal SuccessfulRescale New size: 6; reason: pods metric qps above target'],
  }],
  ['a metric of an object', { spec: { metrics: [{ type: 'Object', object: { describedObject: service, metric: { name: 'qps' }, target: { type: 'Value', value: '10' } } }] }, metrics: { object: () => Promise.resolve(10_000) } }, {
    replicas: 3, current: [{ type: 'Object', object: { describedObject: service, metric: { name: 'qps' }, current: { value: '10' } } }], conditions: [ready, found('Service metric qps'), within],
  }],
  ['an external metric', { spec: { metrics: [external({ averageValue: '10' })] }, metrics: { external: () => Promise.resolve([20_000, 25_000]) } }, {
    replicas: 5, current: [{ type: 'External', external: { metric: queue, current: { averageValue: '15' } } }], conditions: [rescaled(5), found(`external metric queue(${selectorText})`), within],
    events: [`Normal SuccessfulRescale New size: 5; reason: external metric queue(${selectorText}) above target`],
  }],
  ['the highest of several', { spec: { metrics: [cpu({ averageUtilization: 50 }), external({ value: '10' })] }, metrics: { resource: () => perPod(500), external: () => Promise.resolve([20_000]) } }, {
    replicas: 6, current: [expect.objectContaining({ type: 'Resource' }), expect.objectContaining({ type: 'External' })], conditions: [rescaled(6), found(`external metric queue(${selectorText})`), within],
    events: [`Normal SuccessfulRescale New size: 6; reason: external metric queue(${selectorText}) above target`],
  }],
  ['no metrics server', {}, {
    replicas: 3, current: [{ type: '' }], conditions: [got, unable('FailedGetResourceMetric', noCpu)],
    events: [`Warning FailedGetResourceMetric ${noCpu}`, `Warning FailedComputeMetricsReplicas invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: ${noCpu}`],
  }],
  ['one metric fails: up is possible', { spec: { metrics: [cpu({ averageUtilization: 50 }), external({ averageValue: '10' })] }, metrics: { external: () => Promise.resolve([50_000]) } }, {
    replicas: 5, current: [{ type: '' }, expect.objectContaining({ type: 'External' })], conditions: [rescaled(5), found(`external metric queue(${selectorText})`), within],
    events: [`Warning FailedGetResourceMetric ${noCpu}`, `Normal SuccessfulRescale New size: 5; reason: external metric queue(${selectorText}) above target`],
  }],
  ['one metric fails: down is not', { spec: { metrics: [cpu({ averageUtilization: 50 }), external({ averageValue: '10' })] }, metrics: { external: () => Promise.resolve([10_000]) } }, {
    replicas: 3, current: [{ type: '' }, expect.objectContaining({ type: 'External' })], conditions: [got, unable('FailedGetResourceMetric', noCpu)],
    events: [`Warning FailedGetResourceMetric ${noCpu}`, `Warning FailedComputeMetricsReplicas invalid metrics (1 invalid out of 2), first error is: failed to get cpu resource metric value: ${noCpu}`],
  }],
  ['an object without a metric', { spec: { metrics: [{ type: 'Object', object: { describedObject: service, metric: { name: 'qps' }, target: { type: 'Value', value: '10' } } }] } }, {
    replicas: 3, current: [{ type: '' }], conditions: [got, unable('FailedGetObjectMetric', 'unable to get metric qps: Service on default front/no object')],
    events: ['Warning FailedGetObjectMetric unable to get metric qps: Service on default front/no object', 'Warning FailedComputeMetricsReplicas invalid metrics (1 invalid out of 1), first error is: failed to get object metric value: unable to get metric qps: Service on default front/no object'],
  }],
  ['nothing external', { spec: { metrics: [external({ value: '10' })] } }, {
    replicas: 3, current: [{ type: '' }], conditions: [got, unable('FailedGetExternalMetric', `unable to get external metric default/queue/${selectorText}: no external`)],
    events: [`Warning FailedGetExternalMetric unable to get external metric default/queue/${selectorText}: no external`, `Warning FailedComputeMetricsReplicas invalid metrics (1 invalid out of 1), first error is: failed to get queue external metric value: failed to get external metric queue: unable to get external metric default/queue/${selectorText}: no external`],
  }],
  ['at rest', { replicas: 0 }, { replicas: 0, conditions: [got, 'ScalingActive False ScalingDisabled: scaling is disabled since the replica count of the target is zero'] }],
  ['too many', { replicas: 12 }, { replicas: 10, conditions: [rescaled(10)], events: ['Normal SuccessfulRescale New size: 10; reason: Current number of replicas above Spec.MaxReplicas'] }],
  ['too few', { replicas: 1, spec: { minReplicas: 2 } }, { replicas: 2, conditions: [rescaled(2)], events: ['Normal SuccessfulRescale New size: 2; reason: Current number of replicas below Spec.MinReplicas'] }],
  ['two that want the same pods', { rivals: ['{web2 default}'] }, {
    replicas: 3, conditions: [got, 'ScalingActive False AmbiguousSelector: pods by selector app=web are controlled by multiple HPAs: [{web default} {web2 default}]'],
    events: ['Warning AmbiguousSelector pods by selector app=web are controlled by multiple HPAs: [{web default} {web2 default}]', 'Warning FailedComputeMetricsReplicas pods by selector app=web are controlled by multiple HPAs: [{web default} {web2 default}]'],
  }],
  ['no target', { spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'other' } } }, {
    replicas: 3, conditions: ['AbleToScale False FailedGetScale: the HPA controller was unable to get the target\'s current scale: deployments.apps "other" not found'], events: ['Warning FailedGetScale deployments.apps "other" not found'],
  }],
  ['no such kind', { spec: { scaleTargetRef: { apiVersion: 'example.com/v1', kind: 'Thing', name: 'web' } } }, {
    replicas: 3, conditions: ['AbleToScale False FailedGetScale: the HPA controller was unable to get the target\'s current scale: no matches for kind "Thing" in group "example.com"'],
    events: ['Warning FailedGetScale no matches for kind "Thing" in group "example.com"'],
  }],
  ['a kind without a scale', { spec: { scaleTargetRef: { apiVersion: 'v1', kind: 'ConfigMap', name: 'web' } } }, {
    replicas: 3, conditions: ['AbleToScale False FailedGetScale: the HPA controller was unable to get the target\'s current scale: the server could not find the requested resource'],
    events: ['Warning FailedGetScale the server could not find the requested resource'],
  }],
])('%s', async (_, situation, expected) => expect(await played(situation)).toEqual(expected));

test('what holds on keeps its time', async () => {
  const before = { ...hpa({ scaleTargetRef: { kind: 'Nothing', name: 'x' } }), status: { ...hpa({}).status, conditions: [{ type: 'AbleToScale', status: 'False', lastTransitionTime: '2025-01-01T00:00:00Z' }] } };
  const { status } = await syncAutoscaler(before, undefined, { clock, recorder: recordedEvents(), targets, metrics: nothing, pods: [], claim: () => [] });
  expect(status.conditions).toMatchObject([{ reason: 'FailedGetScale', lastTransitionTime: '2025-01-01T00:00:00Z' }]);
});
