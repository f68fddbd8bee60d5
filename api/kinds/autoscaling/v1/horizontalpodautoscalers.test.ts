import type * as v1 from '../../../schema/types/autoscaling.v1';
import type * as v2 from '../../../schema/types/autoscaling.v2';
import { horizontalpodautoscalers as hub } from '../horizontalpodautoscalers';
import { autoscalersInV1 } from './horizontalpodautoscalers';

const { fromHub, toHub, definition } = autoscalersInV1;

const reference = { kind: 'Deployment', name: 'web', apiVersion: 'apps/v1' };
const selector = { matchLabels: { a: 'b' } };
const utilization = (averageUtilization: number): v2.MetricTarget => ({ type: 'Utilization', averageUtilization });

const stored = (change: Partial<v2.HorizontalPodAutoscalerSpec> = {}, status: Partial<v2.HorizontalPodAutoscalerStatus> = {}): v2.HorizontalPodAutoscaler =>
  hub.schema.decode({
    kind: 'HorizontalPodAutoscaler', apiVersion: 'autoscaling/v2', metadata: { name: 'web', namespace: 'default', annotations: { keep: 'me' } },
    spec: { scaleTargetRef: reference, minReplicas: 1, maxReplicas: 5, ...change }, status: { desiredReplicas: 2, currentReplicas: 1, ...status },
  }).object;

const metrics: v2.MetricSpec[] = [
  { type: 'Resource', resource: { name: 'cpu', target: utilization(60) } },
  { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } } },
  { type: 'ContainerResource', containerResource: { name: 'cpu', target: utilization(70), container: 'main' } },
  { type: 'Pods', pods: { metric: { name: 'rps', selector }, target: { type: 'AverageValue', averageValue: '100' } } },
  { type: 'Object', object: { describedObject: reference, target: { type: 'Value', value: '7' }, metric: { name: 'queue' } } },
  { type: 'External', external: { metric: { name: 'jobs', selector }, target: { type: 'Value', value: '30' } } },
];

const current: v2.MetricStatus[] = [
  { type: 'Resource', resource: { name: 'cpu', current: { averageValue: '100m', averageUtilization: 55 } } },
  { type: 'Pods', pods: { metric: { name: 'rps' }, current: { averageValue: '90' } } },
  { type: 'External', external: { metric: { name: 'jobs' }, current: { value: '12' } } },
];

const settled = (object: v2.HorizontalPodAutoscaler): v2.HorizontalPodAutoscaler => hub.schema.decode(object).object;

it('shows the CPU target as a field and loses nothing there and back', () => {
  const conditions = [{ type: 'AbleToScale', status: 'True', reason: 'ReadyForNewScale', message: 'ok', lastTransitionTime: '2026-01-01T00:00:00Z' }];
  const behavior = { scaleDown: { stabilizationWindowSeconds: 60, policies: [{ type: 'Pods', value: 1, periodSeconds: 30 }] } };
  const whole = stored({ metrics, behavior }, { currentMetrics: current, conditions, observedGeneration: 3, lastScaleTime: '2026-01-01T00:00:00Z' });
  const old = fromHub(whole);
  expect(old.spec).toMatchObject({ targetCPUUtilizationPercentage: 60, maxReplicas: 5 });
  expect(old.status.currentCPUUtilizationPercentage).toBe(55);
  expect(Object.keys(old.metadata.annotations ?? {}).sort()).toEqual(['autoscaling.alpha.kubernetes.io/behavior', 'autoscaling.alpha.kubernetes.io/conditions',
    'autoscaling.alpha.kubernetes.io/current-metrics', 'autoscaling.alpha.kubernetes.io/metrics', 'keep']);
  expect(settled(toHub(definition.schema.decode(old).object as v1.HorizontalPodAutoscaler))).toEqual(settled(whole));
});

it('a plain one has no annotations of ours', () => {
  const plain = stored({ metrics: metrics.slice(0, 1) });
  expect(fromHub(plain).metadata.annotations).toEqual({ keep: 'me' });
  expect(settled(toHub(fromHub(plain)))).toEqual(settled(plain));
});

it.each(['{', '7', '[null, 1]', '{"a":1}'])('an annotation that is none (%s) is as good as absent', (text) => {
  const old = fromHub(stored());
  const broken = { ...old, metadata: { ...old.metadata, annotations: { 'autoscaling.alpha.kubernetes.io/metrics': text } } };
  expect(toHub(broken).spec.metrics).toBeUndefined();
});
