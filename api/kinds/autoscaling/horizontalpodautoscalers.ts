/** HorizontalPodAutoscalers (kubernetes pkg/registry/autoscaling/horizontalpodautoscaler, pkg/apis/autoscaling). */
import { define } from '../../define';
import { nonNegative } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { statusView } from '../status-view';
import type * as autoscaling from '../../schema/types/autoscaling.v2';
import { formatMetrics } from './horizontalpodautoscaler/columns';
import { defaultAutoscaler } from './horizontalpodautoscaler/default';
import { validateAutoscaler } from './horizontalpodautoscaler/validate';

export const horizontalpodautoscalers = define<autoscaling.HorizontalPodAutoscaler>('autoscaling', 'v2', 'HorizontalPodAutoscaler', {
  strategy: { generation: false, default: defaultAutoscaler, validate: validateAutoscaler },
  subresources: {
    status: statusView({
      validateUpdate: ({ status }) => (['currentReplicas', 'desiredReplicas'] as const).flatMap((name) => nonNegative(status[name], `status.${name}`)),
    }),
  },
  columns: [
    nameColumn(),
    column('Reference', 'The workload that is scaled.', ({ spec: { scaleTargetRef } }) => `${scaleTargetRef?.kind ?? ''}/${scaleTargetRef?.name ?? ''}`),
    column('Targets', 'What is measured, and what it should be; the first two.', formatMetrics),
    column('MinPods', 'Pods there have to be at least.', ({ spec }) => (spec.minReplicas === undefined ? '<unset>' : String(spec.minReplicas))),
    column('MaxPods', 'Pods there may be at most.', ({ spec }) => spec.maxReplicas ?? 0),
    column('Replicas', 'Pods there are.', ({ status }) => status.currentReplicas ?? 0),
    ageColumn(),
  ],
});
