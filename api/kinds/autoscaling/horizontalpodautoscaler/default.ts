/** Defaults of autoscalers (kubernetes pkg/apis/autoscaling/v2/defaults.go). */
import type * as autoscaling from '../../../schema/types/autoscaling.v2';

/** CPU at 80 % of what is requested, when nothing is said. */
export function defaultAutoscaler({ spec }: autoscaling.HorizontalPodAutoscaler): void {
  spec.minReplicas ??= 1;
  if (!spec.metrics?.length) spec.metrics = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }];
  if (spec.behavior) defaultBehavior(spec.behavior);
}

type Rules = autoscaling.HPAScalingRules;

const up: Rules = {
  stabilizationWindowSeconds: 0, selectPolicy: 'Max',
  policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, { type: 'Percent', value: 100, periodSeconds: 15 }],
};
/** Without a window: how long the controller looks back before it scales down is its own setting. */
const down: Rules = { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] };

function defaultBehavior(behavior: autoscaling.HorizontalPodAutoscalerBehavior): void {
  behavior.scaleUp = withDefaults(behavior.scaleUp, up);
  behavior.scaleDown = withDefaults(behavior.scaleDown, down);
}

const withDefaults = (rules: Rules | undefined, defaults: Rules): Rules =>
  ({ ...defaults, policies: defaults.policies?.map((policy) => ({ ...policy })), ...rules });
