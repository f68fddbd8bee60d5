/** ClusterRoles (kubernetes pkg/apis/rbac/validation ValidateClusterRole). */
import { define } from '../../define';
import { invalid, required, type FieldError } from '../../field-error';
import type * as meta from '../../schema/types/meta.v1';
import type * as rbac from '../../schema/types/rbac.v1';
import { each, given, labelSelector, when } from '../checks';
import { roleColumns, validateRules } from './rules';

const selectors = 'aggregationRule.clusterRoleSelectors';

function validateSelector(selector: meta.LabelSelector, field: string): FieldError[] {
  const faults = labelSelector(selector, field);
  return [...faults, ...when(faults.length, () => invalid(field, null, 'invalid label selector.'))];
}

export const clusterroles = define<rbac.ClusterRole>('rbac.authorization.k8s.io', 'v1', 'ClusterRole', {
  strategy: {
    nameRule: 'path',
    generation: false,
    createOnUpdate: true,
    validate: ({ rules, aggregationRule }) => [
      ...validateRules(rules, false),
      ...given(aggregationRule, ({ clusterRoleSelectors }) => [
        ...when(!clusterRoleSelectors?.length, () => required(selectors, 'at least one clusterRoleSelector required if aggregationRule is non-nil')),
        ...each(clusterRoleSelectors, selectors, validateSelector),
      ]),
    ],
  },
  columns: roleColumns(),
});
