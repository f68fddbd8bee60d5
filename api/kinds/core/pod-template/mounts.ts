/** Volume mounts and block devices of a container: they name volumes of the pod. */
import { duplicate, forbidden, invalid, notFound, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { duplicates, each, given, when } from '../../checks';
import { localPath } from './paths';

type Volumes = ReadonlyMap<string, core.Volume>;

interface WithMounts {
  readonly volumeMounts?: readonly core.VolumeMount[];
  readonly volumeDevices?: readonly core.VolumeDevice[];
  readonly securityContext?: core.SecurityContext;
}

export const validateMounts = (container: WithMounts, volumes: Volumes, field: string): FieldError[] => [
  ...each(container.volumeMounts, `${field}.volumeMounts`, (mount, at) => validateMount(mount, container, volumes, at)),
  ...duplicates(container.volumeMounts, (mount) => mount.mountPath, (i, path) => invalid(`${field}.volumeMounts[${i}].mountPath`, path, 'must be unique')),
  ...each(container.volumeDevices, `${field}.volumeDevices`, (device, at) => validateDevice(device, volumes, at)),
  ...duplicates(container.volumeDevices, (device) => device.name, (i, name) => duplicate(`${field}.volumeDevices[${i}].name`, name)),
  ...duplicates(container.volumeDevices, (device) => device.devicePath, (i, path) => invalid(`${field}.volumeDevices[${i}].devicePath`, path, 'must be unique')),
];

const validateMount = (mount: core.VolumeMount, container: WithMounts, volumes: Volumes, field: string): FieldError[] => [
  ...when(!mount.name, () => required(`${field}.name`)),
  ...when(!volumes.has(mount.name), () => notFound(`${field}.name`, mount.name)),
  ...when(!mount.mountPath, () => required(`${field}.mountPath`)),
  ...when(container.volumeDevices?.some(({ name }) => name === mount.name), () => invalid(`${field}.name`, mount.name, 'must not already exist in volumeDevices')),
  ...when(container.volumeDevices?.some(({ devicePath }) => devicePath === mount.mountPath), () =>
    invalid(`${field}.mountPath`, mount.mountPath, 'must not already exist as a path in volumeDevices')),
  ...given(mount.subPath, (path) => localPath(path, `${field}.subPath`)),
  ...given(mount.subPathExpr, (path) => localPath(path, `${field}.subPathExpr`)),
  ...when(mount.subPath && mount.subPathExpr, () => invalid(`${field}.subPathExpr`, mount.subPathExpr, 'subPathExpr and subPath are mutually exclusive')),
  ...when(mount.mountPropagation === 'Bidirectional' && !container.securityContext?.privileged, () =>
    forbidden(`${field}.mountPropagation`, 'Bidirectional mount propagation is available only to privileged containers')),
  ...recursiveReadOnly(mount, `${field}.recursiveReadOnly`),
];

function recursiveReadOnly(mount: core.VolumeMount, field: string): FieldError[] {
  if (mount.recursiveReadOnly === undefined || mount.recursiveReadOnly === 'Disabled') return [];
  return [
    ...when(!mount.readOnly, () => forbidden(field, 'may only be specified when readOnly is true')),
    ...when(mount.mountPropagation !== undefined && mount.mountPropagation !== 'None', () =>
      forbidden(field, 'may only be specified when mountPropagation is None or not specified')),
  ];
}

function validateDevice(device: core.VolumeDevice, volumes: Volumes, field: string): FieldError[] {
  const volume = volumes.get(device.name);
  return [
    ...when(!device.name, () => required(`${field}.name`)),
    ...when(volume && !volume.persistentVolumeClaim && !volume.ephemeral, () =>
      invalid(`${field}.name`, device.name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode')),
    ...when(!volume, () => notFound(`${field}.name`, device.name)),
    ...when(!device.devicePath, () => required(`${field}.devicePath`)),
    ...given(device.devicePath, (path) => when(path.split('/').includes('..'), () => invalid(`${field}.devicePath`, path, "can not contain backsteps ('..')"))),
  ];
}
