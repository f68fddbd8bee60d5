/** What of a claim works, but is hardly meant (kubernetes pkg/api/persistentvolumeclaim/util.go). */
import type * as core from '../../../schema/types/core.v1';

const classAnnotation = 'volume.beta.kubernetes.io/storage-class';
export const classAnnotationWarning = `metadata.annotations[${classAnnotation}]: deprecated since v1.8; use "storageClassName" attribute instead`;

export const hasClassAnnotation = ({ annotations }: { readonly annotations?: Readonly<Record<string, string>> }): boolean => annotations?.[classAnnotation] !== undefined;

export const claimWarnings = ({ metadata, spec }: core.PersistentVolumeClaim): string[] =>
  [...(hasClassAnnotation(metadata) ? [classAnnotationWarning] : []), ...claimSpecWarnings(spec, 'spec')];

export const claimSpecWarnings = ({ resources }: core.PersistentVolumeClaimSpec, field: string): string[] => [
  ...fractionWarning(resources?.requests?.storage, `${field}.resources.requests[storage]`),
  ...fractionWarning(resources?.limits?.storage, `${field}.resources.limits[storage]`),
];

/** Half a byte: in canonical form only a fraction ends in a unit below one. */
export const fractionWarning = (quantity: string | undefined, field: string): string[] =>
  (quantity !== undefined && /[num]$/.test(quantity) ? [`${field}: fractional byte value ${JSON.stringify(quantity)} is invalid, must be an integer`] : []);
