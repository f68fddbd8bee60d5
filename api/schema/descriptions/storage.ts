/** Descriptions of storage.k8s.io. */
import type { Descriptions } from './shape';

export const storage: Descriptions = () => ({
  StorageClass: ['A sort of storage that claims can ask for by name. The annotation storageclass.kubernetes.io/is-default-class makes one the default.', {
    provisioner: 'Who makes the volumes. It cannot change.', parameters: 'Settings for the provisioner. They cannot change.', reclaimPolicy: 'What becomes of a volume when its claim is deleted: Delete (default) or Retain.',
    mountOptions: 'Options of the mount, for all volumes of the class.', allowVolumeExpansion: 'True: claims may grow.',
    volumeBindingMode: 'Immediate (default): a volume is made with the claim. WaitForFirstConsumer: with the first pod that uses it, near that pod.', allowedTopologies: 'Where volumes may be made.',
  }],
  CSIDriver: ['Tells how a CSI driver wants to be used. Its name is that of the driver.'],
  CSIDriverSpec: ['What a driver can do and needs.', {
    attachRequired: 'False: volumes need not be attached before they are mounted. True by default.', podInfoOnMount: 'True: it is told which pod a mount is for.',
    volumeLifecycleModes: 'Persistent (default), Ephemeral or both.', storageCapacity: 'True: the scheduler looks at CSIStorageCapacity objects.',
    fsGroupPolicy: 'Whether fsGroup is applied: ReadWriteOnceWithFSType (default), File or None.', tokenRequests: 'Tokens of the pod\'s account that it is given for a mount.',
    requiresRepublish: 'True: mounts are renewed from time to time.', seLinuxMount: 'True: it can mount with an SELinux context.', nodeAllocatableUpdatePeriodSeconds: 'How often it is asked anew how many volumes a node can take, at least 10 seconds.',
    serviceAccountTokenInSecrets: 'True: tokens are handed over as secrets, not as attributes of the volume.', preventPodSchedulingIfMissing: 'True: pods do not go to nodes that lack the driver.',
  }],
  TokenRequest: ['A token that a driver wants.', { audience: 'Who is to accept it; the API server when empty.', expirationSeconds: 'How long it is valid.' }],
  CSINode: ['CSI drivers of a node. Its name is that of the node.'],
  CSINodeSpec: ['The drivers.', { drivers: 'The drivers.' }],
  CSINodeDriver: ['A driver on a node.', { name: 'Name of the driver.', nodeID: 'What the driver calls the node.', topologyKeys: 'Labels that say where the node is.', allocatable: 'How many volumes it can take.' }],
  VolumeNodeResources: ['Room for volumes.', { count: 'How many volumes; unlimited when left out.' }],
  CSIStorageCapacity: ['How much storage of a class is left in a part of the cluster.', {
    nodeTopology: 'Which nodes can reach it.', storageClassName: 'The class.', capacity: 'How much is left.', maximumVolumeSize: 'How big one volume can be.',
  }],
  VolumeAttachment: ['Asks that a volume is attached to a node.'],
  VolumeAttachmentSpec: ['Which volume to which node.', { attacher: 'Driver that does it.', source: 'The volume.', nodeName: 'The node.' }],
  VolumeAttachmentSource: ['The volume; one of these.', { persistentVolumeName: 'Name of a persistent volume.', inlineVolumeSpec: 'A volume that a pod has written itself.' }],
  VolumeAttachmentStatus: ['Whether it is attached.', { attached: 'True: it is.', attachmentMetadata: 'What the driver told about it.', attachError: 'Why it could not be attached.', detachError: 'Why it could not be detached.' }],
  VolumeError: ['What went wrong with a volume.', { time: 'When.', message: 'What.', errorCode: 'Code of gRPC.' }],
  VolumeAttributesClass: ['Properties of volumes that can be changed while they are in use, such as their speed.', { driverName: 'Driver that understands them. It cannot change.', parameters: 'The properties. They cannot change.' }],
});
