/** Descriptions of persistent volumes and the claims for them. */
import { condition } from '../shared';
import type { Descriptions } from '../shape';
import { persistentSources } from './volumes';

const accessModes = 'Who may use it at a time: ReadWriteOnce (one node), ReadOnlyMany, ReadWriteMany (many nodes), ReadWriteOncePod (one pod).';
const volumeMode = 'Filesystem (default): containers see a directory. Block: they see a device.';

export const persistentVolumes: Descriptions = () => ({
  PersistentVolume: ['A piece of storage that the cluster has to give. It outlives the pods that use it.', { spec: 'What it is, and who may have it.', status: 'Whether somebody has it.' }],
  PersistentVolumeSource: ['What a persistent volume stands on.', persistentSources()],
  PersistentVolumeSpec: ['What a persistent volume is; exactly one source says what it stands on.', {
    ...persistentSources(),
    capacity: 'How big it is (`storage`).',
    accessModes,
    claimRef: 'The claim that has it. Set when they are bound; set before, it is kept for that claim.',
    persistentVolumeReclaimPolicy: 'What becomes of it when its claim is deleted: Retain keeps it, Delete deletes it and what it stands on. Recycle is deprecated.',
    storageClassName: 'Class that it belongs to; empty for none. A claim must ask for the same.',
    mountOptions: 'Options of the mount; wrong ones show only when it is mounted.',
    volumeMode,
    nodeAffinity: 'Nodes from which it can be reached; pods that use it run there.',
    volumeAttributesClassName: 'Class of its changeable properties.',
  }],
  PersistentVolumeStatus: ['Whether a persistent volume is in use.', {
    phase: 'Available, Bound, Released (its claim is gone), Failed or Pending.', message: 'Why, in a sentence.', reason: 'Why, in one word.', lastPhaseTransitionTime: 'When the phase last changed.',
  }],
  VolumeNodeAffinity: ['Nodes that can reach a volume.', { required: 'What the nodes must have.' }],
  PersistentVolumeClaim: ['A request for storage, and once it is bound the right to use a volume.', { spec: 'What is asked for.', status: 'What was got.' }],
  PersistentVolumeClaimSpec: ['What a claim asks for.', {
    accessModes,
    selector: 'Labels that the volume must have.',
    resources: 'How much storage is needed at least (requests.storage). It may grow later where the class allows it.',
    volumeName: 'The volume. Set when they are bound, or before to ask for this one.',
    storageClassName: 'Class that is to provide the volume. Left out: the default class. "": a volume without a class.',
    volumeMode,
    dataSource: 'What it is filled with: a snapshot or another claim of the namespace.',
    dataSourceRef: 'The same for any kind of object, of another namespace if that is allowed.',
    volumeAttributesClassName: 'Class of the changeable properties that the volume is to have.',
  }],
  PersistentVolumeClaimStatus: ['What a claim has got.', {
    phase: 'Pending, Bound, or Lost when its volume is gone.',
    accessModes: 'What the volume allows.',
    capacity: 'How big the volume is.',
    conditions: 'What is going on, such as a resize.',
    allocatedResources: 'Size that is being made, while it grows.',
    allocatedResourceStatuses: 'How far the resize has got, for each resource.',
    currentVolumeAttributesClassName: 'Class of the properties that it has now.',
    modifyVolumeStatus: 'How far a change of its properties has got.',
  }],
  PersistentVolumeClaimCondition: ['One observation about a claim.', { ...condition(), lastProbeTime: 'When it was last looked at.' }],
  ModifyVolumeStatus: ['How a change of a volume\'s properties is going.', { targetVolumeAttributesClassName: 'Class that it is changing to.', status: 'Pending, InProgress or Infeasible.' }],
  VolumeResourceRequirements: ['How much storage.', { requests: 'At least so much.', limits: 'At most so much.' }],
});
