/** k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation validation.go. */
import { invalid, notSupported, required, type FieldError } from '../../../field-error';
import { subdomainFault } from '../../../names';
import { somewhere } from '../../../structural';
import { immutable, when } from '../../checks';
import { same } from '../../equality';
import { approvalFaults } from './approval';
import { isEstablished } from './conditions';
import { conversionFaults } from './conversion-rules';
import { acceptedNamesFaults, namesFaults } from './names-rules';
import type { CustomResourceDefinition } from './types';
import { versionsFaults } from './versions-rules';

export function validateDefinition(crd: CustomResourceDefinition, old?: CustomResourceDefinition): FieldError[] {
  const { spec, metadata } = crd;
  // What is missing altogether is told by the structure.
  if (!spec?.names || !spec.versions) return [];
  const expected = `${spec.names.plural}.${spec.group}`;
  return [
    ...when(metadata.name !== expected, () => invalid('metadata.name', metadata.name ?? '', `must be spec.names.plural+"."+spec.group`)),
    ...groupFaults(spec.group),
    ...scopeFaults(spec.scope),
    ...when(spec.preserveUnknownFields && spec.versions.some(({ schema }) => schema?.openAPIV3Schema && somewhere(schema.openAPIV3Schema, (part) => part.default !== undefined)),
      () => invalid('spec.preserveUnknownFields', true, 'must be false in order to use defaults in the schema')),
    // Megabytes that are what they were need not be judged again when a label or a finalizer changes.
    ...(old && same(old.spec, spec) ? [] : versionsFaults(spec, old?.spec)),
    ...namesFaults(spec.names, 'spec.names'),
    ...conversionFaults(crd, old),
    ...storedVersionsFaults(crd),
    ...approvalFaults(crd, old),
    ...when(spec.preserveUnknownFields && !old?.spec.preserveUnknownFields, () => invalid('spec.preserveUnknownFields', true,
      'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead')),
  ];
}

export function validateDefinitionUpdate(crd: CustomResourceDefinition, old: CustomResourceDefinition): FieldError[] {
  const { spec } = crd;
  if (!spec?.names || !spec.versions) return [];
  return [
    ...(isEstablished(old) ? [...immutable(spec.scope, old.spec.scope, 'spec.scope'), ...immutable(spec.names.kind, old.spec.names.kind, 'spec.names.kind')] : []),
    ...immutable(spec.group, old.spec.group, 'spec.group'),
    ...immutable(spec.names.plural, old.spec.names.plural, 'spec.names.plural'),
  ];
}

/** Through /status: the names that it is given. */
export const validateDefinitionStatus = ({ status }: CustomResourceDefinition): FieldError[] => acceptedNamesFaults(status?.acceptedNames, 'status.acceptedNames');

/** A version in which objects are stored may not go away. A definition that nobody has prepared yet has no status. */
function storedVersionsFaults({ spec, status }: CustomResourceDefinition): FieldError[] {
  if (!status) return [];
  const stored = status.storedVersions ?? [];
  if (!stored.length) return [invalid('status.storedVersions', null, 'must have at least one stored version')];
  const storing = spec.versions.find(({ storage, name }) => storage && !stored.includes(name));
  return [
    ...(storing ? [invalid('status.storedVersions', stored, `must have the storage version ${storing.name}`)] : []),
    ...stored.flatMap((name, i) => when(!spec.versions.some((version) => version.name === name), () => invalid(`status.storedVersions[${i}]`, name, missing(name)))),
  ];
}

const missing = (name: string): string => `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;

function groupFaults(group: string): FieldError[] {
  if (!group) return [required('spec.group')];
  const fault = subdomainFault(group);
  if (fault) return [invalid('spec.group', group, fault)];
  return when(!group.includes('.'), () => invalid('spec.group', group, 'should be a domain with at least one dot'));
}

const scopeFaults = (scope: string): FieldError[] => (scope ? when(scope !== 'Cluster' && scope !== 'Namespaced', () => notSupported('spec.scope', scope, ['Cluster', 'Namespaced'])) : [required('spec.scope')]);
