import { kinds, type autoscalingV2 } from '..';
import { documentHpaOf, followsDocument, keptHpa, podSelectorOf, type DocumentHpa } from './hpa';

const wanted: DocumentHpa = { minReplicas: 2, maxReplicas: 6, adjustIntervalMs: 30_000, matchLabels: { app: 'catalog', tier: 'web' }, cpuPercent: 0.4, memPercent: 0.6 };

function kept(of: DocumentHpa): autoscalingV2.HorizontalPodAutoscaler {
  const { annotations, spec } = keptHpa(of);
  const definition = kinds.horizontalpodautoscalers;
  const { object } = definition.schema.decode({
    apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'a', annotations: JSON.parse(JSON.stringify(annotations)) as object }, spec: { ...spec, scaleTargetRef: { apiVersion: 'minik8s.io/v1', kind: 'Pod', name: 'catalog' } },
  });
  definition.strategy.default?.(object);
  expect(definition.strategy.validate?.(object)).toEqual([]);
  return object;
}

test.each<[string, Partial<DocumentHpa>]>([
  ['as it is', {}], ['with no least number', { minReplicas: 0 }], ['with a fraction of a percent', { memPercent: 0.655 }], ['with nothing measured', { cpuPercent: 0, memPercent: 0 }],
  ['with very little CPU', { cpuPercent: 0.000_25 }], ['with no interval', { adjustIntervalMs: 0 }], ['with nothing selected', { matchLabels: {} }], ['with more than all memory', { memPercent: 1.5 }],
])('an Hpa comes back %s', (_, other) => {
  const hpa = { ...wanted, ...other };
  expect(documentHpaOf(kept(hpa))).toEqual(hpa);
  expect(followsDocument(kept(hpa))).toBe(true);
});

test('pods are selected by all labels', () => {
  expect(podSelectorOf(kept(wanted))?.matches({ app: 'catalog', tier: 'web', more: 'x' })).toBe(true);
  expect(podSelectorOf(kept(wanted))?.matches({ app: 'catalog' })).toBe(false);
  expect(podSelectorOf(kept({ ...wanted, matchLabels: {} }))).toBeUndefined();
});

test('what others have written is read as far as it goes', () => {
  const hpa = kept(wanted);
  expect(documentHpaOf({ ...hpa, metadata: { name: 'a', annotations: { 'minik8s.io/min-replicas': 'x', 'minik8s.io/adjust-interval': '?', 'minik8s.io/selector': 'oops' } } }))
    .toEqual({ ...wanted, adjustIntervalMs: 0, matchLabels: {} });
});
