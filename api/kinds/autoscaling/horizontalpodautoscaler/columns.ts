/** The Targets of `kubectl get hpa` (kubernetes pkg/printers/internalversion formatHPAMetrics). */
import type * as autoscaling from '../../../schema/types/autoscaling.v2';
import { none } from '../../columns';

const shown = 2;

export function formatMetrics({ spec: { metrics = [] }, status }: autoscaling.HorizontalPodAutoscaler): string {
  if (!metrics.length) return none;
  const texts = metrics.map((metric, i) => formatMetric(metric, status.currentMetrics?.[i]));
  const list = texts.slice(0, shown).join(', ');
  return texts.length > shown ? `${list} + ${texts.length - shown} more...` : list;
}

function formatMetric({ type, pods, object, external, resource, containerResource }: autoscaling.MetricSpec, now: autoscaling.MetricStatus | undefined): string {
  switch (type) {
    case 'Pods': return `${now?.pods?.current.averageValue ?? unknown}/${pods?.target.averageValue ?? ''}`;
    case 'Object': return formatValue(object?.target, now?.object?.current);
    case 'External': return formatValue(external?.target, now?.external?.current);
    case 'Resource': return `${resource?.name}: ${formatShare(resource?.target, now?.resource?.current)}`;
    case 'ContainerResource': return `${containerResource?.name}: ${formatShare(containerResource?.target, now?.containerResource?.current)}`;
    default: return '<unknown type>';
  }
}

const unknown = '<unknown>';

function formatValue(target: autoscaling.MetricTarget | undefined, current: autoscaling.MetricValueStatus | undefined): string {
  if (target?.averageValue !== undefined) return `${current?.averageValue ?? unknown}/${target.averageValue} (avg)`;
  return `${current?.value ?? unknown}/${target?.value ?? ''}`;
}

function formatShare(target: autoscaling.MetricTarget | undefined, current: autoscaling.MetricValueStatus | undefined): string {
  if (target?.averageValue !== undefined) return `${current?.averageValue ?? unknown}/${target.averageValue}`;
  return `${percent(current?.averageUtilization) ?? unknown}/${percent(target?.averageUtilization) ?? '<auto>'}`;
}

const percent = (share: number | undefined): string | undefined => (share === undefined ? undefined : `${share}%`);
