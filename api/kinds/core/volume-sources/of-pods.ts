/** The sources of a pod's volume (kubernetes pkg/apis/core/validation validateVolumeSource). */
import { forbidden, invalid, required, type FieldError } from '../../../field-error';
import { subdomainFault } from '../../../names';
import type * as core from '../../../schema/types/core.v1';
import { annotations, driverName, given, labels, needed, subdomain, when } from '../../checks';
import { validateClaimSpec } from '../persistentvolumeclaim/validate';
import { localPath } from '../pod-template/paths';
import { validateConfigMap, validateDownwardAPI, validateProjected, validateSecret } from './files';
import { iscsiName, validateIscsi } from './iscsi';
import { sourceOf, texts, validateOneSource, type VolumeFacts } from './one-source';
import {
  localSecret, validateAwsDisk, validateAzureDisk, validateEmptyDir, validateFibreChannel, validateFlex, validateFlocker, validateGceDisk, validateHostPath, validateMonitors,
  validateNfs, validateQuobyte, validateRbd, validateStorageOS,
} from './plain';

const source = sourceOf<core.Volume>();

const rules = [
  source('emptyDir', validateEmptyDir),
  source('hostPath', validateHostPath),
  source('gitRepo', ({ repository, directory = '' }, at) => [...when(!repository, () => required(`${at}.repository`)), ...localPath(directory, `${at}.directory`)]),
  source('gcePersistentDisk', validateGceDisk, { at: 'persistentDisk' }),
  source('awsElasticBlockStore', validateAwsDisk),
  source('secret', validateSecret),
  source('nfs', validateNfs),
  source('iscsi', validateIscsi, { always: (disk, at, volume) => iscsiName(disk, at, volume) }),
  source('glusterfs', texts('endpoints', 'path')),
  source('flocker', validateFlocker),
  source('persistentVolumeClaim', texts('claimName')),
  source('rbd', validateRbd),
  source('cinder', (disk, at) => [...texts<typeof disk>('volumeID')(disk, at), ...localSecret(disk.secretRef, `${at}.secretRef`)]),
  source('cephfs', validateMonitors, { spareAt: 'cephFS' }),
  source('quobyte', validateQuobyte),
  // The spelling is upstream's.
  source('downwardAPI', validateDownwardAPI, { spareAt: 'downwarAPI' }),
  source('fc', validateFibreChannel),
  source('flexVolume', validateFlex),
  source('configMap', validateConfigMap),
  source('azureFile', texts('secretName', 'shareName')),
  source('vsphereVolume', texts('volumePath')),
  source('photonPersistentDisk', texts('pdID')),
  source('portworxVolume', texts('volumeID')),
  source('azureDisk', validateAzureDisk),
  source('storageos', (volume, at) => [...validateStorageOS(volume, at), ...localSecret(volume.secretRef, `${at}.secretRef`)]),
  source('projected', validateProjected),
  source('scaleIO', texts('gateway', 'system', 'volumeName')),
  source('csi', validateCsi),
  source('ephemeral', validateEphemeral),
  source('image', ({ reference }, at, { pod }) => when(pod !== undefined && !reference, () => required(`${at}.reference`))),
];

export const validateVolumeSource = (volume: core.Volume, field: string, pod: string | undefined): FieldError[] =>
  validateOneSource(volume, rules, field, { name: volume.name, ...(pod !== undefined && { pod }) });

function validateCsi({ driver, nodePublishSecretRef: secret }: core.CSIVolumeSource, field: string): FieldError[] {
  return [
    ...driverName(driver, `${field}.driver`),
    ...(secret ? needed(secret.name, `${field}.nodePublishSecretRef.name`, (name) => subdomain(name, `${field}.name`)) : []),
  ];
}

/** A claim that lives as long as its pod, and is called after it (KEP-1698). */
function validateEphemeral({ volumeClaimTemplate: template }: core.EphemeralVolumeSource, field: string, { name, pod }: VolumeFacts): FieldError[] {
  return [
    ...(template ? validateClaimTemplate(template, `${field}.volumeClaimTemplate`) : [required(`${field}.volumeClaimTemplate`)]),
    ...(pod && name ? claimNameFault(`${pod}-${name}`, name, field.slice(0, field.lastIndexOf('.'))) : []),
  ];
}

const claimNameFault = (claim: string, volume: string, field: string): FieldError[] =>
  given(subdomainFault(claim), (text) => [invalid(`${field}.name`, volume, `PVC name ${JSON.stringify(claim)}: ${text}`)]);

const templateMetadata: readonly string[] = ['labels', 'annotations', 'creationTimestamp'];

const validateClaimTemplate = ({ metadata, spec }: core.PersistentVolumeClaimTemplate, field: string): FieldError[] => [
  ...annotations(metadata?.annotations, `${field}.metadata.annotations`),
  ...labels(metadata?.labels, `${field}.metadata.labels`),
  ...Object.keys(metadata ?? {}).filter((name) => !templateMetadata.includes(name)).map((name) => forbidden(`${field}.metadata.${name}`, 'cannot be set')),
  ...validateClaimSpec(spec, `${field}.spec`),
];
