import { faultsOf, read } from '../../testing/apply';
import { horizontalpodautoscalers as hub } from '../horizontalpodautoscalers';
import { autoscalersInV2beta1 as conversion } from './horizontalpodautoscalers';

const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const stored = (spec: object) => read(hub, conversion.toHub(read(conversion.definition, { metadata: { name: 'web' }, spec: { scaleTargetRef, maxReplicas: 5, ...spec } })));

test('an old manifest becomes an autoscaler of today, and back', () => {
  const metrics = [
    { type: 'Resource', resource: { name: 'cpu', targetAverageUtilization: 60 } },
    { type: 'Pods', pods: { metricName: 'rps', targetAverageValue: '100' } },
    { type: 'External', external: { metricName: 'jobs', targetValue: '30' } },
  ];
  const now = stored({ metrics });
  expect(now.spec).toMatchObject({
    minReplicas: 1,
    metrics: [
      { resource: { target: { type: 'Utilization', averageUtilization: 60 } } }, { pods: { metric: { name: 'rps' }, target: { type: 'AverageValue', averageValue: '100' } } },
      { external: { target: { type: 'Value', value: '30' } } },
    ],
  });
  expect(faultsOf(hub, now)).toEqual([]);
  expect(conversion.fromHub(now).spec.metrics).toMatchObject(metrics);
});

test('without metrics it looks at the CPU', () => {
  expect(conversion.fromHub(stored({})).spec).toMatchObject({ minReplicas: 1, metrics: [{ type: 'Resource', resource: { name: 'cpu', targetAverageUtilization: 80 } }] });
});

test('how fast to scale travels in an annotation', () => {
  const fast = read(hub, { ...stored({}), spec: { ...stored({}).spec, behavior: { scaleDown: { stabilizationWindowSeconds: 60 } } } });
  const old = conversion.fromHub(fast);
  expect(JSON.parse(old.metadata.annotations?.['autoscaling.alpha.kubernetes.io/behavior'] ?? '')).toMatchObject({ scaleDown: { stabilizationWindowSeconds: 60 } });
  expect(conversion.toHub(old)).toMatchObject({ metadata: { annotations: undefined }, spec: { behavior: fast.spec.behavior } });
});
