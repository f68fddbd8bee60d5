/** What `kubectl get pods.metrics.k8s.io` shows (kubernetes-sigs/metrics-server pkg/api/table.go). */
import { addQuantities } from '../../api';
import { usageOf, type NodeMetrics, type PodMetrics } from './objects';

const column = (name: string, format: string, description = ''): object => ({ name, type: 'string', format, description, priority: 0 });

const columns = [column('Name', 'name', 'Name of the resource'), column('cpu', 'quantity'), column('memory', 'quantity'), column('Window', 'duration')];

export function tableOf(metrics: readonly (PodMetrics | NodeMetrics)[]): object {
  const total = (each: PodMetrics | NodeMetrics, resource: 'cpu' | 'memory'): string => usageOf(each).map((usage) => usage[resource]).reduce(addQuantities);
  return {
    kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: {}, columnDefinitions: columns,
    rows: metrics.map((each) => ({ cells: [each.metadata.name, total(each, 'cpu'), total(each, 'memory'), each.window], object: each })),
  };
}
