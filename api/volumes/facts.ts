/** How claims, volumes and classes name each other (kubernetes pkg/controller/volume/persistentvolume, k8s.io/component-helpers storage/volume). Pure. */
import type { ObjectKey } from '../object';
import type * as core from '../schema/types/core.v1';
import type * as storage from '../schema/types/storage.v1';

type Claim = core.PersistentVolumeClaim;
type Volume = core.PersistentVolume;

export const annotations = {
  /** On a claim: it has been bound once, whatever is seen of it now. */
  bindCompleted: 'pv.kubernetes.io/bind-completed',
  /** On either: the other's name was written here by a controller, not by a user. */
  boundByController: 'pv.kubernetes.io/bound-by-controller',
  /** On a volume: which provisioner made it. */
  provisionedBy: 'pv.kubernetes.io/provisioned-by',
  /** On a claim: which provisioner is to make a volume; the older name goes along. */
  provisioner: 'volume.kubernetes.io/storage-provisioner',
  olderProvisioner: 'volume.beta.kubernetes.io/storage-provisioner',
  /** On a claim: on which node its first pod will run. */
  selectedNode: 'volume.kubernetes.io/selected-node',
} as const;

const classAnnotation = 'volume.beta.kubernetes.io/storage-class';

/** Volumes of such a class are made by hand. */
export const noProvisioner = 'kubernetes.io/no-provisioner';

export const classOf = ({ metadata, spec }: Claim | Volume): string => metadata.annotations?.[classAnnotation] ?? spec.storageClassName ?? '';

/** The empty name is a choice too. */
export const namesNoClass = ({ metadata, spec }: Claim): boolean => spec.storageClassName === undefined && metadata.annotations?.[classAnnotation] === undefined;

export const has = ({ metadata }: Claim | Volume, annotation: string): boolean => metadata.annotations?.[annotation] !== undefined;

export const sizeOf = ({ spec }: Volume): string => spec.capacity?.storage ?? '0';

export const requestOf = ({ spec }: Claim): string => spec.resources?.requests?.storage ?? '0';

/** The volume is meant for the claim; one that was reserved by hand does not say for which of its name. */
export function isMeantFor({ spec: { claimRef } }: Volume, claim: Claim): boolean {
  if (claimRef?.name !== claim.metadata.name || claimRef?.namespace !== claim.metadata.namespace) return false;
  return !claimRef?.uid || claimRef.uid === claim.metadata.uid;
}

export const waitsForConsumer = (storageClass: storage.StorageClass | undefined): boolean => storageClass?.volumeBindingMode === 'WaitForFirstConsumer';

export const withAnnotations = <T extends Claim | Volume>(object: T, added: Readonly<Record<string, string>>): T =>
  ({ ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...added } } });

export const referenceTo = ({ metadata: { namespace, name, uid, resourceVersion } }: Claim): core.ObjectReference =>
  ({ kind: 'PersistentVolumeClaim', namespace, name, uid, apiVersion: 'v1', resourceVersion });

/** The volume is the claim's from now on. */
export function reservedFor(volume: Volume, claim: Claim): Volume {
  if (volume.spec.claimRef?.uid && isMeantFor(volume, claim)) return volume;
  const claimed = { ...volume, spec: { ...volume.spec, claimRef: referenceTo(claim) } };
  return volume.spec.claimRef ? claimed : withAnnotations(claimed, { [annotations.boundByController]: 'yes' });
}

/** Both know each other. */
export const isBound = (claim: Claim): boolean => Boolean(claim.spec.volumeName) && has(claim, annotations.bindCompleted);

/** Keys of the claims that the pod uses, those made for it alone included. */
export function claimsOf({ metadata: { namespace, name = '' }, spec }: core.Pod): ObjectKey[] {
  const names = (spec?.volumes ?? []).flatMap((volume) => volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral ? `${name}-${volume.name}` : []));
  return names.map((claim) => ({ namespace, name: claim }));
}
