/** Descriptions of the volumes of a pod whose content comes from the cluster or the node. */
import type { Descriptions, FieldDescriptions } from '../shape';

const items = 'Keys that become files, and where; a missing one is an error unless all is optional. Left out: every key under its own name.';
const defaultMode = 'Permissions of files that have none of their own, 0 to 0777; 0644 by default. JSON has no octal numbers: 0644 is 420.';
const mode = 'Permissions of the file, 0 to 0777; the default of the volume when left out.';
const optional = (what: string): string => `True: the pod starts although the ${what} or a key of it is missing.`;

const sources = (): FieldDescriptions => ({
  hostPath: 'A file or directory of the node itself. Powerful, and dangerous in the wrong hands.',
  emptyDir: 'An empty directory that lives and dies with the pod.',
  secret: 'The keys of a secret, as files.',
  configMap: 'The keys of a config map, as files.',
  downwardAPI: 'Facts about the pod itself, as files.',
  projected: 'Several of secret, config map, downward API, token and trust bundle in one directory.',
  persistentVolumeClaim: 'The volume that a claim in the same namespace got.',
  ephemeral: 'A claim made for the pod and deleted with it.',
  csi: 'A volume of a CSI driver that lives and dies with the pod.',
  image: 'The files of an OCI image, read-only.',
  nfs: 'A directory of an NFS server.',
  iscsi: 'A disk of an iSCSI target.',
  fc: 'A Fibre Channel disk.',
});

/** Kinds of storage that were part of Kubernetes once; most have a CSI driver in their place. */
const retired = (): FieldDescriptions => Object.fromEntries(Object.entries({
  gcePersistentDisk: 'A disk of Google Compute Engine', awsElasticBlockStore: 'An EBS disk of AWS', azureDisk: 'A disk of Azure', azureFile: 'A file share of Azure',
  cinder: 'A disk of OpenStack', vsphereVolume: 'A disk of vSphere', portworxVolume: 'A volume of Portworx', flexVolume: 'A volume of a FlexVolume driver',
  glusterfs: 'A Gluster volume', rbd: 'A block device of Ceph', cephfs: 'A file system of Ceph', flocker: 'A Flocker dataset', quobyte: 'A Quobyte volume',
  photonPersistentDisk: 'A disk of Photon', scaleIO: 'A volume of ScaleIO', storageos: 'A volume of StorageOS',
}).map(([name, text]) => [name, `${text}. Deprecated: use a CSI driver.`]));

const podSources = (): FieldDescriptions => ({ ...sources(), ...retired(), gitRepo: 'A git repository, cloned. No longer allowed to do its work: clone in an init container.' });

/** What a persistent volume can stand on. */
export const persistentSources = (): FieldDescriptions => {
  const { hostPath = '', nfs = '', iscsi = '', fc = '' } = sources();
  return { ...retired(), hostPath, nfs, iscsi, fc, local: 'A disk or directory of one node.', csi: 'A volume of a CSI driver.' };
};

export const volumes: Descriptions = () => ({
  Volume: ['A directory, or a device, that containers of a pod can mount. Besides the name exactly one source.', { name: 'Name by which containers mount it, unique within the pod.', ...podSources() }],
  VolumeSource: ['Where the content of a volume comes from.', podSources()],
  EmptyDirVolumeSource: ['An empty directory.', {
    medium: 'Where it lives: "" on the disk of the node, Memory in its memory (which counts against the containers\' limits).', sizeLimit: 'How much may be written to it.',
  }],
  HostPathVolumeSource: ['A path of the node.', {
    path: 'The path; links are followed.',
    type: 'What must be there, or is made: "" (not looked at), DirectoryOrCreate, Directory, FileOrCreate, File, Socket, CharDevice or BlockDevice.',
  }],
  SecretVolumeSource: ['A secret as files.', { secretName: 'Name of the secret in the namespace of the pod.', items, defaultMode, optional: optional('secret') }],
  ConfigMapVolumeSource: ['A config map as files.', { name: 'Name of the config map in the namespace of the pod.', items, defaultMode, optional: optional('config map') }],
  KeyToPath: ['A key, and the file that it becomes.', { key: 'The key.', path: 'Path of the file in the volume, without `..`.', mode }],
  DownwardAPIVolumeSource: ['Facts about the pod as files.', { items: 'The files.', defaultMode }],
  DownwardAPIVolumeFile: ['A fact about the pod, and the file that it becomes.', {
    path: 'Path of the file in the volume, without `..`.', mode,
    fieldRef: 'A field of the pod: metadata.name, metadata.namespace, metadata.uid, labels or annotations.', resourceFieldRef: 'A limit or request of a container.',
  }],
  ProjectedVolumeSource: ['Several sources in one directory.', { sources: 'The sources.', defaultMode }],
  VolumeProjection: ['One source of a projected volume; exactly one of these.', {
    secret: 'Keys of a secret.', configMap: 'Keys of a config map.', downwardAPI: 'Facts about the pod.', serviceAccountToken: 'A token of the pod\'s account.',
    clusterTrustBundle: 'Certificates of a ClusterTrustBundle.', podCertificate: 'A private key with a certificate made for the pod.',
  }],
  SecretProjection: ['A secret within a projected volume.', { name: 'Name of the secret.', items, optional: optional('secret') }],
  ConfigMapProjection: ['A config map within a projected volume.', { name: 'Name of the config map.', items, optional: optional('config map') }],
  DownwardAPIProjection: ['Facts about the pod within a projected volume.', { items: 'The files.' }],
  ServiceAccountTokenProjection: ['A token of the pod\'s account, renewed in time.', {
    audience: 'Who is to accept the token; the API server when left out.', expirationSeconds: 'How long it is valid, at least 600; 3600 by default.', path: 'Path of the file in the volume.',
  }],
  ClusterTrustBundleProjection: ['Certificates within a projected volume.', {
    name: 'Name of one bundle. Either this or signerName.', signerName: 'All bundles of this signer.', labelSelector: 'Labels of the bundles, with signerName only. Left out: none.',
    optional: 'True: the pod starts although there is no such bundle.', path: 'Path of the file in the volume.',
  }],
  PodCertificateProjection: ['A private key and a certificate for the pod, renewed in time.', {
    signerName: 'Who signs.', keyType: 'Type of the key: RSA3072, RSA4096, ECDSAP256, ECDSAP384, ECDSAP521 or ED25519.',
    maxExpirationSeconds: 'How long the certificate may be valid at most; a day when left out.',
    credentialBundlePath: 'File with key and certificates together.', keyPath: 'File with the key.', certificateChainPath: 'File with the certificates.',
    userAnnotations: 'What the signer is told besides; it decides what it makes of it.',
  }],
  PersistentVolumeClaimVolumeSource: ['The volume of a claim.', { claimName: 'Name of the claim in the namespace of the pod.', readOnly: 'True: every mount of it is read-only.' }],
  EphemeralVolumeSource: ['A claim that is made for a pod.', { volumeClaimTemplate: 'The pattern; the claim is called <pod>-<volume> and owned by the pod.' }],
  PersistentVolumeClaimTemplate: ['The pattern of a claim.', { metadata: 'Labels and annotations of the claim.', spec: 'Spec of the claim.' }],
  CSIVolumeSource: ['A volume that a CSI driver makes for the pod.', {
    driver: 'Name of the driver.', readOnly: 'True: it cannot be written.', fsType: 'File system; the driver chooses when left out.',
    volumeAttributes: 'Settings for the driver.', nodePublishSecretRef: 'Secret that the driver gets for mounting.',
  }],
  ImageVolumeSource: ['An OCI image or artifact as a volume.', { reference: 'The image.', pullPolicy: 'When it is fetched: Always, IfNotPresent or Never.' }],
  NFSVolumeSource: ['A directory of an NFS server.', { server: 'Host name or address of the server.', path: 'Path that the server exports.', readOnly: 'True: it cannot be written.' }],
  LocalVolumeSource: ['A disk or directory of one node.', { path: 'Path on the node, of a directory or a block device.', fsType: 'File system for a block device.' }],
});
