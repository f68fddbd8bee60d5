/** Rules of autoscalers (kubernetes pkg/apis/autoscaling/validation ValidateHorizontalPodAutoscaler). */
import { invalid, notSupported, required, type FieldError } from '../../../field-error';
import { compareQuantities } from '../../../quantity';
import type * as autoscaling from '../../../schema/types/autoscaling.v2';
import { each, given, when } from '../../checks';
import { validateMetric, validateReference } from './metrics';

export const validateAutoscaler = ({ spec }: autoscaling.HorizontalPodAutoscaler): FieldError[] => [
  ...validateReplicas(spec),
  ...validateReference(spec.scaleTargetRef, 'spec.scaleTargetRef'),
  ...each(spec.metrics, 'spec.metrics', validateMetric),
  ...given(spec.behavior?.scaleUp, (rules) => validateRules(rules, 'spec.behavior.scaleUp')),
  ...given(spec.behavior?.scaleDown, (rules) => validateRules(rules, 'spec.behavior.scaleDown')),
];

const validateReplicas = ({ minReplicas, maxReplicas }: autoscaling.HorizontalPodAutoscalerSpec): FieldError[] => [
  ...when(minReplicas !== undefined && minReplicas < 1, () => invalid('spec.minReplicas', minReplicas, 'must be greater than or equal to 1')),
  ...when(maxReplicas < 1, () => invalid('spec.maxReplicas', maxReplicas, 'must be greater than 0')),
  ...when(minReplicas !== undefined && maxReplicas < minReplicas, () => invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`')),
];

const longestWindow = 3600;
const longestPeriod = 1800;
const selections = ['Disabled', 'Max', 'Min'];
const policyTypes = ['Percent', 'Pods'];

function validateRules({ stabilizationWindowSeconds: window, selectPolicy, policies, tolerance }: autoscaling.HPAScalingRules, field: string): FieldError[] {
  return [
    ...given(window, (seconds) => [
      ...when(seconds < 0, () => invalid(`${field}.stabilizationWindowSeconds`, seconds, 'must be greater than or equal to zero')),
      ...when(seconds > longestWindow, () => invalid(`${field}.stabilizationWindowSeconds`, seconds, `must be less than or equal to ${longestWindow}`)),
    ]),
    ...when(selectPolicy && !selections.includes(selectPolicy), () => notSupported(`${field}.selectPolicy`, selectPolicy, selections)),
    ...when(!policies?.length, () => required(`${field}.policies`, 'must specify at least one Policy')),
    ...each(policies, `${field}.policies`, validatePolicy),
    ...when(tolerance !== undefined && compareQuantities(tolerance, '0') < 0, () => invalid(`${field}.tolerance`, tolerance, 'must be greater or equal to zero')),
  ];
}

const validatePolicy = ({ type, value, periodSeconds }: autoscaling.HPAScalingPolicy, field: string): FieldError[] => [
  ...when(!policyTypes.includes(type), () => notSupported(`${field}.type`, type, policyTypes)),
  ...when(value <= 0, () => invalid(`${field}.value`, value, 'must be greater than zero')),
  ...when(periodSeconds <= 0, () => invalid(`${field}.periodSeconds`, periodSeconds, 'must be greater than zero')),
  ...when(periodSeconds > longestPeriod, () => invalid(`${field}.periodSeconds`, periodSeconds, `must be less than or equal to ${longestPeriod}`)),
];
