/** What a quota can count, and of which pods. */
import { invalid, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { given, when } from '../../checks';
import { resourceName, validateQuantity } from '../pod-template/resources';
import { isStandardForQuota } from '../resource-names';

type Quantities = Readonly<Record<string, string>>;

export const validateQuota = (quota: core.ResourceQuota): FieldError[] => [
  ...validateAmounts(quota.spec.hard, 'spec.hard'),
  ...validateScopes(quota.spec, 'spec.scopes'),
  ...given(quota.spec.scopeSelector, (selector) => validateSelector(selector, quota.spec, 'spec.scopeSelector.matchExpressions')),
  ...validateQuotaStatus(quota),
];

export const validateQuotaStatus = ({ status }: core.ResourceQuota): FieldError[] =>
  [...validateAmounts(status.hard, 'status.hard'), ...validateAmounts(status.used, 'status.used')];

const validateAmounts = (amounts: Quantities | undefined, field: string): FieldError[] =>
  Object.entries(amounts ?? {}).flatMap(([name, quantity]) => [
    ...resourceName(name, `${field}[${name}]`),
    ...when(!name.includes('/') && !isStandardForQuota(name), () => invalid(`${field}[${name}]`, name, 'must be a standard resource for quota')),
    ...validateQuantity(name, quantity, `${field}[${name}]`),
  ]);

const compute = ['pods', 'cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];

/** The resources that a scope can be asked for. */
const resourcesOf: Readonly<Record<string, readonly string[]>> = {
  Terminating: compute, NotTerminating: compute, NotBestEffort: compute, PriorityClass: compute, CrossNamespacePodAffinity: compute,
  BestEffort: ['pods'],
  VolumeAttributesClass: ['persistentvolumeclaims', 'requests.storage'],
};

const unsupported = (scope: string, { hard = {} }: core.ResourceQuotaSpec): string[] =>
  Object.keys(hard).filter((name) => isStandardForQuota(name) && !(resourcesOf[scope] ?? [name]).includes(name));

const conflicts = [['BestEffort', 'NotBestEffort'], ['Terminating', 'NotTerminating']];

const conflicting = (scopes: readonly string[]): unknown[] => conflicts.filter((pair) => pair.every((scope) => scopes.includes(scope)));

function validateScopes(spec: core.ResourceQuotaSpec, field: string): FieldError[] {
  const scopes = spec.scopes ?? [];
  return [
    ...scopes.flatMap((scope) => unsupported(scope, spec)).map(() => invalid(field, scopes, 'unsupported scope applied to resource')),
    ...conflicting(scopes).map(() => invalid(field, scopes, 'conflicting scopes')),
  ];
}

const plainScopes = ['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'CrossNamespacePodAffinity'];

/** The paths are upstream's, which does not number the expressions. */
function validateSelector(selector: core.ScopeSelector, spec: core.ResourceQuotaSpec, field: string): FieldError[] {
  const { matchExpressions = [] } = selector;
  return [
    ...matchExpressions.flatMap((expression) => [
      ...unsupported(expression.scopeName, spec).map(() => invalid(field, selector, 'unsupported scope applied to resource')),
      ...validateExpression(expression, field),
    ]),
    ...conflicting(matchExpressions.map(({ scopeName }) => scopeName)).map(() => invalid(field, spec.scopes, 'conflicting scopes')),
  ];
}

function validateExpression({ scopeName, operator, values = [] }: core.ScopedResourceSelectorRequirement, field: string): FieldError[] {
  const lists = operator === 'In' || operator === 'NotIn';
  return [
    ...when(plainScopes.includes(scopeName) && operator !== 'Exists', () => invalid(`${field}.operator`, operator,
      "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity")),
    ...when(lists && !values.length, () => required(`${field}.values`, "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector")),
    ...when(!lists && values.length, () => invalid(`${field}.values`, values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector")),
  ];
}
