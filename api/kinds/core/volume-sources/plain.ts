/** Rules of sources that volumes of pods and persistent volumes have alike (kubernetes pkg/apis/core/validation). */
import { forbidden, invalid, notSupported, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { given, label, needed, when } from '../../checks';
import { rangeText } from '../../texts';
import { noBacksteps } from '../pod-template/paths';
import { texts } from './one-source';

export const validateEmptyDir = ({ sizeLimit }: core.EmptyDirVolumeSource, field: string): FieldError[] =>
  when(sizeLimit?.startsWith('-'), () => forbidden(`${field}.sizeLimit`, 'SizeLimit field must be a valid resource quantity'));

export const validateHostPath = ({ path }: core.HostPathVolumeSource, field: string): FieldError[] => needed(path, `${field}.path`, noBacksteps);

const outside = (value: number | undefined, field: string, low: number): FieldError[] =>
  when(value !== undefined && (value < 0 || value > 255), () => invalid(field, value, rangeText(low, 255)));

/** A number of a partition; 0, which is allowed, is left out of the text. */
const partition = (value: number | undefined, field: string): FieldError[] => outside(value, `${field}.partition`, 1);

export const lun = (value: number | undefined, field: string): FieldError[] => outside(value, `${field}.lun`, 0);

export const validateGceDisk = (disk: core.GCEPersistentDiskVolumeSource, field: string): FieldError[] =>
  [...texts<typeof disk>('pdName')(disk, field), ...partition(disk.partition, field)];

export const validateAwsDisk = (disk: core.AWSElasticBlockStoreVolumeSource, field: string): FieldError[] =>
  [...texts<typeof disk>('volumeID')(disk, field), ...partition(disk.partition, field)];

export const validateNfs = ({ server, path }: core.NFSVolumeSource, field: string): FieldError[] => [
  ...when(!server, () => required(`${field}.server`)),
  ...when(!path, () => required(`${field}.path`)),
  ...when(!path.startsWith('/'), () => invalid(`${field}.path`, path, 'must be an absolute path')),
];

export const validateFlocker = ({ datasetName = '', datasetUUID }: core.FlockerVolumeSource, field: string): FieldError[] => [
  ...when(!datasetName && !datasetUUID, () => required(field, 'one of datasetName and datasetUUID is required')),
  ...when(datasetName && datasetUUID, () => invalid(field, 'resource', 'datasetName and datasetUUID can not be specified simultaneously')),
  ...when(datasetName.includes('/'), () => invalid(`${field}.datasetName`, datasetName, "must not contain '/'")),
];

const pairs = 'must be a host:port pair or multiple pairs separated by commas';

export const validateQuobyte = ({ registry, tenant = '', volume }: core.QuobyteVolumeSource, field: string): FieldError[] => [
  ...quobyteRegistry(registry, tenant, field),
  ...when(!volume, () => required(`${field}.volume`)),
];

function quobyteRegistry(registry: string, tenant: string, field: string): FieldError[] {
  if (!registry) return [required(`${field}.registry`, pairs)];
  if (tenant.length > 64) return [required(`${field}.tenant`, 'must be a UUID and may not exceed a length of 64 characters')];
  return registry.split(',').filter((pair) => !/^([^:[\]]*|\[[^[\]]*\]):[^:]*$/.test(pair)).map(() => invalid(`${field}.registry`, registry, pairs));
}

export const validateFibreChannel = ({ targetWWNs = [], wwids = [], lun: unit }: core.FCVolumeSource, field: string): FieldError[] => [
  ...when(!targetWWNs.length && !wwids.length, () => required(`${field}.targetWWNs`, 'must specify either targetWWNs or wwids, but not both')),
  ...when(targetWWNs.length && wwids.length, () => invalid(`${field}.targetWWNs`, targetWWNs, 'targetWWNs and wwids can not be specified simultaneously')),
  ...when(targetWWNs.length && unit === undefined, () => required(`${field}.lun`, 'lun is required if targetWWNs is specified')),
  ...(targetWWNs.length ? lun(unit, field) : []),
];

const isOfKubernetes = (key: string): boolean => /(^|\.)(kubernetes|k8s)\.io$/.test((key.split('/', 2).length === 2 ? key.split('/')[0] ?? '' : key).toLowerCase());

export const validateFlex = ({ driver, options = {} }: core.FlexVolumeSource | core.FlexPersistentVolumeSource, field: string): FieldError[] => [
  ...when(!driver, () => required(`${field}.driver`)),
  ...Object.keys(options).filter(isOfKubernetes).map((key) => invalid(`${field}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved')),
];

const managed = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const blob = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

export const validateAzureDisk = ({ diskName, diskURI, kind }: core.AzureDiskVolumeSource, field: string): FieldError[] => [
  ...when(!diskName, () => required(`${field}.diskName`)),
  ...when(!diskURI, () => required(`${field}.diskURI`)),
  ...when(kind === 'Managed' && !diskURI.startsWith('/subscriptions/'), () => notSupported(`${field}.diskURI`, diskURI, [managed])),
  ...when(kind && kind !== 'Managed' && !diskURI.startsWith('https://'), () => notSupported(`${field}.diskURI`, diskURI, [blob])),
];

/** No list at all is a fault of structure. */
export const validateMonitors = ({ monitors }: { readonly monitors?: readonly string[] | null }, field: string): FieldError[] =>
  when(monitors && !monitors.length, () => required(`${field}.monitors`));

export const validateRbd = (rbd: core.RBDVolumeSource | core.RBDPersistentVolumeSource, field: string): FieldError[] =>
  [...validateMonitors(rbd, field), ...when(!rbd.image, () => required(`${field}.image`))];

type StorageOS = core.StorageOSVolumeSource | core.StorageOSPersistentVolumeSource;

export const validateStorageOS = ({ volumeName, volumeNamespace }: StorageOS, field: string): FieldError[] => [
  ...needed(volumeName, `${field}.volumeName`, label),
  ...given(volumeNamespace, (namespace) => label(namespace, `${field}.volumeNamespace`)),
];

/** `secretRef` in the namespace of whoever names it. */
export const localSecret = (secret: { readonly name?: string } | undefined, field: string): FieldError[] =>
  when(secret && !secret.name, () => required(`${field}.name`));
