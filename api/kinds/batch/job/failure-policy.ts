/** What the failures of a job's pods mean (KEP-3329; kubernetes pkg/apis/batch/validation validatePodFailurePolicy). */
import { duplicate, invalid, notSupported, omitted, required, type FieldError } from '../../../field-error';
import type * as batch from '../../../schema/types/batch.v1';
import { atMost, duplicates, each, given, qualifiedName, when } from '../../checks';
import { allContainers } from '../../core/pod-template/default';

const limits = { rules: 20, values: 255, patterns: 20 };
const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const operators = ['In', 'NotIn'];
const states = ['False', 'True', 'Unknown'];

export function validateFailurePolicy({ podFailurePolicy, template, backoffLimitPerIndex }: batch.JobSpec, field: string): FieldError[] {
  if (!podFailurePolicy) return [];
  const names = template?.spec ? allContainers(template.spec).map(({ name }) => name) : [];
  return [
    ...atMost(limits.rules, podFailurePolicy.rules, `${field}.rules`),
    ...each(podFailurePolicy.rules, `${field}.rules`, (rule, at) => [
      ...oneOf(rule.action, actions, `${at}.action`),
      ...when(rule.action === 'FailIndex' && backoffLimitPerIndex === undefined, () =>
        invalid(`${at}.action`, rule.action, 'requires the backoffLimitPerIndex to be set')),
      ...validateCauses(rule, names, at),
    ]),
  ];
}

function validateCauses({ onExitCodes, onPodConditions }: batch.PodFailurePolicyRule, names: readonly string[], field: string): FieldError[] {
  const conditions = onPodConditions?.length ?? 0;
  return [
    ...given(onExitCodes, (codes) => validateExitCodes(codes, names, `${field}.onExitCodes`)),
    ...atMost(limits.patterns, onPodConditions, `${field}.onPodConditions`),
    ...each(onPodConditions, `${field}.onPodConditions`, ({ type, status }, at) => [...qualifiedName(type, `${at}.type`), ...oneOf(status, states, `${at}.status`)]),
    ...when(onExitCodes && conditions, () => invalid(field, omitted, 'specifying both OnExitCodes and OnPodConditions is not supported')),
    ...when(!onExitCodes && !conditions, () => invalid(field, omitted, 'specifying one of OnExitCodes and OnPodConditions is required')),
  ];
}

function validateExitCodes({ operator, containerName, values }: batch.PodFailurePolicyOnExitCodesRequirement, names: readonly string[], field: string): FieldError[] {
  const codes = values ?? [];
  return [
    ...oneOf(operator, operators, `${field}.operator`),
    ...when(containerName !== undefined && !names.includes(containerName), () =>
      invalid(`${field}.containerName`, containerName, 'must be one of the container or initContainer names in the pod template')),
    ...when(!codes.length, () => invalid(`${field}.values`, values, 'at least one value is required')),
    ...atMost(limits.values, codes, `${field}.values`),
    ...each(codes, `${field}.values`, (code, at) => when(operator === 'In' && code === 0, () => invalid(at, code, 'must not be 0 for the In operator'))),
    ...duplicates(codes, String, (i) => duplicate(`${field}.values[${i}]`, codes[i])),
    ...when(codes.some((code, i) => code < (codes[i - 1] ?? code)), () => invalid(`${field}.values`, codes, 'must be ordered')),
  ];
}

function oneOf(value: string | undefined, values: readonly string[], field: string): FieldError[] {
  if (!value) return [required(field, `valid values: [${values.map((each) => JSON.stringify(each)).join(' ')}]`)];
  return when(!values.includes(value), () => notSupported(field, value, values));
}
