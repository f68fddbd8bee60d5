import type * as autoscaling from '../../schema/types/autoscaling.v2';
import { cells, create, faultsOf, read } from '../testing/apply';
import { horizontalpodautoscalers as scalers } from './horizontalpodautoscalers';

const scaler = (spec: object = {}): object => ({ metadata: { name: 'web', namespace: 'default' }, spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 5, ...spec } });
const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } };

test('defaults', () => {
  expect(read(scalers, scaler()).spec).toMatchObject({ minReplicas: 1, metrics: [cpu] });
  expect(read(scalers, scaler({ behavior: { scaleDown: { stabilizationWindowSeconds: 60 } } })).spec.behavior).toEqual({
    scaleUp: { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, { type: 'Percent', value: 100, periodSeconds: 15 }] },
    scaleDown: { stabilizationWindowSeconds: 60, selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] },
  });
});

const at = 'spec.metrics[0]';
test.each<[string, object, string[]]>([
  ['ordinary', {}, []],
  ['bounds', { minReplicas: 3, maxReplicas: 2 }, ['spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`']],
  ['none', { minReplicas: 0, maxReplicas: 0 }, ['spec.minReplicas: Invalid value: 0: must be greater than or equal to 1', 'spec.maxReplicas: Required value: must be set and greater than 0', 'spec.metrics: Forbidden: must specify at least one Object or External metric to support scaling to zero replicas']],
  ['fewer than none', { maxReplicas: -1 }, ['spec.maxReplicas: Invalid value: -1: must be greater than 0', 'spec.maxReplicas: Invalid value: -1: must be greater than or equal to `minReplicas`']],
  ['target without group', { scaleTargetRef: { apiVersion: 'v1', kind: 'Deployment', name: 'web' } }, ['spec.scaleTargetRef.apiVersion: Invalid value: "v1": apiVersion must specify API group']],
  ['target of the core group', { scaleTargetRef: { apiVersion: 'v1', kind: 'ReplicationController', name: 'web' } }, []],
  ['container', { metrics: [{ type: 'ContainerResource', containerResource: { name: 'cpu', container: 'A', target: { type: 'Utilization', averageUtilization: 80 } } }] }, [expect.stringContaining('spec.metrics[0].containerResource.container: Invalid value: "A": a lowercase RFC 1123 label') as string]],
  ['target', { scaleTargetRef: { kind: '', name: 'a/b' } }, ['spec.scaleTargetRef.kind: Required value', "spec.scaleTargetRef.name: Invalid value: \"a/b\": may not contain '/'", 'spec.scaleTargetRef.apiVersion: Invalid value: "": apiVersion must specify API group']],
  ['unknown metric', { metrics: [{ type: 'Moon' }] }, ['first', 'again'].map(() => `${at}.type: Unsupported value: "Moon": supported values: "ContainerResource", "External", "Object", "Pods", "Resource"`)],
  ['no source', { metrics: [{ type: 'Pods' }] }, [`${at}.pods: Required value: must populate information for the given metric source`]],
  ['another source', { metrics: [{ ...cpu, pods: { metric: { name: 'm' }, target: { type: 'AverageValue', averageValue: '1' } } }] }, [`${at}.pods: Forbidden: must populate the given metric source only`]],
  ['no target', { metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization' } } }] }, [`${at}.resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization`]],
  ['nothing', { metrics: [{ type: 'External', external: { metric: {}, target: { type: 'Value', value: '0' } } }] }, [
    `${at}.external.metric.name: Required value: must specify a metric name`, `${at}.external.target.value: Invalid value: "0": must be positive`]],
  ['behavior', { behavior: { scaleUp: { stabilizationWindowSeconds: 4000, policies: [{ type: 'Pods', value: 0, periodSeconds: 1801 }] } } }, [
    'spec.behavior.scaleUp.stabilizationWindowSeconds: Invalid value: 4000: must be less than or equal to 3600',
    'spec.behavior.scaleUp.policies[0].value: Invalid value: 0: must be greater than zero',
    'spec.behavior.scaleUp.policies[0].periodSeconds: Invalid value: 1801: must be less than or equal to 1800']],
])('%s', (_, spec, expected) => expect(faultsOf(scalers, create(scalers, scaler(spec)))).toEqual(expected));

test('what is stored may stay as it is', () => {
  const old = create(scalers, scaler({ minReplicas: 0, scaleTargetRef: { kind: 'Deployment', name: 'web' }, metrics: [{ type: 'External', external: { metric: { name: 'queue' }, target: { type: 'Value', value: '1' } } }] }));
  expect(faultsOf(scalers, old, old)).toEqual([]);
  expect(faultsOf(scalers, old)).toHaveLength(2);
});

test('rows', () => {
  expect(cells(scalers, create(scalers, scaler()))).toEqual({ Name: 'web', Reference: 'Deployment/web', Targets: 'cpu: <unknown>/80%', MinPods: '1', MaxPods: 5, Replicas: 0, Age: '<unknown>' });
  const metrics = [cpu, { type: 'External', external: { metric: { name: 'queue' }, target: { type: 'AverageValue', averageValue: '30' } } }, cpu];
  const current = [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 12 } } }, { type: 'External', external: { metric: { name: 'queue' }, current: { averageValue: '7' } } }];
  const stored: autoscaling.HorizontalPodAutoscaler = { ...create(scalers, scaler({ metrics })), status: { currentMetrics: current, currentReplicas: 2, desiredReplicas: 3 } };
  expect(cells(scalers, stored)).toMatchObject({ Targets: 'cpu: 12%/80%, 7/30 (avg) + 1 more...', Replicas: 2 });
});
