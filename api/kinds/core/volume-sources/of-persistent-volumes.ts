/** The sources of a persistent volume (kubernetes pkg/apis/core/validation ValidatePersistentVolumeSpec). */
import { invalid, required, type FieldError } from '../../../field-error';
import { labelFault } from '../../../names';
import type * as core from '../../../schema/types/core.v1';
import { driverName, given, label, needed, subdomain, when } from '../../checks';
import { noBacksteps } from '../pod-template/paths';
import { validatePersistentIscsi } from './iscsi';
import { sourceOf, texts, validateOneSource } from './one-source';
import {
  localSecret, validateAwsDisk, validateAzureDisk, validateFibreChannel, validateFlex, validateFlocker, validateGceDisk, validateHostPath, validateMonitors, validateNfs,
  validateQuobyte, validateRbd, validateStorageOS,
} from './plain';

const source = sourceOf<core.PersistentVolumeSpec>();

/** A secret of any namespace: both of its names are needed. */
const secretNames = (secret: core.SecretReference | core.ObjectReference | undefined, field: string): FieldError[] =>
  [...localSecret(secret, field), ...when(secret && !secret.namespace, () => required(`${field}.namespace`))];

const rules = [
  source('hostPath', validateHostPath),
  source('gcePersistentDisk', validateGceDisk, { at: 'persistentDisk' }),
  source('awsElasticBlockStore', validateAwsDisk),
  source('glusterfs', (volume, at) => [...texts<typeof volume>('endpoints', 'path')(volume, at), ...endpointsNamespace(volume.endpointsNamespace, `${at}.endpointsNamespace`)]),
  source('flocker', validateFlocker),
  source('nfs', validateNfs),
  source('rbd', validateRbd),
  source('quobyte', validateQuobyte),
  source('cephfs', validateMonitors, { spareAt: 'cephFS' }),
  source('iscsi', validatePersistentIscsi),
  source('cinder', (disk, at) => [...texts<typeof disk>('volumeID')(disk, at), ...secretNames(disk.secretRef, `${at}.secretRef`)]),
  source('fc', validateFibreChannel),
  source('flexVolume', validateFlex),
  source('azureFile', (share, at) => [
    ...texts<typeof share>('secretName', 'shareName')(share, at),
    ...when(share.secretNamespace === '', () => required(`${at}.secretNamespace`)),
  ]),
  source('vsphereVolume', texts('volumePath')),
  source('photonPersistentDisk', texts('pdID')),
  source('portworxVolume', texts('volumeID')),
  source('azureDisk', validateAzureDisk),
  source('scaleIO', texts('gateway', 'system', 'volumeName')),
  source('local', ({ path }, at) => needed(path, `${at}.path`, noBacksteps)),
  source('storageos', (volume, at) => [...validateStorageOS(volume, at), ...secretNames(volume.secretRef, `${at}.secretRef`)]),
  source('csi', validateCsi),
];

export const persistentSources: readonly (keyof core.PersistentVolumeSpec)[] = rules.map(({ name }) => name);

export const validatePersistentSource = (spec: core.PersistentVolumeSpec, field: string, name: string): FieldError[] => validateOneSource(spec, rules, field, { name });

const endpointsNamespace = (namespace: string | undefined, field: string): FieldError[] => {
  if (namespace === undefined) return [];
  if (!namespace) return [invalid(field, namespace, 'if the endpointnamespace is set, it must be a valid namespace name')];
  return given(labelFault(namespace), (text) => [invalid(field, namespace, text)]);
};

const secretRefs = ['controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef'] as const;

function validateCsi(csi: core.CSIPersistentVolumeSource, field: string): FieldError[] {
  return [
    ...driverName(csi.driver, `${field}.driver`),
    ...needed(csi.volumeHandle, `${field}.volumeHandle`),
    ...secretRefs.flatMap((name) => given(csi[name], (secret) => [
      ...needed(secret.name, `${field}.${name}.name`, subdomain),
      ...needed(secret.namespace, `${field}.${name}.namespace`, label),
    ])),
  ];
}
