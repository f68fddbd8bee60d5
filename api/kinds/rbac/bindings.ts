/** What both kinds of bindings share (kubernetes pkg/apis/rbac/validation, defaults in pkg/apis/rbac/v1). */
import type { Declaration } from '../../define';
import { invalid, notSupported, required, type FieldError } from '../../field-error';
import { pathSegmentFault, subdomainFault } from '../../names';
import type * as rbac from '../../schema/types/rbac.v1';
import { byText, each, when } from '../checks';
import { ageColumn, column, nameColumn, wideColumn } from '../columns';
import { same } from '../equality';
import { internalForm } from '../internal-form';

const group = 'rbac.authorization.k8s.io';
const subjectKinds = ['ServiceAccount', 'User', 'Group'];

type Binding = rbac.RoleBinding | rbac.ClusterRoleBinding;

export const bindingOf = <T extends Binding>(roleKinds: readonly string[], namespaced: boolean): Declaration<T> => ({
  strategy: {
    nameRule: 'path',
    generation: false,
    createOnUpdate: true,
    default({ roleRef, subjects }) {
      roleRef.apiGroup ||= group;
      for (const subject of subjects ?? []) if (subject.kind === 'User' || subject.kind === 'Group') subject.apiGroup ||= group;
    },
    validate: ({ roleRef, subjects }) => [
      ...validateRole(roleRef, roleKinds),
      ...each(subjects, 'subjects', (subject, at) => validateSubject(subject, namespaced, at)),
    ],
    validateUpdate: ({ roleRef }, { roleRef: old }) => when(!same(roleRef, old), () => invalid('roleRef', internalForm('rbac.v1.RoleRef', roleRef), 'cannot change roleRef')),
  },
  columns: [
    nameColumn(),
    column('Role', 'The role that is given.', ({ roleRef }) => `${roleRef.kind}/${roleRef.name}`),
    ageColumn(),
    wideColumn('Users', 'Users who get it.', subjectsOf('User', ({ name }) => name)),
    wideColumn('Groups', 'Groups that get it.', subjectsOf('Group', ({ name }) => name)),
    wideColumn('ServiceAccounts', 'Service accounts that get it.', subjectsOf('ServiceAccount', ({ name, namespace }) => (namespace ? `${namespace}/${name}` : name))),
  ],
});

const subjectsOf = (kind: string, text: (subject: rbac.Subject) => string) => ({ subjects = [] }: Binding): string =>
  subjects.filter((subject) => subject.kind === kind).map(text).join(', ');

const pathSegment = byText(pathSegmentFault);
const accountName = byText(subdomainFault);

const validateRole = ({ apiGroup, kind, name }: rbac.RoleRef, kinds: readonly string[]): FieldError[] => [
  ...when(apiGroup !== group, () => notSupported('roleRef.apiGroup', apiGroup, [group])),
  ...when(!kinds.includes(kind), () => notSupported('roleRef.kind', kind, kinds)),
  ...(name ? pathSegment(name, 'roleRef.name') : [required('roleRef.name')]),
];

function validateSubject({ kind, name, namespace, apiGroup = '' }: rbac.Subject, namespaced: boolean, field: string): FieldError[] {
  const missing = when(!name, () => required(`${field}.name`));
  if (!subjectKinds.includes(kind)) return [...missing, notSupported(`${field}.kind`, kind, subjectKinds)];
  if (kind === 'ServiceAccount') {
    return [
      ...missing,
      ...(name ? accountName(name, `${field}.name`) : []),
      ...when(apiGroup, () => notSupported(`${field}.apiGroup`, apiGroup, [''])),
      ...when(!namespaced && !namespace, () => required(`${field}.namespace`)),
    ];
  }
  return [
    ...missing,
    ...when(apiGroup !== group, () => notSupported(`${field}.apiGroup`, apiGroup, [group])),
  ];
}
