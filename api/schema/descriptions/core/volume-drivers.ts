/** Descriptions of volumes that stand on certain storage systems. */
import type { Descriptions, FieldDescriptions, TypeDescription } from '../shape';

const fsType = 'File system of the volume, such as ext4.';
const readOnly = 'True: it cannot be written.';
const secretRef = 'Secret with the credentials.';
const volumeID = 'Identity of the volume in the storage system.';
const monitors = 'Addresses of Ceph monitors.';

/** Volumes of pods and persistent volumes say nearly the same; a persistent volume also names the namespace of its secret. */
const both = (name: string, about: string, fields: FieldDescriptions): Record<string, TypeDescription> =>
  ({ [`${name}VolumeSource`]: [about, fields], [`${name}PersistentVolumeSource`]: [about, fields] });

const disk = (name: string, about: string, id: FieldDescriptions): Record<string, TypeDescription> => ({ [`${name}VolumeSource`]: [about, { ...id, fsType, readOnly }] });

const azureFile = { secretName: 'Secret with the account\'s name and key.', shareName: 'Name of the share.', readOnly };
const glusterfs = { endpoints: 'Endpoints object with the addresses of Gluster.', path: 'Name of the volume.', readOnly };

export const volumeDrivers: Descriptions = () => ({
  CSIPersistentVolumeSource: ['A volume of a CSI driver.', {
    driver: 'Name of the driver.', volumeHandle: 'Identity that the driver gave the volume.', readOnly, fsType, volumeAttributes: 'What the driver wants to know at each use.',
    controllerPublishSecretRef: 'Secret for attaching.', nodeStageSecretRef: 'Secret for making it ready on a node.', nodePublishSecretRef: 'Secret for mounting.',
    controllerExpandSecretRef: 'Secret for growing it.', nodeExpandSecretRef: 'Secret for growing it on the node.',
  }],
  ...both('ISCSI', 'A disk of an iSCSI target.', {
    targetPortal: 'Address of the target, with a port unless it is 3260.', iqn: 'Qualified name of the target.', lun: 'Number of the disk.', iscsiInterface: 'Interface; `default` means tcp.',
    fsType, readOnly, portals: 'Further addresses of the target.', chapAuthDiscovery: 'CHAP is used for discovery.', chapAuthSession: 'CHAP is used for sessions.',
    secretRef: 'Secret for CHAP.', initiatorName: 'Name of the initiator, instead of that of the node.',
  }),
  FCVolumeSource: ['A Fibre Channel disk: named by targetWWNs and lun, or by wwids.', { targetWWNs: 'World wide names of the targets.', lun: 'Number of the disk.', wwids: 'World wide identities of the disk.', fsType, readOnly }],
  ...disk('AWSElasticBlockStore', 'An EBS disk of AWS.', { volumeID, partition: 'Partition; the whole disk when left out.' }),
  ...disk('GCEPersistentDisk', 'A disk of Google Compute Engine.', { pdName: 'Name of the disk.', partition: 'Partition; the whole disk when left out.' }),
  ...disk('AzureDisk', 'A disk of Azure.', {
    diskName: 'Name of the disk.', diskURI: 'Address of the disk.', cachingMode: 'None, ReadOnly or ReadWrite.', kind: 'Shared, Dedicated or Managed.',
  }),
  ...disk('Portworx', 'A volume of Portworx.', { volumeID }),
  AzureFileVolumeSource: ['A file share of Azure.', azureFile],
  AzureFilePersistentVolumeSource: ['A file share of Azure.', { ...azureFile, secretNamespace: 'Namespace of the secret.' }],
  ...both('CephFS', 'A file system of Ceph.', { monitors, path: 'Directory to be mounted; / by default.', user: 'User; admin by default.', secretFile: 'File of the node with the key.', secretRef, readOnly }),
  ...both('RBD', 'A block device of Ceph.', {
    monitors, image: 'Name of the image.', fsType, pool: 'Pool; rbd by default.', user: 'User; admin by default.', keyring: 'File of the node with the keyring.', secretRef, readOnly,
  }),
  ...both('Cinder', 'A disk of OpenStack.', { volumeID, fsType, readOnly, secretRef }),
  ...both('Flex', 'A volume of a FlexVolume driver.', { driver: 'Name of the driver.', fsType, secretRef, readOnly, options: 'Settings for the driver.' }),
  FlockerVolumeSource: ['A Flocker dataset.', { datasetName: 'Name of the dataset.', datasetUUID: 'Identity of the dataset.' }],
  GlusterfsVolumeSource: ['A Gluster volume.', glusterfs],
  GlusterfsPersistentVolumeSource: ['A Gluster volume.', { ...glusterfs, endpointsNamespace: 'Namespace of the Endpoints object.' }],
  GitRepoVolumeSource: ['A cloned git repository.', { repository: 'Address of the repository.', revision: 'Commit to be checked out.', directory: 'Directory to clone into.' }],
  PhotonPersistentDiskVolumeSource: ['A disk of Photon.', { pdID: 'Identity of the disk.', fsType }],
  QuobyteVolumeSource: ['A Quobyte volume.', {
    registry: 'Addresses of Quobyte registries.', volume: 'Name of the volume.', readOnly, user: 'User to be mapped to.', group: 'Group to be mapped to.', tenant: 'Owner of the volume.',
  }],
  ...both('ScaleIO', 'A volume of ScaleIO.', {
    gateway: 'Address of the gateway.', system: 'Name of the system.', secretRef, sslEnabled: 'Whether the gateway is spoken to over TLS.', protectionDomain: 'Protection domain.',
    storagePool: 'Storage pool.', storageMode: 'ThickProvisioned or ThinProvisioned.', volumeName: 'Name of the volume.', fsType, readOnly,
  }),
  ...both('StorageOS', 'A volume of StorageOS.', { volumeName: 'Name of the volume.', volumeNamespace: 'Its namespace in StorageOS.', fsType, readOnly, secretRef }),
  VsphereVirtualDiskVolumeSource: ['A disk of vSphere.', { volumePath: 'Path of the disk.', fsType, storagePolicyName: 'Name of the storage policy.', storagePolicyID: 'Identity of the storage policy.' }],
});
