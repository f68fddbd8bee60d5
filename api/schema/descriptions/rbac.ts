/** Descriptions of rbac.authorization.k8s.io/v1. */
import { policyRule } from './shared';
import type { Descriptions } from './shape';

export const rbac: Descriptions = () => ({
  Role: ['What may be done in a namespace. A RoleBinding gives it to somebody.', { rules: 'What may be done.' }],
  ClusterRole: ['What may be done in the whole cluster, or, through a RoleBinding, in one namespace.', { rules: 'What may be done.', aggregationRule: 'Cluster roles whose rules are gathered here; `rules` is then written by the controller.' }],
  AggregationRule: ['Which cluster roles are gathered.', { clusterRoleSelectors: 'Labels of the roles; one selector that fits is enough.' }],
  PolicyRule: ['What may be done with which resources.', { ...policyRule(), nonResourceURLs: 'Paths that are no resources, such as /healthz; only in cluster roles that are bound by a ClusterRoleBinding.' }],
  RoleBinding: ['Gives a role to users, groups or accounts, in one namespace.', { subjects: 'Who gets it.', roleRef: 'A Role of the namespace, or a ClusterRole. It cannot change.' }],
  ClusterRoleBinding: ['Gives a cluster role to users, groups or accounts, in the whole cluster.', { subjects: 'Who gets it.', roleRef: 'The ClusterRole. It cannot change.' }],
  RoleRef: ['Names a role.', { apiGroup: 'rbac.authorization.k8s.io.', kind: 'Role or ClusterRole.', name: 'Its name.' }],
  Subject: ['A user, group or account.', { kind: 'User, Group or ServiceAccount.', apiGroup: 'rbac.authorization.k8s.io for users and groups, empty for accounts.', name: 'Its name.', namespace: 'Namespace of an account.' }],
});
