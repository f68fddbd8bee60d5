/** Rules of jobs (kubernetes pkg/apis/batch/validation ValidateJob). */
import { invalid, notSupported, required, tooLong, type FieldError } from '../../../field-error';
import { labelFault } from '../../../names';
import { selectorOf } from '../../../selector';
import type * as batch from '../../../schema/types/batch.v1';
import { domainPrefixedPath, given, labelSelector, nonNegative, when } from '../../checks';
import { validatePodTemplate } from '../../core/pod-template/validate';
import { validateFailurePolicy } from './failure-policy';
import { validateSelector } from './selector';
import { validateSuccessPolicy } from './success-policy';

const counts = ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished', 'backoffLimitPerIndex', 'maxFailedIndexes'] as const;

export const validateJob = (job: batch.Job, old?: batch.Job): FieldError[] => [
  ...validateSelector(job, old),
  ...validateJobSpec(job.spec, 'spec'),
  ...matchesTemplate(job.spec),
  ...longestHostname(job),
];

/** All but the selector, which the jobs of a cron job get when they are made. */
export const validateJobSpec = (spec: batch.JobSpec, field: string): FieldError[] => [
  ...counts.flatMap((name) => nonNegative(spec[name], `${field}.${name}`)),
  ...when(spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined, () =>
    required(`${field}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified')),
  ...validateManager(spec.managedBy, `${field}.managedBy`),
  ...(spec.completionMode === 'Indexed' ? indexedRules(spec, field) : unindexedRules(spec, field)),
  ...validateFailurePolicy(spec, `${field}.podFailurePolicy`),
  ...validateSuccessPolicy(spec, `${field}.successPolicy`),
  ...when(spec.podFailurePolicy && (spec.podReplacementPolicy ?? 'Failed') !== 'Failed', () =>
    notSupported(`${field}.podReplacementPolicy`, spec.podReplacementPolicy, ['Failed'])),
  ...validatePodTemplate(spec.template, `${field}.template`),
  ...restartPolicy(spec, `${field}.template.spec.restartPolicy`),
];

const longestManager = 63;

const validateManager = (manager: string | undefined, field: string): FieldError[] =>
  (manager === undefined ? [] : [...domainPrefixedPath(manager, field), ...when(manager.length > longestManager, () => tooLong(field, longestManager))]);

function matchesTemplate({ selector, template }: batch.JobSpec): FieldError[] {
  const faults = selector ? labelSelector(selector, 'spec.selector') : [required('spec.selector')];
  const labels = template?.metadata?.labels;
  const selects = selector && (faults.length > 0 || selectorOf(selector).matches(labels));
  return [...faults, ...when(!selects, () => invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'))];
}

/** Pods of an indexed job are called after it and their index. */
function longestHostname({ metadata: { name = '' }, spec: { completionMode, completions = 0 } }: batch.Job): FieldError[] {
  const hostname = `${name}-${completions - 1}`;
  return when(completionMode === 'Indexed' && completions > 0 && labelFault(hostname), () =>
    invalid('metadata.name', name, `will not able to create pod with invalid DNS label: ${hostname}`));
}

const most = 100_000;
/** With more completions than `most`, where indexes fail one by one. */
const mostOfMany = 10_000;

function indexedRules({ completions, parallelism = 0, maxFailedIndexes, backoffLimitPerIndex }: batch.JobSpec, field: string): FieldError[] {
  const atMost = (name: string, value: number | undefined, limit: number, text = ''): FieldError[] =>
    when(value !== undefined && value > limit, () => invalid(`${field}.${name}`, value, `must be less than or equal to ${limit}${text}`));
  const many = (completions ?? 0) > most && backoffLimitPerIndex !== undefined;
  const whenMany = ` when completions are above ${most} and used with backoff limit per index`;
  return [
    ...when(completions === undefined, () => required(`${field}.completions`, 'when completion mode is Indexed')),
    ...atMost('parallelism', parallelism, most, ' when completion mode is Indexed'),
    ...when(completions !== undefined && (maxFailedIndexes ?? 0) > completions, () =>
      invalid(`${field}.maxFailedIndexes`, maxFailedIndexes, 'must be less than or equal to completions')),
    ...atMost('maxFailedIndexes', maxFailedIndexes, most),
    ...(many ? [
      ...when(maxFailedIndexes === undefined, () => required(`${field}.maxFailedIndexes`, `must be specified when completions is above ${most}`)),
      ...atMost('parallelism', parallelism, mostOfMany, whenMany),
      ...atMost('maxFailedIndexes', maxFailedIndexes, mostOfMany, whenMany),
    ] : []),
  ];
}

const unindexedRules = (spec: batch.JobSpec, field: string): FieldError[] =>
  (['backoffLimitPerIndex', 'maxFailedIndexes'] as const).flatMap((name) => given(spec[name], (count) =>
    [invalid(`${field}.${name}`, count, 'requires indexed completion mode')]));

const restarts = ['OnFailure', 'Never'];

function restartPolicy({ template, podFailurePolicy }: batch.JobSpec, field: string): FieldError[] {
  const policy = template?.spec?.restartPolicy;
  // Always is what an unset policy becomes, so it counts as unset.
  if (!policy || policy === 'Always') return [required(field, 'valid values: "OnFailure", "Never"')];
  if (!restarts.includes(policy)) return [notSupported(field, policy, restarts)];
  return when(podFailurePolicy && policy !== 'Never', () => invalid(field, policy, 'only "Never" is supported when podFailurePolicy is specified'));
}
