/** PersistentVolumeClaims (kubernetes pkg/registry/core/persistentvolumeclaim). */
import { define } from '../../define';
import type * as core from '../../schema/types/core.v1';
import { ageColumn, column, nameColumn, wideColumn } from '../columns';
import { statusView } from '../status-view';
import { formatAccessModes } from './access-modes';
import { normalizeDataSources } from './persistentvolumeclaim/data-source';
import { defaultClaim } from './persistentvolumeclaim/default';
import { validateClaimSpec, validateClaimStatus, validateClaimUpdate } from './persistentvolumeclaim/validate';
import { claimWarnings } from './persistentvolumeclaim/warnings';

const unset = '<unset>';

export const persistentvolumeclaims = define<core.PersistentVolumeClaim>('', 'v1', 'PersistentVolumeClaim', {
  strategy: {
    generation: false,
    default: defaultClaim,
    prepareForCreate(claim) {
      claim.status = { phase: 'Pending' };
      normalizeDataSources(claim.spec);
    },
    prepareForUpdate: (claim, old) => normalizeDataSources(claim.spec, old.spec),
    validate: ({ spec }) => validateClaimSpec(spec, 'spec'),
    validateUpdate: validateClaimUpdate,
    warnings: claimWarnings,
  },
  subresources: { status: statusView({ validateUpdate: validateClaimStatus }) },
  columns: [
    nameColumn(),
    column('Status', 'Whether the claim has a volume.', ({ metadata, status }) => (metadata.deletionTimestamp ? 'Terminating' : status.phase ?? '')),
    column('Volume', 'The volume that the claim has.', ({ spec }) => spec.volumeName ?? ''),
    column('Capacity', 'Size of the volume.', ({ spec, status }) => (spec.volumeName ? status.capacity?.storage ?? '0' : '')),
    column('Access Modes', 'How the volume may be mounted.', ({ spec, status }) => (spec.volumeName ? formatAccessModes(status.accessModes) : '')),
    column('StorageClass', 'The class that the volume is of.', className),
    column('VolumeAttributesClass', 'The class that the attributes of the volume are of.', ({ spec }) => spec.volumeAttributesClassName ?? unset),
    ageColumn(),
    wideColumn('VolumeMode', 'Whether the volume is a file system or a device.', ({ spec }) => spec.volumeMode ?? unset),
  ],
});

/** An annotation was the first way to say it, and still goes first. */
function className({ metadata, spec }: core.PersistentVolumeClaim): string {
  return metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec.storageClassName ?? '';
}
