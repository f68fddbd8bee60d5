/** iSCSI disks (RFC 3720 section 3.2.6: names of initiators and targets). */
import { invalid, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { given, when } from '../../checks';
import { lun } from './plain';

type Disk = core.ISCSIVolumeSource | core.ISCSIPersistentVolumeSource;

const forms: readonly (readonly [prefix: string, form: RegExp])[] = [
  ['iqn', /iqn\.\d{4}-\d{2}\.([A-Za-z0-9-.]+)(:[^,;*&$|\s]+)$/], ['eui', /^eui.[A-Za-z0-9]{16}$/], ['naa', /^naa.[A-Za-z0-9]{32}$/],
];

/** `unknown`: what is said of a name that begins with none of the three. */
function nameFault(name: string, field: string, unknown: string): FieldError[] {
  const known = forms.find(([prefix]) => name.startsWith(prefix));
  if (!known) return [invalid(field, name, unknown)];
  return when(!known[1].test(name), () => invalid(field, name, 'must be valid format'));
}

const validateDisk = (disk: Disk, field: string, unknown: string): FieldError[] => [
  ...(disk.iqn ? nameFault(disk.iqn, `${field}.iqn`, unknown) : [required(`${field}.iqn`)]),
  ...lun(disk.lun, field),
  ...when((disk.chapAuthDiscovery || disk.chapAuthSession) && !disk.secretRef, () => required(`${field}.secretRef`)),
];

const portalNeeded = ({ targetPortal }: Disk, field: string): FieldError[] => when(!targetPortal, () => required(`${field}.targetPortal`));

const initiator = ({ initiatorName }: Disk, field: string, unknown: string): FieldError[] =>
  given(initiatorName, (name) => nameFault(name, `${field}.initiatorname`, unknown));

const startsWithOne = 'must be valid format starting with iqn, eui, or naa';

export const validateIscsi = (disk: core.ISCSIVolumeSource, field: string): FieldError[] =>
  [...portalNeeded(disk, field), ...validateDisk(disk, field, startsWithOne), ...initiator(disk, field, startsWithOne)];

const tooLong = 'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';

const isTooLong = (name: string, disk: Disk): boolean => disk.initiatorName !== undefined && `${name}:${disk.targetPortal}`.length > 64;

/** Told of the volume's name. */
export const iscsiName = (disk: core.ISCSIVolumeSource, field: string, { name }: { readonly name: string }): FieldError[] =>
  when(isTooLong(name, disk), () => invalid(`${field}.name`, name, tooLong));

export const validatePersistentIscsi = (disk: core.ISCSIPersistentVolumeSource, field: string, { name }: { readonly name: string }): FieldError[] => [
  ...portalNeeded(disk, field),
  ...when(isTooLong(name, disk), () => invalid(`${field}.targetportal`, disk.targetPortal, tooLong)),
  ...validateDisk(disk, field, 'must be valid format'),
  ...when(disk.secretRef && !disk.secretRef.name, () => required(`${field}.secretRef.name`)),
  ...initiator(disk, field, 'must be valid format'),
];
