/** Which requests are meant (kubernetes pkg/apis/admissionregistration/validation, defaults in …/v1). */
import { duplicate, invalid, required, tooMany, type FieldError } from '../../field-error';
import { pathSegmentFault } from '../../names';
import type * as admission from '../../schema/types/admissionregistration.v1';
import { byText, duplicates, each, given, labelSelector, qualifiedName, when } from '../checks';

interface Rule { operations?: string[]; apiGroups?: string[]; apiVersions?: string[]; resources?: string[]; scope?: string }

export function defaultRules(rules: readonly Rule[] | undefined): void {
  for (const rule of rules ?? []) rule.scope ??= '*';
}

export function defaultMatchResources(match: admission.MatchResources | undefined): void {
  if (!match) return;
  match.matchPolicy ??= 'Equivalent';
  match.namespaceSelector ??= {};
  match.objectSelector ??= {};
  defaultRules(match.resourceRules);
  defaultRules(match.excludeResourceRules);
}

const wildcardAlone = (values: readonly string[] | undefined, what: string, field: string): FieldError[] =>
  when(values && values.length > 1 && values.includes('*'), () => invalid(field, values, `if '*' is present, must not specify other ${what}`));

const filled = (values: readonly string[] | undefined, field: string): FieldError[] => when(!values?.length, () => required(field));
const noneEmpty = (values: readonly string[] | undefined, field: string): FieldError[] => each(values, field, (value, at) => when(value === '', () => required(at)));

export const validateRule = ({ operations, apiGroups, apiVersions, resources }: Rule, field: string): FieldError[] => [
  ...filled(operations, `${field}.operations`),
  ...wildcardAlone(operations, 'operations', `${field}.operations`),
  ...filled(apiGroups, `${field}.apiGroups`),
  ...wildcardAlone(apiGroups, 'API groups', `${field}.apiGroups`),
  ...filled(apiVersions, `${field}.apiVersions`),
  ...wildcardAlone(apiVersions, 'API versions', `${field}.apiVersions`),
  ...noneEmpty(apiVersions, `${field}.apiVersions`),
  ...validateResources(resources, `${field}.resources`),
];

const validateResources = (resources: readonly string[] = [], field: string): FieldError[] => [
  ...filled(resources, field),
  ...resources.flatMap((resource, i) => (resource ? covered(resource, resources.slice(0, i), `${field}[${i}]`) : [required(`${field}[${i}]`)])),
  ...when(resources.length > 1 && resources.includes('*/*'), () => invalid(field, resources, "if '*/*' is present, must not specify other resources")),
  // Of those without a subresource upstream remembers the last.
  ...when(resources.includes('*') && resources.filter((each) => each && !each.includes('/')).at(-1) !== '*', () =>
    invalid(field, resources, "if '*' is present, must not specify other resources without subresources")),
];

/** A resource with a subresource that an earlier wildcard means already. */
function covered(resource: string, earlier: readonly string[], field: string): FieldError[] {
  const slash = resource.indexOf('/');
  if (slash < 0) return [];
  return [`${resource.slice(0, slash)}/*`, `*/${resource.slice(slash + 1)}`].flatMap((wildcard) =>
    when(earlier.includes(wildcard), () => invalid(field, resource, `if '${wildcard}' is present, must not specify ${resource}`)));
}

const pathSegment = byText(pathSegmentFault);

const validateNamedRule = (rule: admission.NamedRuleWithOperations, field: string): FieldError[] => [
  ...each(rule.resourceNames, `${field}.resourceNames`, pathSegment),
  ...duplicates(rule.resourceNames, (name) => name, (i, name) => duplicate(`${field}.resourceNames[${i}]`, name)),
  ...validateRule(rule, field),
];

export const validateMatchResources = (match: admission.MatchResources | undefined, field: string): FieldError[] => given(match, (resources) => [
  ...given(resources.namespaceSelector, (selector) => labelSelector(selector, `${field}.namespaceSelector`)),
  ...given(resources.objectSelector, (selector) => labelSelector(selector, `${field}.objectSelector`)),
  ...each(resources.resourceRules, `${field}.resourceRules`, validateNamedRule),
  ...each(resources.excludeResourceRules, `${field}.excludeResourceRules`, validateNamedRule),
]);

const mostConditions = 64;

export const validateMatchConditions = (conditions: readonly admission.MatchCondition[] | undefined, field: string): FieldError[] => [
  ...when(conditions && conditions.length > mostConditions, () => tooMany(field, conditions?.length ?? 0, mostConditions)),
  ...each(conditions, field, ({ name, expression }, at) => [
    ...when(!expression.trim(), () => required(`${at}.expression`)),
    ...(name ? qualifiedName(name, `${at}.name`) : [required(`${at}.name`)]),
  ]),
  ...duplicates(conditions, ({ name }) => name, (i, name) => duplicate(`${field}[${i}].name`, name)),
];
