/** The volume that a provisioner would make for a claim. Nothing is behind it. Pure. */
import { type core, type storage, volumeRules } from '../../../api';
import { uidOf } from '../../ownership';
import { driverOf } from './driver';

const { annotations, referenceTo, requestOf } = volumeRules;

const zoneLabel = 'topology.kubernetes.io/zone';
const hostLabel = 'kubernetes.io/hostname';

/** On a class: somebody else makes its volumes. */
const simulatedAnnotation = 'minikapi.dev/simulated';

export const isSimulated = (storageClass: storage.StorageClass): boolean => storageClass.metadata.annotations?.[simulatedAnnotation] !== 'false';

export const volumeName = (claim: core.PersistentVolumeClaim): string => `pvc-${uidOf(claim)}`;

/** `node`: where its first pod runs, when the class waits for that. */
export function volumeFor(claim: core.PersistentVolumeClaim, storageClass: storage.StorageClass, node: core.Node | undefined): core.PersistentVolume {
  const driver = driverOf(storageClass.provisioner);
  const { mountOptions, reclaimPolicy } = storageClass;
  const affinity = node && affinityTo(node, isDirectory(driver) ? hostLabel : zoneLabel);
  return {
    apiVersion: 'v1', kind: 'PersistentVolume',
    metadata: { name: volumeName(claim), annotations: { [annotations.provisionedBy]: driver } },
    spec: {
      capacity: { storage: requestOf(claim) },
      ...sourceOf(claim, storageClass, driver),
      accessModes: claim.spec.accessModes,
      claimRef: referenceTo(claim),
      persistentVolumeReclaimPolicy: reclaimPolicy ?? 'Delete',
      storageClassName: storageClass.metadata.name,
      ...(mountOptions && { mountOptions }),
      volumeMode: claim.spec.volumeMode ?? 'Filesystem',
      ...(affinity && { nodeAffinity: affinity }),
      ...(claim.spec.volumeAttributesClassName && { volumeAttributesClassName: claim.spec.volumeAttributesClassName }),
    },
    status: {},
  };
}

/** Drivers of the Container Storage Interface are named like hosts; what is named otherwise makes directories on nodes. */
const isDirectory = (driver: string): boolean => driver.includes('/');

function sourceOf(claim: core.PersistentVolumeClaim, { parameters }: storage.StorageClass, driver: string): Partial<core.PersistentVolumeSpec> {
  const { namespace = '', name = '' } = claim.metadata;
  if (isDirectory(driver)) return { hostPath: { path: `/var/lib/minikapi/volumes/${volumeName(claim)}_${namespace}_${name}`, type: 'DirectoryOrCreate' } };
  const fsType = claim.spec.volumeMode === 'Block' ? undefined : parameters?.['csi.storage.k8s.io/fstype'] ?? 'ext4';
  return { csi: { driver, volumeHandle: volumeName(claim), ...(fsType && { fsType }), volumeAttributes: { 'storage.kubernetes.io/csiProvisionerIdentity': `minikapi-${driver}` } } };
}

function affinityTo({ metadata: { labels } }: core.Node, label: string): core.VolumeNodeAffinity | undefined {
  const value = labels?.[label];
  return value ? { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: label, operator: 'In', values: [value] }] }] } } : undefined;
}
