/** PersistentVolumes (kubernetes pkg/registry/core/persistentvolume). */
import { formatTime } from '../../clock';
import { define } from '../../define';
import type * as core from '../../schema/types/core.v1';
import { ageColumn, column, nameColumn, wideColumn } from '../columns';
import { statusView } from '../status-view';
import { formatAccessModes } from './access-modes';
import { validateVolume, validateVolumeUpdate } from './persistentvolume/validate';
import { warnAboutVolume } from './persistentvolume/warnings';

const unset = '<unset>';

export const persistentvolumes = define<core.PersistentVolume>('', 'v1', 'PersistentVolume', {
  strategy: {
    generation: false,
    default({ spec, status }) {
      status.phase ??= 'Pending';
      spec.persistentVolumeReclaimPolicy ??= 'Retain';
      spec.volumeMode ??= 'Filesystem';
      if (spec.hostPath) spec.hostPath.type ??= '';
    },
    prepareForCreate(volume, { now }) {
      volume.status = { phase: 'Pending', lastPhaseTransitionTime: formatTime(now) };
    },
    validate: validateVolume,
    validateUpdate: validateVolumeUpdate,
    warnings: warnAboutVolume,
  },
  subresources: {
    status: statusView({
      // Whoever changes the phase may say when that was (KEP-3762).
      adjust({ status }, { status: old }, { now }) {
        const told = status.lastPhaseTransitionTime !== undefined && status.lastPhaseTransitionTime !== old.lastPhaseTransitionTime;
        if (status.phase !== old.phase && !told) status.lastPhaseTransitionTime = formatTime(now);
      },
    }),
  },
  columns: [
    nameColumn(),
    column('Capacity', 'Size of the volume.', ({ spec }) => spec.capacity?.storage ?? '0'),
    column('Access Modes', 'How the volume may be mounted.', ({ spec }) => formatAccessModes(spec.accessModes)),
    column('Reclaim Policy', 'What becomes of the volume when its claim is gone.', ({ spec }) => spec.persistentVolumeReclaimPolicy ?? ''),
    column('Status', 'Whether the volume has a claim.', ({ metadata, status }) => (metadata.deletionTimestamp ? 'Terminating' : status.phase ?? '')),
    column('Claim', 'The claim that the volume has.', ({ spec: { claimRef } }) => (claimRef ? `${claimRef.namespace ?? ''}/${claimRef.name ?? ''}` : '')),
    column('StorageClass', 'The class that the volume is of.', ({ metadata, spec }) => metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec.storageClassName ?? ''),
    column('VolumeAttributesClass', 'The class that the attributes of the volume are of.', ({ spec }) => spec.volumeAttributesClassName ?? unset),
    column('Reason', 'Why the volume failed.', ({ status }) => status.reason ?? ''),
    ageColumn(),
    wideColumn('VolumeMode', 'Whether the volume is a file system or a device.', ({ spec }) => spec.volumeMode ?? unset),
  ],
});
