/** k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation validation.go. */
import { invalid, notSupported, required, type FieldError } from '../../../field-error';
import { label1035Fault, subdomainFault } from '../../../names';
import { columnFaults, leniencyForUpdate, parseStructural, scaleFaults, selectableFaults, type Leniency, type Structural } from '../../../structural';
import { rulesFaults } from '../../../custom/rule-faults';
import { immutable, when } from '../../checks';
import { isEstablished } from './conditions';
import { conversionFaults } from './conversion-rules';
import { namesFaults } from './names-rules';
import type { CustomResourceDefinition, Version } from './types';

export function validateDefinition(crd: CustomResourceDefinition, old?: CustomResourceDefinition): FieldError[] {
  const { spec, metadata } = crd;
  // What is missing altogether is told by the structure.
  if (!spec?.names || !spec.versions) return [];
  const expected = `${spec.names.plural}.${spec.group}`;
  return [
    ...when(metadata.name !== expected, () => invalid('metadata.name', metadata.name ?? '', `must be spec.names.plural+"."+spec.group`)),
    ...groupFaults(spec.group),
    ...scopeFaults(spec.scope),
    ...when(spec.preserveUnknownFields, () => invalid('spec.preserveUnknownFields', true, 'must be false in order to use defaults in the schema')),
    ...versionsFaults(spec.versions),
    ...namesFaults(spec.names, 'spec.names'),
    ...when(spec.names.kind && spec.names.kind === spec.names.listKind, () => invalid('spec.names.listKind', spec.names.listKind, 'kind and listKind may not be the same')),
    ...conversionFaults(crd, old),
    ...schemasFaults(crd, old),
  ];
}

export function validateDefinitionUpdate(crd: CustomResourceDefinition, old: CustomResourceDefinition): FieldError[] {
  const { spec } = crd;
  if (!spec?.names || !spec.versions) return [];
  const established = isEstablished(old);
  return [
    ...immutable(spec.group, old.spec.group, 'spec.group'),
    ...immutable(spec.names.plural, old.spec.names.plural, 'spec.names.plural'),
    ...(established ? [...immutable(spec.scope, old.spec.scope, 'spec.scope'), ...immutable(spec.names.kind, old.spec.names.kind, 'spec.names.kind')] : []),
    ...storedVersionsFaults(crd),
  ];
}

/** A version in which objects are stored may not go away. */
const storedVersionsFaults = ({ spec, status }: CustomResourceDefinition): FieldError[] =>
  (status.storedVersions ?? []).flatMap((stored, i) => when(!spec.versions.some(({ name }) => name === stored),
    () => invalid(`status.storedVersions[${i}]`, stored, 'missing from spec.versions; v1beta1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1beta1 and removes v1beta1 from status.storedVersions'.replaceAll('v1beta1', stored))));

function groupFaults(group: string): FieldError[] {
  if (!group) return [required('spec.group')];
  const fault = subdomainFault(group);
  if (fault) return [invalid('spec.group', group, fault)];
  return when(!group.includes('.'), () => invalid('spec.group', group, 'should be a domain with at least one dot'));
}

const scopeFaults = (scope: string): FieldError[] => (scope ? when(scope !== 'Cluster' && scope !== 'Namespaced', () => notSupported('spec.scope', scope, ['Cluster', 'Namespaced'])) : [required('spec.scope')]);

function versionsFaults(versions: readonly Version[]): FieldError[] {
  const names = versions.map(({ name }) => name);
  const storing = versions.filter(({ storage }) => storage).length;
  return [
    ...versions.flatMap(({ name }, i) => {
      const fault = label1035Fault(name);
      return fault ? [invalid(`spec.versions[${i}].name`, name, fault)] : [];
    }),
    ...when(new Set(names).size < names.length, () => invalid('spec.versions', names, 'must contain unique version names')),
    ...when(storing !== 1, () => invalid('spec.versions', names, 'must have exactly one version marked as storage version')),
  ];
}

const schemasFaults = ({ spec }: CustomResourceDefinition, old: CustomResourceDefinition | undefined): FieldError[] =>
  spec.versions.flatMap((version, i) => versionFaults(version, `spec.versions[${i}]`, leniencyOf(old)));

const leniencyOf = (old: CustomResourceDefinition | undefined): Leniency | undefined =>
  old && leniencyForUpdate(old.spec.versions.flatMap(({ schema }) => schema?.openAPIV3Schema ?? []));

function versionFaults(version: Version, field: string, leniency: Leniency | undefined): FieldError[] {
  const { schema, subresources, additionalPrinterColumns = [], selectableFields = [] } = version;
  const path = `${field}.schema.openAPIV3Schema`;
  const parsed = schema?.openAPIV3Schema ? parseStructural(schema.openAPIV3Schema, { path, leniency, statusSubresource: subresources?.status !== undefined, judgeRules: rulesFaults }) : undefined;
  return [
    ...(parsed === undefined ? [required(path, 'schemas are required')] : isFaults(parsed) ? parsed : selectableFaults(selectableFields, parsed, `${field}.selectableFields`)),
    ...(subresources?.scale ? scaleFaults(subresources.scale, `${field}.subresources`) : []),
    ...additionalPrinterColumns.flatMap((column, at) => columnFaults(column, `${field}.additionalPrinterColumns[${at}]`)),
  ];
}

const isFaults = (parsed: Structural | FieldError[]): parsed is FieldError[] => Array.isArray(parsed);
