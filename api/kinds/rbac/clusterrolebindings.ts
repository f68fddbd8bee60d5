/** ClusterRoleBindings: who has a role everywhere. */
import { define } from '../../define';
import type * as rbac from '../../schema/types/rbac.v1';
import { bindingOf } from './bindings';

export const clusterrolebindings = define<rbac.ClusterRoleBinding>('rbac.authorization.k8s.io', 'v1', 'ClusterRoleBinding', bindingOf(['ClusterRole'], false));
