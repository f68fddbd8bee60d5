/** What of a volume works, but not for long (kubernetes pkg/api/persistentvolume/util.go). */
import type * as core from '../../../schema/types/core.v1';
import { nodeTermWarnings } from '../pod-template/affinity-warnings';
import { classAnnotationWarning, fractionWarning, hasClassAnnotation } from '../persistentvolumeclaim/warnings';

const mountOptions = 'volume.beta.kubernetes.io/mount-options';

const deprecated: readonly (readonly [source: keyof core.PersistentVolumeSpec, since: string, until: string, shownAs?: string])[] = [
  ['photonPersistentDisk', '1.11', '1.16'], ['scaleIO', '1.16', '1.22'], ['storageos', '1.22', '1.25', 'storageOS'], ['glusterfs', '1.25', '1.26'], ['flocker', '1.22', '1.25'],
  ['quobyte', '1.22', '1.25'], ['cephfs', '1.28', '1.31'], ['rbd', '1.28', '1.31'],
];

export function warnAboutVolume({ metadata, spec }: core.PersistentVolume): string[] {
  const terms = spec.nodeAffinity?.required?.nodeSelectorTerms ?? [];
  return [
    ...(hasClassAnnotation(metadata) ? [classAnnotationWarning] : []),
    ...(metadata.annotations?.[mountOptions] === undefined ? [] : [`metadata.annotations[${mountOptions}]: deprecated since v1.31; use "mountOptions" attribute instead`]),
    ...(spec.persistentVolumeReclaimPolicy === 'Recycle'
      ? ['spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.'] : []),
    ...terms.flatMap((term, i) => nodeTermWarnings(term, `spec.nodeAffinity.required.nodeSelectorTerms[${i}]`, false)),
    ...deprecated.filter(([source]) => spec[source] !== undefined).map(([source, since, until, shownAs]) => `spec.${shownAs ?? source}: deprecated in v${since}, non-functional in v${until}+`),
    ...fractionWarning(spec.capacity?.storage, 'spec.capacity[storage]'),
  ];
}
