/** RoleBindings: who has a role in a namespace. */
import { define } from '../../define';
import type * as rbac from '../../schema/types/rbac.v1';
import { bindingOf } from './bindings';

export const rolebindings = define<rbac.RoleBinding>('rbac.authorization.k8s.io', 'v1', 'RoleBinding', bindingOf(['Role', 'ClusterRole'], true));
