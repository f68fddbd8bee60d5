/** Rules of jobs (kubernetes pkg/apis/batch/validation ValidateJob). */
import { invalid, notSupported, required, type FieldError } from '../../../field-error';
import { selectorOf } from '../../../selector';
import type * as batch from '../../../schema/types/batch.v1';
import { each, given, labelSelector, nonNegative, when } from '../../checks';
import { validatePodTemplate } from '../../core/pod-template/validate';
import { validateSelector } from './selector';

const counts = ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished', 'backoffLimitPerIndex', 'maxFailedIndexes'] as const;

export const validateJob = (job: batch.Job): FieldError[] => [
  ...validateSelector(job),
  ...matchesTemplate(job.spec),
  ...validateJobSpec(job.spec, 'spec'),
];

/** All but the selector, which the jobs of a cron job get when they are made. */
export const validateJobSpec = (spec: batch.JobSpec, field: string): FieldError[] => [
  ...counts.flatMap((name) => nonNegative(spec[name], `${field}.${name}`)),
  ...(spec.completionMode === 'Indexed' ? indexedRules(spec, field) : unindexedRules(spec, field)),
  ...failurePolicy(spec, `${field}.podFailurePolicy.rules`),
  ...validatePodTemplate(spec.template, `${field}.template`),
  ...restartPolicy(spec, `${field}.template.spec.restartPolicy`),
];

function matchesTemplate({ selector, template }: batch.JobSpec): FieldError[] {
  if (!selector) return [required('spec.selector')];
  const faults = labelSelector(selector, 'spec.selector');
  const labels = template?.metadata?.labels;
  return [...faults, ...when(!faults.length && !selectorOf(selector).matches(labels), () =>
    invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'))];
}

const maxIndexedParallelism = 100_000;

const indexedRules = ({ completions, parallelism = 0, maxFailedIndexes, backoffLimitPerIndex }: batch.JobSpec, field: string): FieldError[] => [
  ...when(completions === undefined, () => required(`${field}.completions`, 'when completion mode is Indexed')),
  ...when(parallelism > maxIndexedParallelism, () =>
    invalid(`${field}.parallelism`, parallelism, `must be less than or equal to ${maxIndexedParallelism} when completion mode is Indexed`)),
  ...when(maxFailedIndexes !== undefined && completions !== undefined && maxFailedIndexes > completions, () =>
    invalid(`${field}.maxFailedIndexes`, maxFailedIndexes, 'must be less than or equal to completions')),
  ...when(maxFailedIndexes !== undefined && backoffLimitPerIndex === undefined, () => required(`${field}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified')),
];

const unindexedRules = (spec: batch.JobSpec, field: string): FieldError[] => [
  ...(['backoffLimitPerIndex', 'maxFailedIndexes'] as const).flatMap((name) =>
    when(spec[name] !== undefined, () => invalid(`${field}.${name}`, spec[name], 'requires indexed completion mode'))),
  ...when(spec.successPolicy, () => invalid(`${field}.successPolicy`, spec.successPolicy, 'requires indexed completion mode')),
];

const restarts = ['OnFailure', 'Never'];

function restartPolicy({ template, podFailurePolicy }: batch.JobSpec, field: string): FieldError[] {
  const policy = template?.spec?.restartPolicy;
  // Always is what an unset policy becomes, so it counts as unset.
  if (!policy || policy === 'Always') return [required(field, 'valid values: "OnFailure", "Never"')];
  return [
    ...when(!restarts.includes(policy), () => notSupported(field, policy, restarts)),
    ...when(podFailurePolicy && policy !== 'Never', () => invalid(field, policy, 'only "Never" is supported when podFailurePolicy is specified')),
  ];
}

const failurePolicy = (spec: batch.JobSpec, field: string): FieldError[] =>
  given(spec.podFailurePolicy, ({ rules }) => each(rules, field, (rule, at) => [
    ...when(!rule.onExitCodes && !rule.onPodConditions?.length, () => invalid(at, undefined, 'specifying one of OnExitCodes and OnPodConditions is required')),
    ...when(rule.onExitCodes && rule.onPodConditions?.length, () => invalid(at, undefined, 'specifying both OnExitCodes and OnPodConditions is not supported')),
    ...when(rule.action === 'FailIndex' && spec.backoffLimitPerIndex === undefined, () => invalid(`${at}.action`, 'FailIndex', 'requires the backoffLimitPerIndex to be set')),
    ...given(rule.onExitCodes, ({ values, operator }) => [
      ...when(!values?.length, () => invalid(`${at}.onExitCodes.values`, values, 'at least one value is required')),
      ...each(values, `${at}.onExitCodes.values`, (value, valueAt) => when(operator === 'In' && value === 0, () => invalid(valueAt, value, 'must not be 0 for the In operator'))),
    ]),
  ]));

const reported = ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const;

export const validateJobStatus = ({ status }: batch.Job): FieldError[] => reported.flatMap((name) => nonNegative(status[name], `status.${name}`));
