/** IPAddresses: who has a service address; the name is the address (KEP-1880). */
import { define } from '../../define';
import type { FieldError } from '../../field-error';
import type * as networking from '../../schema/types/networking.v1';
import { given, immutable, pathSegment, subdomain } from '../checks';
import { ageColumn, column, nameColumn, none } from '../columns';
import { canonicalAddressTexts } from './canonical';

export const ipaddresses = define<networking.IPAddress>('networking.k8s.io', 'v1', 'IPAddress', {
  strategy: {
    nameRule: (name) => canonicalAddressTexts(name)[0],
    generation: false,
    validate: ({ spec }) => validateParent(spec.parentRef, 'spec.parentRef'),
    validateUpdate: ({ spec }, { spec: old }) => immutable(spec.parentRef, old.parentRef, 'spec.parentRef'),
  },
  columns: [nameColumn(), column('ParentRef', 'The object that has the address.', ({ spec }) => formatParent(spec.parentRef)), ageColumn()],
});

function validateParent(parent: networking.ParentReference | undefined, field: string): FieldError[] {
  if (!parent) return [];
  return [
    ...given(parent.group, (group) => subdomain(group, `${field}.group`)),
    ...given(parent.resource, (resource) => pathSegment(resource, `${field}.resource`)),
    ...given(parent.name, (name) => pathSegment(name, `${field}.name`)),
    ...given(parent.namespace, (namespace) => pathSegment(namespace, `${field}.namespace`)),
  ];
}

/** `services/default/kubernetes`. */
function formatParent(parent: networking.ParentReference | undefined): string {
  if (!parent) return none;
  const { group, resource, namespace, name } = parent;
  return [`${resource}${group ? `.${group}` : ''}`.toLowerCase(), ...(namespace ? [namespace] : []), name].join('/');
}
