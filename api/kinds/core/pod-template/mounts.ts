/** Volume mounts and block devices of a container: they name volumes of the pod. */
import { forbidden, invalid, notFound, notSupported, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { each, given, when } from '../../checks';
import { localPath } from './paths';

type Volumes = ReadonlyMap<string, core.Volume>;

interface WithMounts {
  readonly volumeMounts?: readonly core.VolumeMount[];
  readonly volumeDevices?: readonly core.VolumeDevice[];
  readonly securityContext?: core.SecurityContext;
}

/** `volumes`: the sound ones of the pod. */
export function validateMounts(container: WithMounts, volumes: Volumes, field: string): FieldError[] {
  const { volumeMounts, volumeDevices } = container;
  return [
    ...(volumeMounts?.length ? mountFaults(volumeMounts, container, volumes, `${field}.volumeMounts`) : []),
    ...(volumeDevices?.length ? deviceFaults(volumeDevices, volumeMounts ?? [], volumes, `${field}.volumeDevices`) : []),
  ];
}

/** Upstream tells some faults of the list, not of the mount. */
function mountFaults(mounts: readonly core.VolumeMount[], { volumeDevices = [], securityContext }: WithMounts, volumes: Volumes, field: string): FieldError[] {
  const paths = new Set<string>();
  return each(mounts, field, ({ name, mountPath, ...mount }, at) => {
    const repeated = paths.has(mountPath);
    paths.add(mountPath);
    return [
      ...when(!name, () => required(`${at}.name`)),
      ...when(!volumes.has(name), () => notFound(`${at}.name`, name)),
      ...when(!mountPath, () => required(`${at}.mountPath`)),
      ...when(repeated, () => invalid(`${at}.mountPath`, mountPath, 'must be unique')),
      ...when(volumeDevices.some((device) => device.name === name), () => invalid(`${at}.name`, name, 'must not already exist in volumeDevices')),
      ...when(volumeDevices.some(({ devicePath }) => devicePath === mountPath), () =>
        invalid(`${at}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices')),
      ...subPaths(mount, field, at),
      ...when(mount.mountPropagation === 'Bidirectional' && !securityContext?.privileged, () =>
        forbidden(`${field}.mountPropagation`, 'Bidirectional mount propagation is available only to privileged containers')),
      ...recursiveReadOnly(mount, `${field}.recursiveReadOnly`),
    ];
  });
}

const subPaths = ({ subPath, subPathExpr }: Partial<core.VolumeMount>, field: string, at: string): FieldError[] => [
  ...given(subPath, (path) => localPath(path, `${field}.subPath`)),
  ...when(subPath && subPathExpr, () => invalid(`${at}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive')),
  ...given(subPathExpr, (path) => localPath(path, `${field}.subPathExpr`)),
];

const readOnlyModes = ['Disabled', 'Enabled', 'IfPossible'];

function recursiveReadOnly({ recursiveReadOnly: mode, readOnly, mountPropagation }: Partial<core.VolumeMount>, field: string): FieldError[] {
  if (mode === undefined || mode === 'Disabled') return [];
  if (!readOnlyModes.includes(mode)) return [notSupported(field, mode, readOnlyModes)];
  return [
    ...when(!readOnly, () => forbidden(field, 'may only be specified when readOnly is true')),
    ...when(mountPropagation !== undefined && mountPropagation !== 'None', () =>
      forbidden(field, 'may only be specified when mountPropagation is None or not specified')),
  ];
}

function deviceFaults(devices: readonly core.VolumeDevice[], mounts: readonly core.VolumeMount[], volumes: Volumes, field: string): FieldError[] {
  const names = new Set<string>();
  const paths = new Set<string>();
  return each(devices, field, ({ name, devicePath }, at) => {
    const volume = volumes.get(name);
    const [named, used] = [names.has(name), paths.has(devicePath)];
    const climbs = devicePath.split('/').includes('..');
    if (name) names.add(name);
    if (!climbs) paths.add(devicePath);
    return [
      ...when(!name, () => required(`${at}.name`)),
      ...when(named, () => invalid(`${at}.name`, name, 'must be unique')),
      ...when(volume && !volume.persistentVolumeClaim && !volume.ephemeral, () =>
        invalid(`${at}.name`, name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode')),
      ...when(!volume, () => notFound(`${at}.name`, name)),
      ...when(!devicePath, () => required(`${at}.devicePath`)),
      ...when(used, () => invalid(`${at}.devicePath`, devicePath, 'must be unique')),
      ...when(climbs, () => invalid(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')")),
      ...when(mounts.some((mount) => mount.name === name), () => invalid(`${at}.name`, name, 'must not already exist in volumeMounts')),
      ...when(mounts.some(({ mountPath }) => mountPath === devicePath), () =>
        invalid(`${at}.devicePath`, devicePath, 'must not already exist as a path in volumeMounts')),
    ];
  });
}
