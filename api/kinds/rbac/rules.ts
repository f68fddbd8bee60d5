/** Rules of roles (kubernetes pkg/apis/rbac/validation ValidatePolicyRule). */
import { invalid, required, type FieldError } from '../../field-error';
import type * as rbac from '../../schema/types/rbac.v1';
import { each, when } from '../checks';
import { column, nameColumn } from '../columns';
import type { Column } from '../../definition';
import type { KubeObject } from '../../object';

export const validateRules = (rules: readonly rbac.PolicyRule[] | null, namespaced: boolean): FieldError[] =>
  each(rules ?? [], 'rules', (rule, at) => [
    ...when(!rule.verbs?.length, () => required(`${at}.verbs`, 'verbs must contain at least one value')),
    ...(rule.nonResourceURLs?.length ? urlRule(rule, namespaced, `${at}.nonResourceURLs`) : resourceRule(rule, at)),
  ]);

const urlRule = ({ nonResourceURLs, apiGroups, resources, resourceNames }: rbac.PolicyRule, namespaced: boolean, field: string): FieldError[] => [
  ...when(namespaced, () => invalid(field, nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs')),
  ...when(apiGroups?.length || resources?.length || resourceNames?.length, () =>
    invalid(field, nonResourceURLs, 'rules cannot apply to both regular resources and non-resource URLs')),
];

const resourceRule = ({ apiGroups, resources }: rbac.PolicyRule, field: string): FieldError[] => [
  ...when(!apiGroups?.length, () => required(`${field}.apiGroups`, 'resource rules must supply at least one api group')),
  ...when(!resources?.length, () => required(`${field}.resources`, 'resource rules must supply at least one resource')),
];

/** Roles have no columns of their own, and so those of every unknown kind. */
export const roleColumns = <T extends KubeObject>(): Column<T>[] =>
  [nameColumn<T>(), column<T>('Created At', 'When the object was created.', ({ metadata }) => metadata.creationTimestamp ?? '', 'date')];
