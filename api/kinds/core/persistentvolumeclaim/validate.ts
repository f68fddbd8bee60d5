/** Rules of claims (kubernetes pkg/apis/core/validation ValidatePersistentVolumeClaim). */
import { forbidden, invalid, required, type FieldError } from '../../../field-error';
import { compareQuantities } from '../../../quantity';
import type * as core from '../../../schema/types/core.v1';
import { given, immutable, labelSelector, positiveQuantity, subdomain, when } from '../../checks';
import { same } from '../../equality';
import { validateAccessModes } from '../access-modes';
import { validateDataSources } from './data-source';

export const validateClaimSpec = (spec: core.PersistentVolumeClaimSpec, field: string): FieldError[] => [
  ...validateAccessModes(spec.accessModes, `${field}.accessModes`, 'at least 1 access mode is required'),
  ...given(spec.selector, (selector) => labelSelector(selector, `${field}.selector`)),
  ...requestOf(spec.resources?.requests?.storage, `${field}.resources[storage]`),
  ...given(spec.storageClassName, (name) => subdomain(name, `${field}.storageClassName`)),
  ...given(spec.volumeAttributesClassName, (name) => subdomain(name, `${field}.volumeAttributesClassName`)),
  ...validateDataSources(spec, field),
];

const requestOf = (quantity: string | undefined, field: string): FieldError[] =>
  (quantity === undefined ? [required(field)] : positiveQuantity(quantity, field));

const classAnnotation = 'volume.beta.kubernetes.io/storage-class';

export function validateClaimUpdate(claim: core.PersistentVolumeClaim, old: core.PersistentVolumeClaim): FieldError[] {
  return [
    ...when(!same(fixedPart(claim, old), fixedPart(old, old)), () =>
      forbidden('spec', 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims')),
    ...shrinking(claim, old),
    ...immutable(claim.metadata.annotations?.[classAnnotation], old.metadata.annotations?.[classAnnotation], `metadata.annotations.${classAnnotation}`),
    ...immutable(claim.spec.volumeMode, old.spec.volumeMode, 'volumeMode'),
  ];
}

/** What may never change: a volume and a class can be set once; the size and the attributes of what is bound may change. */
function fixedPart({ spec }: core.PersistentVolumeClaim, old: core.PersistentVolumeClaim): core.PersistentVolumeClaimSpec {
  const fixed = { ...spec };
  if (!old.spec.volumeName) delete fixed.volumeName;
  if (old.spec.storageClassName === undefined && !old.metadata.annotations?.[classAnnotation]) delete fixed.storageClassName;
  if (old.status.phase !== 'Bound') return fixed;
  delete fixed.volumeAttributesClassName;
  return { ...fixed, resources: { ...spec.resources, requests: { ...spec.resources?.requests, storage: '' } } };
}

/** After a failed expansion a claim may go back, but not below what it has (KEP-1790). */
function shrinking({ spec }: core.PersistentVolumeClaim, old: core.PersistentVolumeClaim): FieldError[] {
  const size = spec.resources?.requests?.storage ?? '0';
  const smaller = compareQuantities(size, old.spec.resources?.requests?.storage ?? '0') < 0;
  return when(smaller && compareQuantities(size, old.status.capacity?.storage ?? '0') <= 0, () =>
    forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'));
}

export const validateClaimStatus = ({ status }: core.PersistentVolumeClaim): FieldError[] =>
  Object.entries(status.capacity ?? {}).flatMap(([name, quantity]) =>
    when(compareQuantities(quantity, '0') < 0, () => invalid(`status.capacity[${name}]`, quantity, 'must be a valid resource quantity')));
