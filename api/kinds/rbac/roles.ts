/** Roles: what may be done in a namespace (kubernetes pkg/apis/rbac/validation ValidateRole). */
import { define } from '../../define';
import type * as rbac from '../../schema/types/rbac.v1';
import { roleColumns, validateRules } from './rules';

export const roles = define<rbac.Role>('rbac.authorization.k8s.io', 'v1', 'Role', {
  strategy: { nameRule: 'path', generation: false, createOnUpdate: true, validate: ({ rules }) => validateRules(rules, true) },
  columns: roleColumns(),
});
