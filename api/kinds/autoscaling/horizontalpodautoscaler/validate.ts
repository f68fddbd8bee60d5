/** Rules of autoscalers (kubernetes pkg/apis/autoscaling/validation ValidateHorizontalPodAutoscaler). */
import { forbidden, invalid, notSupported, required, type FieldError } from '../../../field-error';
import { compareQuantities } from '../../../quantity';
import type * as autoscaling from '../../../schema/types/autoscaling.v2';
import { each, given, when } from '../../checks';
import { anyVersion, validateMetric, validateReference, versionOrGroup, versionWithGroup } from './metrics';

/** Versions of what is meant came to be checked late: what is stored already may stay as it is, and zero replicas too. */
export const validateAutoscaler = ({ spec }: autoscaling.HorizontalPodAutoscaler, old?: autoscaling.HorizontalPodAutoscaler): FieldError[] => [
  ...validateReplicas(spec, old?.spec.minReplicas === 0 ? 0 : 1),
  ...validateReference(spec.scaleTargetRef, 'spec.scaleTargetRef', targetVersion(spec.scaleTargetRef, old?.spec.scaleTargetRef)),
  ...each(spec.metrics, 'spec.metrics', (metric, at) => validateMetric(metric, at, metricVersion(old?.spec.metrics ?? []))),
  ...when(spec.minReplicas === 0 && !spec.metrics?.some(({ type }) => type === 'Object' || type === 'External'), () =>
    forbidden('spec.metrics', 'must specify at least one Object or External metric to support scaling to zero replicas')),
  ...given(spec.behavior?.scaleUp, (rules) => validateRules(rules, 'spec.behavior.scaleUp')),
  ...given(spec.behavior?.scaleDown, (rules) => validateRules(rules, 'spec.behavior.scaleDown')),
];

type Target = autoscaling.CrossVersionObjectReference;

function targetVersion(target: Target, old: Target | undefined): typeof anyVersion {
  if (old && old.apiVersion === target.apiVersion && old.kind === target.kind) return anyVersion;
  // The one kind of the core group that scales.
  return target.kind === 'ReplicationController' ? versionOrGroup : versionWithGroup;
}

const metricVersion = (old: readonly autoscaling.MetricSpec[]): typeof anyVersion =>
  (old.some(({ object }) => object && versionOrGroup(object.describedObject.apiVersion ?? '')) ? anyVersion : versionOrGroup);

const validateReplicas = ({ minReplicas, maxReplicas }: autoscaling.HorizontalPodAutoscalerSpec, fewest: number): FieldError[] => [
  ...when(minReplicas !== undefined && minReplicas < fewest, () => invalid('spec.minReplicas', minReplicas, `must be greater than or equal to ${fewest}`)),
  ...when(!maxReplicas, () => required('spec.maxReplicas', 'must be set and greater than 0')),
  ...when(maxReplicas < 0, () => invalid('spec.maxReplicas', maxReplicas, 'must be greater than 0')),
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
