/** Rules of claims (kubernetes pkg/apis/core/validation ValidatePersistentVolumeClaim). */
import { forbidden, notSupported, required, type FieldError } from '../../../field-error';
import { compareQuantities } from '../../../quantity';
import type * as core from '../../../schema/types/core.v1';
import { given, immutable, labelSelector, positiveQuantity, qualifiedName, subdomain, when } from '../../checks';
import { same } from '../../equality';
import { validateAccessModes } from '../access-modes';
import { notNegative } from '../quantities';
import { isNative } from '../resource-names';
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
  const moved = movesClass(claim, old);
  return [
    ...(moved ? [] : immutable(claim.metadata.annotations?.[classAnnotation] ?? '', old.metadata.annotations?.[classAnnotation] ?? '', `metadata.annotations.${classAnnotation}`)),
    ...when(!same(fixedPart(claim, old), fixedPart(old, old)), () =>
      forbidden('spec', 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims')),
    ...shrinking(claim, old),
    ...immutable(claim.spec.volumeMode, old.spec.volumeMode, 'volumeMode'),
    ...attributesClassKept(claim.spec.volumeAttributesClassName, old.spec.volumeAttributesClassName),
  ];
}

/** From the annotation, which was the first way to name a class, into the field. */
function movesClass({ metadata, spec }: core.PersistentVolumeClaim, { metadata: old, spec: before }: core.PersistentVolumeClaim): boolean {
  const named = old.annotations?.[classAnnotation];
  const now = metadata.annotations?.[classAnnotation];
  return named !== undefined && before.storageClassName === undefined && spec.storageClassName === named && (now === undefined || now === named);
}

const attributesClassKept = (name: string | undefined, old: string | undefined): FieldError[] => [
  ...when(old !== undefined && name === undefined, () => forbidden('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden')),
  ...when(old !== undefined && old !== name && name === '', () => forbidden('spec.volumeAttributesClassName', 'update from non-nil value to an empty string is forbidden')),
];

/** What may never change: a volume and a class can be set once; the size and the attributes of what is bound may change. */
function fixedPart({ spec, status }: core.PersistentVolumeClaim, old: core.PersistentVolumeClaim): core.PersistentVolumeClaimSpec {
  const fixed = { ...spec };
  const annotated = old.metadata.annotations?.[classAnnotation];
  if (!old.spec.volumeName) delete fixed.volumeName;
  if (old.spec.storageClassName === undefined && (annotated === undefined || spec.storageClassName === annotated)) delete fixed.storageClassName;
  if (status.phase !== 'Bound') return fixed;
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

export const validateClaimStatus = ({ status }: core.PersistentVolumeClaim): FieldError[] => [
  ...Object.entries(status.capacity ?? {}).flatMap(([name, quantity]) => notNegative(quantity, `status.capacity[${name}]`)),
  ...Object.keys(status.allocatedResourceStatuses ?? {}).flatMap((name) => storageName(name, 'status.allocatedResourceStatus')),
  ...Object.entries(status.allocatedResources ?? {}).flatMap(([name, quantity]) => {
    const field = 'status.allocatedResources';
    const faults = storageName(name, field);
    return faults.length ? faults : notNegative(quantity, `${field}[${name}]`);
  }),
];

/** Of Kubernetes' own resources claims have storage alone. */
function storageName(name: string, field: string): FieldError[] {
  const faults = qualifiedName(name, field);
  return faults.length ? faults : when(isNative(name) && name !== 'storage', () => notSupported(field, name, ['storage']));
}
